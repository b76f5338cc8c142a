"""Trains one tokenizer and stores the encoded text: prepare.py bert|gpt WORK MODEL_FOLDER."""
import json
import random
import sys
from pathlib import Path

import numpy as np

import corpus
from networks import VOCABULARY
from tokenization import ByteLevelBpe, WordPiece


def encode(documents, tokenizer):
    """Flat arrays: tokens, sentence ends, and the document of each sentence."""
    tokens, ends, owners = [], [], []
    for owner, document in enumerate(documents):
        for sentence in document:
            ids = tokenizer.encode(sentence)
            if ids:
                tokens += ids
                ends.append(len(tokens))
                owners.append(owner)
    return {"tokens": np.array(tokens, np.uint16), "ends": np.array(ends, np.int64),
            "owners": np.array(owners, np.int32)}


def main(name, work, model_folder):
    work, model_folder = Path(work), Path(model_folder)
    work.mkdir(parents=True, exist_ok=True)
    model_folder.mkdir(parents=True, exist_ok=True)
    training, held_out, sizes = corpus.load()
    kind = WordPiece if name == "bert" else ByteLevelBpe
    tokenizer_file = model_folder / "tokenizer.json"
    if tokenizer_file.exists():
        tokenizer = kind.load(tokenizer_file)
    else:
        tokenizer = kind.train([s for d in training for s in d], VOCABULARY)
        tokenizer.save(tokenizer_file)
    assert len(tokenizer.vocabulary) == VOCABULARY, len(tokenizer.vocabulary)
    # Sources follow each other in the list; training draws documents by chance.
    random.Random(1).shuffle(training)
    for part, documents in (("train", training), ("held_out", held_out)):
        arrays = encode(documents, tokenizer)
        np.savez(work / f"{name}-{part}.npz", **arrays)
        print(name, part, "sentences", len(arrays["ends"]), "tokens", len(arrays["tokens"]))
    (work / "corpus.json").write_text(json.dumps(sizes, indent=1))
    print(json.dumps(sizes))


if __name__ == "__main__":
    main(*sys.argv[1:])
