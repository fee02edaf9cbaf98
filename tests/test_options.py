"""Options that make no sense are refused with the name of their flag."""

import subprocess
import sys

import pytest

from seqtext.errors import SeqtextError
from seqtext.network_options import NetworkOptions, TranslatorOptions, with_current_names
from seqtext.options import TrainingOptions
from seqtext_cli.command import with_current_flags


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


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (["--start", "xavier"], ["--init", "xavier"]),
        (["--start=xavier"], ["--init=xavier"]),
        (["--norm", "post"], ["--norm-place", "post"]),
        (["--norm=pre"], ["--norm-place=pre"]),
        (["--norm", "rms", "post"], ["--norm", "rms", "post"]),
        (["start", "pre", "--init", "xavier"], ["start", "pre", "--init", "xavier"]),
    ],
)
def test_options_of_before_have_todays_names(before, now):
    assert with_current_flags(before) == now


@pytest.mark.parametrize(
    ("record", "stored", "options"),
    [
        (NetworkOptions, {"start": "xavier"}, NetworkOptions(init="xavier")),
        (TranslatorOptions, {"norm": "post"}, TranslatorOptions(norm_place="post")),
        (TranslatorOptions, {"norm": "rms"}, TranslatorOptions(norm="rms")),
    ],
)
def test_files_of_before_have_todays_options(record, stored, options):
    assert record(**with_current_names(stored)) == options
