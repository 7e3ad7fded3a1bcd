"""What is read of published releases."""

from __future__ import annotations

from hotline.policy.models import PublishedPack


def release_files(pack: str, release: str) -> dict[str, str] | None:
    """The texts a release was published with, or None when it never was."""
    found: dict[str, str] | None = (
        PublishedPack.objects.filter(pack=pack, release=release).values_list("files", flat=True).first()
    )
    return found


def releases(pack: str) -> list[str]:
    """Names of the published releases of a pack, oldest first."""
    published = PublishedPack.objects.filter(pack=pack).order_by("published_at", "id")
    return list(published.values_list("release", flat=True))


def kept_releases(pack: str, most: int) -> list[PublishedPack]:
    """Releases of a pack without their texts, latest first."""
    rows = PublishedPack.objects.filter(pack=pack).defer("files").order_by("-published_at", "-id")
    return list(rows[:most])
