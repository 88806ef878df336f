"""`flask categories`: the kinds of gear as they stand, to read, to review, to carry elsewhere."""

import json

import click
from flask.cli import AppGroup

from app.core.error_pages import sentence
from app.listings.domain.categories import categories
from app.listings.domain.categories.rows import row_of_category
from app.listings.domain.categories.toml import toml_of_rows
from app.listings.queries.editions import faults_of_standing, last_editions

group = AppGroup("categories", help="The kinds of gear: listed, exported, checked.")


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_all(as_json: bool) -> None:
    """Name every category, its family, and the edition that stands (0: the reviewed files)."""
    editions = last_editions()
    rows = [
        {
            "id": one.id,
            "family": one.family,
            "label": one.label.fr,
            "specs": len(one.specs),
            "retired": one.is_retired,
            "edition": editions[one.id].number if one.id in editions else 0,
        }
        for one in categories().values()
    ]
    if as_json:
        click.echo(json.dumps({"categories": rows}, ensure_ascii=False))
        return
    for row in rows:
        mark = " (retirée)" if row["retired"] else ""
        click.echo(f"{row['id']:24} {row['family']:24} édition {row['edition']:<3} {row['label']}{mark}")


@group.command("export")
@click.argument("category_id", required=False)
def export(category_id: str | None) -> None:
    """Print one category, or all of them, as TOML: the form of the reviewed files, nothing shared."""
    known = categories()
    if category_id is not None and category_id not in known:
        raise click.ClickException(f"no category {category_id}")
    chosen = [known[category_id]] if category_id else known.values()
    click.echo(toml_of_rows(map(row_of_category, chosen)), nl=False)


@group.command("check")
def check() -> None:
    """Judge what stands by the rules that an edition is judged by; exit 1 and a list when something breaks them."""
    faults = faults_of_standing()
    for name, fault in faults:
        click.echo(f"{name}\t{fault if isinstance(fault, str) else sentence(fault)}")
    click.echo(f"{len(faults)} faults" if faults else "ok")
    if faults:
        raise SystemExit(1)


COMMANDS = (group,)
