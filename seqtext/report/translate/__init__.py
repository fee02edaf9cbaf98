"""The reports of translators."""
