"""Words by number: counts, vocabularies, subwords, the corpus of ids."""
