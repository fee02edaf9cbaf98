"""The loss of networks that label texts: torch's CrossEntropyLoss says what is right."""

import numpy as np
import pytest
import torch
from sklearn.utils.class_weight import compute_class_weight

from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import Batch
from seqtext.networks.dan import DAN
from seqtext.networks.text_classifier import NO_LABEL, balanced

LABELS = torch.tensor([0, 1, 1, 2, 1, NO_LABEL])
BATCH = Batch(torch.arange(18).reshape(6, 3) + 2, torch.full((6,), 3), LABELS)


def test_balanced_weights_are_those_of_scikit_learn():
    labels = np.array([0] * 7 + [1] * 2 + [2])
    expected = compute_class_weight("balanced", classes=np.arange(3), y=labels)
    assert balanced(labels, 3).tolist() == pytest.approx(expected)
    assert balanced(labels, 4).isfinite().all()  # a class that this part of the data lacks


@pytest.mark.parametrize("weights", [None, [0.5, 1.0, 4.0]])
def test_the_mean_loss_is_that_of_torch_whole_and_in_halves(weights):
    torch.manual_seed(0)
    model = DAN(20, 3, NetworkOptions(embedding=4, hidden=4)).eval()
    model.class_weights = None if weights is None else torch.tensor(weights)
    peer = torch.nn.CrossEntropyLoss(weight=model.class_weights, ignore_index=NO_LABEL)
    expected = peer(model.logits(BATCH), LABELS)
    for parts in ([BATCH], BATCH.halves()):
        losses, counts = zip(*map(model, parts), strict=True)
        torch.testing.assert_close(sum(losses) / sum(counts), expected)
    assert "class_weights" not in model.state_dict()
