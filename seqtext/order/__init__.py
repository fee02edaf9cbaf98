"""The order laboratory: where the order of the words changes the result."""
