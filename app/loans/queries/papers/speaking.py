"""The two languages that papers are written in, whoever reads the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from babel.numbers import format_currency
from flask_babel import force_locale, gettext

from app.core import i18n
from app.listings.domain.states import Condition
from app.listings.labels import CONDITION
from app.loans.domain.papers.kinds import BornBy, CertificateKind
from app.loans.domain.words import TransportMode
from app.loans.labels import TRANSPORTS_SHORT
from app.loans.labels_of_papers import BORN_BY, CERTIFICATES


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language by its two letters: sentences through the catalogue, French with spaces that never break."""

    language: str

    def say(self, message: str, **params: Any) -> str:
        """*message* translated, then filled."""
        with force_locale(self.language):
            text = gettext(message)
        filled = text % params if params else text
        return i18n.unbroken(filled) if self.language == "fr" else filled

    def name(self, of: StrEnum) -> str:
        """A choice in words."""
        with force_locale(self.language):
            match of:
                case TransportMode():
                    return str(TRANSPORTS_SHORT[of])
                case BornBy():
                    return str(BORN_BY[of])
                case CertificateKind():
                    return str(CERTIFICATES[of])
                case Condition():
                    return str(gettext(CONDITION[of]))
        return of.value

    def label(self, labels: Mapping[str, str]) -> str:
        """The label of this language, French where there is none."""
        return labels.get(self.language) or labels.get("fr", "")

    def money(self, cents: int | Decimal) -> str:
        """Euros and cents."""
        locale = i18n.WRITTEN[self.language]
        return format_currency(Decimal(cents) / 100, "EUR", locale=locale)

    def number(self, value: int | Decimal) -> str:
        """As one writes it."""
        with force_locale(self.language):
            return i18n.number(value)

    def day(self, value: date) -> str:
        """Day, month and year."""
        with force_locale(self.language):
            return i18n.day(value)

    def period(self, first: date, last: date) -> str:
        """From the first day to the last."""
        with force_locale(self.language):
            return i18n.period(first, last)

    def instant(self, value: datetime, zone: str) -> str:
        """Day and hour there."""
        with force_locale(self.language):
            return i18n.instant(value, zone)


FRENCH, ENGLISH = Spoken("fr"), Spoken("en")
