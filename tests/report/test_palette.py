"""The colours of the page, light and dark: enough contrast for WCAG 2.2, level AA."""

import re
from pathlib import Path

import pytest

import seqtext.report

STYLE = (Path(seqtext.report.__file__).parent / "style.css.j2").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, flags=re.DOTALL)[:2]
)
PALETTES = {"light": LIGHT, "dark": DARK}


def contrast(first, second):
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), L the relative luminance of sRGB."""
    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_measure():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # known to fail AA


def test_both_palettes_have_the_same_names():
    assert set(LIGHT) == set(DARK)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("ink", ["ink", "soft", "aware", "good", "warn"])
@pytest.mark.parametrize("paper", ["paper", "card"])
def test_writing(palette, ink, paper):
    colours = PALETTES[palette]
    assert contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("paper", ["paper", "band"])
@pytest.mark.parametrize("mark", ["blind", "ngram", "aware", "whole", "weaker", "firmer", "soft"])
def test_marks(palette, paper, mark):
    colours = PALETTES[palette]
    assert contrast(colours[mark], colours[paper]) >= 3


@pytest.mark.parametrize("palette", PALETTES)
def test_figures_on_the_darkest_cell_of_a_heat_table(palette):
    """The share of the colour in the cell stands in the page: 34 % at most."""
    colours = PALETTES[palette]
    parts = zip(*(bytes.fromhex(colours[name][1:]) for name in ("aware", "paper")), strict=True)
    mixed = "#" + bytes(round(0.34 * full + 0.66 * paper) for full, paper in parts).hex()
    assert contrast(colours["ink"], mixed) >= 4.5


@pytest.mark.parametrize("palette", PALETTES)
def test_the_two_ends_of_the_heat_differ_without_colour(palette):
    """One bar is full and one hollow; beside that, red-green blindness leaves orange and blue."""
    weaker, firmer = (PALETTES[palette][name] for name in ("weaker", "firmer"))
    red, blue = (int(weaker[i : i + 2], 16) - int(firmer[i : i + 2], 16) for i in (1, 5))
    assert red > 60
    assert blue < -60
