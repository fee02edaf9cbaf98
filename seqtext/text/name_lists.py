"""Lists of names in options: `a=b,c`; a name with a comma, = or + must be quoted."""

import re

from seqtext.errors import SeqtextError

_QUOTED = r'"(?:[^"]|"")*"'


def split_names(option: str, value: str, separator: str) -> list[str]:
    """The parts between separators; a part in double quotes is never split."""
    part = re.compile(rf'(?:{_QUOTED}|[^"{re.escape(separator)}])*')
    parts, at = [], 0
    while True:
        match = part.match(value, at)
        assert match is not None  # it may be empty
        parts.append(match[0])
        at = match.end()
        if at == len(value):
            return parts
        if value[at] != separator:
            raise SeqtextError(option, f"a quote in {value!r} is not closed", "close it")
        at += 1


def assignment(option: str, item: str) -> tuple[str, str | None]:
    """The two sides of `left=right`, the right one unchanged; None if there is no `=`."""
    left, *right = split_names(option, item, "=")
    return unquote(left), "=".join(right) if right else None


def unquote(name: str) -> str:
    """A name without surrounding white space and quotes."""
    return re.sub(_QUOTED, lambda quoted: quoted[0][1:-1].replace('""', '"'), name.strip())
