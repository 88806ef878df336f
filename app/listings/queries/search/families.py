"""What the families of categories are called."""

from app.core.text import N_

NAMES = {
    "multimedia": N_("Multimédia"),
    "lighting": N_("Éclairage"),
    "scenography": N_("Scénographie"),
}


def family_name(key: str, language: str) -> str:
    """The name of a family in *language*."""
    return NAMES.get(key, key)
