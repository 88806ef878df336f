"""A title for who did not type one."""

from collections.abc import Mapping

from app.listings.domain.categories import Category, SpecValue

MOST_VALUES = 2
LONGEST = 200


def composed_title(category: Category, specs: Mapping[str, SpecValue], brand: str = "", model: str = "") -> str:
    """The kind of object with its make, or else with the characteristics that decide: "Écran 55 pouces, 4K UHD"."""
    make = " ".join(word for word in (brand.strip(), model.strip()) if word)
    values = [spec.format(specs[spec.key]) for spec in category.deciding if spec.key in specs][:MOST_VALUES]
    return f"{category.label.fr} {make or ', '.join(values)}".strip()[:LONGEST]
