"""一号通 (hotline): an open platform for government and public service hotlines."""

__version__ = "0.1.0"
