"""The reports of classifiers."""
