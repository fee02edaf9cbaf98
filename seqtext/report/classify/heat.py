"""The heat line: a text with a bar under each gap whose two words, exchanged, move the answer."""

from markupsafe import Markup, escape

from seqtext.order.trainings.flip import Flip, TextHeat
from seqtext.report.shapes.svg import joined
from seqtext.report.shapes.visible import minus, visible

FULL = 6.0  # log-odds that fill a bar; larger moves look the same
LEAST = 0.3  # below it no bar is drawn
FIRST = 60  # tokens of a text that show before it is opened
LONGEST = 40  # characters of a token
AROUND = 6  # words shown on either side of a flip


def heat_line(heat: TextHeat) -> tuple[Markup, Markup]:
    """Words and bars: those that show, and the rest, which is empty where the text is not long.

    A bar that weakens the answer is full, one that strengthens it is hollow.
    """
    parts = [escape(_word(token)) for token in heat.tokens]
    parts[1:] = [_gap(move) + part for move, part in zip(heat.heat, parts[1:], strict=True)]
    if heat.cut:
        parts.append(Markup(" …"))
    place = FIRST if len(parts) > FIRST * 1.25 else len(parts)
    return joined(parts[:place]), joined(parts[place:])


def _word(token: str) -> str:
    shown = visible(token)
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"


def _gap(move: float) -> Markup:
    if abs(move) < LEAST:
        return Markup(" ")
    height = round(100 * min(abs(move) / FULL, 1))
    return Markup('<i class="{}" style="--h:{}" title="{}"> </i>').format(
        "weaker" if move < 0 else "firmer", height, minus(f"{move:+.2f}")
    )


def strongest(heat: TextHeat) -> str:
    """The exchange of neighbours that weakens the answer most, in words; empty where none does."""
    if not heat.heat or min(heat.heat) > -LEAST:
        return ""
    at = heat.heat.index(min(heat.heat))
    first, second = (_word(token) for token in heat.tokens[at : at + 2])
    return f"Strongest gap: exchanging “{first} {second}”, {minus(f'{heat.heat[at]:+.2f}')}"


def flip_line(heat: TextHeat, flip: Flip) -> Markup:
    """What flips the answer, and the words around it in their new order."""
    words = [f"“{_word(heat.tokens[i])}”" for i in (flip.first, flip.second)]
    if flip.kind == "swap":
        done = f"{words[0]} and {words[1]} exchanged"
    else:
        side = "before" if flip.second < flip.first else "after"
        done = f"{words[0]} moved {side} {words[1]}"
    moved = {flip.first, flip.second} if flip.kind == "swap" else {flip.second}
    start = max(min(flip.first, flip.second) - AROUND, 0)
    end = max(flip.first, flip.second) + AROUND + 1
    shown = [
        Markup("<mark>{}</mark>").format(_word(token)) if start + i in moved else _word(token)
        for i, token in enumerate(flip.tokens[start:end])
    ]
    dots = ("… " if start else ""), (" …" if end < len(flip.tokens) else "")
    sentence = Markup("Becomes <b>{}</b> (probability {:.0f} %) with {}: {}{}{}")
    text = Markup(" ").join(shown)
    return sentence.format(
        visible(flip.label), 100 * flip.probability, done, dots[0], text, dots[1]
    )
