"""The parts of bench/gpu.py: tests and measurements on a GPU."""
