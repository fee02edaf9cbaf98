"""Weighted template grammars: rules that are drawn from, seeded, to the same bytes everywhere.

A rule has a name and productions. A production is text with `{rule}` where another rule is to be
expanded, and `$name` where the value of a variable is put in first, so that `{adj_$p}` reads the
rule `adj_pos` or `adj_neg` and one value can govern a whole sentence. `<o|a>` is an ending that
agrees: the first where the variable `g` is `m`, the second where it is `f`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from seqtext.system.choices import draw

PLACE = re.compile(r"\{(\w+)\}")
VARIABLE = re.compile(r"\$([a-z])")
ENDING = re.compile(r"<([^|<>]*)\|([^|<>]*)>")


@dataclass(frozen=True)
class Production:
    """One way to expand a rule."""

    text: str
    weight: float = 1.0  # against the rule's other productions

    @property
    def fixed(self) -> bool:
        """True if it is words and nothing else."""
        return bool(self.text) and "{" not in self.text


@dataclass(frozen=True)
class Derivation:
    """A finished sentence and the words that were chosen for it."""

    text: str
    choices: tuple[tuple[str, str], ...]  # (rule, words), in the order of the sentence


def productions(items: Sequence[str | dict[str, Any]]) -> tuple[Production, ...]:
    """Productions from TOML: a string, or a table with `text` and `weight`."""
    return tuple(Production(i) if isinstance(i, str) else Production(**i) for i in items)


class Grammar:
    """Rules, and the replacements that mend what meets at a seam ("a" before a vowel)."""

    def __init__(self, rules: Mapping[str, Any], replacements: Sequence[Mapping[str, str]]) -> None:
        self.rules = {name: productions(items) for name, items in rules.items()}
        self._replacements = [(re.compile(r["pattern"]), r["with"]) for r in replacements]

    def derive(self, template: str, values: Mapping[str, str], generator: Random) -> Derivation:
        """Expand a template; `values` are the variables. No fixed words are chosen twice.

        Raises KeyError for a rule or a variable that is not there.
        """
        choices: list[tuple[str, str]] = []

        def expand(text: str) -> str:
            named = VARIABLE.sub(lambda m: values[m[1]], text)
            return PLACE.sub(lambda m: choose(m[1]), named)

        def choose(rule: str) -> str:
            options = self.rules[rule]
            fresh = [o for o in options if not (o.fixed and (rule, o.text) in choices)] or options
            option = fresh[draw([o.weight for o in fresh], generator)]
            if option.fixed:
                choices.append((rule, option.text))
            return expand(option.text)

        return Derivation(self._finish(expand(template), values), tuple(choices))

    def _finish(self, text: str, values: Mapping[str, str]) -> str:
        ending = 2 if values.get("g") == "f" else 1
        text = " ".join(ENDING.sub(lambda m: m[ending], text).split())
        for pattern, replacement in self._replacements:
            text = pattern.sub(replacement, text)
        return capitals(text)


def capitals(text: str) -> str:
    """A capital at the start of each sentence."""
    return re.sub(r"(^|[.!?] )([¿¡]?)(\w)", lambda m: m[1] + m[2] + m[3].upper(), text)
