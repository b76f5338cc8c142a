"""Trains one model: train.py bert|gpt --work FOLDER (--minutes M | --steps N)."""
import argparse
import json
import math
import os
import time
from pathlib import Path

import torch
from torch.nn import functional as F

import batches
import networks


def loss_of(name, network, batch):
    ids = torch.from_numpy(batch["ids"])
    mask = torch.from_numpy(batch["mask"])
    targets = torch.from_numpy(batch["targets"])
    if name == "gpt":
        hidden = network.hidden(ids, mask)[:, :-1]
        targets = targets[:, 1:]
        scored = targets != batches.GptBatches.IGNORED
        logits = torch.matmul(hidden[scored], network.word.weight.t())
        return F.cross_entropy(logits, targets[scored])
    hidden = network.hidden(ids, mask, torch.from_numpy(batch["segments"]))
    chosen = torch.from_numpy(batch["chosen"])
    # Only the predicted places pass through the wide output layer.
    return F.cross_entropy(network.head(hidden[chosen]), targets)


def rate(progress, peak):
    if progress < 0.03:
        return peak * (0.02 + progress / 0.03 * 0.98)
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (progress - 0.03) / 0.97)))


def save(path, state):
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=["bert", "gpt"])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--tokens", type=int, default=3072, help="tokens a step")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    shape = networks.BERT if options.name == "bert" else networks.GPT
    source = batches.make(options.name, options.work / f"{options.name}-train.npz",
                          shape["vocabulary"], shape["positions"], options.seed)
    network = networks.build(options.name)
    decayed = [p for p in network.parameters() if p.dim() > 1]
    other = [p for p in network.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.05}, {"params": other, "weight_decay": 0.0}],
        lr=options.rate, betas=(0.9, 0.98), eps=1e-8)
    checkpoint = options.work / f"{options.name}.pt"
    began = saved = time.time()
    step, seen, average = 0, 0, None
    while True:
        elapsed = time.time() - began
        # A step count repeats a run exactly; minutes fit a run to the clock.
        progress = step / options.steps if options.steps else elapsed / (60 * options.minutes)
        finished = progress >= 1
        if finished or time.time() - saved > 120:
            saved = time.time()
            save(checkpoint, {"network": network.state_dict(), "step": step, "tokens": seen,
                              "seconds": round(elapsed), "options": vars(options)})
        if finished:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate(progress, options.rate)
        batch = source.draw(options.tokens, progress)
        loss = loss_of(options.name, network, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step, seen = step + 1, seen + int(batch["mask"].sum())
        average = loss.item() if average is None else 0.98 * average + 0.02 * loss.item()
        if step % 50 == 0:
            print(json.dumps({"step": step, "tokens": seen, "seconds": round(elapsed),
                              "loss": round(average, 4)}), flush=True)


if __name__ == "__main__":
    main()
