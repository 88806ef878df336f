"""A plausible value of each characteristic: what a preview shows before anything is listed."""

from decimal import Decimal

from app.listings.domain.categories.catalogue import Category
from app.listings.domain.categories.spec import Kind, Spec, SpecValue
from app.listings.domain.categories.standing import categories, filed

ANY = "transport_crate"
"""The drawing of what no drawing was made for."""


def example_of(spec: Spec) -> SpecValue:
    """A value that *spec* may have.

    >>> from app.listings.domain.categories import category
    >>> screen = category("screen")
    >>> [screen.spec("diagonal").format(example_of(screen.spec("diagonal")))]
    ['36\\xa0pouces']
    """
    match spec.kind:
        case Kind.NUMBER:
            return _between(spec.low or Decimal(0), spec.high or Decimal(100))
        case Kind.ENUM:
            return spec.options[0].key if spec.options else ""
        case Kind.SET:
            return tuple(option.key for option in spec.options[:2])
        case Kind.BOOL:
            return True
        case Kind.TEXT:
            return "…"


def _between(low: Decimal, high: Decimal) -> Decimal:
    """Closer to the low end, as most things are, and round where there is room."""
    value = low + (high - low) / 8
    return value.quantize(Decimal(1)) if high - low > 8 else value.quantize(Decimal("0.1"))


def drawing_instead(name: str) -> str:
    """The drawing for a category without one: that of the category it is like, of the first of its family, or of a
    crate."""
    of = categories().get(name)
    return drawing_like(of) if of else ANY


def drawing_like(of: Category) -> str:
    """The drawing closest to a category: its own, that of the one it is like, or of the first of its family."""
    if of.id in filed():
        return of.id
    if of.factor and of.factor.like in filed():
        return of.factor.like
    return next((one.id for one in filed().values() if one.family == of.family), ANY)
