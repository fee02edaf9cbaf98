"""Records: what an input holds for each text, where it stands, and what was read as it stood."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from seqtext.errors import SeqtextError
from seqtext.system.files import display_name
from seqtext.text.inputs import InputOptions
from seqtext.text.labels import clean, parse_renaming, read_label
from seqtext.text.lines import Decoding, read_file_lines

# Between the two texts of a task of two: a letter of Khoisan languages, so a token of its own
# under every tokeniser, with marks and without.
SEPARATOR = "ǁ"


class Record(NamedTuple):
    """One record of an input.

    place    file:line of its first line; of a tree the file
    values   the value of each role that the format and --columns give
    raw      its line as read, without the end; several lines with \\n between
    cleaned  whether white space around its label was removed
    """

    place: str
    values: Mapping[str, str]
    raw: str
    cleaned: bool = False


@dataclass
class Source:
    """One input that is being read.

    format       of FORMATS
    records      in their order, as a stream
    header       the raw line that names the columns; None where there is none
    delimiter    what parts the columns; None where there are none
    guarded      nobody said whether line 1 is a header, and it was read as a record
    passed_over  line 1 is a header by habit, of columns by number: its place, its label
    lines        the lines that are read, with the number of those left out so far
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
        """How many blank lines were left out so far."""
        return self.lines.blank if self.lines else 0


class Blanks(Protocol):
    """Lines that are being read, of which the blank ones are left out and counted."""

    blank: int


@dataclass
class Numbered:
    """The lines of a file that are not blank, each after its place, file:line.

    blank   how many lines were blank so far
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
    """What makes a record: the label is checked and renamed, two texts become one.

    Raises SeqtextError for a label that is blank or holds a tab, and for a text that holds the
    separator of two texts.
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
