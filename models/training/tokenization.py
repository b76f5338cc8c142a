"""The two tokenizers: WordPiece (BERT) and byte-level BPE (GPT-2).

Each class trains itself, encodes text for the training scripts, and writes
itself as a Hugging Face `tokenizer.json`.
"""
import json
import unicodedata
from collections import Counter

import regex

from pairs import apply_merge, learn_merges

GPT2_SPLIT = regex.compile(
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")


def added_token(index, content):
    return {"id": index, "content": content, "single_word": False, "lstrip": False,
            "rstrip": False, "normalized": False, "special": True}


def document(added, **parts):
    base = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added}
    return {**base, **parts}


class WordPiece:
    SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    def __init__(self, vocabulary):
        self.vocabulary = vocabulary
        self.cache = {}

    @staticmethod
    def split(text):
        """Lower-cases, strips accents, splits at spaces and around punctuation."""
        text = "".join(c for c in unicodedata.normalize("NFD", text)
                       if unicodedata.category(c) != "Mn").lower()
        words, word = [], ""
        for c in text:
            category = unicodedata.category(c)
            punctuation = (category[0] == "P") or (c.isascii() and not c.isalnum() and c > " ")
            if category in ("Cc", "Cf") and not c.isspace():
                continue
            if c.isspace() or punctuation:
                if word:
                    words.append(word)
                word = ""
                if punctuation:
                    words.append(c)
            else:
                word += c
        return words + [word] if word else words

    @classmethod
    def train(cls, sentences, size):
        counts = Counter(w for s in sentences for w in cls.split(s))
        letters = Counter()
        for word, count in counts.items():
            for c in word:
                letters[c] += count
        # Every printable ASCII character in both forms keeps [UNK] rare.
        alphabet = {chr(i) for i in range(33, 127) if not chr(i).isupper()}
        alphabet |= {c for c, n in letters.items() if n >= 50}
        base = sorted(alphabet) + sorted("##" + c for c in alphabet if c.isalnum())
        words = [((w[0],) + tuple("##" + c for c in w[1:]), n) for w, n in counts.items()
                 if set(w) <= alphabet]
        room = size - len(cls.SPECIAL) - len(base)
        merges = learn_merges(words, lambda a, b: a + b[2:], room)
        tokens = list(dict.fromkeys(cls.SPECIAL + base + [a + b[2:] for a, b in merges]))
        return cls({t: i for i, t in enumerate(tokens)})

    def encode(self, text):
        ids = []
        for word in self.split(text):
            if word not in self.cache:
                self.cache[word] = self.encode_word(word)
            ids += self.cache[word]
        return ids

    def encode_word(self, word):
        """Greedy longest match from the left; one [UNK] if any part is missing."""
        ids, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = ("##" if start else "") + word[start:end]
                if piece in self.vocabulary:
                    ids.append(self.vocabulary[piece])
                    start = end
                    break
            else:
                return [self.vocabulary["[UNK]"]]
        return ids

    def save(self, path):
        ids = {t: self.vocabulary[t] for t in self.SPECIAL}

        def special(token, segment):
            return {"SpecialToken": {"id": token, "type_id": segment}}

        def sequence(name, segment):
            return {"Sequence": {"id": name, "type_id": segment}}

        single = [special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0)]
        template = {
            "type": "TemplateProcessing",
            "single": single,
            "pair": single + [sequence("B", 1), special("[SEP]", 1)],
            "special_tokens": {t: {"id": t, "ids": [ids[t]], "tokens": [t]}
                               for t in ("[CLS]", "[SEP]")},
        }
        save_json(path, document(
            [added_token(i, t) for t, i in ids.items()],
            normalizer={"type": "BertNormalizer", "clean_text": True,
                        "handle_chinese_chars": True, "strip_accents": None,
                        "lowercase": True},
            pre_tokenizer={"type": "BertPreTokenizer"},
            post_processor=template,
            decoder={"type": "WordPiece", "prefix": "##", "cleanup": True},
            model={"type": "WordPiece", "unk_token": "[UNK]",
                   "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                   "vocab": self.vocabulary}))

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls(json.load(file)["model"]["vocab"])


def byte_symbols():
    """GPT-2's printable stand-in for each byte value."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in plain]
    table = {b: chr(b) for b in plain}
    table.update({b: chr(256 + i) for i, b in enumerate(others)})
    return table


class ByteLevelBpe:
    END = "<|endoftext|>"
    BYTES = byte_symbols()

    def __init__(self, vocabulary, merges):
        self.vocabulary = vocabulary
        self.merges = merges
        self.ranks = {pair: i for i, pair in enumerate(merges)}
        self.cache = {}

    @classmethod
    def split(cls, text):
        return ["".join(cls.BYTES[b] for b in piece.encode("utf-8"))
                for piece in GPT2_SPLIT.findall(text)]

    @classmethod
    def train(cls, sentences, size):
        # A sentence inside a context follows a space, one at its start does not.
        counts = Counter(w for s in sentences for w in cls.split(" " + s))
        for sentence in sentences:
            counts[cls.split(sentence)[0]] += 1
        base = [cls.END] + sorted(cls.BYTES.values())
        words = [(tuple(w), n) for w, n in counts.items()]
        merges = learn_merges(words, lambda a, b: a + b, size - len(base))
        tokens = list(dict.fromkeys(base + [a + b for a, b in merges]))
        return cls({t: i for i, t in enumerate(tokens)}, merges)

    def encode(self, text):
        ids = []
        for word in self.split(text):
            if word not in self.cache:
                self.cache[word] = self.encode_word(word)
            ids += self.cache[word]
        return ids

    def encode_word(self, word):
        symbols = list(word)
        while len(symbols) > 1:
            pair = min(zip(symbols, symbols[1:]), key=lambda p: self.ranks.get(p, 1 << 30))
            if pair not in self.ranks:
                break
            symbols = apply_merge(symbols, pair, pair[0] + pair[1])
        return [self.vocabulary[s] for s in symbols]

    def save(self, path):
        end = self.vocabulary[self.END]
        start = {"SpecialToken": {"id": self.END, "type_id": 0}}
        single = [start, {"Sequence": {"id": "A", "type_id": 0}}]
        byte_level = {"type": "ByteLevel", "add_prefix_space": False,
                      "trim_offsets": True, "use_regex": True}
        save_json(path, document(
            [added_token(end, self.END)],
            normalizer=None,
            pre_tokenizer=byte_level,
            post_processor={
                "type": "TemplateProcessing", "single": single,
                "pair": single + [{"Sequence": {"id": "B", "type_id": 1}}],
                "special_tokens": {self.END: {"id": self.END, "ids": [end],
                                              "tokens": [self.END]}}},
            decoder={**byte_level, "add_prefix_space": True},
            model={"type": "BPE", "dropout": None, "unk_token": None,
                   "continuing_subword_prefix": None, "end_of_word_suffix": None,
                   "fuse_unk": False, "byte_fallback": False,
                   "vocab": self.vocabulary,
                   "merges": [f"{a} {b}" for a, b in self.merges]}))

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            model = json.load(file)["model"]
        return cls(model["vocab"], [tuple(m.split(" ")) for m in model["merges"]])


def save_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.write("\n")
