"""Verbs of gifts: one transaction each. Order of locks: gift row, then listings."""

from app.loans.services.gifts.again import say_bought_again
from app.loans.services.gifts.asking import request_gift
from app.loans.services.gifts.deciding import approve_gift, cancel_gift, expire_gifts, refuse_gift
from app.loans.services.gifts.handing_over import hand_over_gift
from app.loans.services.gifts.signing import file_signed_deed, sign_deed

__all__ = [
    "approve_gift",
    "cancel_gift",
    "expire_gifts",
    "file_signed_deed",
    "hand_over_gift",
    "refuse_gift",
    "request_gift",
    "say_bought_again",
    "sign_deed",
]
