"""Accuracy on pictures never drawn in training, beside the majority baseline: evaluate.py WORK."""
import sys

import numpy as np
import torch

import network
import pictures
from export import load

COUNT, SEED = 4096, 1_000_003


def main(work):
    model, _ = load(work)
    random = np.random.default_rng(SEED)
    right, seen = {}, {}
    with torch.no_grad():
        for _ in range(COUNT // 256):
            images, labels, _ = pictures.draw(random, 256)
            # Through bytes, as a picture file would have it.
            images = np.round(images * 255).astype(np.uint8).astype(np.float32) / np.float32(255)
            for name, part in network.split(model(network.normalise(images))).items():
                right.setdefault(name, []).append(part.argmax(1).numpy() == labels[name])
                seen.setdefault(name, []).append(labels[name])
    for name in right:
        counts = np.bincount(np.concatenate(seen[name]), minlength=len(pictures.TARGETS[name]))
        print(f"{name}: {100 * np.mean(right[name]):.1f} %, always the commonest of "
              f"{len(counts)} {100 * counts.max() / counts.sum():.1f} %")
    every = np.all([np.concatenate(right[name]) for name in right], axis=0)
    print(f"all five right: {100 * every.mean():.1f} % of {len(every)} pictures")


if __name__ == "__main__":
    main(*sys.argv[1:])
