"""Sections that only labelled texts have; a module each."""
