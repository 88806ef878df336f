"""How long an import takes and how much memory: 10,000 rows checked, written, checked again, exported, taken back.

    .venv/bin/python -m benchmarks.importing [--rows 10000] [--bad 37] [--format csv|xlsx|ods] [--url DATABASE_URL]

Each figure is printed with its bound. The file is made by a seed and looks like an inventory: several categories, a
reference, two serials per row, masses with decimal commas.
"""

import argparse
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

MOST_SECONDS, MOST_MEGABYTES = 60, 300
HEADINGS = [
    "référence",
    "titre",
    "catégorie",
    "marque",
    "modèle",
    "quantité",
    "numéros de série",
    "état",
    "masse (kg)",
]
HEADINGS += ["année", "lieu de rangement", "contrôlé le", "diagonale", "puissance"]


def rows(count: int, bad: int, seed: int = 1) -> list[list[Any]]:
    """*count* rows, *bad* of which say something impossible."""
    chance = random.Random(seed)
    made: list[list[Any]] = []
    for n in range(count):
        kind, mass = chance.choice(
            [("Écran", "18,5"), ("Vidéoprojecteur", "7,2"), ("Enceinte", "12"), ("Socle", "25")]
        )
        row = [f"INV-{n:06}", f"{kind} {n}", kind, chance.choice(["Samsung", "Epson", "LG"]), f"M{n % 50}", 2]
        row += [f"SN{n}A ; SN{n}B", "bon état", mass, 2015 + n % 10, f"Réserve {n % 7}", "12/03/2026"]
        made.append([*row, chance.choice([24, 32, 55]) if kind == "Écran" else "", ""])
    for n in range(bad):
        made[n * (count // max(bad, 1))][5] = "deux"
    return made


def main() -> None:
    """Print seconds and megabytes of each step."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=10_000)
    asked.add_argument("--bad", type=int, default=37)
    asked.add_argument("--format", default="xlsx", choices=["csv", "xlsx", "ods"])
    asked.add_argument("--url", default="")
    options = asked.parse_args()
    with TemporaryDirectory() as folder:
        os.environ |= {
            "APP_ENV": "test",
            "DATABASE_URL": options.url or f"sqlite:///{folder}/bench.db",
            "UPLOAD_DIR": f"{folder}/uploads",
            "GEOCODER": "offline",
        }
        _run(options.rows, options.bad, options.format, Path(folder))


def _run(count: int, bad: int, kind: str, folder: Path) -> None:
    from app import create_app

    app = create_app()
    app.test_cli_runner().invoke(args=["migrate", "up"])
    with app.app_context(), app.test_request_context():
        _steps(count, bad, kind)


def _steps(count: int, bad: int, kind: str) -> None:
    from app.core.actor import SYSTEM
    from app.listings import services
    from app.listings.queries.importing import import_page
    from app.listings.queries.sheets.writing import SheetKind, written_sheet
    from tests.given.accounts import an_institution

    institution = an_institution("Musée de la mesure")
    site = services.first_site(institution)
    now = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
    content = written_sheet(SheetKind(kind), HEADINGS, rows(count, bad))
    base = _megabytes()
    print(f"{count} rows, {bad} of them bad, {len(content) / 1e6:.1f} MB of {kind}; {base} MB before")

    def send(content: bytes) -> int:
        id = services.receive_import(SYSTEM, institution, f"a.{kind}", content, site_id=site, category="", now=now)
        page = import_page(SYSTEM, id, now)
        services.map_import(SYSTEM, id, page.columns, page.defaults, now=now)
        return id

    started = time.monotonic()
    first = _timed("receive and map", lambda: send(content))
    trial = _timed("check", lambda: services.check_import(SYSTEM, first, now=now))
    print(f"  bad rows reported: {trial.bad_lines} of {bad}")
    done = _timed("write", lambda: services.confirm_import(SYSTEM, first, partial=True, now=now))
    total = time.monotonic() - started
    print(f"  made {done.made}")
    print(f"IMPORT {total:.1f} s (at most {MOST_SECONDS}), {_megabytes()} MB (at most {MOST_MEGABYTES})")
    again = send(content)
    trial = _timed("check of the same file", lambda: services.check_import(SYSTEM, again, now=now))
    print(f"  made {len(trial.drafts)}, changed {len(trial.changes)}, same {len(trial.same)}")
    out = _timed("export", lambda: services.export_inventory(SYSTEM, institution, SheetKind(kind), now=now))
    back = send(out)
    trial = _timed("check of the export", lambda: services.check_import(SYSTEM, back, now=now))
    print(f"  made {len(trial.drafts)}, changed {len(trial.changes)}, same {len(trial.same)}, bad {trial.bad_lines}")
    undone = _timed("undo", lambda: services.undo_import(SYSTEM, first, now=now))
    print(f"  removed {undone.removed}; {_megabytes()} MB at the end")
    if total > MOST_SECONDS * count / 10_000 or _megabytes() > MOST_MEGABYTES:
        sys.exit(1)


def _timed(name: str, work: Callable[[], Any]) -> Any:
    start = time.monotonic()
    found = work()
    print(f"{name:24} {Decimal(time.monotonic() - start):.2f} s, peak {_megabytes()} MB")
    return found


def _megabytes() -> int:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
