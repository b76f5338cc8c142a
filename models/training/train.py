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

DEFAULTS = {"bert": {"tokens": 3072, "rate": 1.5e-3}, "gpt": {"tokens": 2048, "rate": 2.5e-3}}
RECALL_UNTIL, RECALL_WEIGHT = {1: 0.0, 2: 0.35, 3: 1.0, 4: 1.0}, 0.5
INDUCTION_UNTIL, INDUCTION_WEIGHT = 0.5, 0.5


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


def recall_loss(network, batch, share=0.25):
    """Names the token before each place from the state after the first layer.

    An auxiliary objective for GPT's stages 2 (at first) to 4: it gives the first
    layer a reason to look one token back, on which induction builds, long
    before next-token prediction alone would. A share of the places suffices.
    """
    ids = torch.from_numpy(batch["ids"])
    scored = (torch.from_numpy(batch["mask"]) == 1)[:, 1:]
    scored = scored & (torch.rand(scored.shape) < share)
    hidden = network.norm(network.after_first_layer[:, 1:][scored])
    return F.cross_entropy(torch.matmul(hidden, network.word.weight.t()), ids[:, :-1][scored])


def induction_loss(network, batch):
    """Draws the first head of the second layer to what followed the query's token before.

    An auxiliary objective for the first half of GPT's stage 4. Once the head looks
    there, copying what it finds lowers the loss of next-token prediction, which keeps it.
    """
    ids = torch.from_numpy(batch["ids"])
    mask = torch.from_numpy(batch["mask"]) == 1
    before = torch.full_like(ids, -1)
    before[:, 1:] = ids[:, :-1]
    length = ids.shape[1]
    earlier = torch.ones(length, length, dtype=torch.bool).tril()
    wanted = (before[:, None, :] == ids[:, :, None]) & earlier & mask[:, None, :] & mask[:, :, None]
    mass = (network.layers[1].attention.weights[:, 0] * wanted).sum(-1)
    return -torch.log(mass[wanted.any(-1)] + 1e-6).mean()


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
    parser.add_argument("--tokens", type=int, help="tokens a step")
    parser.add_argument("--rate", type=float, help="peak learning rate")
    parser.add_argument("--stage", type=int, default=1, choices=[1, 2, 3, 4],
                        help="2 to 4 go on from the last checkpoint (gpt only)")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for key, value in DEFAULTS[options.name].items():
        if getattr(options, key) is None:
            setattr(options, key, value)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    shape = networks.BERT if options.name == "bert" else networks.GPT
    source = batches.make(options.name, options.work / f"{options.name}-train.npz",
                          shape["vocabulary"], shape["positions"],
                          options.seed + options.stage - 1, options.stage)
    network = networks.build(options.name)
    checkpoint = options.work / f"{options.name}.pt"
    earlier = {"step": 0, "tokens": 0, "seconds": 0}
    if options.stage > 1:
        earlier = torch.load(checkpoint)
        network.load_state_dict(earlier.pop("network"))
    if options.stage == 4:
        network.layers[1].attention.keep_weights = True
    decayed = [p for p in network.parameters() if p.dim() > 1]
    other = [p for p in network.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.05}, {"params": other, "weight_decay": 0.0}],
        lr=options.rate, betas=(0.9, 0.98), eps=1e-8)
    began = saved = time.time()
    step, seen, average = 0, 0, None
    while True:
        elapsed = time.time() - began
        # A step count repeats a run exactly; minutes fit a run to the clock.
        progress = step / options.steps if options.steps else elapsed / (60 * options.minutes)
        finished = progress >= 1
        if finished or time.time() - saved > 120:
            saved = time.time()
            save(checkpoint, {"network": network.state_dict(),
                              "step": earlier["step"] + step,
                              "tokens": earlier["tokens"] + seen,
                              "seconds": earlier["seconds"] + round(elapsed)})
        if finished:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate(progress, options.rate)
        batch = source.draw(options.tokens, progress)
        loss = loss_of(options.name, network, batch)
        recall = induction = None
        if options.name == "gpt" and progress < RECALL_UNTIL[options.stage]:
            recall = recall_loss(network, batch)
        if options.stage == 4 and progress < INDUCTION_UNTIL:
            induction = induction_loss(network, batch)
        optimiser.zero_grad(set_to_none=True)
        (loss + RECALL_WEIGHT * (recall or 0) + INDUCTION_WEIGHT * (induction or 0)).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step, seen = step + 1, seen + int(batch["mask"].sum())
        average = loss.item() if average is None else 0.98 * average + 0.02 * loss.item()
        if step % 50 == 0:
            print(json.dumps({"step": step, "tokens": seen, "seconds": round(elapsed),
                              "loss": round(average, 4),
                              "recall": recall and round(recall.item(), 4),
                              "induction": induction and round(induction.item(), 4)}), flush=True)


if __name__ == "__main__":
    main()
