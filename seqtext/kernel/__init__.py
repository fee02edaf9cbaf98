"""The text kernel: compiled loops that do what the tokenisers define."""
