"""Writes the moments of a training run into a folder that `marginscope watch DIR` follows. Needs numpy alone.

    writer = Writer("moments", loss="arcface", m=0.5, s=30, class_names=["cat", "dog"])
    writer.log(step, features, labels, weights)   # arrays, lists or torch tensors; every rank calls it

Under torch.distributed the features and labels of all ranks are gathered, however many each has, and rank 0 writes.
Files appear by rename, so that nobody ever reads half of one.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np


class Writer:
    """A folder of moments: `run.json` beside one `step-00000123.npz` for each."""

    def __init__(self, dir, loss=None, class_names=None, text=None, **knobs):
        """`loss` and its `knobs` (m, s …) are called as `marginscope list losses` has them; `text` is for people."""
        self.dir = Path(dir)
        names = None if class_names is None else [str(name) for name in class_names]
        knobs = {name: float(value) for name, value in knobs.items()}
        run = {"loss": loss, "knobs": knobs, "class_names": names, "text": text}
        self.run = {key: value for key, value in run.items() if value is not None}
        if _rank_and_count()[0] == 0:
            self.dir.mkdir(parents=True, exist_ok=True)
            self._write_run()

    def log(self, step, features, labels, weights=None):
        """Writes a moment: features (n, d), labels (n) from 0, class weights (C, d). Returns its file on rank 0."""
        features, labels = _array(features, np.float32), _array(labels)
        weights = None if weights is None else _array(weights, np.float32)
        _check(int(step), features, labels, weights, len(self.run.get("class_names", [])))
        gathered = _gathered((features, labels.astype(np.int64)))
        if gathered is None:
            return None
        arrays = {name: np.concatenate(parts) for name, parts in zip(("features", "labels"), zip(*gathered))}
        if weights is not None:
            arrays["weights"] = weights
        if self.run.get("feature_dim") != features.shape[1]:
            self.run["feature_dim"] = features.shape[1]
            self._write_run()
        file = self.dir / f"step-{int(step):08d}.npz"
        _by_rename(file, lambda to: np.savez(to, **arrays))
        return file

    def _write_run(self):
        text = json.dumps(self.run, indent=2, ensure_ascii=False) + "\n"
        _by_rename(self.dir / "run.json", lambda to: to.write(text.encode()))


def _array(values, dtype=None):
    """An array of what is one, a list, or a tensor of torch on any device, of bfloat16 too, which numpy has not."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        values = (values.float() if values.is_floating_point() else values).numpy()
    return np.ascontiguousarray(values, dtype=dtype)


def _check(step, features, labels, weights, names):
    """What marginscope would refuse is refused here, by the process that has it."""
    if step < 0:
        raise ValueError(f"step: found {step}, expected 0 or more")
    if features.ndim != 2 or features.shape[1] == 0:
        raise ValueError(f"features: found shape {features.shape}, expected (n, d)")
    if labels.shape != features.shape[:1] or labels.dtype.kind not in "iu" and len(labels) > 0:
        raise ValueError(f"labels: found {labels.dtype} {labels.shape}, expected whole numbers ({len(features)},)")
    if weights is not None and (weights.ndim != 2 or weights.shape[1] != features.shape[1]):
        raise ValueError(f"weights: found shape {weights.shape}, expected (C, {features.shape[1]})")
    classes = (names if weights is None else len(weights)) or np.inf
    if len(labels) > 0 and not 0 <= labels.min() <= labels.max() < classes:
        raise ValueError(f"labels: found {labels.min()} to {labels.max()}, expected 0 or more, below {classes}")


def _rank_and_count():
    """This process's number and how many there are. Torch is asked only where somebody has imported it."""
    group = sys.modules.get("torch.distributed")
    if group is None or not group.is_available() or not group.is_initialized():
        return 0, 1
    return group.get_rank(), group.get_world_size()


def _gathered(part):
    """The parts of all processes, in the order of their ranks, on rank 0; None on the others."""
    rank, count = _rank_and_count()
    parts = [part] * count if rank == 0 else None
    if count > 1:
        sys.modules["torch.distributed"].gather_object(part, parts, dst=0)
    return parts


def _by_rename(file, write):
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    with open(unfinished, "wb") as to:
        write(to)
    os.replace(unfinished, file)
