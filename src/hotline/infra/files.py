"""Files that hold secrets: whole or absent, readable by their owner only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def create_private(path: Path, text: str) -> bool:
    """Create `path` (mode 0600) with `text`; False when it is already there. Of two processes at once one wins."""
    draft = _draft(path, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def replace_private(path: Path, text: str) -> None:
    """Put `text` in place of the file's content in one step."""
    _draft(path, text).replace(path)


def _draft(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
