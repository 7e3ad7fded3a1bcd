"""Model fields for personal data: sealed text, and the blind index that finds it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from hotline.infra import privacy


class EncryptedTextField(models.TextField):
    """Text that is stored only as SM4 ciphertext (bytea). It can be read and written, never searched or sorted.

    A value is bound to its column. With `bound_to` it is bound to that field of its row as well, so that rows cannot
    be exchanged unnoticed. The attribute of such a field is the sealed bytes: a column alone cannot open or seal them,
    whoever knows the row does, with `context_for`.
    """

    description = "Text sealed with SM4-GCM"

    def __init__(self, *args: Any, bound_to: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bound_to = bound_to

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"bound_to": self.bound_to} if self.bound_to else {})

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def context_for(self, owner: Any = None) -> str:
        """What a value is bound to: its column and `owner`, the value of `bound_to` in its row."""
        if bool(self.bound_to) is (owner is None):
            raise FieldError(f"{self.name} is bound to {self.bound_to or 'its column alone'}")
        column = f"{self.model._meta.label_lower}.{self.name}"
        return column if owner is None else f"{column}:{owner}"

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or isinstance(value, bytes):
            return value
        if self.bound_to:
            raise FieldError(f"{self.name} is bound to {self.bound_to}: it takes sealed bytes, never text")
        return privacy.encrypt(str(value), self.context_for())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | bytes | None:
        if value is None or self.bound_to:
            return None if value is None else bytes(value)
        return privacy.decrypt(bytes(value), self.context_for())

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: it has no lookup {lookup_name!r}, use its blind index")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed: it has no transform {lookup_name!r}")


class BlindIndexField(models.CharField):
    """HMAC-SM3 of another field, filled at every save; null when that field is empty.

    When that field is bound to its row, its text is not known here: whoever seals it gives the index too.

    `source` names the field, `purpose` separates indexes of different meaning, `normalise` makes writings of the same
    thing equal. Look up with `field__in=privacy.blind_indexes(purpose, normalise(text))`.
    """

    description = "Keyed index of a sealed field"

    def __init__(
        self, *args: Any, source: str, purpose: str, normalise: Callable[[str], str] = str.strip, **kwargs: Any
    ) -> None:
        kwargs = {"max_length": 72, "null": True, "blank": True, "editable": False, "db_index": True} | kwargs
        super().__init__(*args, **kwargs)
        self.source, self.purpose, self.normalise = source, purpose, normalise

    def deconstruct(self) -> Any:
        # `normalise` has no part in the schema; leaving it out keeps functions out of migrations.
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source, "purpose": self.purpose}

    def compute(self, text: str | None) -> str | None:
        """The index to store for `text`."""
        cleaned = self.normalise(text or "")
        return privacy.blind_index(self.purpose, cleaned) if cleaned else None

    def possible(self, text: str | None) -> list[str | None]:
        """What may be stored for `text`: its index under each generation of the keys."""
        cleaned = self.normalise(text or "")
        return list(privacy.blind_indexes(self.purpose, cleaned)) if cleaned else [None]

    def pre_save(self, model_instance: Any, add: bool) -> str | None:
        if getattr(model_instance._meta.get_field(self.source), "bound_to", ""):
            return getattr(model_instance, self.attname)
        value = self.compute(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value
