"""What a browser may send about loans."""

from app.loans.forms.deciding import AcceptForm, CancelForm, NewReturnForm, OnceForm, RefuseForm
from app.loans.forms.desk import DeskForm, desk_form, return_form
from app.loans.forms.request import RequestForm, request_form

__all__ = [
    "AcceptForm",
    "CancelForm",
    "DeskForm",
    "NewReturnForm",
    "OnceForm",
    "RefuseForm",
    "RequestForm",
    "desk_form",
    "request_form",
    "return_form",
]
