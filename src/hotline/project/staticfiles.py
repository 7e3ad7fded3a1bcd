"""Static files get the hash of their content in their name, so that browsers may keep them for ever."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedFilesStorage(CompressedManifestStaticFilesStorage):
    """A name without an entry in the manifest is served as it is: a missing picture must not break a page."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file. The manifest is read once a process, so it is worked out once: pages name thirty."""
        return self._address(name, force) if not settings.DEBUG else str(super().url(name, force))

    @cache  # noqa: B019  # one storage a process
    def _address(self, name: str, force: bool) -> str:
        return str(super().url(name, force))
