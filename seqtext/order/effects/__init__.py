"""The figures of a comparison: each is a pure function of its results."""
