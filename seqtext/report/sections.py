"""Sections: what a report consists of. Each is one record, `SECTION`, in a module of its own.

The terminal, Markdown, the page, its contents and report.json are loops over the sections.
"""

import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Generic, TypeVar

from markupsafe import Markup

from seqtext.order.effects.verdict import HELPS, NO_WORTH
from seqtext.report.table import Table
from seqtext.statistics.scores import Score

E = TypeVar("E")
FIGURES = "The figures as a table"
TONES = {HELPS: "matters", NO_WORTH: "not"}  # name of a verdict -> its colour


@dataclass(frozen=True)
class Grid:
    """A table on the page.

    summary  of the fold that holds it; empty: it is not folded
    note     above it in the fold
    style    heat: cells of columns k=1, k=2 … are shaded; said: long texts are wrapped
    opened   whether the fold is open at first
    """

    table: Table
    summary: str = ""
    note: str = ""
    style: str = ""
    opened: bool = False


@dataclass(frozen=True)
class SectionBlock:
    """A table, and what the page shows around it.

    note      paragraph of the page; None: the note of the table
    legend    (style, words) of each kind of mark in the plot
    plot      draws what is above the table; for the page only
    grids     tables of the page; None: the table, which a plot folds
    printed   tables of the terminal and of Markdown; None: the table
    title     heading of the page; empty: the title of the table
    sentence  beside the verdict of the report
    on_page   whether the page shows the block
    """

    table: Table
    note: str | None = None
    legend: Sequence[tuple[str, str]] = ()
    plot: Callable[[], Markup] | None = None
    grids: Sequence[Grid] | None = None
    printed: Sequence[Table] | None = None
    title: str = ""
    sentence: str = ""
    on_page: bool = True

    def page_note(self) -> str:
        """The paragraph under the heading of the page."""
        return self.table.note if self.note is None else self.note

    def page_grids(self) -> Sequence[Grid]:
        """The tables of the page; the note of a folded table is in the fold, or in ours."""
        if self.grids is not None:
            return self.grids
        note = "" if self.table.note in self.page_note() else self.table.note
        return [Grid(self.table, FIGURES, note) if self.plot else Grid(self.table)]


@dataclass(frozen=True)
class Section(Generic[E]):
    """One section of a report whose effects are of class E; without a block it is not shown.

    name      its id on the page
    contents  its entry in the contents of the page
    place     orders the sections of the page
    blocks    of these effects
    schema    key of report.json -> JSON schema of its value
    values    key -> value, of the keys that are no field of the effects
    printed   orders the sections of the terminal and of Markdown; None: as on the page
    script    template of a script that the page needs for it
    """

    name: str
    contents: str
    place: int
    blocks: Callable[[E], Iterable[SectionBlock]]
    schema: dict[str, Any] = field(default_factory=dict)
    values: Callable[[E], dict[str, Any]] | None = None
    printed: int | None = None
    script: str = ""


@dataclass(frozen=True)
class ReportFrame:
    """What a report says around its sections.

    name        title of the page
    verdict     in a word or two; empty: the report has none
    tone        of the sentence: matters, not or empty; its colour
    sentence    the result in words
    material    what the models were tested on, in a sentence or two
    reads       model -> blind, ngram or aware; its colour
    terms       template of the definitions at the end of the page
    signatures  lines beside the signature of the run
    remarks     on the data and on single trainings
    test        how the test set was chosen; empty: a table says it
    score       in which the models are compared
    """

    name: str
    verdict: str
    tone: str
    sentence: str
    material: str
    reads: dict[str, str]
    terms: str
    signatures: Sequence[str] = ()
    remarks: Sequence[str] = ()
    test: str = ""
    score: Score | None = None


@dataclass(frozen=True)
class Report(Generic[E]):
    """The report of a task.

    title    first line of Markdown and of the page
    effects  class of the figures, whose fields are keys of report.json; all classes have `checks`
             and `facts`
    frame    what stands around the sections
    """

    title: str
    effects: type[E]
    frame: Callable[[E], ReportFrame]
    sections: Sequence[Section[E]]

    @property
    def restorable(self) -> bool:
        """Whether report.json holds the effects themselves, not other values in their place."""
        return not any(section.values for section in self.sections)

    def printed(self, effects: E) -> tuple[list[str], list[Table]]:
        """The sentences beside the verdict and the tables: of the terminal and of Markdown."""
        ordered = sorted(self.sections, key=lambda s: s.place if s.printed is None else s.printed)
        blocks = [block for section in ordered for block in section.blocks(effects)]
        tables = [t for b in blocks for t in ([b.table] if b.printed is None else b.printed)]
        return [block.sentence for block in blocks if block.sentence], tables

    def blocks(self, effects: E) -> list[tuple[Section[E], list[SectionBlock]]]:
        """The sections that the page shows, in its order, with their blocks."""
        ordered = sorted(self.sections, key=lambda section: section.place)
        shown = [(one, [b for b in one.blocks(effects) if b.on_page]) for one in ordered]
        return [(section, blocks) for section, blocks in shown if blocks]


def sections_in(*packages: str) -> list[Section[Any]]:
    """The sections of all modules of these packages: a new module needs no entry in a list."""
    names = [
        f"{package}.{module.name}"
        for package in packages
        for module in pkgutil.iter_modules(import_module(package).__path__)
    ]
    return [import_module(name).SECTION for name in names]
