"""What train.py reads, and what it writes: metrics.csv, moments that `marginscope watch` follows, and in the end the files of
a folder that `marginscope train` writes, which `marginscope figure`, `report`, `verify` and `projector` read."""

import json
import math
import os
import shutil
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
RANK, WORLD = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
CLASSES, DIM = {{CLASSES}}, {{DIM}}
DATA = {"id": {{DATA}}, "sha256": "{{SHA256}}"}
COLUMNS = (
    "step epoch loss train_accuracy test_accuracy angle_to_own_deg_mean angle_to_own_deg_std angle_to_own_deg_p95 "
    "nearest_classes_deg margin_satisfied fisher_score"
).split()


def load(name):
    return torch.from_numpy(np.load(HERE / "data" / f"{name}.npy"))


def safetensors(name):
    """Tensors by name: eight bytes say how long the JSON header is, which says where each one lies"""
    raw = bytearray((HERE / name).read_bytes())
    data = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:data])
    header.pop("__metadata__", None)

    def tensor(shape, data_offsets, **_):
        start, count = data + data_offsets[0], math.prod(shape)
        return torch.frombuffer(raw, dtype=torch.float32, count=count, offset=start).reshape(shape).clone()

    return {name: tensor(**about) for name, about in header.items()}


def batches(samples, size):
    """Endless passes, each in an order of its own: those of order.npy, as marginscope sees them, then new ones"""
    passes, rest, number = np.load(HERE / "order.npy"), np.empty(0, np.int64), 0
    while True:
        while len(rest) < size:
            known = number < len(passes)
            one = passes[number] if known else np.random.default_rng([{{SEED}}, number]).permutation(samples)
            rest, number = np.concatenate([rest, one]), number + 1
        yield torch.from_numpy(rest[:size])
        rest = rest[size:]


def unit(rows):
    rows = rows.astype(np.float64)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-200)


def class_sums(x, y):
    sums = np.zeros((CLASSES, DIM))
    np.add.at(sums, y, unit(x))
    return sums


def first_of_each(count):
    """So many training samples: the first ones of each class"""
    labels = load("train_labels").numpy()
    turn = np.empty(len(labels), np.int64)
    for label in range(CLASSES):
        turn[labels == label] = np.arange((labels == label).sum())
    return np.sort(np.argsort(turn, kind="stable")[:count])


def write(file, save):
    """Under another name first, so that nobody ever sees half a file"""
    beside = file.with_name(f".{file.name}.tmp")
    with open(beside, "wb") as opened:
        save(opened)
    os.replace(beside, file)


