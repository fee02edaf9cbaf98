"""Records in delimited columns: tsv and pairs without quoting, csv with quoting."""

from collections.abc import Iterable, Iterator
from itertools import chain

from seqtext.errors import SeqtextError
from seqtext.text.columns import Columns, Layout, Roles
from seqtext.text.header import assume_names, label_of, refuse_header, refuse_lost_text
from seqtext.text.inputs import InputOptions
from seqtext.text.quoted_rows import QuotedRows
from seqtext.text.records import Numbered, Record, Source, maker

Row = tuple[str, str, list[str]]  # place, raw, cells

LABELLED, PAIR = ("label", "text"), ("source", "target")
OTHERS = {";": "';'", "\t": "tab", "|": "'|'", ",": "','"}  # and how to write them in a shell


def read_tsv(path: str, options: InputOptions, roles: Roles) -> Source:
    """Columns without quoting. A text beside one label may contain the delimiter."""
    default = PAIR if "source" in roles else LABELLED
    return _unquoted("tsv", default, path, options, roles)


def read_pairs_file(path: str, options: InputOptions, roles: Roles) -> Source:
    """Source and target without quoting."""
    return _unquoted("pairs", PAIR, path, options, roles)


def _unquoted(name: str, default: Roles, path: str, options: InputOptions, roles: Roles) -> Source:
    if options.escape:
        cause = f"the format {name} has no quoting"
        raise SeqtextError(
            "--escape", cause, "use a format that has it: --format csv --delimiter tab"
        )
    delimiter = options.delimiter or "\t"
    numbered = Numbered(path, options.decoding)
    rows = ((place, line, line.split(delimiter)) for place, line in numbered)
    return _source(
        Source(name, iter(()), None, delimiter, lines=numbered), rows, default, options, roles
    )


def read_csv(path: str, options: InputOptions, roles: Roles) -> Source:
    """Rows of RFC 4180 with any delimiter; without --no-header or positions there is a header."""
    delimiter = options.delimiter or ","
    rows = QuotedRows(path, options.decoding, delimiter, options.escape)
    default = PAIR if "source" in roles else LABELLED
    return _source(
        Source("csv", iter(()), None, delimiter, lines=rows), rows, default, options, roles
    )


def _source(
    source: Source, rows: Iterable[Row], default: Roles, options: InputOptions, roles: Roles
) -> Source:
    """Read the header, if there is one, and determine the columns of the roles."""
    columns, stream = options.parsed_columns, iter(rows)
    if has_header(source.format, options, columns):
        first = next(stream, None)
        if first is None:
            return source
        place, source.header, cells = first
        names = [cell.strip() for cell in cells]
        layout = _by_header(place, names, columns, default, source, roles)
        if options.assumed or (options.header is None and columns and columns.by_number):
            assume_names(place, names, layout)
            if "label" in layout.roles:
                source.passed_over = place, label_of(names, layout, options)
                refuse_lost_text(*source.passed_over, options.known)
    else:
        source.guarded = not options.header_said
        layout = without_header(columns, default, roles)
    source.records = _records(source, stream, layout, options)
    return source


def has_header(name: str, options: InputOptions, columns: Columns | None) -> bool:
    """Whether line 1 is a header: as the options say, else by the format and --columns."""
    if options.header is not None:
        return options.header
    if columns is None:
        return name == "csv"
    if columns.positions:
        return False
    return name == "csv" or not columns.by_number


def without_header(columns: Columns | None, default: Roles, roles: Roles) -> Layout:
    """The columns of the roles without a header."""
    if columns is None:
        return Layout.by_position(default, roles)
    if columns.positions:
        return Layout.by_position(columns.positions, roles)
    return Layout.by_number(columns, default, roles)


def _by_header(
    place: str,
    header: list[str],
    columns: Columns | None,
    default: Roles,
    source: Source,
    roles: Roles,
) -> Layout:
    """The columns by name; if no column has the name of a role, the header of a tsv is skipped."""
    if columns is not None and columns.positions:
        return Layout.by_position(columns.positions, roles)
    if columns is None and source.format != "csv" and not {*default} & {*header}:
        return Layout.by_position(default, roles)
    if len(header) == 1:
        refuse_other_delimiter(place, header[0], str(source.delimiter))
    return Layout.by_header(place, header, columns, roles)


def refuse_other_delimiter(place: str, line: str, delimiter: str) -> None:
    """Raise SeqtextError if a line of one column contains another delimiter."""
    for other, name in OTHERS.items():
        if other in line and other != delimiter:
            cause = f"no {delimiter!r} separates the columns, but the line contains {other!r}"
            raise SeqtextError(place, cause, f"give the delimiter: --delimiter {name}")


def _records(
    source: Source, rows: Iterator[Row], layout: Layout, options: InputOptions
) -> Iterator[Record]:
    make = maker(options)
    first = next(rows, None)
    if first is None:
        return
    layout = layout.of_width(len(first[2]), first[0])
    if source.guarded:
        refuse_header(first[0], first[2], layout, options)
    if len(first[2]) == 1 < len(layout):
        refuse_other_delimiter(first[0], first[1], str(source.delimiter))
    for place, raw, cells in chain([first], rows):
        if raw == source.header and len(cells) > 1:
            cause = "repeats the header, as if files had been joined"
            raise SeqtextError(place, cause, "give the files separately, or remove the line")
        if len(cells) != len(layout):
            cells = fit_cells(place, cells, layout, source)
        values = {
            role: cells[at[0]] if len(at) == 1 else options.join.join(cells[i] for i in at)
            for role, at in layout.roles.items()
        }
        yield make(place, values, raw)


def fit_cells(place: str, cells: list[str], layout: Layout, source: Source) -> list[str]:
    """The cells of a row with a wrong number of cells: a text of tsv may contain tabs."""
    extra, at = len(cells) - len(layout), layout.roles.get("text", ())
    if extra > 0 and len(at) == 1 and len(layout) <= 2 and source.format == "tsv":
        text = str(source.delimiter).join(cells[at[0] : at[0] + extra + 1])
        return [*cells[: at[0]], text, *cells[at[0] + extra + 1 :]]
    raise SeqtextError(place, *_uneven(cells, layout, source))


def _uneven(cells: list[str], layout: Layout, source: Source) -> tuple[str, str]:
    """Cause and remedy for a row with a wrong number of cells."""
    names = ", ".join(layout.names())
    what = f"({names})" if source.header is None else "as in the header"
    cause = f"columns: {len(cells)}, not {len(layout)} {what}"
    if source.format == "csv":
        return cause, "fix the line, quote a field that holds the delimiter, or see --columns"
    if any(cell.startswith('"') for cell in cells):
        return cause, "fix the line; if its fields are quoted, use --delimiter tab"
    return cause, "fix the line, or describe the columns with --columns"
