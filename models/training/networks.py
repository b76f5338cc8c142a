"""The two small transformers: a BERT-style encoder and a GPT-2-style decoder.

Attention is written out (MatMul, scale, mask, Softmax, MatMul) so that the
exported graph holds every head's attention weights.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY = 4096
MASKED = -10000.0

BERT = dict(layers=4, width=128, heads=4, inner=512, positions=128, vocabulary=VOCABULARY)
GPT = dict(layers=4, width=128, heads=4, inner=512, positions=128, vocabulary=VOCABULARY)


class SelfAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.head_width = heads, width // heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)
        self.keep_weights = False
        self.weights = None

    def split_heads(self, x):
        batch, length = x.shape[0], x.shape[1]
        return x.view(batch, length, self.heads, self.head_width).transpose(1, 2)

    def forward(self, x, bias):
        query = self.split_heads(self.query(x))
        key = self.split_heads(self.key(x))
        value = self.split_heads(self.value(x))
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(self.head_width)
        weights = torch.softmax(scores + bias, dim=-1)
        if self.keep_weights:
            self.weights = weights
        mixed = torch.matmul(weights, value).transpose(1, 2).contiguous()
        return self.output(mixed.view(x.shape[0], x.shape[1], -1))


class FeedForward(nn.Module):
    def __init__(self, width, inner, approximate):
        super().__init__()
        self.rise = nn.Linear(width, inner)
        self.fall = nn.Linear(inner, width)
        self.approximate = approximate

    def forward(self, x):
        return self.fall(F.gelu(self.rise(x), approximate=self.approximate))


class EncoderLayer(nn.Module):
    """Post-norm, as in BERT."""

    def __init__(self, width, heads, inner):
        super().__init__()
        self.attention = SelfAttention(width, heads)
        self.attention_norm = nn.LayerNorm(width)
        self.feed_forward = FeedForward(width, inner, "none")
        self.feed_forward_norm = nn.LayerNorm(width)

    def forward(self, x, bias):
        x = self.attention_norm(x + self.attention(x, bias))
        return self.feed_forward_norm(x + self.feed_forward(x))


class DecoderLayer(nn.Module):
    """Pre-norm, as in GPT-2."""

    def __init__(self, width, heads, inner):
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads)
        self.feed_forward_norm = nn.LayerNorm(width)
        self.feed_forward = FeedForward(width, inner, "tanh")

    def forward(self, x, bias):
        x = x + self.attention(self.attention_norm(x), bias)
        return x + self.feed_forward(self.feed_forward_norm(x))


def initialise(network, layers):
    for name, parameter in network.named_parameters():
        if parameter.dim() > 1:
            # Branch outputs start smaller so that the residual sum keeps its scale.
            scale = 1 / math.sqrt(2 * layers) if name.endswith(
                ("output.weight", "fall.weight")) else 1.0
            nn.init.normal_(parameter, std=0.05 * scale)
        elif name.endswith("bias"):
            nn.init.zeros_(parameter)


def wave_positions(positions, width):
    """Sines and cosines as first values of the (trained) position table.

    A shift is a linear map of such vectors, which puts heads for neighbouring
    tokens within reach of a short run.
    """
    frequencies = 100.0 ** (-torch.arange(0, width, 2) / width)
    angles = torch.arange(positions)[:, None] * frequencies[None, :]
    return 0.1 * torch.cat([angles.sin(), angles.cos()], dim=1)


class MaskedLanguageModel(nn.Module):
    def __init__(self, layers, width, heads, inner, positions, vocabulary):
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(positions, width)
        self.segment = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(EncoderLayer(width, heads, inner) for _ in range(layers))
        self.transform = nn.Linear(width, width)
        self.transform_norm = nn.LayerNorm(width)
        self.output_bias = nn.Parameter(torch.zeros(vocabulary))
        initialise(self, layers)

    def hidden(self, input_ids, attention_mask, token_type_ids):
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.word(input_ids) + self.position(places) + self.segment(token_type_ids)
        x = self.norm(x)
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * MASKED
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def head(self, x):
        x = self.transform_norm(F.gelu(self.transform(x)))
        return torch.matmul(x, self.word.weight.t()) + self.output_bias

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.head(self.hidden(input_ids, attention_mask, token_type_ids))


class CausalLanguageModel(nn.Module):
    def __init__(self, layers, width, heads, inner, positions, vocabulary):
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(positions, width)
        self.layers = nn.ModuleList(DecoderLayer(width, heads, inner) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        initialise(self, layers)
        self.position.weight.data.copy_(wave_positions(positions, width))

    def hidden(self, input_ids, attention_mask):
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.word(input_ids) + self.position(places)
        causal = (places[None, :] <= places[:, None]).to(x.dtype)
        allowed = causal[None, None, :, :] * attention_mask[:, None, None, :].to(x.dtype)
        bias = (1.0 - allowed) * MASKED
        for index, layer in enumerate(self.layers):
            x = layer(x, bias)
            if index == 0 and self.training:
                self.after_first_layer = x
        return self.norm(x)

    def forward(self, input_ids, attention_mask):
        return torch.matmul(self.hidden(input_ids, attention_mask), self.word.weight.t())


def build(name):
    return MaskedLanguageModel(**BERT) if name == "bert" else CausalLanguageModel(**GPT)
