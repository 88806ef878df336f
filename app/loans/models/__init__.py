"""Tables of loans: keys and constraints, no behaviour."""

from app.loans.models.basket import BasketLine
from app.loans.models.desk import DeskStep
from app.loans.models.evidence import LoanEvidence
from app.loans.models.feeds import Feed
from app.loans.models.gifts import Gift, GiftRebuy, GiftUnit
from app.loans.models.lending import Loan, LoanLine, LoanUnit
from app.loans.models.own_uses import OwnUse
from app.loans.models.papers import Certificate, LoanClause, Paper, PaperSetting, Signature
from app.loans.models.proposals import AskedLine, Proposal, ProposalLine
from app.loans.models.reports import AccessoryCheck, ConditionPhoto, ConditionReport
from app.loans.models.talk import Message, MessageFile, TalkSeen
from app.loans.models.transport import LoanRoad, RunAnswer, RunLoad, TransportRun
from app.loans.models.waiting import TouchedLoan, UnitSwap, WaitingPlace

__all__ = [
    "AccessoryCheck",
    "AskedLine",
    "BasketLine",
    "Certificate",
    "ConditionPhoto",
    "ConditionReport",
    "DeskStep",
    "Feed",
    "Gift",
    "GiftRebuy",
    "GiftUnit",
    "Loan",
    "LoanClause",
    "LoanEvidence",
    "LoanLine",
    "LoanRoad",
    "LoanUnit",
    "Message",
    "MessageFile",
    "OwnUse",
    "Paper",
    "PaperSetting",
    "Proposal",
    "ProposalLine",
    "RunAnswer",
    "RunLoad",
    "Signature",
    "TalkSeen",
    "TouchedLoan",
    "TransportRun",
    "UnitSwap",
    "WaitingPlace",
]
