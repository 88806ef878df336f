"""What the families of categories are called."""

from app.listings.domain.categories import Words

NAMES = {
    "multimedia": Words("Multimédia", "Multimedia", "Multimedia"),
    "lighting": Words("Éclairage", "Lighting", "Iluminación"),
    "scenography": Words("Scénographie", "Scenography", "Escenografía"),
}


def family_name(key: str, language: str) -> str:
    """The name of a family in *language*; its key while nobody named it."""
    return NAMES[key][language] if key in NAMES else key
