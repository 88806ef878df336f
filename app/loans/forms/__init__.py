"""What a browser may send about loans."""

from app.loans.forms.basket import AddForm, SendForm, add_form, quantities, send_form
from app.loans.forms.deciding import AcceptForm, CancelForm, NewReturnForm, OnceForm, RefuseForm
from app.loans.forms.desk import DeskForm, desk_form, return_form
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
    "SendForm",
    "add_form",
    "desk_form",
    "quantities",
    "request_form",
    "return_form",
    "send_form",
]
