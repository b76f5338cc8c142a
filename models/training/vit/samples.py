"""Draws the sample corpus: samples.py FILE.zip. Its pictures are in no training run."""
import io
import json
import sys
import zipfile

import numpy as np
from PIL import Image

import pictures

COUNT, SEED = 60, 1_000_081
FORMATS = [("png", {"optimize": True}), ("jpg", {"quality": 94, "subsampling": 0}), ("webp", {"quality": 92, "method": 6})]
# The same drawing gives the same bytes, whenever it is made.
DATE = (1980, 1, 1, 0, 0, 0)


def encode(image, ending, options):
    stream = io.BytesIO()
    name = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[ending]
    Image.fromarray(np.round(image * 255).astype(np.uint8)).save(stream, name, **options)
    return stream.getvalue()


def main(path):
    images, labels, _ = pictures.draw(np.random.default_rng(SEED), COUNT)
    lines = []
    with zipfile.ZipFile(path, "w") as archive:
        for i, image in enumerate(images):
            ending, options = FORMATS[i % len(FORMATS)]
            name = f"p{i + 1:02}.{ending}"
            archive.writestr(zipfile.ZipInfo(name, DATE), encode(image, ending, options))
            fields = {target: pictures.TARGETS[target][labels[target][i]] for target in pictures.TARGETS}
            fields["objects"] = int(fields["objects"])
            lines.append(json.dumps({"file": name, **fields}))
        entry = zipfile.ZipInfo("metadata.jsonl", DATE)
        archive.writestr(entry, "\n".join(lines) + "\n", zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main(*sys.argv[1:])
