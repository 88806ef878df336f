"""The tree of refusals.

    Refusal                 a rule says no                             409
    ├── Invalid             what was sent cannot be                    422
    │   └── SeveralRefusals   several things of it                      422
    ├── NotSignedIn         a program came without a valid key           401
    ├── NotFound            it does not exist, or not for you          404
    ├── Forbidden           you may see it, but not do this            403
    ├── TooMany             too often; try again later                 429
    └── Busy                two at once; try again                     409

A refusal is a value: a class named after what is not so, a French sentence with named parameters (the
gettext message id) and the parameters. The edge translates it; the domain never does.

    >>> class NotEnoughUnits(Refusal):
    ...     message = "Il n'en reste que %(free)s."
    >>> str(NotEnoughUnits(free=2))
    "Il n'en reste que 2."
"""

from typing import Any, ClassVar

from app.core.text import N_


class Refusal(Exception):
    """A rule says no: nothing was changed.

    *message* is the French msgid (mark it with ``N_``); *field* names the form field it belongs to, if any.
    """

    status: ClassVar[int] = 409
    message: ClassVar[str] = "Cette action n'est pas possible."
    field: str | None = None

    def __init__(self, *, field: str | None = None, **params: Any) -> None:
        self.params = params
        if field is not None:
            self.field = field
        super().__init__(str(self))

    @property
    def code(self) -> str:
        """The stable name a program reads: the name of the class."""
        return type(self).__name__

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Invalid(Refusal):
    """What was sent cannot be: wrong type, impossible value, missing part."""

    status = 422
    message = "Cette valeur n'est pas valable."


class NotSignedIn(Refusal):
    """A program came without a key, or with one that opens nothing (any more)."""

    status = 401
    message = "Il faut une clé d'accès valide : « Authorization: Bearer rsc_… »."


class NotFound(Refusal):
    """It does not exist, or not for this person: the two are told apart by nobody."""

    status = 404
    message = "Cette page n'existe pas, ou ne vous est pas accessible."


class Forbidden(Refusal):
    """The person may see it but not do this."""

    status = 403
    message = "Vous n'avez pas le droit de faire cela."


class TooMany(Refusal):
    """Too many tries; *retry_after* is in seconds."""

    status = 429
    message = "Trop d'essais. Réessayez dans %(retry_after)s secondes."


class Busy(Refusal):
    """Somebody else was writing the same thing at that moment."""

    message = "Quelqu'un d'autre modifiait la même chose au même moment. Réessayez."


class Stale(Refusal):
    """The page was opened before somebody else changed the object."""

    message = "Cette fiche a changé depuis que vous l'avez ouverte. Relisez-la avant de recommencer."


class SeveralRefusals(Invalid):
    """More than one thing is wrong: *refusals*, each with its field."""

    message = N_("Plusieurs réponses sont à corriger.")

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(field=refusals[0].field)
        self.refusals = refusals

    def __str__(self) -> str:
        return " ".join(str(refusal) for refusal in getattr(self, "refusals", ())) or self.message
