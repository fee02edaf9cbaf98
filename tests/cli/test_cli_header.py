"""A model asked about a file whose line 1 is not what it was in training: no text is lost."""

import pytest

ROWS = [f"{'pos' if i % 2 else 'neg'}\t{'good' if i % 2 else 'bad'} film {i}" for i in range(60)]
HEADED, BARE = ["sentiment\treview", *ROWS], ROWS


@pytest.fixture(scope="module")
def models(tmp_path_factory, forked):
    """A model trained with a header, and one trained without."""
    folder = tmp_path_factory.mktemp("headers")
    for name, lines in (("headed", HEADED), ("bare", BARE)):
        (folder / f"{name}.tsv").write_text("".join(f"{line}\n" for line in lines))
        more = ["--header"] if name == "headed" else []
        train = ["train", "classify", f"{name}.tsv", "--model", "bow", "-o", f"{name}.st"]
        assert forked(*train, *more, folder=folder).returncode == 0
    return folder


# model, file, options -> how many texts are read, or what is said
ASKED = {
    "as trained": ("headed", "headed", [], 60),
    "without": ("bare", "bare", [], 60),
    "no header, one in training": ("headed", "bare", [], "texts have its label 'neg'"),
    "the user says none": ("headed", "bare", ["--no-header"], 60),
    "a header, none in training": ("bare", "headed", [], "looks like a header"),
    "the user says one": ("bare", "headed", ["--header"], 60),
}


@pytest.mark.parametrize("command", ["predict", "evaluate"])
@pytest.mark.parametrize(("model", "file", "options", "expected"), ASKED.values(), ids=ASKED)
def test_no_line_is_taken_for_another(models, forked, command, model, file, options, expected):
    more = ["--json"] if command == "evaluate" else []
    done = forked(command, f"{model}.st", f"{file}.tsv", *options, *more, folder=models)
    message, reported = done.stderr.decode(), done.stdout.decode()
    if isinstance(expected, str):
        assert (done.returncode, reported) == (1, "")
        assert expected in message.splitlines()[-1]
        assert "--no-header" in message
    elif command == "predict":
        assert len(reported.splitlines()) == expected
    else:
        assert f'"n": {expected}' in reported
    if (model, options) == ("headed", []):
        assert "reading as in training: --header" in message
