"""Options that make no sense are refused with the name of their flag."""

import subprocess
import sys

import pytest

from seqtext.errors import SeqtextError
from seqtext.options import NetworkOptions, TrainingOptions


@pytest.mark.parametrize(
    ("make", "flag", "message"),
    [
        (lambda: NetworkOptions(hidden=0), "--hidden", "1 to 65536"),
        (lambda: NetworkOptions(hidden=1.5), "--hidden", "type int"),
        (lambda: NetworkOptions(layers=True), "--layers", "type int"),
        (lambda: NetworkOptions(word_dropout=1.0), "--word-dropout", "0 to 0.95"),
        (lambda: NetworkOptions(word_dropout=float("nan")), "--word-dropout", "out of bounds"),
        (lambda: NetworkOptions(pooling="sum"), "--pooling", "first, last, max, mean"),
        (lambda: NetworkOptions(two_way=1), "--two-way", "type bool"),
        (lambda: NetworkOptions(vectors=3), "--vectors", "type str"),
        (lambda: TrainingOptions(learning_rate="1"), "--learning-rate", "type float"),
        (lambda: TrainingOptions(clip="none"), "--clip", "norm, value"),
        (lambda: TrainingOptions(batch_texts=0), "--batch-texts", "1 to"),
    ],
)
def test_refuses_and_names_the_flag(make, flag, message):
    with pytest.raises(SeqtextError, match=message) as caught:
        make()
    assert caught.value.place == flag


def test_a_whole_number_serves_as_a_share_or_a_rate():
    assert NetworkOptions(dropout=0).dropout == 0
    assert TrainingOptions(learning_rate=1).learning_rate == 1


def test_reading_the_defaults_imports_no_torch():
    code = "import seqtext.options, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
