"""How inputs are read: the options of every command with an input."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from seqtext.errors import SeqtextError, unknown_name
from seqtext.text.columns import Columns, Roles
from seqtext.text.labels import parse_renaming
from seqtext.text.lines import Decoding

FORMATS = {
    "tsv": "label TAB text; other orders with --columns",
    "csv": "a header that names the columns, fields quoted where need be",
    "jsonl": 'one object a line: {"label": …, "text": …}',
    "fasttext": "__label__x, space, text",
    "label-first": "label, space, text",
    "lines": "one text a line, no labels",
    "files": "NAME=FILE arguments: one file a class, one text a line",
    "tree": "a folder with a folder a class, one text a file",
    "pairs": "source TAB target, or two files whose lines match",
}
NAMED_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}


@dataclass(frozen=True)
class InputOptions:
    """How inputs are read.

    format: one of FORMATS; None: by the extension or the form of the argument. columns: the columns
    of the roles, by position or by name: see `seqtext.text.columns`. decoding: the encoding, and
    the treatment of bad bytes. header: whether line 1 is a header; None: by the format and
    `columns`. delimiter: the separator of columns, or its name; None: by the format. escape: a
    backslash escapes the next character (csv). join: the string between several text columns.
    labels: new names of labels, "old=new,old=new". known: the labels of the model that reads the
    input. assumed: `header` was set by the training of the model, not by the user for this input.
    """

    format: str | None = None
    columns: str | None = None
    decoding: Decoding = field(default_factory=Decoding)
    header: bool | None = None
    delimiter: str | None = None
    escape: bool = False
    join: str = " "
    labels: str | None = None
    known: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def header_said(self) -> bool:
        """Whether the user said for this input what line 1 is."""
        return self.header is not None and not self.assumed

    def __post_init__(self) -> None:
        if self.format is not None and self.format not in FORMATS:
            raise unknown_name("--format", "format", self.format, FORMATS)
        if self.delimiter is not None:
            delimiter = NAMED_DELIMITERS.get(self.delimiter.lower(), self.delimiter)
            object.__setattr__(self, "delimiter", delimiter)
            if len(delimiter) != 1 or delimiter in ' "\\\r\n\ufeff' or delimiter.isalnum():
                remedy = "give one, such as ; or , or | or @ or tab"
                raise SeqtextError("--delimiter", f"{delimiter!r} is not a delimiter", remedy)
        parse_renaming(self.labels)

    @property
    def parsed_columns(self) -> Columns | None:
        """The parsed --columns; None if it is not given."""
        return None if self.columns is None else Columns.parse(self.columns)

    def with_columns(self, **names: str) -> "InputOptions":
        """Options that also read these roles, each from a column by name or number."""
        columns = self.columns
        for role, name in names.items():
            columns = Columns.added(columns, role, name)
        return replace(self, columns=columns)

    def grouped(self, column: str | None) -> "InputOptions":
        """Options that also read the column, by name or number, that names groups."""
        return self if column is None else self.with_columns(group=column)

    def to_json(self) -> dict[str, Any]:
        """The fields that differ from the defaults, for a file."""
        record = {**asdict(self), **asdict(self.decoding)}
        plain = {**asdict(InputOptions()), **asdict(Decoding())}
        return {k: v for k, v in record.items() if k != "decoding" and v != plain[k]}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> "InputOptions":
        """The options of a record of `to_json`. Raises SeqtextError if it is malformed."""
        options = dict(record)
        decoding = {name: options.pop(name) for name in ("encoding", "errors") if name in options}
        try:
            return cls(**options, decoding=Decoding(**decoding))
        except (TypeError, AttributeError):
            cause = f"not the options of an input: {record!r}"
            raise SeqtextError("input", cause, "read it with the version that wrote it") from None

    def refuse_columns(self, name: str) -> None:
        """Raise SeqtextError if options of columns are given for a format without columns."""
        columns = self.parsed_columns
        grouped = columns is not None and columns.names.keys() == {"group"}
        options = {
            "--group" if grouped else "--columns": self.columns,
            "--header": self.header,
            "--delimiter": self.delimiter,
            "--escape": self.escape or None,
        }
        for option, value in options.items():
            if value is not None:
                remedy = "omit it, or use a format that has them (tsv, csv, jsonl, pairs)"
                raise SeqtextError(option, f"the format {name} has no columns", remedy)


def provide(place: str, name: str, provided: Roles, roles: Roles) -> None:
    """Raise SeqtextError if a format lacks a requested role."""
    missing = [role for role in roles if role not in provided]
    if missing:
        cause = f"the format {name} has no {' and no '.join(missing)}"
        raise SeqtextError(place, cause, "choose another with --format")
