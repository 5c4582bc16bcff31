"""{{TITLE}}

    python train.py                             one process, on the graphics card where there is one
    torchrun --nproc-per-node 2 train.py        the same batches, shared out among processes

Needs torch and numpy. What comes out lies in run/ (--out DIR): see README.md.
"""

import argparse
import math
import os
import sys
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from run_log import HERE, RANK, WORLD, Log, batches, load, safetensors

CLASSES, DIM = {{CLASSES}}, {{DIM}}  # C, and d of the features
STEPS, BATCH = {{STEPS}}, {{BATCH}}
WARMUP = {{WARMUP}}  # steps without a margin, in which features count by their own length  #? warmup


# {{LOSS}}
# {{FORMULA}}
# From features x (n, d), class weights w (C, d) and labels y (n) to logits (n, C), for cross-entropy.  #? class
# From features x (n, d) and labels y (n) of a batch to one number.  #? pair
{{CODE}}


def in_force(step):
    """The numbers of the loss at a step, from 0"""
{{IN_FORCE}}


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(
{{LAYERS}}
        )
        self.weight = nn.Parameter(torch.empty(CLASSES, DIM))  # a row a class  #? class
        self.bias = nn.Parameter(torch.empty(CLASSES))  #? bias

    def forward(self, inputs, labels, step):
        """The loss of a batch, and the share of it that is right without the margin"""  #? class
        x = self.network(inputs)  #? class
        right = self.plain(x).argmax(1) == labels  #? class
        return F.cross_entropy(self.with_margin(x, labels, step), labels), right.double().mean()  #? class
        """The loss of a batch; nothing is right or wrong without class weights"""  #? pair
        # In double precision: near 0 a cosine in single precision no longer tells its angle.  #? pair
        x, y, now = gathered(self.network(inputs).double()), gathered(labels), in_force(step)  #? pair
        plain = now.pop("plain")  # the share of softmax without a margin  #? pair blend
        value = (1 - plain) * loss(x, y, **now) + plain * plain_loss(x, y, **now)  #? pair blend
        value = loss(x, y, **now)  #? pair whole
        return value, value.new_tensor(float("nan"))  #? pair
  #? class
    def with_margin(self, x, labels, step):  #? class
        # In double precision: near 0 a cosine in single precision no longer tells its angle.  #? class
        x, w, now = x.double(), self.weight.double(), in_force(step)  #? class
        if step < WARMUP:  #? class free
            now["{{SCALE}}"] = x.norm(dim=1, keepdim=True)  #? class free
        plain = now.pop("plain")  # the share of softmax without a margin  #? class blend
        whole = logits(x, w, labels, **now)  #? class blend
        return (1 - plain) * whole + plain * plain_logits(x, w, labels, **now)  #? class blend
        return logits(x, w, {{BIAS}}labels, **now)  #? class whole
  #? class
    def plain(self, x):  #? class
        """Logits without the margin: the largest one says what a sample is taken for"""  #? class
        return F.linear(x, {{PLAIN}})  #? class
  #? pair
  #? pair
def gathered(mine):  #? pair
    """The rows of all processes, since pairs are of the whole batch; the own ones alone carry a gradient"""  #? pair
    if WORLD == 1:  #? pair
        return mine  #? pair
    parts = [torch.empty_like(mine) for _ in range(WORLD)]  #? pair
    dist.all_gather(parts, mine.detach().contiguous())  #? pair
    # DistributedDataParallel takes the mean of gradients of which each process has its own part.  #? pair
    parts[RANK] = WORLD * mine - (WORLD - 1) * mine.detach()  #? pair
    return torch.cat(parts)  #? pair


def optimizer(model):
    # Weights decay, biases and slopes do not.
    decay = [p for p in model.parameters() if p.dim() > 1]
    keep = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": decay, "weight_decay": {{DECAY}}}, {"params": keep, "weight_decay": 0.0}]
    return {{OPTIMIZER}}


def rate(step):
    """What the learning rate is multiplied by at a step, from 0"""
{{RATE}}


def train(out):
    # One graphics card a process, or the processor for all.
    cuda = torch.cuda.device_count() >= int(os.environ.get("LOCAL_WORLD_SIZE", 1))
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
    torch.backends.cudnn.allow_tf32 = False  # or the losses of the first steps agree with marginscope's in two digits only
    if WORLD > 1:
        dist.init_process_group("nccl" if cuda else "gloo")

    model = Model()
    model.load_state_dict(safetensors("init.safetensors"))
    model.to(device)
    parallel = DistributedDataParallel(model, [device] if cuda else None) if WORLD > 1 else model
    descent = optimizer(model)
    schedule = torch.optim.lr_scheduler.LambdaLR(descent, rate)
    inputs, labels = load("train_inputs").to(device), load("train_labels").to(device)
    log = Log(out, model, device, STEPS, BATCH) if RANK == 0 else None

    recent = []
    for step, batch in zip(range(STEPS), batches(len(labels), BATCH)):
        mine = batch[RANK::WORLD].to(device)
        value, right = parallel(inputs[mine], labels[mine], step)
        descent.zero_grad()
        value.backward()
        descent.step()
        schedule.step()
        recent.append(torch.stack([value.detach(), right]))
        if Log.is_row(step + 1, STEPS):
            mean = torch.stack(recent).mean(0)
            if WORLD > 1:
                dist.all_reduce(mean)
            value, right = (mean / WORLD).tolist()
            if value - value:
                sys.exit(f"step {step + 1}: the loss is no number any more; a smaller learning rate or margin may help")
            if log:
                log.row(step + 1, value, right)
            recent.clear()
    if log:
        log.end()
    if WORLD > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE / "run", metavar="DIR", help="folder for what comes out")
    parser.add_argument("--force", action="store_true", help="write into a folder that holds something")
    args = parser.parse_args()
    if BATCH % WORLD:
        sys.exit(f"BATCH: found {BATCH}, expected a number that {WORLD} processes can share")
    if RANK == 0 and args.out.exists() and any(args.out.iterdir()) and not args.force:
        sys.exit(f"{args.out}: the folder is not empty; choose another one by --out, or add --force to overwrite")
    train(args.out)
