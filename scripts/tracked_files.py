"""What must not be in the repository: paths of one machine, addresses of registries, secrets, big files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

LARGEST_BYTES = 1_500_000
# Written in pieces, so that this file does not accuse itself.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w./:-])/(?:wo" r"rk|ro" r"ot|ho" r"me|Us" r"ers|t" r"mp)/\w"),
    "the address of a registry": re.compile(
        r"https?://(?:[\w.-]*@)?(?:pyp" r"i\.|files\.pyth" r"onhosted|registry\.npm|[\w.-]*/simple/|mirrors?\.)"
    ),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIV" r"ATE KEY-----"),
    "a conflict mark": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}


def main() -> int:
    """Print every finding with its line; 1 when there is any."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True, check=True
    )
    findings = [finding for name in listed.stdout.decode().split("\0") if name for finding in look_at(Path(name))]
    print("\n".join(findings))
    return bool(findings)


def look_at(path: Path) -> list[str]:
    """The findings in one file."""
    if not path.is_file():
        return []
    findings = []
    if path.stat().st_size > LARGEST_BYTES:
        findings.append(f"{path}: larger than {LARGEST_BYTES} bytes")
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return findings
    for what, pattern in FORBIDDEN.items():
        for match in pattern.finditer(text):
            findings.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match.group()!r}")
    return findings


if __name__ == "__main__":
    sys.exit(main())
