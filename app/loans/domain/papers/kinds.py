"""The words that papers are kept in."""

from enum import StrEnum


class PaperKind(StrEnum):
    """What a paper is."""

    AGREEMENT = "agreement"
    VALUE_LIST = "value_list"
    PICKING_LIST = "picking_list"
    DELIVERY_NOTE = "delivery_note"
    HAND_OVER_REPORT = "hand_over_report"
    RETURN_NOTE = "return_note"
    RETURN_REPORT = "return_report"
    GIFT_DEED = "gift_deed"


class Signer(StrEnum):
    """For which side a paper is signed: the two of a loan, the two of a gift."""

    LENDER = "lender"
    BORROWER = "borrower"
    GIVER = "giver"
    RECIPIENT = "recipient"


class BornBy(StrEnum):
    """Who arranges and pays something."""

    BORROWER = "borrower"
    LENDER = "lender"


class Insurance(StrEnum):
    """What the lender asks: cover from nail to nail with a certificate, the borrower's own liability, or nothing."""

    NAIL_TO_NAIL = "nail_to_nail"
    LIABILITY = "liability"
    NOT_ASKED = "not_asked"


class CertificateKind(StrEnum):
    """A document that goes with a loan or a gift."""

    INSURANCE = "insurance"
    DATA_WIPE = "data_wipe"
