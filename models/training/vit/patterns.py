"""Measures what each head attends to, on pictures never drawn in training: patterns.py WORK.

Means over the queries named; `share` is what attention spread evenly over all
tokens would put there.
"""
import sys

import numpy as np
import torch

import network
import pictures
from export import load

COUNT, SEED = 512, 1_000_033
SIDE = network.GRID
PATCHES = SIDE * SIDE


def attention(model, images):
    """[layer, picture, head, query, key]."""
    for layer in model.layers:
        layer.attention.keep_weights = True
    with torch.no_grad():
        model(network.normalise(images))
    return np.stack([layer.attention.weights.numpy() for layer in model.layers])


def masks(owner):
    """{figure: (queries [picture, token], pairs [picture, token, token])}."""
    place = np.arange(PATCHES)
    row, column = place // SIDE, place % SIDE
    down, right = row[None] - row[:, None], column[None] - column[:, None]
    fixed = {
        "own patch": (down == 0) & (right == 0),
        "left": (down == 0) & (right == -1), "right": (down == 0) & (right == 1),
        "above": (down == -1) & (right == 0), "below": (down == 1) & (right == 0),
        "row": down == 0, "column": right == 0,
        "3x3": (abs(down) <= 1) & (abs(right) <= 1) & ~((down == 0) & (right == 0)),
    }
    count = len(owner)

    def widen(pairs):
        whole = np.zeros((count, 1 + PATCHES, 1 + PATCHES), bool)
        whole[:, 1:, 1:] = pairs
        return whole

    patches = np.ones((count, 1 + PATCHES), bool)
    patches[:, 0] = False
    first = ~patches
    on = np.concatenate([np.zeros((count, 1), bool), owner >= 0], 1)
    same = (owner[:, :, None] == owner[:, None, :]) & (owner[:, :, None] >= 0) & ~np.eye(PATCHES, dtype=bool)
    result = {name: (patches, widen(pairs[None])) for name, pairs in fixed.items()}
    result["same object"] = (on, widen(same))
    result["other objects"] = (on, widen((owner[:, None, :] >= 0) & (owner[:, None, :] != owner[:, :, None])))
    to_first = np.zeros((count, 1 + PATCHES, 1 + PATCHES), bool)
    to_first[:, :, 0] = True
    result["to CLS"] = (patches, to_first)
    subject, objects = np.zeros_like(to_first), np.zeros_like(to_first)
    subject[:, 0, 1:], objects[:, 0, 1:] = owner == 0, owner >= 0
    result["CLS to subject"], result["CLS to objects"] = (first, subject), (first, objects)
    return result


def main(work):
    model, _ = load(work)
    images, _, labels = pictures.draw(np.random.default_rng(SEED), COUNT)
    weights = attention(model, images)
    entropy = -(weights * np.log(np.maximum(weights, 1e-12))).sum(-1) / np.log(1 + PATCHES)
    found = masks(labels["object"])
    print("head   " + "  ".join(f"{name:>14}" for name in [*found, "entropy"]))
    shares = [(pairs.mean(-1)[queries]).mean() for queries, pairs in found.values()]
    print("share  " + "  ".join(f"{share:14.3f}" for share in shares))
    for layer in range(network.LAYERS):
        for head in range(network.HEADS):
            own = weights[layer, :, head]
            figures = [((own * pairs).sum(-1)[queries]).mean() for queries, pairs in found.values()]
            figures.append(entropy[layer, :, head].mean())
            print(f"L{layer} H{head}  " + "  ".join(f"{figure:14.3f}" for figure in figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