class Log:
    ROWS, ROWS_AT_FIRST = {{ROWS}}, {{ROWS_AT_FIRST}}  # steps between two rows of metrics.csv, and the same up to step 100
    MOMENTS = {{MOMENTS}}  # rows between two moments

    @classmethod
    def is_row(cls, step, steps):
        return step == steps or step % (cls.ROWS_AT_FIRST if step <= 100 else cls.ROWS) == 0

    def __init__(self, out, model, device, steps, batch):
        self.out, self.model, self.device, self.steps = out, model, device, steps
        self.inputs, self.labels = load("test_inputs"), load("test_labels").numpy()
        self.epoch = batch / len(load("train_labels"))
        self.rows = 0
        out.mkdir(parents=True, exist_ok=True)
        for old in (*out.glob("step-*.npz"), *out.glob("*.npy")):
            old.unlink()  # what an earlier run left would be taken for this one's
        for name in ("experiment.toml", "names.txt", "run.json"):
            shutil.copy(HERE / name, out / name)
        (out / "metrics.csv").write_text(",".join(COLUMNS) + "\n")
        self.row(0, math.nan, math.nan)

    def row(self, step, loss, accuracy):
        """A row of metrics.csv and, now and then, a moment; loss and accuracy are means of the latest steps"""
        self.features, self.weights = self.embedded(self.inputs), self.directions()
        self.numbers = dict(step=step, epoch=step * self.epoch, loss=loss, train_accuracy=accuracy, **self.measured(step))
        told = [self.numbers[name] for name in COLUMNS]
        with open(self.out / "metrics.csv", "a") as file:
            file.write(",".join(str(x) if math.isfinite(x) else "" for x in told) + "\n")
        if self.rows % self.MOMENTS == 0 or step == self.steps:
            write(self.out / f"step-{step:08}.npz", lambda file: np.savez(file, **self.arrays()))
        self.rows += 1
        accuracy = 100 * self.numbers["test_accuracy"]
        print(f"step {step} of {self.steps}: loss {loss:.4f}, held-out accuracy {accuracy:.1f} %", flush=True)

    def end(self):
        arrays = self.arrays()
        arrays["bias"] = self.model.bias.detach().cpu().numpy()  #? bias
        arrays["train_features"], arrays["train_labels"] = self.training({{TRAIN_ROWS}})
        arrays["unseen_features"] = self.embedded(load("unseen_inputs"))  #? unseen
        arrays["unseen_labels"] = load("unseen_labels").numpy()  #? unseen
        for name, array in arrays.items():
            write(self.out / f"{name}.npy", lambda file: np.save(file, array))
        write(self.out / "model.pt", lambda file: torch.save(self.model.state_dict(), file))
        told = {name: float(x) if math.isfinite(x) else None for name, x in self.numbers.items()}
        told |= {"steps": self.steps, "dataset": DATA, "trained_by": f"PyTorch {torch.__version__}, {WORLD} processes"}
        write(self.out / "summary.json", lambda file: file.write(json.dumps(told, indent=2).encode() + b"\n"))
        print(self.out)

    def arrays(self):
        return {"features": self.features, "labels": self.labels, "weights": self.weights}

    @torch.no_grad()
    def embedded(self, inputs):
        """Features (n, d)"""
        return torch.cat([self.model.network(part.to(self.device)).cpu() for part in inputs.split(512)]).numpy()

    def training(self, count):
        """Features (k, d) of training samples, as many of each class, and their classes (k)"""
        chosen = first_of_each(count)
        return self.embedded(load("train_inputs")[chosen]), load("train_labels").numpy()[chosen]

    def directions(self):
        """Class weights (C, d)"""  #? class
        return self.model.weight.detach().cpu().numpy()  #? class
        """Directions of the class means (C, d) over up to 1,000 training samples, the first ones of each class"""  #? pair
        features, labels = self.training(1000)  #? pair
        return unit(class_sums(features, labels)).astype(np.float32)  #? pair

    @torch.no_grad()
    def measured(self, step):
        x, y = self.features, self.labels
        u, v = unit(x), unit(self.weights)
        own = np.degrees(np.arccos(np.clip((u * v[y]).sum(1), -1, 1)))
        between = v @ v.T - 3 * np.eye(CLASSES)
        sums, counts = class_sums(x, y), np.bincount(y, minlength=CLASSES)
        lengths, whole = np.linalg.norm(sums, axis=1), sums.sum(0)
        apart = 1 - sums @ whole / np.maximum(lengths * np.linalg.norm(whole), 1e-200)
        met, taken = [], []  #? class
        for part in torch.arange(len(y)).split(4096):  #? class
            features, labels = (torch.from_numpy(of[part]).to(self.device) for of in (x, y))  #? class
            logits = self.model.with_margin(features, labels, step)  #? class
            met.append((logits.gather(1, labels[:, None])[:, 0] >= logits.amax(1)).cpu().numpy())  #? class
            taken.append(self.model.plain(features).argmax(1).cpu().numpy())  #? class
        met, taken = np.concatenate(met).mean(), np.concatenate(taken)  #? class
        met, taken = math.nan, (u @ v.T).argmax(1)  # there is no margin without class weights; the nearest mean decides  #? pair
        return {
            "test_accuracy": (taken == y).mean(),
            "angle_to_own_deg_mean": own.mean(),
            "angle_to_own_deg_std": own.std(),
            "angle_to_own_deg_p95": np.sort(own)[math.ceil(0.95 * len(own)) - 1],
            "nearest_classes_deg": np.degrees(np.arccos(np.clip(between.max(), -1, 1))),
            "margin_satisfied": met,
            "fisher_score": (counts - lengths).sum() / (counts * apart).sum(),
        }
