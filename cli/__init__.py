"""The command line of seqtext: one file a command; each parses and prints, and works elsewhere."""
