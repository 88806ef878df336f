"""What must hold of conversations, asked by ``flask verify``."""

from datetime import datetime

from sqlalchemy import exists, select

from app.core.db import db
from app.loans.models import Loan, Message, MessageFile
from app.media.models import Document


def messages_stand(_now: datetime) -> list[str]:
    """Every message of a loan is of one of its two houses and says or brings something; what it brought is kept."""
    brings = exists().where(MessageFile.message_id == Message.id)
    stray = select(Message.id).join(Loan, Loan.id == Message.loan_id)
    stray = stray.where(Message.institution_id.not_in([Loan.lender_id, Loan.borrower_id])).order_by(Message.id)
    empty = select(Message.id).where(Message.text == "", ~brings).order_by(Message.id)
    loose = select(MessageFile.id).join(Document, Document.id == MessageFile.document_id)
    loose = loose.where(Document.attached.is_(False)).order_by(MessageFile.id)
    return [
        *(f"message {one} is of neither house of its loan" for one in db.session.scalars(stray)),
        *(f"message {one} says nothing" for one in db.session.scalars(empty)),
        *(f"file {one} of a message will be thrown away" for one in db.session.scalars(loose)),
    ]


CHECKS = {"loans.messages_stand": messages_stand}
