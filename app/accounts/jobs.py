"""Work done by the clock: forgetting what no longer serves."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from app.accounts.models import Invitation, PasswordReset, Registration, SignInAttempt, SignInSession
from app.core.db import transaction
from app.core.jobs import Job

ATTEMPTS_KEPT = timedelta(days=30)
INVITATIONS_KEPT = timedelta(days=30)
SESSIONS_KEPT = timedelta(days=2)


def forget_stale(now: datetime) -> None:
    """Delete dead sessions, links and tries. Durations: CNIL, storage limitation (RGPD art. 5.1.e)."""
    with transaction() as session:
        session.execute(delete(SignInSession).where(SignInSession.last_seen_at < now - SESSIONS_KEPT))
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - ATTEMPTS_KEPT))
        session.execute(delete(Registration).where(Registration.expires_at < now))
        session.execute(delete(PasswordReset).where(PasswordReset.expires_at < now))
        session.execute(
            delete(Invitation).where(Invitation.accepted_at.is_(None), Invitation.expires_at < now - INVITATIONS_KEPT)
        )


JOBS = [Job("forget_stale_accounts", forget_stale, every_minutes=60)]
