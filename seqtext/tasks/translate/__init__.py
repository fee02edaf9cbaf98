"""The task of translating a sentence."""
