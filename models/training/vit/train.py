"""Trains mini-vit: train.py --work FOLDER (--minutes M | --steps N)."""
import argparse
import json
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import network
import pictures


def rate(progress, peak):
    if progress < 0.03:
        return peak * (0.02 + progress / 0.03 * 0.98)
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (progress - 0.03) / 0.97)))


def loss_of(model, reader, images, labels, patches):
    hidden = model.hidden(network.normalise(images))
    parts = network.split(model.classifier(hidden[:, 0]))
    loss = sum(F.cross_entropy(parts[name], torch.from_numpy(labels[name])) for name in parts)
    for name, logits in reader(hidden).items():
        # Class 0 is background.
        loss = loss + F.cross_entropy(logits.transpose(1, 2), torch.from_numpy(patches[name] + 1))
    return loss, parts


def save(path, state):
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    random = np.random.default_rng(options.seed)
    model, reader = network.VisionTransformer(), network.PatchReader()
    parameters = [*model.parameters(), *reader.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": [p for p in parameters if p.dim() > 1], "weight_decay": 0.05},
         {"params": [p for p in parameters if p.dim() <= 1], "weight_decay": 0.0}],
        lr=options.rate, betas=(0.9, 0.98), eps=1e-8)
    began = saved = time.time()
    step, average = 0, None
    while True:
        elapsed = time.time() - began
        # A step count repeats a run exactly; minutes fit a run to the clock.
        progress = step / options.steps if options.steps else elapsed / (60 * options.minutes)
        finished = progress >= 1
        if finished or time.time() - saved > 120:
            saved = time.time()
            save(options.work / "vit.pt", {
                "network": model.state_dict(), "step": step, "images": step * options.batch,
                "seconds": round(elapsed), "options": vars(options)})
        if finished:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate(progress, options.rate)
        images, labels, patches = pictures.draw(random, options.batch)
        loss, parts = loss_of(model, reader, images, labels, patches)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        step += 1
        right = np.array([(part.argmax(1).numpy() == labels[name]).mean() for name, part in parts.items()])
        now = np.append(right, loss.item())
        average = now if average is None else 0.97 * average + 0.03 * now
        if step % 50 == 0:
            figures = dict(zip([*parts, "loss"], (round(float(v), 3) for v in average)))
            print(json.dumps({"step": step, "seconds": round(elapsed), **figures}), flush=True)


if __name__ == "__main__":
    main()
