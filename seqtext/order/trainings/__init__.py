"""The trainings of a comparison: planned, run, saved and gathered as results."""
