"""Holds the programs that `marginscope torch` writes against `marginscope train`: the losses of the first 20 steps for every
loss, model and optimizer, with schedules too, and the same on two processes.

    python tests/torch/compare.py target/release/marginscope [--only TEXT] [--whole]

Needs torch and numpy; --whole trains the preset `fashion` to its end on both sides too, which takes some minutes. Prints a
line for each case and fails where one differs by more than 1e-3.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

STEPS = 20
MOST = 1e-3
MODELS = {
    "linear": ["model.kind=linear"],
    "mlp": ["model.hidden=[64,32]"],
    "cnn": ["model.kind=cnn", "model.channels=[8,16]", "model.convs=2", "model.dense=[24]"],
    "lenet": ["model.kind=cnn", "model.channels=[8,16]", "model.kernel=5"],
}
OPTIMIZERS = {
    "sgd": ["optimizer.kind=sgd", "optimizer.weight_decay=5e-4"],
    "adam": ["optimizer.kind=adam", "optimizer.weight_decay=0.5"],
}
# Whatever changes with the step: a warm-up of 6 steps, a ramp of 8, a fast fall of the learning rate.
SCHEDULES = {"warmup": 6, "ramp": 8, "lambda_gamma": 2.0}


def run(*command, cwd=None):
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def rows(folder):
    with open(folder / "metrics.csv") as file:
        return [{name: float(text) if text else float("nan") for name, text in row.items()} for row in csv.DictReader(file)]


def sets(settings):
    return [part for setting in settings for part in ("--set", setting)]


def difference(ours, theirs, name):
    """The largest relative difference of a column after the row before the first step"""
    assert [row["step"] for row in ours] == [row["step"] for row in theirs], "rows of other steps"
    pairs = [(a[name], b[name]) for a, b in zip(ours[1:], theirs[1:])]
    assert pairs and all(np.isfinite(pair).all() for pair in pairs), f"{name} is no number"
    return max(abs(a - b) / max(abs(a), 1e-9) for a, b in pairs)


def measures(ours, theirs):
    """The largest difference of what is measured before the first step, where the models are the same"""
    a, b = ours[0], theirs[0]
    names = [name for name in a if name not in ("step", "epoch", "loss", "train_accuracy")]
    assert all(np.isnan(a[name]) == np.isnan(b[name]) for name in names), f"{a} {b}"
    # A sample on a border may fall to either side.
    return max(abs(a[name] - b[name]) / max(abs(a[name]), 1.0) for name in names if not np.isnan(a[name]))


def check(program, name, settings, start=None, train=("train.py",), source=("--preset", "fashion-sphere")):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        asked = [*source, "--steps", STEPS, *sets(settings)]
        run(program, "train", *asked, "--out", scratch / "ours", "--threads", 1)
        run(program, "torch", *asked, "-o", scratch / "theirs")
        run(sys.executable, *(start or ()), *train, cwd=scratch / "theirs")
        ours, theirs = scratch / "ours", scratch / "theirs/run"
        worst = difference(rows(ours), rows(theirs), "loss")
        at_first = measures(rows(ours), rows(theirs))
        shapes = {
            array.name: (np.load(array).dtype, np.load(array).shape) == (np.load(theirs / array.name).dtype, np.load(theirs / array.name).shape)
            for array in ours.glob("*.npy")
        }
        moments = sorted(theirs.glob("step-*.npz"))
        last = np.load(moments[-1])
        assert moments[-1].name == f"step-{STEPS:08}.npz" and (last["features"] == np.load(theirs / "features.npy")).all()
        assert json.loads((theirs / "run.json").read_text())["feature_dim"] == last["features"].shape[1]
        good = worst < MOST and at_first < 2e-3 and all(shapes.values())
        print(f"{'ok' if good else 'WRONG':5} {name:42} loss {worst:.1e}  measured {at_first:.1e}", flush=True)
        return good, worst


def whole(program):
    """The preset `fashion` to its end: held-out accuracy over its last rows"""
    good = True
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        asked = ["--preset", "fashion", "--steps", 2500]
        run(program, "train", *asked, "--out", scratch / "ours")
        run(program, "torch", *asked, "-o", scratch / "theirs")
        for lane in ("circle", "sphere"):
            begun = time.monotonic()
            run(sys.executable, "train.py", cwd=scratch / "theirs" / lane)
            late = [
                [row["test_accuracy"] for row in rows(folder) if row["step"] >= 700]
                for folder in (scratch / "ours" / lane, scratch / "theirs" / lane / "run")
            ]
            (ours, theirs), (low, high) = [np.mean(of) for of in late], (min(late[0]), max(late[0]))
            fits = abs(ours - theirs) < 0.02
            good &= fits
            seconds = time.monotonic() - begun
            print(
                f"{'ok' if fits else 'WRONG':5} fashion, {lane}, 2,500 steps: held-out accuracy from step 700 on "
                f"{100 * ours:.1f} % ({100 * low:.1f} to {100 * high:.1f}), PyTorch {100 * theirs:.1f} % "
                f"({100 * min(late[1]):.1f} to {100 * max(late[1]):.1f}); {seconds:.0f} s"
            )
    return good


def cases(listed):
    for loss in listed:
        knobs = {knob["key"].removeprefix("loss.") for knob in loss["knobs"]}
        name = loss["id"]
        for model, of_model in MODELS.items():
            for optimizer, of_optimizer in OPTIMIZERS.items():
                if model in ("linear", "lenet") and optimizer == "sgd":
                    continue
                # Adam divides a gradient by its size: where one number of thousands is almost 0, rounding alone tells where it
                # goes. The triplets of a batch are chosen by such differences, and at the usual rate the loss then jumps.
                jumps = name == "triplet" and model in ("cnn", "lenet") and optimizer == "adam"
                rate = ["optimizer.learning_rate=5e-4"] if jumps else []
                yield f"{name} {model} {optimizer}", [f"loss.id={name}", *of_model, *of_optimizer, *rate]
        changing = [f"loss.{knob}={value}" for knob, value in SCHEDULES.items() if knob in knobs]
        if changing:
            yield f"{name} mlp adam with schedules", [
                f"loss.id={name}", *MODELS["mlp"], *OPTIMIZERS["adam"], *changing, "optimizer.schedule=cosine",
                "optimizer.schedule_steps=0", "optimizer.schedule_floor=0.0",
            ]  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("--only", default="", help="cases whose name has this text in it")
    parser.add_argument("--whole", action="store_true", help="a whole run too")
    args = parser.parse_args()
    program = args.program.resolve()
    losses = json.loads(run(program, "list", "--json"))["losses"]
    small = ["optimizer.batch=48"]
    good, worst = True, {}
    two = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    todo = [(name, settings, ()) for name, settings in cases(losses)]
    todo += [(f"{loss['id']} mlp adam, 2 processes", [f"loss.id={loss['id']}", *MODELS["mlp"]], two) for loss in losses]
    for name, settings, start in todo:
        if args.only in name:
            fits, found = check(program, name, settings + small, start)
            good &= fits
            worst[name.split()[0]] = max(found, worst.get(name.split()[0], 0.0))
    for loss, found in worst.items():
        print(f"worst of {loss}: {found:.1e}")
    if args.whole:
        good &= whole(program)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
