"""Tables of people and places: keys and constraints, no behaviour."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.domain.states import AskState, InstitutionKind, InstitutionState, TokenScope
from app.core.actor import Role
from app.core.db import Model, UtcDateTime, word


class User(Model):
    """A person. *email* is kept in lower case; *password_is_long* says that it suits an administrator."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    job_title: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_is_long: Mapped[bool] = mapped_column(default=False)
    is_staff: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Institution(Model):
    """A museum or another cultural institution. *region* and *department* are always derived from its place.

    *folded_name* is for searching: name and town without accents, in lower case.
    """

    __tablename__ = "institution"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300), index=True)
    folded_name: Mapped[str] = mapped_column(String(430), index=True)
    kind: Mapped[InstitutionKind] = mapped_column(word(InstitutionKind), default=InstitutionKind.MUSEUM)
    is_public: Mapped[bool] = mapped_column(default=True)
    siret: Mapped[str | None] = mapped_column(String(14), unique=True)
    museofile_id: Mapped[str | None] = mapped_column(String(16), unique=True)
    city: Mapped[str] = mapped_column(String(120), default="")
    department: Mapped[str] = mapped_column(String(3), default="")
    region: Mapped[str] = mapped_column(String(3), default="", index=True)
    website: Mapped[str] = mapped_column(String(500), default="")
    logo_key: Mapped[str | None] = mapped_column(String(80))
    time_zone: Mapped[str] = mapped_column(String(40), default="Europe/Paris")
    state: Mapped[InstitutionState] = mapped_column(
        word(InstitutionState), default=InstitutionState.PENDING, index=True
    )
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sites: Mapped[list["Site"]] = relationship(back_populates="institution", order_by="Site.id")


class Site(Model):
    """A place of an institution. *open_weekdays* and *processing_weekdays* hold ISO weekdays, 1 Monday to 7 Sunday.

    What it asks of borrowers (``lead_days`` and what follows) is told by ``domain.site_rules.SiteRules``.
    """

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("lead_days BETWEEN 0 AND 60", name="lead_days"),
        CheckConstraint("longest_days IS NULL OR longest_days BETWEEN 1 AND 1830", name="longest_days"),
        CheckConstraint("visits_a_day IS NULL OR visits_a_day BETWEEN 1 AND 50", name="visits_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300))
    postcode: Mapped[str] = mapped_column(String(5))
    city: Mapped[str] = mapped_column(String(120))
    insee: Mapped[str] = mapped_column(String(5), default="")
    department: Mapped[str] = mapped_column(String(3))
    region: Mapped[str] = mapped_column(String(3), index=True)
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    geocoded_by: Mapped[str] = mapped_column(String(20), default="offline")
    open_weekdays: Mapped[list[int]] = mapped_column(JSON, default=lambda: [1, 2, 3, 4, 5])
    access_notes: Mapped[str] = mapped_column(Text, default="")
    lead_days: Mapped[int] = mapped_column(default=0)
    longest_days: Mapped[int | None]
    visits_a_day: Mapped[int | None]
    has_same_day: Mapped[bool] = mapped_column(default=False)
    opens_on_holidays: Mapped[bool] = mapped_column(default=False)
    processing_weekdays: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    institution: Mapped[Institution] = relationship(back_populates="sites")
    closures: Mapped[list["SiteClosure"]] = relationship(order_by="SiteClosure.first_day")


class SiteClosure(Model):
    """Days on which nobody hands over or takes back; both ends included."""

    __tablename__ = "site_closure"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")


class Membership(Model):
    """One role that one person holds in one institution."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "institution_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    role: Mapped[Role] = mapped_column(word(Role))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class MembershipRequest(Model):
    """Somebody asks to join an institution; its admin (or the staff, when it has none) decides."""

    __tablename__ = "membership_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    role: Mapped[Role] = mapped_column(word(Role))
    message: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[AskState] = mapped_column(word(AskState), default=AskState.PENDING)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Invitation(Model):
    """An address is invited to hold a role: seven days, once, for that address alone."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    email: Mapped[str] = mapped_column(String(320))
    role: Mapped[Role] = mapped_column(word(Role))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInSession(Model):
    """An open session, known by the hash of its token: deleting the row ends it, whatever cookie is replayed."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_agent: Mapped[str] = mapped_column(String(300), default="")


class SignInAttempt(Model):
    """One try at a door (sign-in, reset ...), for throttling by account and by network.

    *account* is a digest: what people type by mistake in that box is nobody's business.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account", "account", "at"),
        Index("ix_sign_in_attempt_network", "network", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account: Mapped[str] = mapped_column(String(320))
    network: Mapped[str] = mapped_column(String(64))
    succeeded: Mapped[bool]


class Registration(Model):
    """Somebody gave an address and a password: a person is made of it when the link in the mail is followed."""

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), index=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_is_long: Mapped[bool] = mapped_column(default=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PasswordReset(Model):
    """A way to choose a new password: thirty minutes, once, the newest only."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ApiToken(Model):
    """A program's key to the API, for one person: hashed, scoped, expiring, revocable."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scope: Mapped[TokenScope] = mapped_column(word(TokenScope))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
