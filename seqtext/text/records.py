"""Records: the values of each text of an input, with its place and its raw line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from seqtext.errors import SeqtextError
from seqtext.system.files import display_name
from seqtext.text.inputs import InputOptions
from seqtext.text.labels import clean, parse_renaming, read_label
from seqtext.text.lines import Decoding, read_file_lines

# The separator of two texts of a record: a letter of Khoisan languages, which is a token of its own
# for every tokeniser, with marks and without.
SEPARATOR = "ǁ"


class Record(NamedTuple):
    """One record of an input.

    place    file:line of its first line; for a tree, the file
    values   the value of each role of the format and of --columns
    raw      its line as read, without the line end; several lines joined by \\n
    cleaned  whether white space around its label was removed
    """

    place: str
    values: Mapping[str, str]
    raw: str
    cleaned: bool = False


@dataclass
class Source:
    """One input that is being read.

    format       one of FORMATS
    records      in their order, as a stream
    header       the raw header line; None if there is none
    delimiter    the separator of columns; None if there are none
    guarded      line 1 was read as a record, but the user did not say so
    passed_over  place and label of a line 1 that was taken for a header, with columns by number
    lines        the lines being read, with the number of blank lines so far
    """

    format: str
    records: Iterator[Record]
    header: str | None = None
    delimiter: str | None = None
    guarded: bool = False
    passed_over: tuple[str, str] | None = None
    lines: "Blanks | None" = None

    @property
    def left_out(self) -> int:
        """The number of blank lines skipped so far."""
        return self.lines.blank if self.lines else 0


class Blanks(Protocol):
    """Lines that are being read; blank ones are skipped and counted."""

    blank: int


@dataclass
class Numbered:
    """The lines of a file that are not blank, each after its place, file:line.

    blank   number of blank lines so far
    """

    path: str
    decoding: Decoding
    blank: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        name = display_name(self.path)
        for number, line in enumerate(read_file_lines(self.path, self.decoding), 1):
            if line and not line.isspace():
                yield f"{name}:{number}", line
            else:
                self.blank += 1


Make = Callable[[str, dict[str, str], str], Record]  # place, values, raw


def maker(options: InputOptions) -> Make:
    """A function that creates records: it checks and renames the label and joins two texts.

    It raises SeqtextError for a label that is blank or contains a tab, and for a text that contains
    the separator of two texts.
    """
    renaming = parse_renaming(options.labels)

    def make(place: str, values: dict[str, str], raw: str) -> Record:
        cleaned = False
        for role, value in values.items():
            if role == "label":
                cleaned = clean(value) != value
                values[role] = read_label(place, value, renaming)
            elif "\n" in value:
                values[role] = value.replace("\r\n", " ").replace("\n", " ")
        if "text2" in values:
            values["text"] = _pair(place, values["text"], values["text2"])
        return Record(place, values, raw, cleaned)

    return make


def _pair(place: str, text: str, text2: str) -> str:
    """Two texts as one."""
    if SEPARATOR in text or SEPARATOR in text2:
        cause = f"a text holds {SEPARATOR}, which stands between two texts"
        raise SeqtextError(place, cause, "write | there")
    return f"{text} {SEPARATOR} {text2}"
