"""What limits each figure, found by profiling; written by hand, printed into bench/README.md."""

LIMITS: dict[str, str] = {}
