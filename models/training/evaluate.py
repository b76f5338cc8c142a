"""Held-out loss beside a unigram baseline: evaluate.py bert|gpt WORK."""
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import batches
from export import load
from networks import VOCABULARY

CONTEXT = 128
SEED = 7


def unigram_costs(work, name):
    """Nats of each token under its add-one smoothed share of the training text."""
    tokens = batches.Text(Path(work) / f"{name}-train.npz").tokens
    counts = np.bincount(tokens, minlength=VOCABULARY) + 1.0
    return -np.log(counts / counts.sum())


def report(label, model_costs, baseline_costs):
    model, baseline = np.mean(model_costs), np.mean(baseline_costs)
    print(f"{label}: {model:.3f} nats a token (perplexity {np.exp(model):.1f}), "
          f"unigram {baseline:.3f} (perplexity {np.exp(baseline):.1f}), "
          f"{len(model_costs)} tokens")


def gpt_rows(text, running):
    if running:
        size = CONTEXT - 1
        return [text.tokens[i:i + size] for i in range(0, len(text.tokens) - size, size)]
    return [text.sentence(i, CONTEXT - 1) for i in range(len(text))]


def evaluate_gpt(network, work, baseline):
    text = batches.Text(Path(work) / "gpt-held_out.npz")
    for label, running in (("single sentences", False), ("running text", True)):
        model_costs, baseline_costs = [], []
        rows = sorted(gpt_rows(text, running), key=len)
        for at in range(0, len(rows), 64):
            ids, mask = batches.pad([np.concatenate([[0], r]) for r in rows[at:at + 64]], 0)
            scored = mask[:, 1:] == 1
            targets = ids[:, 1:][scored]
            logits = network(torch.from_numpy(ids), torch.from_numpy(mask))[:, :-1]
            costs = F.cross_entropy(logits[torch.from_numpy(scored)],
                                    torch.from_numpy(targets), reduction="none")
            model_costs += costs.tolist()
            baseline_costs += baseline[targets].tolist()
        report(f"gpt {label}", model_costs, baseline_costs)


def evaluate_bert(network, work, baseline):
    source = batches.make("bert", Path(work) / "bert-held_out.npz", VOCABULARY, CONTEXT, SEED)
    draws = (("single sentences", lambda: source.singles(4096)),
             ("two passages", lambda: source.neighbours(32)))
    for label, draw in draws:
        model_costs, baseline_costs, right = [], [], 0
        for _ in range(60):
            batch = draw()
            logits = network(*(torch.from_numpy(batch[k]) for k in ("ids", "mask", "segments")))
            logits = logits[torch.from_numpy(batch["chosen"])]
            targets = torch.from_numpy(batch["targets"])
            model_costs += F.cross_entropy(logits, targets, reduction="none").tolist()
            baseline_costs += baseline[batch["targets"]].tolist()
            right += int((logits.argmax(-1) == targets).sum())
        report(f"bert {label}", model_costs, baseline_costs)
        print(f"bert {label}: {right / len(model_costs):.1%} of the masked tokens named first")


def main(name, work):
    torch.set_num_threads(1)
    network, _ = load(name, work)
    with torch.no_grad():
        (evaluate_gpt if name == "gpt" else evaluate_bert)(
            network, work, unigram_costs(work, name))


if __name__ == "__main__":
    main(*sys.argv[1:])
