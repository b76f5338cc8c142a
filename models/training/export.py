"""Writes a complete model folder: export.py bert|gpt WORK MODEL_FOLDER."""
import os
import sys
from pathlib import Path

import torch

import networks
from tokenization import ByteLevelBpe, WordPiece, save_json


def bert_files(shape):
    config = {
        "architectures": ["BertForMaskedLM"], "model_type": "bert",
        "vocab_size": shape["vocabulary"], "hidden_size": shape["width"],
        "num_hidden_layers": shape["layers"], "num_attention_heads": shape["heads"],
        "intermediate_size": shape["inner"], "hidden_act": "gelu",
        "max_position_embeddings": shape["positions"], "type_vocab_size": 2,
        "layer_norm_eps": 1e-5, "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0, "position_embedding_type": "absolute",
        "pad_token_id": 0, "tie_word_embeddings": True, "torch_dtype": "float32",
    }
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]",
               "sep_token": "[SEP]", "mask_token": "[MASK]"}
    tokenizer = {"tokenizer_class": "BertTokenizer", "do_lower_case": True,
                 "strip_accents": None, "tokenize_chinese_chars": True,
                 "model_max_length": shape["positions"], **special}
    return config, tokenizer, special


def gpt_files(shape):
    end = ByteLevelBpe.END
    config = {
        "architectures": ["GPT2LMHeadModel"], "model_type": "gpt2",
        "vocab_size": shape["vocabulary"], "n_embd": shape["width"],
        "n_layer": shape["layers"], "n_head": shape["heads"],
        "n_inner": shape["inner"], "n_positions": shape["positions"],
        "n_ctx": shape["positions"], "activation_function": "gelu_new",
        "layer_norm_epsilon": 1e-5, "embd_pdrop": 0.0, "attn_pdrop": 0.0,
        "resid_pdrop": 0.0, "bos_token_id": 0, "eos_token_id": 0,
        "tie_word_embeddings": True, "torch_dtype": "float32",
    }
    special = {"bos_token": end, "eos_token": end, "unk_token": end}
    tokenizer = {"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": False,
                 "add_bos_token": True, "model_max_length": shape["positions"], **special}
    return config, tokenizer, special


def write_onnx(network, name, path):
    """Plain torch.onnx.export; batch and sequence stay dynamic."""
    ids = torch.randint(5, networks.VOCABULARY, (2, 12))
    arguments = [ids, torch.ones_like(ids)]
    inputs = ["input_ids", "attention_mask"]
    if name == "bert":
        arguments.append(torch.zeros_like(ids))
        inputs.append("token_type_ids")
    axes = {key: {0: "batch", 1: "sequence"} for key in inputs + ["logits"]}
    temporary = path.with_suffix(".tmp")
    torch.onnx.export(network, tuple(arguments), str(temporary), input_names=inputs,
                      output_names=["logits"], dynamic_axes=axes, opset_version=14)
    os.replace(temporary, path)


def load(name, work):
    state = torch.load(Path(work) / f"{name}.pt", map_location="cpu")
    network = networks.build(name)
    network.load_state_dict(state["network"])
    return network.eval(), state


def main(name, work, folder):
    folder = Path(folder)
    network, state = load(name, work)
    shape = networks.BERT if name == "bert" else networks.GPT
    config, tokenizer, special = (bert_files if name == "bert" else gpt_files)(shape)
    save_json(folder / "config.json", config)
    save_json(folder / "tokenizer_config.json", tokenizer)
    save_json(folder / "special_tokens_map.json", special)
    kind = WordPiece if name == "bert" else ByteLevelBpe
    assert len(kind.load(folder / "tokenizer.json").vocabulary) == shape["vocabulary"]
    write_onnx(network, name, folder / "model.onnx")
    size = (folder / "model.onnx").stat().st_size
    print(f"{name}: step {state['step']}, {state['tokens']} tokens, "
          f"{state['seconds']} s, model.onnx {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
