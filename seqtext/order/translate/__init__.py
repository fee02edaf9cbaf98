"""What a comparison has for translators alone."""
