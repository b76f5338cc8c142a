"""Draws training and evaluation sequences from the encoded text."""
import numpy as np

PAD, UNK, CLS, SEP, MASK = range(5)
END_OF_TEXT = 0


class Text:
    def __init__(self, path):
        data = np.load(path)
        self.tokens, self.ends, self.owners = data["tokens"], data["ends"], data["owners"]
        self.starts = np.concatenate([[0], self.ends[:-1]])

    def __len__(self):
        return len(self.ends)

    def sentence(self, index, limit):
        return self.tokens[self.starts[index]:min(self.ends[index], self.starts[index] + limit)]

    def run(self, index, limit):
        """The text from a sentence on: the next sentences, then the next documents."""
        start = self.starts[index]
        return self.tokens[start:start + limit]


def pad(rows, filler):
    width = max(map(len, rows))
    ids = np.full((len(rows), width), filler, np.int64)
    mask = np.zeros((len(rows), width), np.int64)
    for row, values in enumerate(rows):
        ids[row, :len(values)] = values
        mask[row, :len(values)] = 1
    return ids, mask


class GptBatches:
    """Causal sequences; each starts with the end-of-text token.

    Some contexts hold a span that recurs (half of those spans are text, half
    are random tokens); of the others two thirds are single sentences and one
    third are full contexts of running text. Recurring spans make induction pay
    within a small budget; they take a larger share at first, because copying
    has to exist before it can serve ordinary text. The later stages start with
    short spans, in which the order of the tokens matters soonest.
    """
    IGNORED = -100
    STAGES = {
        1: {"early": 0.20, "repeated": (0.65, 0.20), "spans": ((4, 60), (4, 60))},
        2: {"early": 0.45, "repeated": (0.55, 0.25), "spans": ((2, 20), (3, 60))},
        3: {"early": 0.60, "repeated": (0.60, 0.40), "spans": ((2, 20), (3, 40))},
        4: {"early": 0.60, "repeated": (0.60, 0.40), "spans": ((3, 24), (3, 40))},
    }

    def __init__(self, text, vocabulary, context, seed, stage=1):
        self.text, self.vocabulary, self.context = text, vocabulary, context
        self.random = np.random.default_rng(seed)
        self.stage = self.STAGES[stage]

    def draw(self, tokens, progress):
        late = int(progress >= self.stage["early"])
        if self.random.random() < self.stage["repeated"][late]:
            return self.repeated(tokens // self.context, *self.stage["spans"][late])
        if self.random.random() < 2 / 3:
            return self.singles(tokens)
        return self.running(tokens // self.context)

    def finish(self, rows, scored_from=None):
        rows = [np.concatenate([[END_OF_TEXT], row]) for row in rows]
        ids, mask = pad(rows, END_OF_TEXT)
        targets = np.where(mask == 1, ids, self.IGNORED)
        for row, first in enumerate(scored_from or []):
            targets[row, :first] = self.IGNORED
        return {"ids": ids, "mask": mask, "targets": targets}

    def singles(self, tokens):
        """Sentences of similar length, so that little of a batch is padding."""
        picks = self.random.integers(len(self.text), size=tokens)
        lengths = np.minimum(self.text.ends[picks] - self.text.starts[picks], self.context - 1)
        order = picks[np.argsort(lengths, kind="stable")]
        # Sorting and cutting at a random place keeps every length equally likely.
        at = self.random.integers(len(order))
        rows, longest = [], 0
        for index in np.concatenate([order[at:], order[:at]]):
            row = self.text.sentence(index, self.context - 1)
            if rows and len(row) < len(rows[-1]):
                break
            longest = max(longest, len(row) + 1)
            if longest * (len(rows) + 1) > tokens:
                break
            rows.append(row)
        return self.finish(rows)

    def running(self, count):
        picks = self.random.integers(len(self.text) - 200, size=count)
        return self.finish([self.text.run(p, self.context - 1) for p in picks])

    def repeated(self, count, shortest, longest):
        rows, scored_from = [], []
        for _ in range(count):
            # Short spans recur often in a context, long ones once or twice.
            length = int(np.exp(self.random.uniform(np.log(shortest), np.log(longest + 1))))
            if self.random.random() < 0.5:
                row = self.random.integers(1, self.vocabulary, size=length)
                row = np.tile(row, self.context // length + 1)
                # The first copy of random tokens cannot be predicted.
                scored_from.append(length + 2)
            else:
                index = self.random.integers(len(self.text) - 200)
                lead = self.text.run(index, int(self.random.integers(0, 30)))
                span = self.text.run(self.random.integers(len(self.text) - 200), length)
                row = np.concatenate([lead, np.tile(span, self.context // length + 1)])
                scored_from.append(0)
            rows.append(row[:self.context - 1])
        return self.finish(rows, scored_from)


class BertBatches:
    """[CLS] A [SEP] and [CLS] A [SEP] B [SEP] sequences with masked tokens.

    Shares: 50 % single sentences, 35 % two neighbouring passages, 15 % a
    sentence paired with itself under another mask. 20 % of the tokens are
    predicted (80/10/10 mask, random token, unchanged).
    """
    SHARE = 0.20

    def __init__(self, text, vocabulary, context, seed):
        self.text, self.vocabulary, self.context = text, vocabulary, context
        self.random = np.random.default_rng(seed)

    def draw(self, tokens, progress):
        kind = self.random.random()
        if kind < 0.5:
            return self.singles(tokens)
        if kind < 0.85:
            return self.neighbours(tokens // self.context)
        return self.twins(tokens)

    def similar(self, tokens, limit, copies):
        picks = self.random.integers(len(self.text), size=tokens)
        lengths = np.minimum(self.text.ends[picks] - self.text.starts[picks], limit)
        order = picks[np.argsort(lengths, kind="stable")]
        at = self.random.integers(len(order))
        rows = []
        for index in np.concatenate([order[at:], order[:at]]):
            row = self.text.sentence(index, limit)
            if rows and len(row) < len(rows[-1]):
                break
            if (copies * (len(row) + 1) + 1) * (len(rows) + 1) > tokens:
                break
            rows.append(row)
        return rows

    def singles(self, tokens):
        rows = self.similar(tokens, self.context - 2, 1)
        return self.finish([(row, None) for row in rows])

    def twins(self, tokens):
        rows = self.similar(tokens, (self.context - 3) // 2, 2)
        return self.finish([(row, row) for row in rows])

    def neighbours(self, count):
        pairs = []
        for index in self.random.integers(len(self.text) - 200, size=count):
            row = self.text.run(index, self.context - 3)
            ends = self.text.ends[index:index + 20] - self.text.starts[index]
            inside = ends[ends < len(row)]
            # The cut falls at a sentence end where one lies inside the context.
            cut = self.random.choice(inside) if len(inside) else len(row) // 2
            pairs.append((row[:cut], row[cut:]))
        return self.finish(pairs)

    def finish(self, pairs):
        rows, types = [], []
        for first, second in pairs:
            row = np.concatenate([[CLS], first, [SEP]])
            kind = np.zeros(len(row), np.int64)
            if second is not None:
                row = np.concatenate([row, second, [SEP]])
                kind = np.concatenate([kind, np.ones(len(second) + 1, np.int64)])
            rows.append(row)
            types.append(kind)
        ids, mask = pad(rows, PAD)
        segments, _ = pad(types, 0)
        chance = self.random.random(ids.shape)
        chosen = (chance < self.SHARE) & (mask == 1) & (ids > MASK)
        how = self.random.random(ids.shape)
        shown = np.where(chosen & (how < 0.8), MASK, ids)
        noise = self.random.integers(MASK + 1, self.vocabulary, size=ids.shape)
        shown = np.where(chosen & (how >= 0.9), noise, shown)
        return {"ids": shown, "mask": mask, "segments": segments,
                "chosen": chosen, "targets": ids[chosen]}


def make(name, path, vocabulary, context, seed, stage=1):
    if name == "gpt":
        return GptBatches(Text(path), vocabulary, context, seed, stage)
    return BertBatches(Text(path), vocabulary, context, seed)
