"""What happened to exhibitions: ids only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExhibitionCreated:
    """A team opened the file of a show."""

    exhibition_id: int
    institution_id: int


@dataclass(frozen=True, slots=True)
class ExhibitionChanged:
    """Its dates, place or figures may be others now."""

    exhibition_id: int
    institution_id: int
