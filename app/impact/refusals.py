"""What cannot be, by name: shared by the credits, the footprint and the questionnaire.

Invalid
└── Impossible              a value, a field or a whole input that cannot be
    ├── NotJson  NotANumber  NotADate  NotText  NotAnObject  NotAList  NotYesOrNo
    ├── MissingField  UnknownField  UnknownChoice
    └── NegativeQuantity (NegativeMass)  NotPositive  AboveOne  NotWhole  OutOfRange
"""

from app.core.errors import Invalid
from app.core.text import N_


class Impossible(Invalid):
    """A value that cannot be. Its parameter *name* is the field, as the sender wrote it."""

    message = N_("« %(name)s » n'est pas possible.")


class NotJson(Impossible):
    """The text is not JSON, or holds NaN or an infinity."""

    message = N_("Ce fichier n'est pas du JSON lisible.")


class NotANumber(Impossible):
    """Neither a JSON number nor a string that writes one."""

    message = N_("« %(name)s » doit être un nombre.")


class NotADate(Impossible):
    """Not a day written YYYY-MM-DD."""

    message = N_("« %(name)s » doit être une date écrite AAAA-MM-JJ.")


class NotText(Impossible):
    """Not a non-empty string."""

    message = N_("« %(name)s » doit être un texte.")


class NotAnObject(Impossible):
    """Not a JSON object."""

    message = N_("« %(name)s » doit être un objet JSON.")


class NotAList(Impossible):
    """Not a JSON array."""

    message = N_("« %(name)s » doit être une liste.")


class NotYesOrNo(Impossible):
    """Neither true nor false."""

    message = N_("« %(name)s » doit être vrai ou faux.")


class MissingField(Impossible):
    """A field that has no default was left out."""

    message = N_("« %(name)s » manque.")


class UnknownField(Impossible):
    """A field that nobody reads: refused, because a misspelt field would silently take its default."""

    message = N_("« %(name)s » n'est pas un champ connu.")


class UnknownChoice(Impossible):
    """A word outside the list."""

    message = N_("« %(name)s » ne peut pas valoir « %(value)s ».")


class NegativeQuantity(Impossible):
    """A quantity below zero. Avoided emissions may be negative; what is measured may not."""

    message = N_("« %(name)s » ne peut pas être négatif.")


class NegativeMass(NegativeQuantity):
    """A mass below zero."""

    message = N_("Une masse ne peut pas être négative.")


class NotPositive(Impossible):
    """Zero or less where a division follows."""

    message = N_("« %(name)s » doit être plus grand que zéro.")


class AboveOne(Impossible):
    """A share above 1."""

    message = N_("« %(name)s » est une part : elle ne dépasse pas 1.")


class NotWhole(Impossible):
    """A count that is not a whole number."""

    message = N_("« %(name)s » doit être un nombre entier.")


class OutOfRange(Impossible):
    """A magnitude that no museum object has: a slip of units or of exponents."""

    message = N_("« %(name)s » est hors de l'ordre de grandeur possible.")
