"""A trained classifier as bytes: a header in JSON, raw arrays, and the SM3 digest over both. Nothing in it can run.

The digest finds damage. Who made a model is told by the signature that the room's storage keeps beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from cryptography.hazmat.primitives import hashes

from hotline.language.calibration import Curve
from hotline.language.model import BlockModel, Model
from hotline.language.prior import Prior
from hotline.language.segment import Segmenter, default_segmenter

MAGIC = b"hotline-classifier-1\n"
DIGEST = 32
_ARRAYS = ("idf", "weights", "constant")


class ModelFileError(ValueError):
    """The bytes are no model of this kind, or were damaged."""


def dump(model: Model) -> bytes:
    """The model as bytes; the same model always gives the same bytes."""
    parts: list[bytes] = []
    blocks = []
    for block in model.blocks:
        shapes = {}
        for name in _ARRAYS:
            array = np.ascontiguousarray(getattr(block, name), "<f4")
            shapes[name] = list(array.shape)
            parts.append(array.tobytes())
        blocks.append({"name": block.name, "features": list(block.features), "shapes": shapes})
    header = {
        "classes": list(model.classes),
        "blocks": blocks,
        "slope": model.curve.slope,
        "cold": model.curve.cold,
        "shift": [float(value) for value in model.curve.shift],
        "first": list(model.curve.first),
        "favour": [float(value) for value in model.favour],
        "threshold": model.threshold,
        "wanted": model.wanted,
        "rows": model.rows,
        "described": {name: list(given) for name, given in model.prior.described.items()} if model.prior else None,
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    body = b"".join([MAGIC, len(text).to_bytes(8, "big"), text, *parts])
    return body + digest(body)


def load(data: bytes, segmenter: Segmenter | None = None) -> Model:
    """The model in `data`. Raises ModelFileError for anything else, or if a byte has changed."""
    body, closing = data[:-DIGEST], data[-DIGEST:]
    if not body.startswith(MAGIC) or digest(body) != closing:
        raise ModelFileError("no classifier, or damaged")
    start = len(MAGIC) + 8
    length = int.from_bytes(body[len(MAGIC) : start], "big")
    header: Mapping[str, Any] = json.loads(body[start : start + length])
    blocks, at = [], start + length
    for block in header["blocks"]:
        arrays = {}
        for name in _ARRAYS:
            shape = block["shapes"][name]
            size = int(np.prod(shape))
            arrays[name] = np.frombuffer(body, "<f4", size, at).reshape(shape)
            at += size * 4
        blocks.append(BlockModel(name=block["name"], features=tuple(block["features"]), **arrays))
    return Model(
        classes=tuple(header["classes"]),
        blocks=tuple(blocks),
        curve=Curve(header["slope"], header["cold"], np.array(header["shift"], np.float32), tuple(header["first"])),
        favour=np.array(header["favour"], np.float32),
        threshold=header["threshold"],
        wanted=header["wanted"],
        rows=header["rows"],
        prior=Prior(header["described"]) if header["described"] else None,
        segmenter=segmenter or default_segmenter(),
    )


def digest(body: bytes) -> bytes:
    """SM3 of the bytes."""
    made = hashes.Hash(hashes.SM3())
    made.update(body)
    return made.finalize()
