"""The settings: one table. Each has a name, a default, a reader and a sentence; ``docs/settings.md`` is made of it.

Values come from the environment. With ``APP_ENV=production`` the application refuses to start on a missing,
short or default secret, on a test clock, or on debug.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
DEVELOPMENT_KEY = "development-only-not-a-secret"


def _flag(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on"}


def _database_url(text: str) -> str:
    """SQLAlchemy's name of the driver, whichever usual form the operator wrote."""
    for prefix in ("postgres://", "postgresql://"):
        if text.startswith(prefix):
            return "postgresql+psycopg://" + text.removeprefix(prefix)
    return text


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting and the sentence that documents it."""

    name: str
    default: str
    sentence: str
    read: Callable[[str], Any] = str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("APP_ENV", "development", "`production`, `development` or `test`."),
    Setting(
        "SECRET_KEY",
        DEVELOPMENT_KEY,
        "Signs cookies and form tokens; at least 32 characters in production.",
        secret=True,
    ),
    Setting(
        "DATABASE_URL",
        f"sqlite:///{ROOT / 'instance' / 'ressourcerie.db'}",
        "Where the data is: `sqlite:///PATH` or `postgresql://USER@HOST/NAME`.",
        _database_url,
    ),
    Setting("SQLITE_BUSY_TIMEOUT_MS", "30000", "How long a SQLite writer waits for its turn, in ms.", int),
    Setting("BASE_URL", "http://127.0.0.1:8000", "The public address, used in mails and QR codes."),
    Setting("UPLOAD_DIR", str(ROOT / "instance" / "uploads"), "Where photos and documents are kept."),
    Setting("SMTP_URL", "", "`smtp://USER:PASSWORD@HOST:PORT` (or `smtps://`); empty keeps mail in the outbox."),
    Setting("MAIL_FROM", "contact@ressourcerie.example", "The answerable address that mails come from."),
    Setting("TRUSTED_PROXIES", "0", "How many proxies in front may set `X-Forwarded-*`.", int),
    Setting("APP_CLOCK_FILE", "", "A file holding an ISO instant: a clock for tests, refused in production."),
    Setting("GEOCODER", "auto", "`ban` asks the Base Adresse Nationale, `offline` never; `auto` tries the first."),
    Setting("MAX_UPLOAD_MB", "25", "The largest request accepted, in MB.", int),
    Setting("REQUEST_EXPIRY_DAYS", "10", "How many days a lender has to answer a request.", int),
    Setting("API_READS_A_MINUTE", "120", "How often one key may read through the API, in each web process.", int),
    Setting("API_WRITES_A_MINUTE", "30", "How often one key may write through the API, in each web process.", int),
    Setting("SESSION_IDLE_MINUTES", "60", "A session dies after that much silence.", int),
    Setting("SESSION_STAFF_IDLE_MINUTES", "30", "The same for the platform's own staff.", int),
    Setting("SESSION_HOURS", "12", "A session dies after that long, whatever happens.", int),
    Setting("ARGON2_PASSES", "2", "How many passes argon2 makes over its memory for one password.", int),
    Setting("ARGON2_MEMORY_KIB", "19456", "How much memory argon2 takes for one password, in KiB.", int),
    Setting("PLATFORM_NAME", "Ressourcerie", "The name shown in the header."),
    Setting("PUBLISHER", "", "Who publishes this site (legal notice)."),
    Setting("HOST_PROVIDER", "", "Who hosts this site, with address (legal notice)."),
    Setting("CONTACT_EMAIL", "contact@ressourcerie.example", "The answerable address shown on every page."),
)


CHEAP_IN_TESTS = {"ARGON2_PASSES": "1", "ARGON2_MEMORY_KIB": "64"}
"""Hundreds of people are made in tests; their passwords guard nothing."""


class UnsafeSettings(RuntimeError):
    """Production must not start like this; the message says what to change."""


def load(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Every setting's value. Raises :class:`UnsafeSettings` or ``ValueError`` on what cannot be."""
    source = os.environ if environment is None else environment
    if source.get("APP_ENV") == "test":
        source = {**CHEAP_IN_TESTS, **source}
    values = {s.name: s.read(source.get(s.name) or s.default) for s in SETTINGS}
    if values["APP_ENV"] not in {"production", "development", "test"}:
        raise UnsafeSettings(f"APP_ENV={values['APP_ENV']}: production, development or test")
    if values["APP_ENV"] == "production":
        _refuse_unsafe(values, source)
    return values


def _refuse_unsafe(values: Mapping[str, Any], source: Mapping[str, str]) -> None:
    problems = []
    key = values["SECRET_KEY"]
    if key == DEVELOPMENT_KEY:
        problems.append("SECRET_KEY is missing or is the default")
    elif len(key) < 32 or len(set(key)) < 10:
        problems.append("SECRET_KEY is too short: at least 32 varied characters")
    if values["APP_CLOCK_FILE"]:
        problems.append("APP_CLOCK_FILE is a test clock")
    if _flag(source.get("FLASK_DEBUG", "")):
        problems.append("FLASK_DEBUG is on")
    if problems:
        raise UnsafeSettings("refusing to start in production: " + "; ".join(problems))


def flask_config(values: Mapping[str, Any]) -> dict[str, Any]:
    """What Flask and its extensions are told, derived from the settings."""
    production = values["APP_ENV"] == "production"
    return {
        **values,
        "SQLALCHEMY_DATABASE_URI": values["DATABASE_URL"],
        "MAX_CONTENT_LENGTH": values["MAX_UPLOAD_MB"] * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "__Host-session" if production else "session",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "fr",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Paris",
    }
