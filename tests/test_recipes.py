"""The recipes of CONTRIBUTING, each done once: a format, a metric. Models, sections and tasks have
theirs in test_registry.py, report/test_sections.py and tasks/test_new_task.py.
"""

import json

import numpy as np
import pytest

from seqtext.errors import SeqtextError
from seqtext.report.classify.evaluation import ClassifierEvaluation, classification_record
from seqtext.statistics.scores import ShareScore
from seqtext.tasks.classify import scores
from seqtext.tasks.classify.task import Classify
from seqtext.text.formats import READERS
from seqtext.text.inputs import FORMATS, InputOptions, provide
from seqtext.text.records import Numbered, Source, maker


def read_colon(path, options, roles):
    """A toy format: label: text."""
    provide(path, "colon", ("label", "text"), roles)
    numbered = Numbered(path, options.decoding)

    def records():
        make = maker(options)
        for place, line in numbered:
            label, colon, text = line.partition(":")
            if not colon:
                raise SeqtextError(place, "no colon", "write label: text")
            yield make(place, {"label": label, "text": text}, line)

    return Source("colon", records(), lines=numbered)


def test_a_format_is_a_reader_and_its_name(monkeypatch, tmp_path):
    monkeypatch.setitem(READERS, "colon", read_colon)
    monkeypatch.setitem(FORMATS, "colon", "label: text")
    path = tmp_path / "texts.any"
    path.write_text("good: so fine\nbad: so dull\n")
    data = Classify().read([str(path)], InputOptions(format="colon", labels="good=+,bad=-"))
    assert (data.labels, data.texts) == (("+", "-"), (" so fine", " so dull"))
    path.write_text("good: so fine\nso dull\n")
    with pytest.raises(SeqtextError, match=r"texts.any:2: no colon"):
        Classify().read([str(path)], InputOptions(format="colon"))


class Sure(ShareScore):
    """A toy metric: the share of right answers with a probability above 0.9."""

    metric, noun, gain = "sure", "right and sure", "Points of right and sure answers"

    def rows(self, answers, gold):
        log_p = answers[scores.LOG_P]
        sure = log_p.max(axis=-1) > np.log(0.9)
        return ((log_p.argmax(axis=-1) == gold) & sure).astype(float)[..., None]


def test_a_metric_is_one_score_of_its_task(monkeypatch, capsys):
    monkeypatch.setitem(scores.SCORES, "sure", Sure())
    log_p = np.log(np.array([[0.95, 0.05], [0.8, 0.2], [0.05, 0.95], [0.02, 0.98]], np.float32))
    record = classification_record(np.array([0, 0, 1, 0]), log_p, ("a", "b"), {})
    assert json.loads(json.dumps(record))["sure"]["value"] == 0.5
    ClassifierEvaluation().render(record)
    assert "right and sure %" in capsys.readouterr().out
