"""The other tools of the text benchmark, one job per process.

    python bench/peers.py JOB FILE...

text.py runs it in a separate environment; it prints one line of JSON.
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any


def labelled(path: str) -> tuple[list[str], list[str]]:
    """Texts and labels of LABEL TAB TEXT."""
    with open(path, encoding="utf-8", newline="\n") as file:
        pairs = [line.rstrip("\n").split("\t", 1) for line in file]
    return [text for _, text in pairs], [label for label, _ in pairs]


def lines(path: str) -> Iterator[str]:
    with open(path, encoding="utf-8", newline="\n") as file:
        yield from file


def count_vectorizer(path: str) -> dict[str, Any]:
    """scikit-learn: tokenise and count, 1-grams."""
    from sklearn.feature_extraction.text import CountVectorizer

    return {"size": len(CountVectorizer().fit(lines(path)).vocabulary_)}


def word_level(path: str) -> dict[str, Any]:
    """tokenizers: a vocabulary of words and punctuation, lower-cased."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordLevelTrainer(vocab_size=10_000_000, show_progress=False)
    tokenizer.train_from_iterator(lines(path), trainer)
    return {"size": tokenizer.get_vocab_size()}


def tfidf_regression(train: str, test: str) -> dict[str, Any]:
    """scikit-learn: tf-idf of 1- and 2-grams, logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, labels = labelled(train)
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = LogisticRegression(C=10, solver="liblinear").fit(
        vectorizer.fit_transform(texts), labels
    )
    unseen, gold = labelled(test)
    return {"accuracy": float(model.score(vectorizer.transform(unseen), gold))}


def bayes_regression(train: str, test: str) -> dict[str, Any]:
    """scikit-learn: binary 1- to 3-grams times their log-count ratio, logistic regression."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, labels = labelled(train)
    vectorizer = CountVectorizer(ngram_range=(1, 3), binary=True, token_pattern=r"\w+|[^\w\s]")
    counts, positive = vectorizer.fit_transform(texts), np.array(labels) == "1"
    p, q = (1 + np.asarray(counts[side].sum(0)).ravel() for side in (positive, ~positive))
    ratio = np.log(p / p.sum()) - np.log(q / q.sum())
    model = LogisticRegression(C=1, solver="liblinear", dual=True)
    model.fit(counts.multiply(ratio).tocsr(), labels)
    unseen, gold = labelled(test)
    held = vectorizer.transform(unseen).multiply(ratio).tocsr()
    return {"accuracy": float(model.score(held, gold))}


def fasttext_train(order: str, epochs: str, threads: str, train: str, model: str) -> dict[str, Any]:
    """fastText on a file that was prepared for it (lower case, punctuation apart)."""
    import fasttext

    options = {"lr": 0.5, "epoch": int(epochs), "dim": 10, "wordNgrams": int(order), "verbose": 0}
    fasttext.train_supervised(train, thread=int(threads), **options).save_model(model)
    return {}


def fasttext_predict(model: str, test: str, output: str) -> dict[str, Any]:
    """fastText: a label for each line."""
    import fasttext

    fasttext.FastText.eprint = lambda *a: None
    trained = fasttext.load_model(model)
    with open(test, encoding="utf-8", newline="\n") as file:
        texts = [line.rstrip("\n") for line in file]
    labels, _ = trained.predict(texts)
    with open(output, "w", encoding="utf-8") as file:
        file.writelines(label[0].removeprefix("__label__") + "\n" for label in labels)
    return {}


def vowpal_wabbit(train: str, model: str) -> dict[str, Any]:
    """Vowpal Wabbit: logistic loss, 1- and 2-grams, five passes over a prepared file."""
    from vowpalwabbit import Workspace

    command = f"-d {train} -c -k --cache_file {model}.cache --passes 5 -b 22 --ngram 2"
    Workspace(f"{command} --loss_function logistic --quiet -f {model}").finish()
    return {}


def vowpal_predict(model: str, test: str, output: str) -> dict[str, Any]:
    """Vowpal Wabbit: a score for each line."""
    from vowpalwabbit import Workspace

    Workspace(f"-d {test} -t -i {model} -p {output} --quiet").finish()
    return {}


JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "CountVectorizer": count_vectorizer,
    "WordLevel": word_level,
    "tf-idf": tfidf_regression,
    "bayes": bayes_regression,
    "fasttext-train": fasttext_train,
    "fasttext-predict": fasttext_predict,
    "vw-train": vowpal_wabbit,
    "vw-predict": vowpal_predict,
}

if __name__ == "__main__":
    print(json.dumps(JOBS[sys.argv[1]](*sys.argv[2:])))
