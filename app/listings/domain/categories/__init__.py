"""What is lent and given, and the facts that decide a loan.

    >>> screen = category("screen")
    >>> screen.spec("diagonal").parse("55 pouces")
    Decimal('55')
    >>> understand("écran 4K").options
    (('resolution', 'UHD-4K'),)

The categories are reviewed text files, ``app/listings/data/categories/*.toml``, and over them the editions that the
platform's staff wrote (:mod:`~app.listings.domain.categories.editing`).
"""

from app.listings.domain.categories.catalogue import (
    Category,
    FactorChoice,
    Family,
    ReuseShare,
    SpecSheet,
    Travels,
    read_specs,
)
from app.listings.domain.categories.refusals import (
    InvalidSpec,
    NotAnOption,
    NotANumber,
    NotThisUnit,
    NotYesOrNo,
    OutOfBounds,
    SpecMissing,
    TooLong,
)
from app.listings.domain.categories.spec import Kind, Option, Spec, SpecValue, Words
from app.listings.domain.categories.standing import categories, category, families, proposed
from app.listings.domain.categories.words import Meaning, understand

__all__ = [
    "Category",
    "FactorChoice",
    "Family",
    "InvalidSpec",
    "Kind",
    "Meaning",
    "NotANumber",
    "NotAnOption",
    "NotThisUnit",
    "NotYesOrNo",
    "Option",
    "OutOfBounds",
    "ReuseShare",
    "Spec",
    "SpecMissing",
    "SpecSheet",
    "SpecValue",
    "TooLong",
    "Travels",
    "Words",
    "categories",
    "category",
    "families",
    "proposed",
    "read_specs",
    "understand",
]
