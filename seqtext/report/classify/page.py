"""report.html: one self-contained page that a double click opens."""

import base64
import hashlib
from dataclasses import replace

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.deciding import Deciding, DecidingText
from seqtext.order.effects.headline import Part
from seqtext.report.classify import tables, terms_tables, where_tables
from seqtext.report.classify.calibration_plot import calibration_plot
from seqtext.report.classify.dose_plot import dose_plot
from seqtext.report.classify.heat import FULL, LEAST, flip_line, heat_line, strongest
from seqtext.report.classify.learning_plot import learning_plot
from seqtext.report.classify.memory_plot import memory_plot
from seqtext.report.classify.plot import ladder_plot, squares_plot, worth_plot
from seqtext.report.classify.slices_plot import found_plot, slices_plot
from seqtext.report.signature import signature
from seqtext.report.templates import environment
from seqtext.tasks.classify.scores import SCORES
from seqtext.text.quantities import quantity

LISTED = 250  # texts on the page in each direction


def report_page(effects: Effects, texts: Deciding | None = None) -> str:
    """The page as HTML. User text is escaped by Jinja2; plots and figures are Markup.

    texts: those to list, where they are more than the few of the effects; what the effects know of
    a text's heat is shown with it.
    """
    pages = environment()
    pages.filters |= {
        "flip_line": lambda flip, heat: flip_line(heat, flip),
        "heat_line": heat_line,
        "strongest": strongest,
    }
    script = pages.get_template("page.js.j2").render()
    languages = dict.fromkeys(pair.language for pair in effects.pairs)
    plots = _plots(effects)
    listed = _listed(effects.deciding, texts or effects.deciding)
    return pages.get_template("page.html.j2").render(
        effects=effects,
        score=SCORES[effects.headline.metric],
        sets={model.model: model.set for model in effects.models},
        seeds=_seeds(effects),
        broken=sum(not check.passed for check in effects.checks),
        rivals=any(part.rival for part in _parts(effects)),
        worth=tables.worth_table(effects),
        models=tables.models_table(effects),
        ladder=tables.ladder_table(effects),
        squares=tables.squares_table(effects),
        doses=where_tables.doses_table(effects),
        slices=where_tables.slices_table(effects),
        found=where_tables.found_slices_table(effects),
        mined=where_tables.same_bags_table(effects),
        memory=tables.memory_table(effects.memory) if effects.memory else None,
        claims=tables.claims_table(effects),
        costs=terms_tables.costs_table(effects),
        calibration=terms_tables.calibration_table(effects),
        learning=terms_tables.learning_curve_table(effects.learning) if effects.learning else None,
        learnt=terms_tables.accuracy_by_size_table(effects.learning) if effects.learning else None,
        pairs=[tables.pairs_table(effects, language) for language in languages],
        texts=tables.deciding_texts_table(effects),
        plots=plots,
        deciding=effects.deciding,
        listed=listed,
        labels={label: number for number, label in enumerate(effects.classes)},
        shown=len(listed),
        heated=any(text.heat for _, text in listed),
        full_bar=f"{FULL:g}",
        least_bar=f"{LEAST:g}",
        contents=_contents(effects, plots),
        signature=signature(effects.facts),
        script=Markup(script),
        script_hash=_hash(script),
    )


def _plots(effects: Effects) -> dict[str, Markup]:
    """The plots by name; empty where there is nothing to draw."""
    nothing, margin = Markup(""), effects.verdict.margin
    sets = {model.model: model.set for model in effects.models}
    reading = any(model.square and model.set != "blind" for model in effects.models)
    found_ngrams = (
        effects.found if effects.found and any(s.gain for s in effects.found.slices) else None
    )
    return {
        "worth": worth_plot(effects) if effects.verdict.decided else nothing,
        "ladder": ladder_plot(effects),
        "squares": squares_plot(effects) if reading else nothing,
        "dose": dose_plot(effects.doses, sets) if effects.doses else nothing,
        "memory": memory_plot(effects.memory, sets) if effects.memory else nothing,
        "learning": learning_plot(effects.learning, sets, margin) if effects.learning else nothing,
        "calibration": calibration_plot(effects.calibration, sets),
        "slices": slices_plot(effects.slices, margin) if effects.slices else nothing,
        "found": found_plot(found_ngrams, margin) if found_ngrams else nothing,
    }


_CONTENTS = {
    "worth": "Worth",
    "ladder": "Ladder",
    "costs": "Costs",
    "squares": "Shuffled",
    "pairs": "Pairs",
    "dose": "Doses",
    "memory": "Memory",
    "learning": "More data",
    "calibration": "Calibration",
    "slices": "Slices",
    "found": "Words found",
    "mined": "Your data",
    "texts": "Texts",
    "claims": "Claims",
    "checks": "Checks",
    "made": "How it was made",
}


def _contents(effects: Effects, plots: dict[str, Markup]) -> list[tuple[str, str]]:
    """(id, title) of the sections that stand on this page."""
    present: dict[str, object] = {
        **plots,
        "worth": True,
        "pairs": effects.pairs,
        "found": effects.found and effects.found.slices,
        "mined": effects.mined,
        "texts": effects.deciding,
        "claims": effects.claims,
    }
    return [(name, title) for name, title in _CONTENTS.items() if present.get(name, True)]


def _listed(heated: Deciding | None, texts: Deciding | None) -> list[tuple[str, DecidingText]]:
    """(gained or lost, text): those that order decides most first, whichever way."""
    if heated is None or texts is None:
        return []
    heats = {text.index: text.heat for text in (*heated.texts, *heated.against)}
    entries = [("gained", text) for text in texts.texts] + [
        ("lost", text) for text in texts.against
    ]
    entries.sort(key=lambda entry: -abs(entry[1].score))
    return [
        (kind, replace(text, heat=text.heat or heats.get(text.index))) for kind, text in entries
    ]


def _hash(script: str) -> str:
    """What the page's security policy lets run: this script and no other."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _parts(effects: Effects) -> tuple[Part, ...]:
    best_models = effects.headline
    return best_models.worth, best_models.ngram_part, best_models.beyond_part


def _seeds(effects: Effects) -> str:
    most = max((model.seeds for model in effects.models if model.varies), default=0)
    if not most:
        return "models that no seed changes"
    return quantity(most, "seed")
