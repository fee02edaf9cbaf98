"""The body of recurrent classifiers: word vectors, then recurrent layers."""

from torch import Tensor

from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import Batch
from seqtext.networks.body import Body
from seqtext.networks.embedding import WordEmbedding
from seqtext.networks.recurrent import Recurrent


class RecurrentBody(Body):
    """The states of stacked layers, of both directions if the text is read in both."""

    uncompiled = "torch would unroll its steps, which cuDNN runs in one call"

    def __init__(self, vocabulary_size: int, options: NetworkOptions, name: str) -> None:
        """`name`: rnn, lstm or gru."""
        super().__init__()
        self.embedding = WordEmbedding(vocabulary_size, options)
        self.encoder = Recurrent(name, options.embedding, options)
        self.width = self.encoder.width

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        vectors = self.embedding(batch.ids.t())  # [time, texts, embedding]
        return self.encoder(vectors, batch.lengths), batch.lengths

    def last(self, states: Tensor, lengths: Tensor) -> Tensor:
        ends = self.encoder.last(states, lengths)
        return ends.masked_fill(lengths[:, None] == 0, 0.0)
