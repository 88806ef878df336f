"""A big import is done by a process of its own."""

from app.core.background import start_command


def start_worker(import_id: int) -> bool:
    """Start ``flask imports run``; whether it could be."""
    return start_command("imports", "run", str(import_id))
