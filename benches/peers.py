#!/usr/bin/env python3
"""Training steps of marginscope, PyTorch and JAX on the CPU, in turn in one run.

    cargo build --release --example step
    pip install torch --index-url https://download.pytorch.org/whl/cpu
    pip install jax
    python benches/peers.py [--rounds N] [--sides ours,torch,compiled,jax] [toy toy-100 toy-1000 toy-d128 toy-d512 mlp cnn lenet++]

One step is forward, AM-Softmax, backward and SGD with momentum on a batch of 128. `torch` is PyTorch as it comes,
`compiled` has channels last, torch.compile and the fused optimizer, `jax` all steps of a round in one jitted scan. Every
side runs with one and with two threads (JAX as it takes them); each side's best is compared, by its best and by its
median round. A side that is not installed, or fails, is left out and named.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

BATCH, MARGIN, SCALE, RATE, MOMENTUM = 128, 0.15, 10.0, 1e-3, 0.9
ROUND_SECONDS = 0.25
# Inputs, hidden units or kernel, feature dimension, classes.
MODELS = {
    "toy": (32, (64, 64), 3, 10),
    "toy-100": (32, (64, 64), 3, 100),
    "toy-1000": (32, (64, 64), 3, 1000),
    "toy-d128": (32, (64, 64), 128, 10),
    "toy-d512": (32, (64, 64), 512, 10),
    "mlp": (784, (256, 128), 3, 10),
    "cnn": (None, 3, 3, 10),
    "lenet++": (None, 5, 3, 10),
}
SIDES = ("ours", "torch", "compiled", "jax")


def channels():
    """From and to of the six convolutions; after each second one a pooling."""
    before = 1
    for to in (32, 64, 128):
        for _ in range(2):
            yield before, to
            before = to


class Ours:
    def __init__(self, binary, name, threads):
        _, _, dim, classes = MODELS[name]
        self.command = [binary, name.split("-")[0], str(threads), "1", f"dim={dim}"]
        if classes != 10:
            self.command.append(f"classes={classes}")

    def round(self):
        out = subprocess.run(self.command, check=True, capture_output=True, text=True).stdout.split()
        self.parameters, self.megabytes = int(out[2]), int(out[3])
        return float(out[0])


class Torch:
    """A model that is trained step by step."""

    def __init__(self, name, threads, compiled):
        import torch
        from torch import nn
        from torch.nn import functional as F

        inputs, inner, dim, classes = MODELS[name]
        self.torch, self.threads = torch, threads
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        layers = []
        if inputs:
            width = inputs
            for units in inner:
                layers += [nn.Linear(width, units), nn.PReLU(units)]
                width = units
            layers.append(nn.Linear(width, dim, bias=False))
        else:
            for i, (before, to) in enumerate(channels()):
                layers += [nn.Conv2d(before, to, inner, padding=inner // 2), nn.PReLU(to)]
                if i % 2:
                    layers.append(nn.MaxPool2d(2))
            layers += [nn.Flatten(), nn.Linear(128 * 3 * 3, dim, bias=False)]
        net = nn.Sequential(*layers)
        x = torch.randn(BATCH, *((inputs,) if inputs else (1, 28, 28)))
        if compiled and not inputs:
            net, x = net.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
        weights = nn.Parameter(torch.randn(classes, dim))
        parameters = [*net.parameters(), weights]
        self.parameters = sum(p.numel() for p in parameters)
        optimizer = torch.optim.SGD(parameters, lr=RATE, momentum=MOMENTUM, fused=True if compiled else None)
        y = torch.arange(BATCH) % classes
        margin = MARGIN * F.one_hot(y, classes)

        def loss(x):
            cosines = F.normalize(net(x)) @ F.normalize(weights).t()
            return F.cross_entropy(SCALE * (cosines - margin), y)

        if compiled:
            # It compiles once for each model and number of threads, and gives up, and runs as it comes, after eight.
            torch._dynamo.config.recompile_limit = 64
            loss = torch.compile(loss)

        def step():
            optimizer.zero_grad()
            loss(x).backward()
            optimizer.step()

        self.step = step
        for _ in range(3):
            step()
        begun = time.perf_counter()
        for _ in range(3):
            step()
        self.steps = max(2, int(ROUND_SECONDS / ((time.perf_counter() - begun) / 3)))

    def round(self):
        self.torch.set_num_threads(self.threads)
        begun = time.perf_counter()
        for _ in range(self.steps):
            self.step()
        return (time.perf_counter() - begun) * 1e6 / self.steps


class Jax:
    """All steps of a round in one compiled loop."""

    def __init__(self, name, _threads):
        os.environ.setdefault("JAX_PLATFORMS", "cpu")
        import jax
        import jax.numpy as jnp

        inputs, inner, dim, classes = MODELS[name]
        keys = iter(jax.random.split(jax.random.key(1), 40))

        def matrix(*shape):
            return jax.random.normal(next(keys), shape) * (2 / shape[0]) ** 0.5

        if inputs:
            sizes = (inputs, *inner)
            hidden = [(matrix(a, b), jnp.zeros(b), jnp.full(b, 0.25)) for a, b in zip(sizes, sizes[1:])]
            last = matrix(sizes[-1], dim)
        else:
            kernels = [jax.random.normal(next(keys), (inner, inner, a, b)) * (2 / (inner * inner * a)) ** 0.5 for a, b in channels()]
            hidden = [(k, jnp.zeros(k.shape[3]), jnp.full(k.shape[3], 0.25)) for k in kernels]
            last = matrix(128 * 3 * 3, dim)
        parameters = (hidden, last, jax.random.normal(next(keys), (classes, dim)))
        self.parameters = sum(p.size for p in jax.tree.leaves(parameters))
        x = jax.random.normal(next(keys), (BATCH, inputs) if inputs else (BATCH, 28, 28, 1))
        y = jnp.arange(BATCH) % classes
        margin = MARGIN * jax.nn.one_hot(y, classes)

        def pooled(h):
            return jax.lax.reduce_window(h, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

        def loss(parameters, x):
            hidden, last, weights = parameters
            h = x
            for i, (w, b, slope) in enumerate(hidden):
                if inputs:
                    h = h @ w + b
                else:
                    h = jax.lax.conv_general_dilated(h, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")) + b
                h = jnp.where(h > 0, h, slope * h)
                if not inputs and i % 2:
                    h = pooled(h)
            features = h.reshape(BATCH, -1) @ last
            unit = lambda v: v / jnp.maximum(jnp.linalg.norm(v, axis=1, keepdims=True), 1e-12)
            logits = SCALE * (unit(features) @ unit(weights).T - margin)
            return -jnp.mean(jax.nn.log_softmax(logits)[jnp.arange(BATCH), y])

        def step(state, _):
            parameters, velocity = state
            # Another batch each time for what XLA knows, or it would compute some of it once.
            value, gradient = jax.value_and_grad(loss)(parameters, x + 1e-30 * velocity[1][0, 0])
            velocity = jax.tree.map(lambda v, g: MOMENTUM * v + g, velocity, gradient)
            return (jax.tree.map(lambda p, v: p - RATE * v, parameters, velocity), velocity), value

        self.state = (parameters, jax.tree.map(jnp.zeros_like, parameters))
        self.run = {}

        def runner(steps):
            return jax.jit(lambda state: jax.lax.scan(step, state, None, length=steps))

        few = runner(3)
        jax.block_until_ready(few(self.state))
        begun = time.perf_counter()
        jax.block_until_ready(few(self.state))
        self.steps = max(3, int(ROUND_SECONDS / ((time.perf_counter() - begun) / 3)))
        self.many, self.ready = runner(self.steps), jax.block_until_ready
        self.ready(self.many(self.state))

    def round(self):
        begun = time.perf_counter()
        self.state, _ = self.ready(self.many(self.state))
        return (time.perf_counter() - begun) * 1e6 / self.steps


def runners(binary, name, sides):
    """Each side with each number of threads that it is given."""
    makers = {
        "ours": lambda threads: Ours(binary, name, threads),
        "torch": lambda threads: Torch(name, threads, compiled=False),
        "compiled": lambda threads: Torch(name, threads, compiled=True),
        "jax": lambda threads: Jax(name, threads),
    }
    made = {}
    for side in sides:
        for threads in (1,) if side == "jax" else (1, 2):
            try:
                made[side, threads] = makers[side](threads)
            except Exception as error:  # A peer that is missing or cannot run is no failure of the others.
                print(f"{name}: {side} is left out: {type(error).__name__}: {str(error).splitlines()[:1]}", file=sys.stderr)
                break
    return made


def compare(binary, name, rounds, sides):
    made = runners(binary, name, sides)
    times = {key: [] for key in made}
    for _ in range(rounds):
        for key, runner in made.items():
            times[key].append(runner.round())
    counts = {side: runner.parameters for (side, _), runner in made.items()}
    assert len(set(counts.values())) == 1, f"the same model on all sides: {counts}"
    peak = max((runner.megabytes for (side, _), runner in made.items() if side == "ours"), default=0)
    print(f"{name}: {next(iter(counts.values()))} parameters, peak memory of ours {peak} MB")
    for what, of in (("best", min), ("median", statistics.median)):
        best = {}
        for (side, _), values in times.items():
            best[side] = min(best.get(side, float("inf")), of(values))
        row = ", ".join(f"{side} {value:.0f}" for side, value in best.items())
        print(f"  {what:6} µs/step, better of one and two threads: {row}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=list(MODELS), metavar="MODEL")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sides", default=",".join(SIDES))
    parser.add_argument("--binary", default=pathlib.Path(__file__).parent.parent / "target/release/examples/step")
    arguments = parser.parse_args()
    for name in arguments.models:
        compare(arguments.binary, name, arguments.rounds, arguments.sides.split(","))


if __name__ == "__main__":
    main()
