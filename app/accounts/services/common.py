"""The passwords that everybody tries first, read once."""

from functools import cache
from pathlib import Path

from app.core.text import fold

_FILE = Path(__file__).parents[1] / "data" / "common_passwords.txt"


@cache
def common_passwords() -> frozenset[str]:
    """Folded, without blanks; lines of the file that begin with ``#`` are comments."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line).replace(" ", "") for line in lines if line.strip() and not line.startswith("#"))
