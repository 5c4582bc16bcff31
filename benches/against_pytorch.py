#!/usr/bin/env python3
"""Training steps of marginscope and of PyTorch on the CPU, in turn in one run.

    cargo build --release --example step
    pip install torch --index-url https://download.pytorch.org/whl/cpu
    python benches/against_pytorch.py [--rounds N] [toy mlp cnn lenet++]

One step is forward, AM-Softmax, backward and SGD with momentum on a batch of 128. Both sides run with one and with two
threads; each side's best thread count is compared, by its best and by its median round.
"""

import argparse
import pathlib
import statistics
import subprocess
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, CLASSES, MARGIN, SCALE = 128, 10, 0.15, 10.0
ROUND_SECONDS = 0.25
MODELS = ("toy", "mlp", "cnn", "lenet++")


def dense(inputs, hidden):
    layers, width = [], inputs
    for units in hidden:
        layers += [nn.Linear(width, units), nn.PReLU(units)]
        width = units
    return nn.Sequential(*layers, nn.Linear(width, 3, bias=False)), (inputs,)


def convolutional(kernel):
    layers, channels, side = [], 1, 28
    for to in (32, 64, 128):
        for _ in range(2):
            layers += [nn.Conv2d(channels, to, kernel, padding=kernel // 2), nn.PReLU(to)]
            channels = to
        layers.append(nn.MaxPool2d(2))
        side //= 2
    last = nn.Linear(channels * side * side, 3, bias=False)
    return nn.Sequential(*layers, nn.Flatten(), last), (1, 28, 28)


def build(name):
    if name == "toy":
        return dense(32, (64, 64))
    if name == "mlp":
        return dense(784, (256, 128))
    return convolutional(3 if name == "cnn" else 5)


class Torch:
    """A model that is trained step by step."""

    def __init__(self, name, threads):
        self.threads = threads
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        self.net, shape = build(name)
        self.weights = nn.Parameter(torch.randn(CLASSES, 3))
        parameters = [*self.net.parameters(), self.weights]
        self.parameters = sum(p.numel() for p in parameters)
        self.optimizer = torch.optim.SGD(parameters, lr=1e-3, momentum=0.9)
        self.x = torch.randn(BATCH, *shape)
        self.y = torch.arange(BATCH) % CLASSES
        self.margin = MARGIN * F.one_hot(self.y, CLASSES)
        begun = time.perf_counter()
        for _ in range(3):
            self.step()
        self.steps = max(2, int(ROUND_SECONDS / ((time.perf_counter() - begun) / 3)))

    def step(self):
        self.optimizer.zero_grad()
        cosines = F.normalize(self.net(self.x)) @ F.normalize(self.weights).t()
        F.cross_entropy(SCALE * (cosines - self.margin), self.y).backward()
        self.optimizer.step()

    def round(self):
        torch.set_num_threads(self.threads)
        begun = time.perf_counter()
        for _ in range(self.steps):
            self.step()
        return (time.perf_counter() - begun) * 1e6 / self.steps


def ours(binary, name, threads):
    out = subprocess.run([binary, name, str(threads), "1"], check=True, capture_output=True, text=True)
    best, _, parameters, megabytes = out.stdout.split()
    return float(best), int(parameters), int(megabytes)


def compare(binary, name, rounds):
    theirs = {threads: Torch(name, threads) for threads in (1, 2)}
    times = {(side, threads): [] for side in ("ours", "torch") for threads in (1, 2)}
    parameters = megabytes = 0
    for _ in range(rounds):
        for threads in (1, 2):
            took, parameters, peak = ours(binary, name, threads)
            megabytes = max(megabytes, peak)
            times["ours", threads].append(took)
            times["torch", threads].append(theirs[threads].round())
    assert parameters == theirs[1].parameters, "the same model on both sides"
    print(f"{name}: {parameters} parameters, peak memory of ours {megabytes} MB")
    for what, of in (("best", min), ("median", statistics.median)):
        cells = {key: of(values) for key, values in times.items()}
        row = ", ".join(f"{side} {threads} threads {cells[side, threads]:.0f}" for side, threads in cells)
        best = {side: min(cells[side, 1], cells[side, 2]) for side in ("ours", "torch")}
        print(f"  {what:6} µs/step: {row}; ratio {best['torch'] / best['ours']:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=MODELS, metavar="MODEL")
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    binary = pathlib.Path(__file__).parent.parent / "target/release/examples/step"
    for name in arguments.models:
        compare(binary, name, arguments.rounds)


if __name__ == "__main__":
    main()
