"""Pages of the factor library, for everybody."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import public
from app.core.context import current_actor
from app.core.errors import NotFound
from app.core.i18n import language
from app.core.text import one_line
from app.impact.factors.accepted import keep_fresh
from app.impact.factors.permissions import may_propose_factors
from app.impact.factors.stages import STAGES
from app.impact.queries.factor_exports import sources_csv
from app.impact.queries.factor_uses import records_with
from app.impact.queries.factors import BOAVIZTA, factor_page, factor_table
from app.impact.routes import blueprint, csv_file


@blueprint.get("/methode/facteurs")
@public
def factors() -> ResponseReturnValue:
    """The emission factors that the method rests on, or those that a word is found in."""
    found = factor_table(language(), one_line(request.args.get("q", ""))[:80])
    return render_template("impact/factors.html", table_of=found, credit=BOAVIZTA, stages=STAGES)


@blueprint.get("/methode/facteurs/<string:reference>")
@public
def factor(reference: str) -> ResponseReturnValue:
    """One factor: value, range, source, licence, what rests on it, what other sources say."""
    page = factor_page(reference, language())
    return render_template(
        "impact/factor.html",
        page=page,
        stages=STAGES,
        today=clock.today(),
        records=records_with(page.reference),
        may_propose=may_propose_factors(current_actor()),
    )


@blueprint.get("/methode/facteurs/<string:reference>/sources.csv")
@public
def factor_sources(reference: str) -> ResponseReturnValue:
    """What each source says of the object of this factor, as the chart shows it."""
    page = factor_page(reference, language())
    if not page.others:
        raise NotFound()
    return csv_file(sources_csv(page, language()), page.reference.replace("@", "-"))


@blueprint.before_app_request
def know_the_factors() -> None:
    """Every page counts with the factors as they stand, whichever process accepted them last."""
    if request.endpoint not in ("static", "core.healthz", "core.readyz"):
        keep_fresh()
