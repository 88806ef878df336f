"""What a browser may send about loans."""

from app.loans.forms.basket import AddForm, SendForm, add_form, quantities, send_form
from app.loans.forms.deciding import AcceptForm, CancelForm, NewReturnForm, OnceForm, RefuseForm
from app.loans.forms.desk import DeskForm, desk_form, return_form
from app.loans.forms.offering import SeenForm, ask_again_form, grant_form, propose_form
from app.loans.forms.request import RequestForm, request_form
from app.loans.forms.talk import MessageForm

__all__ = [
    "AcceptForm",
    "AddForm",
    "CancelForm",
    "DeskForm",
    "MessageForm",
    "NewReturnForm",
    "OnceForm",
    "RefuseForm",
    "RequestForm",
    "SeenForm",
    "SendForm",
    "add_form",
    "ask_again_form",
    "desk_form",
    "grant_form",
    "propose_form",
    "quantities",
    "request_form",
    "return_form",
    "send_form",
]
