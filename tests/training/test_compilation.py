"""What torch compiles: a program or two, whatever the lengths of the texts.

No card is needed: torch's "meta" device stands for one, as in test_waiting.
"""

from contextlib import nullcontext
from importlib import import_module

import pytest
import torch

from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import Batch
from seqtext.registry import CLASSIFIERS, NETWORKS
from seqtext.training.compilation import compile_for

WORDS, CLASSES = 20, 2
SOAK = pytest.mark.soak
# Traced on meta, nll_loss is met before its derivative is known; torch says so and goes on.
pytestmark = pytest.mark.filterwarnings("ignore:aten")


def build(name):
    torch.manual_seed(0)
    module, kind = CLASSIFIERS[name].network.split(":")
    options = NetworkOptions(embedding=8, hidden=8, heads=2, dilation=4, width="4")
    return getattr(import_module(module), kind)(WORDS, CLASSES, options, name).train()


def batch_of(texts: int, time: int, device: str = "cpu") -> Batch:
    generator = torch.Generator().manual_seed(texts * time)
    ids = torch.randint(4, WORDS, (texts, time), generator=generator)
    lengths = torch.randint(1, time + 1, (texts,), generator=generator)
    return Batch(*(tensor.to(device) for tensor in (ids, lengths, lengths % CLASSES)))


@pytest.fixture(autouse=True)
def a_compiler_that_knows_nothing_yet():
    import torch._dynamo

    torch._dynamo.reset()
    yield
    torch._dynamo.reset()


# dan stands for mlp; cnn, which stands for wavenet, is compiled below; the blind controls are cnn
# and transformer, an option fixed. The program of transformer takes 17 s to compile: make soak has
# all of them.
COMPILED = [
    pytest.param(name, marks=[] if name == "dan" else SOAK)
    for name in NETWORKS
    if not build(name).uncompiled
]


@pytest.mark.parametrize("name", COMPILED)
def test_batches_of_all_sizes_share_two_programs(name) -> None:
    from torch._dynamo.testing import CompileCounterWithBackend  # seconds to import

    model, counter = build(name).to("meta"), CompileCounterWithBackend("aot_eager")
    shown = [batch_of(4, 9, "meta"), batch_of(5, 30, "meta")]
    compile_for(model, shown, nullcontext, counter)
    assert counter.frame_count == 2
    for texts, time in [(7, 12), (3, 50), (6, 90), (9, 200)]:
        model(batch_of(texts, time, "meta"))[0].backward()
    assert counter.frame_count == 2


def test_it_changes_neither_the_answers_nor_what_is_random() -> None:
    """Of texts shorter than a filter reaches too, whose taps are left out where it is not."""
    from torch._dynamo.testing import CompileCounterWithBackend  # seconds to import

    plain, compiled = build("cnn"), build("cnn")
    counter = CompileCounterWithBackend("aot_eager")
    torch.manual_seed(1)
    compile_for(compiled, [batch_of(4, 9), batch_of(5, 30)], nullcontext, counter)
    assert counter.frame_count == 2
    after = torch.rand(1)
    torch.manual_seed(1)
    assert torch.equal(after, torch.rand(1))
    assert all(weight.grad is None for weight in compiled.parameters())
    for size in [(7, 12), (3, 50)]:
        compiled(batch_of(*size))[0].backward()
    assert counter.frame_count == 2
    for batch in batch_of(6, 3), batch_of(6, 40):
        losses = [model.eval()(batch)[0].detach() for model in (plain, compiled)]
        torch.testing.assert_close(losses[1], losses[0])
