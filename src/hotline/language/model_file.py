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

MAGIC = b"hotline-classifier-2\n"
BEFORE = b"hotline-classifier-1\n"
"""The form before: weights of 32 bits. Still read."""
DIGEST = 32
_ARRAYS = {"idf": "<f4", "weights": "<f2", "constant": "<f4"}


class ModelFileError(ValueError):
    """The bytes are no model of this kind, or were damaged."""


def dump(model: Model) -> bytes:
    """The model as bytes; the same model always gives the same bytes."""
    parts: list[bytes | memoryview] = []  # arrays as they stand: joined below, not copied before
    blocks = []
    for block in model.blocks:
        shapes = {}
        for name, kind in _ARRAYS.items():
            array = np.ascontiguousarray(getattr(block, name), kind)
            shapes[name] = list(array.shape)
            parts.append(array.reshape(-1).view(np.uint8).data)
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
    parts = [MAGIC, len(text).to_bytes(8, "big"), text, *parts]
    return b"".join([*parts, digest(*parts)])


def load(data: bytes, segmenter: Segmenter | None = None) -> Model:
    """The model in `data`. Raises ModelFileError for anything else, or if a byte has changed."""
    check(data)
    start = len(MAGIC) + 8
    length = int.from_bytes(data[len(MAGIC) : start], "big")
    header: Mapping[str, Any] = json.loads(data[start : start + length])
    kinds = _ARRAYS if data.startswith(MAGIC) else dict.fromkeys(_ARRAYS, "<f4")
    blocks, at = [], start + length
    for block in header["blocks"]:
        arrays = {}
        for name, kind in kinds.items():
            shape = block["shapes"][name]
            array = np.frombuffer(data, kind, int(np.prod(shape)), at)  # the bytes themselves, no copy
            arrays[name] = array.reshape(shape)
            at += array.nbytes
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


def check(data: bytes) -> None:
    """Raises ModelFileError for anything but the bytes of a model, every one as it was."""
    if not data.startswith((MAGIC, BEFORE)) or digest(memoryview(data)[:-DIGEST]) != data[-DIGEST:]:
        raise ModelFileError("no classifier, or damaged")


def digest(*parts: bytes | memoryview) -> bytes:
    """SM3 of the bytes, one part after the other."""
    made = hashes.Hash(hashes.SM3())
    for part in parts:
        made.update(part)
    return made.finalize()
