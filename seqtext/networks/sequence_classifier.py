"""Networks that read a text in order and label it: a body, pooling, a head."""

from pkgutil import resolve_name

from torch import Tensor

from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import Batch
from seqtext.networks.pooled_head import PooledHead
from seqtext.networks.pooling import pool
from seqtext.networks.text_classifier import TextClassifier
from seqtext.registry import CLASSIFIERS


class SequenceClassifier(TextClassifier):
    """Many-to-one: the states of all words are pooled into one vector, which is classified."""

    def __init__(
        self, vocabulary_size: int, classes: int, options: NetworkOptions, name: str
    ) -> None:
        """`name`: of the model in the registry, which names its body."""
        super().__init__()
        self.pooling = options.pooling
        self.body = resolve_name(CLASSIFIERS[name].body)(vocabulary_size, options, name)
        self.head = PooledHead(self.body.width, classes, options)
        self.uncompiled, self.facts = self.body.uncompiled, self.body.facts

    def logits(self, batch: Batch) -> Tensor:
        """float [texts, classes]."""
        states, lengths = self.body(batch)
        if self.pooling == "last":
            pooled = self.body.last(states, lengths)  # [texts, width]
        else:
            pooled = pool(states, lengths, self.pooling)
        logits: Tensor = self.head(pooled)
        return logits
