"""Questions about loans, answered by frozen views."""

from app.loans.queries.activity import ActivityPage, lender_activity
from app.loans.queries.basket import BasketPage, basket_page, basket_tasks
from app.loans.queries.desk import Candidate, DeskLine, desk_lines, known_units
from app.loans.queries.inbox import InboxPage, LoanCard, Tab, inbox, tasks_for
from app.loans.queries.loan_page import LineView, LoanPage, ReportView, UnitView, loan_page
from app.loans.queries.material import MaterialLine, MaterialPanel, exhibition_material
from app.loans.queries.offers import OfferView, askable_lines, offer_view, propose_lines
from app.loans.queries.photos import is_party_to_photo
from app.loans.queries.queue import listing_queue
from app.loans.queries.request_page import RequestPage, open_shows, request_answer, request_page
from app.loans.queries.road_ahead import listing_roads
from app.loans.queries.talk import PieceFile, Talk, loan_talk, talk_piece

__all__ = [
    "ActivityPage",
    "BasketPage",
    "Candidate",
    "DeskLine",
    "InboxPage",
    "LineView",
    "LoanCard",
    "LoanPage",
    "MaterialLine",
    "MaterialPanel",
    "OfferView",
    "PieceFile",
    "ReportView",
    "RequestPage",
    "Tab",
    "Talk",
    "UnitView",
    "askable_lines",
    "basket_page",
    "basket_tasks",
    "desk_lines",
    "exhibition_material",
    "inbox",
    "is_party_to_photo",
    "known_units",
    "lender_activity",
    "listing_queue",
    "listing_roads",
    "loan_page",
    "loan_talk",
    "offer_view",
    "open_shows",
    "propose_lines",
    "request_answer",
    "request_page",
    "talk_piece",
    "tasks_for",
]
