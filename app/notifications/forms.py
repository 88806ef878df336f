"""What a browser may send about notices: the choice of what comes by mail."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectFieldBase

from app.core.forms import Form
from app.core.wishes import NoticeKind, Wish, allowed
from app.notifications.labels import KINDS, WISHES
from app.notifications.queries import WishLine


class WishesForm(Form):
    """One choice for each kind. What is not sent stays as it is."""

    requests = RadioField(_l(KINDS[NoticeKind.REQUESTS].name), validate_choice=True)
    messages = RadioField(_l(KINDS[NoticeKind.MESSAGES].name))
    deadlines = RadioField(_l(KINDS[NoticeKind.DEADLINES].name))
    hand_overs = RadioField(_l(KINDS[NoticeKind.HAND_OVERS].name))
    late_returns = RadioField(_l(KINDS[NoticeKind.LATE_RETURNS].name))
    needs = RadioField(_l(KINDS[NoticeKind.NEEDS].name))
    members = RadioField(_l(KINDS[NoticeKind.MEMBERS].name))

    def __init__(self, lines: Sequence[WishLine]) -> None:
        super().__init__(data={line.kind.value: line.wish.value for line in lines})
        for kind in NoticeKind:
            field = self.of(kind)
            field.choices = [(wish.value, gettext(WISHES[wish])) for wish in allowed(kind)]
            field.description = gettext(KINDS[kind].sentence)

    def of(self, kind: NoticeKind) -> Any:
        """The field of a kind."""
        field: SelectFieldBase = self[kind.value]
        return field

    def chosen(self) -> dict[NoticeKind, Wish]:
        """What was chosen, by kind."""
        return {kind: Wish(self.of(kind).data) for kind in NoticeKind}
