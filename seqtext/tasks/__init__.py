"""Tasks: what is learned from which texts, a folder a task; what all of them share beside."""
