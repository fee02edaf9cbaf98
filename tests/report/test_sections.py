"""A section of a report is one record: every rendering, the contents and the schema follow it."""

import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from seqtext.order.effects.figures import percent
from seqtext.report.classify.report import CLASSIFY
from seqtext.report.document import document, schema
from seqtext.report.markdown import markdown
from seqtext.report.page import page
from seqtext.report.sections import Section, SectionBlock, sections_in
from seqtext.report.table import Table
from seqtext.report.terminal import show_report
from seqtext.report.translate.report import TRANSLATE

DOCS = Path(__file__).parents[2] / "docs"


def best(effects):
    """The highest accuracy; without models there is nothing to show."""
    if effects.models:
        value = max(model.accuracy.value for model in effects.models)
        rows = (("best <b>model</b>", percent(value)),)
        yield SectionBlock(
            Table("The best of all", "Of the test set.", ("", "accuracy %"), "lr", rows)
        )


TOY = Section(
    "best",
    "Best",
    15,
    best,
    {"best_accuracy": {"type": "number", "minimum": 0, "maximum": 1}},
    lambda effects: {"best_accuracy": max(model.accuracy.value for model in effects.models)},
)
REPORT = replace(CLASSIFY, sections=[*CLASSIFY.sections, TOY])


def terminal(effects):
    file = io.StringIO()
    show_report(REPORT, effects, file)
    return file.getvalue()


def test_one_record_is_a_section_everywhere(found):
    figure = percent(max(model.accuracy.value for model in found.models))
    lines = terminal(found).splitlines()
    at = lines.index("The best of all")
    assert lines[at + 2].split() == ["best", "<b>model</b>", figure]
    assert lines[at + 3] == "Of the test set."
    assert "## The best of all\n\n|  | accuracy % |\n| --- | ---: |\n| best \\<b\\>model" in (
        markdown(REPORT, found)
    )
    html = page(REPORT, found)
    assert '<a href="#worth">Worth</a><a href="#best">Best</a><a href="#ladder">' in html
    assert '<section id="best">\n<h2>The best of all</h2>' in html
    assert "best &lt;b&gt;model&lt;/b&gt;" in html


def test_its_figure_is_in_json_and_in_the_schema(found):
    record = json.loads(json.dumps(document(REPORT, found)))
    assert record["best_accuracy"] == max(model.accuracy.value for model in found.models)
    stored = json.loads((DOCS / "report.schema.json").read_text())
    jsonschema.validate(record, schema(REPORT, stored))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, stored)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record | {"best_accuracy": 2}, schema(REPORT, stored))


def test_a_section_without_its_effect_is_not_shown(rich):
    changes = {"pairs": (), "doses": (), "memory": None, "slices": None, "deciding": None}
    names, others = (
        {section.name for section, _ in REPORT.blocks(effects)}
        for effects in (rich, replace(rich, **changes))
    )
    assert names - others == {"pairs", "dose", "memory", "slices", "texts"}
    html = page(REPORT, replace(rich, **changes))
    assert 'href="#texts"' not in html
    assert "<script" not in html  # it sorts the texts


def test_a_new_module_is_a_section_without_an_entry_in_a_list(tmp_path, monkeypatch):
    package = tmp_path / "toy_sections"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "empty.py").write_text(
        "from seqtext.report.sections import Section\n"
        "SECTION = Section('empty', 'Empty', 1, lambda effects: ())\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert [section.name for section in sections_in("toy_sections")] == ["empty"]


DOCUMENTS = {"report": CLASSIFY, "translation-report": TRANSLATE}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_schema_in_docs_is_that_of_the_sections(name):
    """`make schemas` writes it."""
    stored = json.loads((DOCS / f"{name}.schema.json").read_text())
    written = schema(DOCUMENTS[name], stored)
    assert written == stored
    assert list(written["properties"]) == list(stored["properties"])


@pytest.mark.parametrize("report", DOCUMENTS.values(), ids=DOCUMENTS)
def test_sections_have_names_and_places_of_their_own(report):
    shown = [section for section in report.sections if section.contents]
    for key in ("name", "place"):
        values = [getattr(section, key) for section in shown]
        assert len(set(values)) == len(values)
