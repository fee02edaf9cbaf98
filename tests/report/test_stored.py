"""A report that is read back is the one that was written, to the last figure."""

import io
import json
import subprocess
import sys

import pytest

from seqtext.errors import SeqtextError
from seqtext.order.effects.all import Effects
from seqtext.report.classify.report import CLASSIFY
from seqtext.report.document import document
from seqtext.report.stored import effects_of, read_record
from seqtext.report.terminal import show_report


@pytest.mark.parametrize("which", ["found", "rich"])
def test_it_is_shown_as_it_was(which, request, tmp_path) -> None:
    effects = request.getfixturevalue(which)
    (tmp_path / "report.json").write_text(json.dumps(document(CLASSIFY, effects)))
    again = effects_of(read_record(str(tmp_path)), Effects, str(tmp_path))
    assert document(CLASSIFY, again) == document(CLASSIFY, effects)
    first, second = io.StringIO(), io.StringIO()
    show_report(CLASSIFY, effects, first)
    show_report(CLASSIFY, again, second)
    assert second.getvalue() == first.getvalue()


BAD = {
    "nothing": (None, "holds no report"),
    "no JSON": ("{", "cannot be read"),
    "another format": ('{"format": 99}', "is not of format 1"),
    "no effects": ('{"format": 1, "verdict": 1}', "was written by another version of seqtext"),
}


@pytest.mark.parametrize(("text", "cause"), BAD.values(), ids=BAD)
def test_what_is_no_report_is_refused(tmp_path, text, cause) -> None:
    if text is not None:
        (tmp_path / "report.json").write_text(text)
    with pytest.raises(SeqtextError, match=cause):
        effects_of(read_record(str(tmp_path)), Effects, str(tmp_path))


def test_a_begun_comparison_is_no_finished_report(tmp_path) -> None:
    (tmp_path / "cells").mkdir()
    with pytest.raises(SeqtextError, match="holds no finished report; run its command again"):
        read_record(str(tmp_path))


def test_showing_loads_no_torch(found, tmp_path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(document(CLASSIFY, found)))
    code = (
        "import sys\nfrom seqtext_cli.main import main\n"
        f"try: main(['report', 'show', {str(tmp_path)!r}])\nexcept SystemExit: pass\n"
        "print('LOADED', 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED False"
    assert found.verdict.sentence.split()[0] in done.stdout
