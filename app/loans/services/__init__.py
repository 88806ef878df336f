"""Verbs of loans: one transaction each. Order of locks: loan row, holds, listings. Journal, event, mail inside."""

from app.loans.services.asking_again import ask_again
from app.loans.services.basket import add_to_basket, change_basket, remove_from_basket, send_basket
from app.loans.services.dates import accept_dates, decline_dates, expire_dates, propose_dates, withdraw_dates
from app.loans.services.deciding import accept_loan, cancel_loan, refuse_loan
from app.loans.services.desk import record_visit
from app.loans.services.ending import close_loan, expire_requests, mark_no_show, record_no_shows
from app.loans.services.handing_over import hand_over, set_new_expected_return, take_back
from app.loans.services.late_chain import watch_late_returns
from app.loans.services.papers import sign_paper, terms_changed
from app.loans.services.proposing import counter_loan, withdraw_proposal
from app.loans.services.queueing import PlaceWanted, join_queue, leave_queue, offer_freed, offer_places
from app.loans.services.reminding import remind
from app.loans.services.requesting import request_loan
from app.loans.services.roads import set_road
from app.loans.services.swapping import swap_unit
from app.loans.services.talking import post_message, read_talk
from app.loans.services.terms import accept_terms, decline_terms, propose_terms, tell_terms_in_vain, withdraw_terms
from app.loans.services.transport import answer_run, propose_run

__all__ = [
    "PlaceWanted",
    "accept_dates",
    "accept_loan",
    "accept_terms",
    "add_to_basket",
    "answer_run",
    "ask_again",
    "cancel_loan",
    "change_basket",
    "close_loan",
    "counter_loan",
    "decline_dates",
    "decline_terms",
    "expire_dates",
    "expire_requests",
    "hand_over",
    "join_queue",
    "leave_queue",
    "mark_no_show",
    "offer_freed",
    "offer_places",
    "post_message",
    "propose_dates",
    "propose_run",
    "propose_terms",
    "read_talk",
    "record_no_shows",
    "record_visit",
    "refuse_loan",
    "remind",
    "remove_from_basket",
    "request_loan",
    "send_basket",
    "set_new_expected_return",
    "set_road",
    "sign_paper",
    "swap_unit",
    "take_back",
    "tell_terms_in_vain",
    "terms_changed",
    "watch_late_returns",
    "withdraw_dates",
    "withdraw_proposal",
    "withdraw_terms",
]
