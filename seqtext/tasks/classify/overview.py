"""A summary of what was read: numbers of texts and labels, and labels that only look different."""

from collections import Counter
from collections.abc import Sequence

from seqtext.system.files import display_name
from seqtext.tasks.classify.dataset import Dataset
from seqtext.text.inputs import InputOptions
from seqtext.text.labels import look_alikes, parse_renaming
from seqtext.text.quantities import quantity

_LISTED = 6  # labels whose number of texts is shown


def overview(paths: Sequence[str], data: Dataset, options: InputOptions) -> list[str]:
    """Lines on the files: sizes, cleaned and look-alike labels, new names that no text has."""
    name = display_name(paths[0]) if len(paths) == 1 else quantity(len(paths), "file")
    sizes = [f"{texts:,}" for _, texts in Counter(data.labels).most_common()]
    listed = " / ".join(sizes[:_LISTED]) + (" / …" if len(sizes) > _LISTED else "")
    labels = quantity(len(sizes), "label")
    lines = [f"{name}: {texts_note(len(data), data.left_out, f'{labels} ({listed})')}"]
    if data.cleaned:
        lines.append(f"white space around {quantity(data.cleaned, 'label')} was removed")
    lines += [_alike(group) for group in look_alikes(data.labels)]
    missing = sorted({*parse_renaming(options.labels).values()} - {*data.labels})
    if missing:
        lines.append(f"{name}: no text has a label that --labels reads as {_some(missing)}")
    return lines


def texts_note(texts: int, left_out: int, labels: str = "") -> str:
    """The number of texts, and of the blank lines left out."""
    unit = quantity(texts, "text")
    return ", ".join(filter(None, [unit, labels, f"{left_out:,} left out"]))


def _alike(labels: Sequence[str]) -> str:
    return f"labels that differ in case or in invisible characters only: {_some(labels)}"


def _some(names: Sequence[str]) -> str:
    """Some names in quotes; invisible characters are escaped."""
    return ", ".join(map(repr, names[:5])) + (", …" if len(names) > 5 else "")
