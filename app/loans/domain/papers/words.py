"""How a paper speaks: the language is an argument, so that the French text and its English copy say the same."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol


class Words(Protocol):
    """A language: sentences by their French message, figures and days as its readers write them."""

    def say(self, message: str, **params: Any) -> str:
        """*message* in this language, with its parameters."""

    def name(self, of: StrEnum) -> str:
        """What a state, a choice or a kind is called."""

    def label(self, labels: Mapping[str, str]) -> str:
        """The label of this language among several."""

    def money(self, cents: int | Decimal) -> str:
        """``12 500,00 €``."""

    def number(self, value: int | Decimal) -> str:
        """``1 234,5``."""

    def day(self, value: date) -> str:
        """``3 mars 2027``."""

    def period(self, first: date, last: date) -> str:
        """``du 3 au 12 mars 2027``, both days included."""

    def instant(self, value: datetime, zone: str) -> str:
        """Day and hour in *zone*."""
