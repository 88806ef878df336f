"""Tables of loans: keys and constraints, no behaviour."""

from app.loans.models.basket import BasketLine
from app.loans.models.lending import Loan, LoanLine, LoanUnit
from app.loans.models.reports import AccessoryCheck, ConditionPhoto, ConditionReport

__all__ = [
    "AccessoryCheck",
    "BasketLine",
    "ConditionPhoto",
    "ConditionReport",
    "Loan",
    "LoanLine",
    "LoanUnit",
]
