"""Tests of marginscope_log.py: `python3 -m unittest` in this folder, with numpy alone. What needs torch says SKIPPED without it."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import types
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

from marginscope_log import Writer

FEATURES = [[1.0, 0.0], [0.0, 2.0], [3.0, 4.0]]


class Log(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name) / "new" / "moments"

    def check(self, features, labels, weights=None, expect=None):
        """What a moment holds that was logged with these; or why it is refused."""
        writer = Writer(self.dir, loss="arcface", m=0.5, s=30, class_names=["a", "b"])
        if isinstance(expect, str):
            with self.assertRaisesRegex(ValueError, expect):
                writer.log(7, features, labels, weights)
            self.assertEqual([file.name for file in self.dir.iterdir()], ["run.json"])
            return
        file = writer.log(7, features, labels, weights)
        self.assertEqual(file, self.dir / "step-00000007.npz")
        with np.load(file) as found:
            self.assertEqual(sorted(found.files), sorted(expect))
            for name, (dtype, values) in expect.items():
                self.assertEqual(found[name].dtype, dtype)
                np.testing.assert_array_equal(found[name], values)

    def test_a_moment_is_what_was_logged(self):
        expect = {"features": (np.float32, FEATURES), "labels": (np.int64, [0, 1, 1])}
        self.check(FEATURES, [0, 1, 1], expect=expect)
        self.check(np.asfortranarray(FEATURES), np.array([0, 1, 1], np.uint8), expect=expect)
        expect["weights"] = (np.float32, [[1, 0], [0, 1]])
        self.check(FEATURES, (0, 1, 1), [[1, 0], [0, 1]], expect=expect)

    def test_what_does_not_fit_is_refused_and_nothing_is_written(self):
        self.check([1.0, 2.0], [0, 1], expect="features: found shape")
        self.check(FEATURES, [0, 1], expect="labels: found int64 ")
        self.check(FEATURES, [0.0, 1.0, 1.0], expect="labels: found float64")
        self.check(FEATURES, [0, 1, 2], expect="labels: found 0 to 2, expected 0 or more, below 2")
        self.check(FEATURES, [0, -1, 1], expect="labels: found -1 to 1")
        self.check(FEATURES, [0, 1, 1], [[1, 0, 0]], expect=r"weights: found shape \(1, 3\)")

    def test_the_run_says_its_loss_knobs_names_and_dimension(self):
        writer = Writer(self.dir, loss="arcface", m=np.float32(0.5), s=30, class_names=["Käse", "b"], text="lr 0.1")
        said = {"loss": "arcface", "knobs": {"m": 0.5, "s": 30.0}, "class_names": ["Käse", "b"], "text": "lr 0.1"}
        self.assertEqual(json.loads((self.dir / "run.json").read_text("utf-8")), said)
        writer.log(0, FEATURES, [0, 1, 1])
        self.assertEqual(json.loads((self.dir / "run.json").read_text("utf-8")), said | {"feature_dim": 2})
        Writer(self.dir)
        self.assertEqual(json.loads((self.dir / "run.json").read_text("utf-8")), {"knobs": {}})

    def test_files_appear_by_rename_and_none_is_left_unfinished(self):
        seen = []
        real = os.replace

        def replace(unfinished, file):
            with np.load(unfinished) if str(file).endswith("npz") else open(unfinished, "rb") as content:
                seen.append((Path(file).name, bool(content)))
            real(unfinished, file)

        with mock.patch("os.replace", replace):
            writer = Writer(self.dir)
            writer.log(123, FEATURES, [0, 1, 1])
        self.assertEqual(seen, [("run.json", True), ("run.json", True), ("step-00000123.npz", True)])
        self.assertEqual(sorted(file.name for file in self.dir.iterdir()), ["run.json", "step-00000123.npz"])

    def test_a_rank_other_than_the_first_writes_nothing(self):
        sent = []
        group = types.SimpleNamespace(
            is_available=lambda: True, is_initialized=lambda: True, get_rank=lambda: 1, get_world_size=lambda: 2,
            gather_object=lambda part, parts, dst: sent.append((part, parts, dst)))
        with mock.patch.dict(sys.modules, {"torch.distributed": group}):
            self.assertIsNone(Writer(self.dir).log(0, FEATURES, [0, 1, 1]))
        self.assertFalse(self.dir.exists())
        [((features, labels), parts, dst)] = sent
        self.assertEqual((features.shape, labels.tolist(), parts, dst), ((3, 2), [0, 1, 1], None, 0))


RANK = """
import sys, torch, torch.distributed as dist
from marginscope_log import Writer
rank, count = int(sys.argv[1]), int(sys.argv[2])
dist.init_process_group("gloo", init_method=f"file://{sys.argv[3]}/meet", rank=rank, world_size=count)
features = torch.full((rank + 1, 2), float(rank), dtype=torch.bfloat16, requires_grad=True)
weights = torch.nn.Parameter(torch.eye(2))
for step in (1, 2):
    Writer(sys.argv[3] + "/moments").log(step, features, torch.full((rank + 1,), rank % 2), weights)
dist.destroy_process_group()
"""


@unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
class Distributed(unittest.TestCase):
    def test_features_of_all_ranks_are_gathered_however_many_each_has(self):
        with tempfile.TemporaryDirectory() as folder:
            start = [sys.executable, "-c", RANK]
            here = Path(__file__).parent
            ranks = [subprocess.Popen([*start, str(rank), "3", folder], cwd=here) for rank in range(3)]
            self.assertEqual([rank.wait(120) for rank in ranks], [0, 0, 0])
            moments = Path(folder) / "moments"
            with np.load(moments / "step-00000002.npz") as found:
                self.assertEqual(found["features"][:, 0].tolist(), [0, 1, 1, 2, 2, 2])
                self.assertEqual(found["labels"].tolist(), [0, 1, 1, 0, 0, 0])
                self.assertEqual(found["weights"].tolist(), [[1, 0], [0, 1]])


def setUpModule():
    if importlib.util.find_spec("torch") is None:
        print("\n****** SKIPPED: the writer under torch.distributed: torch is not installed ******", file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
