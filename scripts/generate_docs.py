"""Writes the pages of docs/ that are made from the code: settings, commands, permissions, the life of a loan, events.

``--check`` writes nothing and fails when a page is not what the code says: a test runs it.
"""

import inspect
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import click

import config
from app import create_app, wiring
from app.impact.factors.table import Factor, filed
from app.loans.domain import lifecycle

DOCS = config.ROOT / "docs"
NOTE = "<!-- Made by scripts/generate_docs.py; change the code, then run `make docs`. -->\n\n"


def settings() -> str:
    """Every setting with its default and its sentence."""
    lines = ["# Settings\n", "| Variable | Default | Meaning |", "|---|---|---|"]
    for s in config.SETTINGS:
        default = s.default.replace(str(config.ROOT) + "/", "").replace(str(config.ROOT), ".")
        shown = "(none)" if s.secret or not default else f"`{default}`"
        lines.append(f"| `{s.name}` | {shown} | {s.sentence} |")
    lines.append(
        "\nProduction (`APP_ENV=production`) refuses to start with a missing, short or default `SECRET_KEY`, "
    )
    lines.append("with `APP_CLOCK_FILE` set, or with Flask's debug mode on.")
    return "\n".join(lines) + "\n"


def _help(command: click.Command, name: str) -> list[str]:
    context = click.Context(command, info_name=name)
    lines = [f"## `flask {name}`\n", "```text", command.get_help(context), "```\n"]
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            lines += _help(command.commands[child], f"{name} {child}")
    return lines


def commands() -> str:
    """The help of each command of ours."""
    app = create_app({"APP_ENV": "test", "DATABASE_URL": "sqlite://"})
    lines = ["# Commands\n", "All are run as `.venv/bin/flask ...`. Exit status is not 0 on failure.\n"]
    foreign = {"run", "shell", "routes", "db"}
    for name in sorted(app.cli.commands):
        if name not in foreign:
            lines += _help(app.cli.commands[name], name)
    return "\n".join(lines)


def life_of_a_loan() -> str:
    """The table of moves, drawn."""
    return "# The life of a loan\n\n```mermaid\n" + lifecycle.as_mermaid() + "\n```\n"


def events() -> str:
    """Which events there are and who hears them."""
    create_app({"APP_ENV": "test", "DATABASE_URL": "sqlite://"})
    from app.core.events import listeners
    from app.loans.domain import events as loan_events

    lines = [
        "# Events\n",
        "Heard in the transaction of the event itself.\n",
        "| Event | Meaning | Heard by |",
        "|---|---|---|",
    ]
    for name, kind in sorted(inspect.getmembers(loan_events, inspect.isclass)):
        if kind.__module__ == loan_events.__name__ and name.startswith("Loan"):
            heard = ", ".join(f"`{h.__module__}.{h.__name__}`" for h in listeners(kind)) or "nobody yet"
            meaning = (inspect.getdoc(kind) or "").split("\n")[0]
            lines.append(f"| `{name}` | {meaning} | {heard} |")
    return "\n".join(lines) + "\n"


def permissions() -> str:
    """Every predicate and its sentence."""
    from importlib import import_module
    from importlib.util import find_spec

    lines = [
        "# Permissions\n",
        "One pure predicate per question; verbs require them and pages draw buttons from them.\n",
    ]
    for package in ("accounts", "exhibitions", "listings", "loans", "impact"):
        module_name = f"app.{package}.domain.permissions"
        if find_spec(f"app.{package}.domain") is None or find_spec(module_name) is None:
            continue
        lines += [f"\n## {package}\n", "| Predicate | Who may |", "|---|---|"]
        module = import_module(module_name)
        for name, function in sorted(inspect.getmembers(module, inspect.isfunction)):
            if function.__module__ == module_name and name.startswith(("may_", "is_")):
                sentence = " ".join((inspect.getdoc(function) or "").split())
                lines.append(f"| `{name}` | {sentence} |")
    return "\n".join(lines) + "\n"


def jobs() -> str:
    """What the scheduler looks after."""
    lines = ["# Jobs\n", "| Job | Looks every | What it does |", "|---|---|---|"]
    for job in wiring.jobs():
        meaning = (inspect.getdoc(job.run) or "").split("\n")[0]
        lines.append(f"| `{job.name}` | {job.every_minutes} min | {meaning} |")
    return "\n".join(lines) + "\n"


def factors() -> str:
    """Every emission factor of the files, and what each composed element is made of."""
    data = filed()
    lines = [
        "# Emission factors\n",
        f"{len(data.newest())} factors of the reviewed files (`app/impact/factors/data`, licences in its SOURCES.md)."
        " Versions that the staff accepted since stand in the database: `flask factors list`.\n",
        "## Composed elements\n",
        "| element | category | made of, by mass | kg CO2e per kg |",
        "|---|---|---|---|",
    ]
    for row in data.compositions:
        parts = [(data.factor(one["factor"]), Decimal(one["share"])) for one in row["parts"]]
        made = ", ".join(f"{(share * 100).normalize():f} % {one.label['en']}" for one, share in parts)
        total = sum((one.value * share for one, share in parts), Decimal(0))
        lines.append(f"| {row['id']}@{row['version']} | {row['category']} | {made} | {total:.4f} |")
    lines += ["\n## Factors\n", *_factor_table(one for one in data.versions() if not one.share_alike)]
    lines += [
        "\n## Factors under ODbL 1.0\n",
        "This table contains information from Boavizta environmental-footprint-data, made available under the Open "
        "Database License 1.0, and stays under it (`app/impact/factors/data/LICENCE-ODBL.md`).\n",
        *_factor_table(one for one in data.versions() if one.share_alike),
    ]
    return "\n".join(lines) + "\n"


def _factor_table(of: Iterable[Factor]) -> list[str]:
    lines = [
        "| reference | what | stage | value | range | unit | source | year | valid until |",
        "|---|---|---|---:|---|---|---|---|---|",
    ]
    for one in sorted(of, key=lambda one: one.reference):
        lines.append(
            f"| {one.reference} | {one.label['en']} | {one.stage} | {one.value} | {one.low} to {one.high}"
            f" | {one.unit} | {one.source['en']} | {one.year} | {one.valid_until or ''} |"
        )
    return lines


PAGES = {
    "factors.md": factors,
    "settings.md": settings,
    "commands.md": commands,
    "life-of-a-loan.md": life_of_a_loan,
    "events.md": events,
    "permissions.md": permissions,
    "jobs.md": jobs,
}


def main() -> int:
    """Write, or compare."""
    stale = []
    for name, make in PAGES.items():
        path, content = DOCS / name, NOTE + make().rstrip() + "\n"
        if path.exists() and path.read_text() == content:
            continue
        if "--check" in sys.argv:
            stale.append(name)
        else:
            path.write_text(content)
    if stale:
        print(f"run `make docs`: {', '.join(stale)}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
