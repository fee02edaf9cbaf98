"""The trainings of a comparison: planned, run, kept, gathered as results."""
