"""The weights of a translator as tensors of a model file."""

import numpy as np
import torch

from seqtext.network_options import TranslatorOptions
from seqtext.system.contents import tensor
from seqtext.tasks.translate.network import EncoderDecoder, build_network

_SHARED = "source.weight"  # with one vocabulary: the vectors of the target, stored once


def stored_weights(network: EncoderDecoder) -> dict[str, np.ndarray]:
    """The weights by their names in the network."""
    state = network.state_dict()
    if network.source is network.target:
        del state[_SHARED]
    return {name: value.cpu().numpy() for name, value in state.items()}


def network_with_weights(
    name: str,
    sizes: tuple[int, int],
    options: TranslatorOptions,
    joint: bool,
    tensors: dict[str, np.ndarray],
) -> EncoderDecoder:
    """The network with the weights of the file; their shapes are checked before memory is
    allocated.
    """
    with torch.device("meta"):  # shapes without memory
        shapes = build_network(name, sizes, options, joint).state_dict()
    stored = {_SHARED: "target.weight"} if joint else {}
    weights = {
        key: torch.from_numpy(tensor(tensors, stored.get(key, key), np.float32, *shape.shape))
        for key, shape in shapes.items()
    }
    network: EncoderDecoder = build_network(name, sizes, options, joint)
    network.load_state_dict(weights)
    return network
