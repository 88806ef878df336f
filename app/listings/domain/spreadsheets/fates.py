"""What becomes of a row, what is being done with an import, and how far that is."""

from enum import StrEnum


class Fate(StrEnum):
    """What a row does: make a listing, change one, or leave it as it is."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"


class ImportStep(StrEnum):
    """What is being done with an import: tried, written, taken back."""

    CHECK = "check"
    WRITE = "write"
    UNDO = "undo"


class RunProgress(StrEnum):
    """How far that is: asked for, at work, done, refused."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
