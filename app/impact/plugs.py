"""What impact brings to the pages of the packages below and to the proofs of the house."""

from app.impact import verification


def plug_in() -> None:
    """Fill the places kept open; doing it twice changes nothing."""
    verification.register()
