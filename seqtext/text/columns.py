"""The columns of an input: --columns, and the column of each role in a row.

A list of roles is by position (`label,-,text`; `-` skips a column); a list of `role=column` uses
the name or the number of a column. Several columns may be joined to one text: `label,text,text`,
`text=title+body`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from seqtext.errors import SeqtextError, unknown_name
from seqtext.text.name_lists import assignment, split_names, unquote

ROLES = ("label", "text", "text2", "source", "target", "group")
_JOINED = ("text", "text2")  # roles that several columns may make
_SHOWN = 60  # characters of a header that an error shows

Roles = tuple[str, ...]  # some of ROLES


@dataclass(frozen=True)
class Columns:
    """The parsed option --columns.

    positions  the role at each position, "-" for none; empty if columns are named
    names      the names or numbers of the columns of each role; empty if positions are given
    """

    positions: tuple[str, ...]
    names: dict[str, tuple[str, ...]]

    @classmethod
    def parse(cls, columns: str) -> "Columns":
        """Raises SeqtextError for an unknown role, and for a role that occurs twice."""
        items = [assignment("--columns", item) for item in split_names("--columns", columns, ",")]
        named = any(value is not None for _, value in items)
        roles = [role for role, _ in items]
        for role in roles:
            if role not in (*ROLES, *(() if named else "-")):
                raise unknown_name("--columns", "role", role, (*ROLES, *(() if named else "-")))
            if roles.count(role) > 1 and role != "-" and (named or role not in _JOINED):
                raise SeqtextError(
                    "--columns", f"{role} occurs twice", "name it once; - skips a column"
                )
        if not named:
            return cls(tuple(roles), {})
        return cls((), {role: _parts(role, value) for role, value in items})

    @staticmethod
    def added(columns: str | None, role: str, name: str) -> str:
        """The option with one more role, for a column by name or number."""
        escaped = name.replace('"', '""')
        if columns is None:
            return f'{role}="{escaped}"'
        parsed = Columns.parse(columns)
        if not parsed.positions:
            return f'{columns},{role}="{escaped}"'
        if not name.isdecimal() or not 0 < int(name) <= len(parsed.positions):
            cause = f"{name!r} is not a position in {columns}"
            raise SeqtextError("--columns", cause, "give the number of a column, from 1")
        positions = list(parsed.positions)
        if positions[int(name) - 1] != "-":
            raise SeqtextError(
                "--columns", f"column {name} is the {positions[int(name) - 1]}", "name another"
            )
        positions[int(name) - 1] = role
        return ",".join(positions)

    @property
    def by_number(self) -> bool:
        """Whether every column is given by its number."""
        return bool(self.names) and all(n.isdecimal() for part in self.names.values() for n in part)


def _parts(role: str, value: str | None) -> tuple[str, ...]:
    """The columns of a role; without a value, the column with the role's name."""
    parts = (
        tuple(unquote(part) for part in split_names("--columns", value, "+")) if value else (role,)
    )
    if len(parts) > 1 and role not in _JOINED:
        raise SeqtextError("--columns", f"several columns for the {role}", "name one")
    return parts


@dataclass(frozen=True)
class Layout:
    """The columns of each role in the cells of a row.

    roles  the columns of each role, from 0
    width  the number of cells of a row; None: as many as in line 1
    """

    roles: dict[str, tuple[int, ...]]
    width: int | None

    def __len__(self) -> int:
        assert self.width is not None
        return self.width

    def names(self) -> list[str]:
        """The role at each position, "-" for none."""
        at = {i: role for role, places in self.roles.items() for i in places}
        return [at.get(i, "-") for i in range(len(self))]

    def of_width(self, width: int, place: str) -> "Layout":
        """The layout with this number of cells per row, if it was not known."""
        if self.width is not None:
            return self
        last = 1 + max(i for places in self.roles.values() for i in places)
        if last > width:
            cause = f"columns: {width}, and --columns names number {last}"
            raise SeqtextError(place, cause, f"use numbers from 1 to {width}")
        return Layout(self.roles, width)

    @classmethod
    def by_position(cls, positions: Sequence[str], roles: Roles) -> "Layout":
        """The layout of a list of positions. Raises SeqtextError if a requested role is missing."""
        for role in roles:
            if role not in positions:
                cause = f"{','.join(positions)} names no {role}"
                raise SeqtextError("--columns", cause, f"add {role}")
        places = {
            role: tuple(i for i, name in enumerate(positions) if name == role)
            for role in dict.fromkeys(positions)
            if role != "-"
        }
        return cls(places, len(positions))

    @classmethod
    def by_number(cls, columns: Columns, default: Roles, roles: Roles) -> "Layout":
        """The layout without a header: by number; other roles have their default columns."""
        names = {role: (str(default.index(role) + 1),) for role in roles if role in default}
        places = {}
        for role, parts in {**names, **columns.names}.items():
            for part in parts:
                if not part.isdecimal() or int(part) < 1:
                    cause = f"without a header there is no column {part!r}"
                    raise SeqtextError("--columns", cause, "give its number, from 1, or --header")
            places[role] = tuple(int(part) - 1 for part in parts)
        _require(places, roles)
        return cls(places, None)

    @classmethod
    def by_header(
        cls, place: str, header: Sequence[str], columns: Columns | None, roles: Roles
    ) -> "Layout":
        """The layout by the names of a header, or numbers; by default a role's own name."""
        names: dict[str, tuple[str, ...]] = {role: (role,) for role in roles}
        if columns is None and "text" in roles and "label" in header:
            names["label"] = ("label",)  # a label is checked whoever reads
        names |= columns.names if columns else {}
        places = {
            role: tuple(_index(place, header, part, role) for part in parts)
            for role, parts in names.items()
        }
        return cls(places, len(header))


def _require(places: dict[str, tuple[int, ...]], roles: Roles) -> None:
    for role in roles:
        if role not in places:
            raise SeqtextError("--columns", f"names no {role}", f"add {role}=…")


def _index(place: str, header: Sequence[str], name: str, role: str) -> int:
    """The index of a column by its name, or by its number if no column has that name."""
    if header.count(name) > 1:
        remedy = f"rename one, or give its number: --columns {role}=1"
        raise SeqtextError(place, f"two columns are named {name!r}", remedy)
    if name in header:
        return header.index(name)
    if name.isdecimal() and 0 < int(name) <= len(header):
        return int(name) - 1
    cause = f"no column {name!r} among {brief(header)}"
    remedy = f"name it: --columns {role}=…, or use --no-header if line 1 is a text"
    raise SeqtextError(place, cause, remedy)


def brief(cells: Sequence[str]) -> str:
    """Cells for an error message, cut if they are long."""
    text = ", ".join(" ".join(cell.split()) for cell in cells)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
