"""The page that says what may be lent and given, and what is asked of it."""

from flask import render_template

from app.core.access import public
from app.core.clock import now
from app.core.context import current_actor
from app.core.i18n import language
from app.impact.queries.making import making_of
from app.listings import labels
from app.listings.queries.category_list import every_category
from app.listings.routes.blueprint import blueprint


@blueprint.get("/categories")
@public
def category_list() -> str:
    """Every category: its drawing, what is asked, its papers, how its manufacture is counted, how many there are."""
    families = every_category(current_actor(), now(), language())
    makings = {entry.of.id: making_of(entry.of, language()) for family in families for entry in family.entries}
    return render_template("listings/categories.html", families=families, makings=makings, papers=labels.TRAVELS)
