"""Models of bags of n-grams: which n-grams there are, and linear models of them."""
