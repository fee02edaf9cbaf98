"""Word vectors of the training texts: `python word_vectors.py TRAIN.tsv OUT.vec`.

fastText's skip-grams (Bojanowski et al. 2017) without subwords, over the words as seqtext reads
them. fastText wants another numpy than seqtext, so the Python of `.venv-peers` runs this.
"""

import sys
import tempfile
from pathlib import Path

import fasttext

sys.path.insert(0, str(Path(__file__).parent.parent))

from seqtext.system.files import atomic_output
from seqtext.text.lines import Decoding, lines
from seqtext.text.tokenizer import Tokenizer

SIZE, SPREAD = 128, 0.1  # of the vectors, and the standard deviation of their values
SETTINGS = {"model": "skipgram", "minCount": 2, "maxn": 0, "epoch": 5, "thread": 1}


def main(train: str, out: str) -> None:
    """Learn them from the texts of `label TAB text` and write them as .vec."""
    tokenizer = Tokenizer()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        for line in lines(train, Decoding()):
            file.write(" ".join(tokenizer(line.partition("\t")[2])) + "\n")
        file.flush()
        learned = fasttext.train_unsupervised(file.name, dim=SIZE, verbose=0, **SETTINGS)
    words = [word for word in learned.words if word != "</s>"]
    table = learned.get_input_matrix()[: len(learned.words)]
    scale = SPREAD / table.std()
    with atomic_output(out) as file:
        file.write(f"{len(words)} {SIZE}\n".encode())
        for word in words:
            values = " ".join(f"{value:.4f}" for value in learned[word] * scale)
            file.write(f"{word} {values}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
