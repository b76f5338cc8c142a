"""Measures what each head attends to: patterns.py bert|gpt WORK MODEL_FOLDER.

Text figures are means over query tokens of 400 held-out single sentences of
8 to 60 tokens; special tokens are no queries. Repetition figures use random
tokens, which no knowledge of the language can predict.
"""
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

import batches
from export import load
from networks import VOCABULARY
from tokenization import ByteLevelBpe, WordPiece

SENTENCES = 400
REPEATS = 200
SPAN = 20


def attention(network, *inputs):
    """[layer][head, query, key] for one sequence."""
    for layer in network.layers:
        layer.attention.keep_weights = True
    with torch.no_grad():
        logits = network(*(torch.tensor([values]) for values in inputs))
    return np.stack([layer.attention.weights[0].numpy() for layer in network.layers]), logits[0]


def run(network, name, ids, segments=None):
    ones = [1] * len(ids)
    if name == "gpt":
        return attention(network, ids, ones)
    return attention(network, ids, ones, segments or [0] * len(ids))


class Means:
    def __init__(self):
        self.sums, self.counts = defaultdict(float), defaultdict(int)

    def add(self, key, values):
        """`values` is [layer, head, query]."""
        self.sums[key] = self.sums[key] + values.sum(-1)
        self.counts[key] += values.shape[-1]

    def get(self, key):
        return self.sums[key] / max(1, self.counts[key])


def punctuation_ids(tokenizer):
    return [i for t, i in tokenizer.vocabulary.items()
            if t.strip("Ġ") and all(c in ".,;:!?()'\"-`" for c in t.strip("Ġ"))]


def text_figures(network, name, work, punctuation, means):
    text = batches.Text(Path(work) / f"{name}-held_out.npz")
    lengths = text.ends - text.starts
    suitable = np.flatnonzero((lengths >= 8) & (lengths <= 60))
    chosen = np.random.default_rng(3).choice(suitable, SENTENCES, replace=False)
    for index in chosen:
        row = [int(t) for t in text.sentence(index, 60)]
        ids = [0] + row if name == "gpt" else [batches.CLS] + row + [batches.SEP]
        weights, _ = run(network, name, ids)
        queries = np.arange(1, 1 + len(row))
        rows = weights[:, :, queries]
        here = np.arange(len(queries))
        means.add("current", rows[:, :, here, queries])
        # The first word's neighbour is a special token, which other columns count.
        means.add("previous", rows[:, :, here[1:], queries[1:] - 1])
        means.add("first", rows[:, :, :, 0])
        if name == "bert":
            means.add("next", rows[:, :, here[:-1], queries[:-1] + 1])
            means.add("last", rows[:, :, :, -1])
        array = np.array(ids)
        marks = np.isin(array, punctuation)
        words = [q for q in queries if not marks[q]]
        if marks.any() and words:
            means.add("punctuation", weights[:, :, words][:, :, :, marks].sum(-1))
        for query in queries:
            others = np.flatnonzero(array == array[query])
            others = others[others < query] if name == "gpt" else others[others != query]
            if len(others) == 0:
                continue
            means.add("same", weights[:, :, query][:, :, others].sum(-1)[..., None])
            visible = query + 1 if name == "gpt" else len(ids)
            means.add("same_uniform", np.full((1, 1, 1), len(others) / visible))


def gpt_repeats(network, means):
    random = np.random.default_rng(5)
    costs = [[], []]
    for _ in range(REPEATS):
        span = random.choice(np.arange(1, VOCABULARY), SPAN, replace=False).tolist()
        ids = [0] + span + span
        weights, logits = run(network, "gpt", ids)
        queries = np.arange(SPAN + 1, 2 * SPAN + 1)
        # Induction: to the token that followed this one the last time.
        inner = queries[:-1]
        means.add("induction", weights[:, :, inner, inner - SPAN + 1])
        means.add("repeat_same", weights[:, :, queries, queries - SPAN])
        log_p = torch.log_softmax(logits, -1)
        for half, start in ((0, 0), (1, SPAN)):
            for place in range(start + 2, start + SPAN):
                costs[half].append(-log_p[place, ids[place + 1]].item())
    print(f"gpt random tokens, {SPAN} then the same {SPAN}: loss {np.mean(costs[0]):.3f} "
          f"in the first copy, {np.mean(costs[1]):.3f} in the second")


def bert_repeats(network, means):
    """A random sentence paired with itself; one token of the first copy is masked."""
    random = np.random.default_rng(5)
    right = 0
    for _ in range(REPEATS):
        span = random.choice(np.arange(5, VOCABULARY), SPAN, replace=False).tolist()
        ids = [batches.CLS] + span + [batches.SEP] + span + [batches.SEP]
        segments = [0] * (SPAN + 2) + [1] * (SPAN + 1)
        masked = int(random.integers(1, SPAN + 1))
        target, ids[masked] = ids[masked], batches.MASK
        weights, logits = run(network, "bert", ids, segments)
        queries = np.array([q for q in range(1, SPAN + 1) if q != masked])
        means.add("repeat_same", weights[:, :, queries, queries + SPAN + 1])
        means.add("repeat_masked", weights[:, :, [masked], [masked + SPAN + 1]])
        right += int(logits[masked].argmax()) == target
    print(f"bert random tokens paired with themselves: {right / REPEATS:.1%} of the "
          "masked tokens named first")


COLUMNS = {
    "gpt": ["previous", "current", "first", "punctuation", "same", "repeat_same", "induction"],
    "bert": ["previous", "next", "current", "first", "last", "punctuation", "same",
             "repeat_same", "repeat_masked"],
}


def table(name, means):
    columns = COLUMNS[name]
    values = {c: means.get(c) for c in columns}
    lines = ["| head | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    layers, heads = values["previous"].shape
    for layer in range(layers):
        for head in range(heads):
            cells = [f"{values[c][layer, head]:.2f}" for c in columns]
            lines.append(f"| {layer}.{head} | " + " | ".join(cells) + " |")
    print("\n".join(lines))
    print(f"uniform attention would give 'same' {float(means.get('same_uniform')):.2f}")


def main(name, work, folder):
    torch.set_num_threads(1)
    network, _ = load(name, work)
    kind = WordPiece if name == "bert" else ByteLevelBpe
    tokenizer = kind.load(Path(folder) / "tokenizer.json")
    means = Means()
    text_figures(network, name, work, punctuation_ids(tokenizer), means)
    (gpt_repeats if name == "gpt" else bert_repeats)(network, means)
    table(name, means)


if __name__ == "__main__":
    main(*sys.argv[1:])
