"""Encryption of personal fields with the Chinese commercial suite (GB/T 32907 SM4, GB/T 32905 SM3).

A ciphertext is SM4-GCM: format byte, key generation (2 bytes), nonce (12), ciphertext, tag (16). The context (the
column's name, for some also the row's key) is authenticated, so that a value cannot be moved elsewhere unnoticed.
A blind index is HMAC-SM3 under its own key: equal texts give equal indexes, nobody without the key can compute one.
"""

from __future__ import annotations

import re
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from hotline.infra.keys import Generation, keyring

_FORMAT = b"\x01"
_NONCE = 12
_TAG = 16
_HEAD = 3


class Unreadable(Exception):
    """The value was changed, belongs to another column or row, or its key generation is not in the key file."""


def encrypt(text: str, context: str) -> bytes:
    """Encrypt `text` under the active generation, bound to `context`."""
    generation = keyring().active
    nonce = secrets.token_bytes(_NONCE)
    head = _FORMAT + generation.number.to_bytes(2)
    encryptor = Cipher(algorithms.SM4(generation.cipher_key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head + context.encode())
    body = encryptor.update(text.encode()) + encryptor.finalize()
    return head + nonce + body + encryptor.tag


def decrypt(sealed: bytes, context: str) -> str:
    """The text behind `encrypt(text, context)`; `Unreadable` when it is not authentic."""
    if len(sealed) < _HEAD + _NONCE + _TAG or sealed[:1] != _FORMAT:
        raise Unreadable("not a sealed value")
    head, nonce = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE]
    body, tag = sealed[_HEAD + _NONCE : -_TAG], sealed[-_TAG:]
    key = _generation(generation_of(sealed)).cipher_key
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(head + context.encode())
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except InvalidTag as error:
        raise Unreadable("the sealed value is not authentic") from error


def generation_of(sealed: bytes) -> int:
    """The number of the key generation a sealed value was made with."""
    return int.from_bytes(sealed[1:_HEAD])


def blind_index(purpose: str, text: str) -> str:
    """Index of `text` for storing, under the active generation: `<generation>:<64 hex digits>`."""
    return _index(keyring().active, purpose, text)


def blind_indexes(purpose: str, text: str) -> list[str]:
    """Index of `text` under every generation, for finding rows written before a rotation."""
    return [_index(generation, purpose, text) for generation in keyring().generations]


def sm3_hex(data: bytes) -> str:
    """SM3 digest of `data`, 64 hex digits."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def normalise_phone(text: str) -> str:
    """Digits only, without the country code: one person, one index."""
    digits = re.sub(r"\D", "", text or "")
    return re.sub(r"^(?:0086|86)(?=1\d{10}$)", "", digits)


def _index(generation: Generation, purpose: str, text: str) -> str:
    mac = hmac.HMAC(generation.index_key, hashes.SM3())
    mac.update(purpose.encode() + b"\x00" + text.encode())
    return f"{generation.number}:{mac.finalize().hex()}"


def _generation(number: int) -> Generation:
    for generation in keyring().generations:
        if generation.number == number:
            return generation
    raise Unreadable(f"key generation {number} is not in the key file")
