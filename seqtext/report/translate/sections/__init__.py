"""Sections of the report of translators; a module each."""
