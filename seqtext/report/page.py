"""report.html: one self-contained page, without scripts, that a double click opens."""

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from seqtext.order.effects import Effects
from seqtext.order.headline import Part
from seqtext.report import tables
from seqtext.report.plot import ladder_plot, squares_plot, worth_plot
from seqtext.report.signature import signature
from seqtext.report.visible import minus, visible

_INTERVAL = re.compile(r"\[[^]]*\]")


def page(effects: Effects) -> str:
    """The page as HTML. User text is escaped by Jinja2; plots and figures are Markup."""
    environment = Environment(
        loader=PackageLoader("seqtext.report", ""), autoescape=True, undefined=StrictUndefined
    )
    environment.filters.update(
        figure=_figure, minus=minus, terms=_terms, unbroken=_unbroken, visible=visible
    )
    languages = dict.fromkeys(pair.language for pair in effects.pairs)
    return environment.get_template("page.html.j2").render(
        effects=effects,
        sets={model.model: model.set for model in effects.models},
        seeds=_seeds(effects),
        broken=sum(not check.passed for check in effects.checks),
        rivals=any(part.rival for part in _parts(effects)),
        worth=tables.worth(effects),
        models=tables.models(effects),
        ladder=tables.ladder(effects),
        squares=tables.squares(effects),
        pairs=[tables.pairs(effects, language) for language in languages],
        texts=tables.texts(effects),
        worth_plot=worth_plot,
        ladder_plot=ladder_plot,
        squares_plot=squares_plot,
        signature=signature(effects.facts),
    )


def _parts(effects: Effects) -> tuple[Part, ...]:
    found = effects.headline
    return found.worth, found.ngram_part, found.beyond_part


def _seeds(effects: Effects) -> str:
    most = max((model.seeds for model in effects.models if model.varies), default=0)
    if not most:
        return "models that no seed changes"
    return "1 seed" if most == 1 else f"{most} seeds"


def _figure(cell: str) -> str | Markup:
    """A number, and its interval in small."""
    match = _INTERVAL.search(cell)
    if match is None:
        return minus(cell)
    value = cell[: match.start()].strip()
    return Markup("{} <small>{}</small>").format(minus(value), minus(match[0]))


def _unbroken(text: str) -> str:
    """No line ends within an interval."""
    return _INTERVAL.sub(lambda match: match[0].replace(" ", "\u00a0"), text)


def _terms(text: str) -> Markup:
    """The names of accuracies with their index below the line: A_oo, B_k."""
    return Markup(re.sub(r"\b([AB])_(\w+)", r"<i>\1</i><sub>\2</sub>", str(escape(minus(text)))))
