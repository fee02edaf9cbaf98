"""The task of labelling a text."""
