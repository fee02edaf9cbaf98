"""From bytes to tokens: lines, formats, records, labels, and the tokenisers' definitions."""
