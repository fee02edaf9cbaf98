"""Sections of the order laboratory: what every task measures; a module each."""
