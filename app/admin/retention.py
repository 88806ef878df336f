"""How long each passing thing is kept, and its forgetting: one table, run once a day and by ``flask retention run``.

Durations follow the CNIL's principle of storage limitation (RGPD, art. 5.1.e). What belongs to the institutions'
business (listings, loans, the ledger, the journal) is not here: it is never forgotten by a clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.accounts.jobs import forget_stale
from app.core import idempotency, jobs, mail, notices
from app.core.archive import row_counts
from app.core.jobs import Job
from app.listings.services import forget_drafts, purge_imports
from app.media.documents import discard_unattached_documents
from app.media.services import discard_unattached
from app.needs.services.watching import forget_searches


@dataclass(frozen=True, slots=True)
class Rule:
    """What is forgotten, in one sentence, from which tables, and the verb that does it."""

    sentence: str
    tables: tuple[str, ...]
    forget: Callable[[datetime], None]


RULES: tuple[Rule, ...] = (
    Rule(
        "sessions silent for 2 days, tries at the door after 30 days, dead links at once, invitations that lapsed "
        "30 days ago",
        ("sign_in_session", "sign_in_attempt", "registration", "password_reset", "invitation"),
        forget_stale,
    ),
    Rule("drafts of listings that nobody touched for 30 days", ("listing_draft",), forget_drafts),
    Rule("photos that no form kept, after 24 hours", ("photo",), discard_unattached),
    Rule("papers that no listing kept, after 24 hours", ("document",), discard_unattached_documents),
    Rule("files of imports, 30 days after the last thing that happened to them", (), purge_imports),
    Rule("saved searches of people whose account is closed", ("saved_search",), forget_searches),
    Rule("keys of repeated requests, after 24 hours", ("idempotency_key",), idempotency.forget),
    Rule("passes of the scheduler, after 30 days", ("job_run",), jobs.forget_runs),
    Rule("letters sent more than a year ago", ("outbox_mail",), mail.forget_sent),
    Rule("notices, after 180 days", ("notice",), notices.forget_old),
)


def run_retention(now: datetime) -> Mapping[str, int]:
    """Forget what has had its time; how many rows went, by table."""
    gone: dict[str, int] = {}
    for rule in RULES:
        before = row_counts(rule.tables)
        rule.forget(now)
        after = row_counts(rule.tables)
        gone |= {name: before[name] - after[name] for name in rule.tables}
    return gone


def _daily(now: datetime) -> None:
    run_retention(now)


JOBS = (Job("retention", _daily, every_minutes=24 * 60),)
