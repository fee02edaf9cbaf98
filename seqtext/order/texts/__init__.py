"""Texts that order decides: shuffles, pairs, suites, controls, mining."""
