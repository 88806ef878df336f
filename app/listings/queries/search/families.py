"""What the families of categories are called."""

from app.listings.domain.categories import families


def family_name(key: str, language: str) -> str:
    """The name of a family in *language*; its key when nobody named it."""
    known = families().get(key)
    return known.label[language] if known else key
