"""Statistics: metrics, intervals, tests. No torch, no files, no texts."""
