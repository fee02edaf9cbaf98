"""What a comparison has for classifiers alone."""
