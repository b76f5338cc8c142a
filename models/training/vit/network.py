"""The small vision transformer (pre-norm, CLS token), and where its outputs are.

Attention is written out (MatMul, scale, Softmax, MatMul) so that the exported
graph holds every head's attention weights.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

import pictures

LAYERS, WIDTH, HEADS, INNER = 4, 96, 4, 192
GRID = pictures.SIZE // pictures.PATCH
CLASSES = sum(len(names) for names in pictures.TARGETS.values())
PATCH_TARGETS = {name: len(pictures.TARGETS[name]) + 1 for name in ("shape", "colour", "texture")}


class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.output = nn.Linear(WIDTH, WIDTH)
        self.keep_weights = False
        self.weights = None

    def split_heads(self, x):
        return x.view(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)

    def forward(self, x):
        query, key = self.split_heads(self.query(x)), self.split_heads(self.key(x))
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(WIDTH // HEADS)
        weights = torch.softmax(scores, dim=-1)
        if self.keep_weights:
            self.weights = weights.detach()
        mixed = torch.matmul(weights, self.split_heads(self.value(x)))
        return self.output(mixed.transpose(1, 2).reshape(x.shape[0], x.shape[1], WIDTH))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm, self.feed_forward_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attention = SelfAttention()
        self.rise, self.fall = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, x):
        x = x + self.attention(self.attention_norm(x))
        return x + self.fall(F.gelu(self.rise(self.feed_forward_norm(x))))


def wave_places():
    """Sines and cosines of row and column as first values of the (trained) place table.

    A step to the next row or column is a linear map of such vectors, so that heads
    for neighbours form early even in a short run.
    """
    quarter = WIDTH // 4
    frequencies = 20.0 ** (-torch.arange(quarter) / quarter) * 1.5
    angles = torch.arange(GRID)[:, None] * frequencies[None, :]
    waves = torch.cat([angles.sin(), angles.cos()], 1)
    rows, columns = waves.repeat_interleave(GRID, 0), waves.repeat(GRID, 1)
    return 0.2 * torch.cat([torch.zeros(1, WIDTH), torch.cat([rows, columns], 1)])


class VisionTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, WIDTH, pictures.PATCH, pictures.PATCH)
        self.first = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.places = nn.Parameter(torch.zeros(1, 1 + GRID * GRID, WIDTH))
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.classifier = nn.Linear(WIDTH, CLASSES)
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                scale = 1 / math.sqrt(2 * LAYERS) if name.endswith(("output.weight", "fall.weight")) else 1.0
                nn.init.normal_(parameter, std=0.05 * scale)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)
        self.places.data.copy_(wave_places()[None])

    def hidden(self, pixel_values):
        x = self.patches(pixel_values).flatten(2).transpose(1, 2)
        first = self.first.expand(x.shape[0], -1, -1)
        x = torch.cat([first, x], dim=1) + self.places
        for layer in self.layers:
            x = layer(x)
        return self.norm(x)

    def forward(self, pixel_values):
        return self.classifier(self.hidden(pixel_values)[:, 0])


class PatchReader(nn.Module):
    """Tells what covers each patch. Helps training only; it is not exported."""

    def __init__(self):
        super().__init__()
        self.outputs = nn.ModuleDict({name: nn.Linear(WIDTH, n) for name, n in PATCH_TARGETS.items()})

    def forward(self, hidden):
        return {name: output(hidden[:, 1:]) for name, output in self.outputs.items()}


def split(logits):
    """{target: its part of the classifier's outputs}."""
    sizes = [len(names) for names in pictures.TARGETS.values()]
    return dict(zip(pictures.TARGETS, torch.split(logits, sizes, dim=1)))


def normalise(images):
    """Pictures [n, height, width, 3] in 0..1 to what the network takes."""
    return (torch.from_numpy(images).permute(0, 3, 1, 2) - 0.5) / 0.5
