"""Compares model.onnx with the PyTorch network: check_onnx.py bert|gpt WORK MODEL_FOLDER.

Debian has no ONNX runtime for Python, so the few operators that the exporter
writes for these models are evaluated here with NumPy.
"""
import math
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import networks
from export import load

ERF = np.vectorize(math.erf, otypes=[np.float32])


def softmax(x, axis):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def reshape(x, shape):
    shape = [x.shape[i] if n == 0 else int(n) for i, n in enumerate(shape)]
    return x.reshape(shape)


OPERATORS = {
    "Add": lambda a, x, y: x + y,
    "Sub": lambda a, x, y: x - y,
    "Mul": lambda a, x, y: x * y,
    "Div": lambda a, x, y: x / y,
    "Pow": lambda a, x, y: np.power(x, y).astype(x.dtype),
    "Sqrt": lambda a, x: np.sqrt(x),
    "Tanh": lambda a, x: np.tanh(x),
    "Erf": lambda a, x: ERF(x),
    "MatMul": lambda a, x, y: np.matmul(x, y),
    "Softmax": lambda a, x: softmax(x, a["axis"]),
    "ReduceMean": lambda a, x: x.mean(axis=tuple(a["axes"]), keepdims=bool(a.get("keepdims", 1))),
    "Transpose": lambda a, x: x.transpose(a["perm"]),
    "Reshape": lambda a, x, shape: reshape(x, shape),
    "Unsqueeze": lambda a, x, axes: np.expand_dims(x, tuple(int(i) for i in np.atleast_1d(axes))),
    "Concat": lambda a, *xs: np.concatenate(xs, axis=a["axis"]),
    "Shape": lambda a, x: np.array(x.shape, np.int64),
    "Gather": lambda a, x, i: np.take(x, i, axis=a.get("axis", 0)),
    "Cast": lambda a, x: np.asarray(x).astype(onnx.mapping.TENSOR_TYPE_TO_NP_TYPE[a["to"]]),
    "Range": lambda a, start, stop, step: np.arange(start, stop, step, dtype=start.dtype),
    "LessOrEqual": lambda a, x, y: x <= y,
    "Constant": lambda a: numpy_helper.to_array(a["value"]),
}


def evaluate(graph, inputs):
    values = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    values.update(inputs)
    attention = []
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        result = OPERATORS[node.op_type](attributes, *(values[i] for i in node.input))
        values[node.output[0]] = result
        if node.op_type == "Softmax":
            attention.append(result)
    return values[graph.output[0].name], attention


def main(name, work, folder):
    torch.manual_seed(0)
    network, _ = load(name, work)
    model = onnx.load(str(Path(folder) / "model.onnx"))
    onnx.checker.check_model(model)
    names = [i.name for i in model.graph.input]
    for layer in network.layers:
        layer.attention.keep_weights = True
    worst = worst_weight = 0.0
    for batch, length in ((1, 1), (1, 9), (3, 40), (2, networks.BERT["positions"])):
        ids = torch.randint(5, networks.VOCABULARY, (batch, length))
        mask = torch.ones_like(ids)
        mask[-1, 1 + length // 2:] = 0
        arguments = [ids, mask]
        if name == "bert":
            arguments.append((torch.arange(length) > length // 2).long().expand(batch, -1))
        with torch.no_grad():
            expected = network(*arguments).numpy()
        logits, attention = evaluate(
            model.graph, {n: a.numpy() for n, a in zip(names, arguments)})
        assert len(attention) == len(network.layers)
        worst = max(worst, np.abs(logits - expected).max())
        for layer, weights in zip(network.layers, attention):
            worst_weight = max(worst_weight,
                               np.abs(weights - layer.attention.weights.numpy()).max())
    print(f"{name}: largest difference of a logit {worst:.2e}, "
          f"of an attention weight {worst_weight:.2e}")
    assert worst < 1e-3 and worst_weight < 1e-4


if __name__ == "__main__":
    main(*sys.argv[1:])
