"""Training a network: the loop, its optimizer, its state, and how it resumes."""
