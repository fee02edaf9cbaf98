"""The texts that order decides, with the gaps and flips that decide them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.deciding import Deciding, DecidingText
from seqtext.order.trainings.flip import TextHeat
from seqtext.report.classify.heat import FULL, LEAST, flip_line, heat_line, strongest
from seqtext.report.schema import optional
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table
from seqtext.text.quantities import quantity

LISTED = 250  # texts on the page in each direction
SHOWN = 10  # texts in the tables
_WORD = 12  # characters of a word


def deciding_texts_table(deciding: Deciding) -> Table:
    """The first of the texts that order decides."""
    flips = any(text.heat for text in deciding.texts)
    flip_note = (
        " Flip: the shortest swap or move of words that changes the prediction." if flips else ""
    )
    return Table(
        f"Texts that order decides ({deciding.model})",
        f"{quantity(deciding.gained, 'text is', 'texts are')} right in order by most seeds and "
        f"wrong when shuffled; {deciding.lost:,} the other way round. Score: log-probability of "
        f"the label in order minus that when shuffled, in nats.{flip_note}",
        ("score", "label", *(("flip",) if flips else ()), "text"),
        "rlll" if flips else "rll",
        tuple(_text(text, flips) for text in deciding.texts[:SHOWN]),
    )


def _text(text: DecidingText, flips: bool) -> tuple[str, ...]:
    flip_cell = (_flip(text.heat),) if flips else ()
    return f"{text.score:+.1f}", visible(text.gold), *flip_cell, visible(text.text)


def _flip(heat: TextHeat | None) -> str:
    """was ↔ not; never moved 3 on; - for none."""
    if heat is None or heat.flip is None:
        return "-"
    flip = heat.flip
    first, second = (visible(heat.tokens[place])[:_WORD] for place in (flip.first, flip.second))
    if flip.kind == "swap":
        return f"{first} ↔ {second}"
    return f"{first} moved {flip.distance} {'on' if flip.second > flip.first else 'back'}"


def with_listing(effects: Effects, listing: Deciding | None) -> Effects:
    """The effects with more texts listed; what they know of a text's heat is kept."""
    if effects.deciding is None or listing is None:
        return effects
    known = (*effects.deciding.texts, *effects.deciding.against)
    heats = {text.index: text.heat for text in known}
    texts, against = (
        tuple(replace(text, heat=text.heat or heats.get(text.index)) for text in side)
        for side in (listing.texts, listing.against)
    )
    return replace(effects, deciding=replace(listing, texts=texts, against=against))


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    deciding = effects.deciding
    if deciding:
        table = deciding_texts_table(deciding)
        plot = partial(_list, table.note, deciding, effects.classes)
        yield SectionBlock(table, "", plot=plot, grids=())


def _list(note: str, deciding: Deciding, classes: Sequence[str]) -> Markup:
    """The list with its controls."""
    from seqtext.report.templates import environment

    pages = environment()
    pages.filters |= {"flip_line": flip_line, "heat_line": heat_line, "strongest": strongest}
    listed = [("gained", text) for text in deciding.texts]
    listed += [("lost", text) for text in deciding.against]
    text = pages.get_template("texts.html.j2").render(
        note=note,
        listed=sorted(listed, key=lambda entry: -abs(entry[1].score)),
        texts=deciding.gained + deciding.lost,
        labels={label: number for number, label in enumerate(classes)},
        heated=any(text.heat for _, text in listed),
        full=f"{FULL:g}",
        least=f"{LEAST:g}",
    )
    return Markup(text)


_SCHEMA = {"deciding": optional("deciding")}
SECTION = Section("texts", "Texts", 130, _blocks, _SCHEMA, script="page.js.j2")
