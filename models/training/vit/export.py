"""Writes the model folder: export.py WORK MODEL_FOLDER."""
import json
import os
import sys
from pathlib import Path

import torch

import network
import pictures

LABELS = [f"{target}: {name}" for target, names in pictures.TARGETS.items() for name in names]

CONFIG = {
    "architectures": ["ViTForImageClassification"], "model_type": "vit",
    "image_size": pictures.SIZE, "patch_size": pictures.PATCH, "num_channels": 3,
    "hidden_size": network.WIDTH, "num_hidden_layers": network.LAYERS,
    "num_attention_heads": network.HEADS, "intermediate_size": network.INNER,
    "hidden_act": "gelu", "layer_norm_eps": 1e-5, "qkv_bias": True,
    "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    "problem_type": "multi_label_classification", "torch_dtype": "float32",
    "id2label": {str(i): label for i, label in enumerate(LABELS)},
    "label2id": {label: i for i, label in enumerate(LABELS)},
}

PREPROCESSOR = {
    "image_processor_type": "ViTImageProcessor",
    "do_convert_rgb": True, "do_resize": True,
    "size": {"height": pictures.SIZE, "width": pictures.SIZE}, "resample": 2,
    "do_rescale": True, "rescale_factor": 1 / 255,
    "do_normalize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
}


def load(work):
    state = torch.load(Path(work) / "vit.pt", map_location="cpu")
    model = network.VisionTransformer()
    model.load_state_dict(state["network"])
    return model.eval(), state


def save_json(path, value):
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def main(work, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model, state = load(work)
    save_json(folder / "config.json", CONFIG)
    save_json(folder / "preprocessor_config.json", PREPROCESSOR)
    pixels = torch.zeros(2, 3, pictures.SIZE, pictures.SIZE)
    temporary = folder / "model.tmp"
    torch.onnx.export(model, (pixels,), str(temporary), input_names=["pixel_values"],
                      output_names=["logits"], opset_version=14,
                      dynamic_axes={"pixel_values": {0: "batch"}, "logits": {0: "batch"}})
    os.replace(temporary, folder / "model.onnx")
    size = (folder / "model.onnx").stat().st_size
    print(f"vit: step {state['step']}, {state['images']} images, {state['seconds']} s, "
          f"model.onnx {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
