"""The report of an exhibition: what it is made of, the three modules one after another, the avoided account apart.

A document of words and cells like the other reports: the page and the PDF print the same. No cell holds a figure of
one account taken from, or added to, one of another (R1).
"""

from flask_babel import gettext as _

from app.core.i18n import day, language, number, period
from app.exhibitions.project.telling import balance_said, rows_said
from app.impact.reports.document import Document, Section, Table
from app.impact.together.chapters import assessment_chapter, avoided_chapter, carbon_chapter, diagnostic_chapter
from app.impact.together.queries import Together

MOST_ELEMENTS = 60


def written(found: Together) -> Document:
    """The whole report in the reader's language."""
    show = found.show
    chapters = (
        _show(found),
        _material(found),
        assessment_chapter(found.modules),
        carbon_chapter(found.modules),
        diagnostic_chapter(found.modules),
        avoided_chapter(found.modules),
        _lessons(found),
    )
    return Document(
        title=_("Rapport de l'exposition « %(title)s »", title=show.title),
        reference=found.project.institution,
        lead=_(
            "Trois regards sur la même exposition, et un compte à part. Aucun ne s'ajoute à un autre, aucun ne s'en "
            "retranche."
        ),
        sections=tuple(one for one in chapters if one is not None),
        foot=_("%(title)s, %(period)s", title=show.title, period=period(show.opens_on, show.closes_on)),
        language=language(),
    )


def _show(found: Together) -> Section:
    show, project = found.show, found.project
    expected, counted = project.visitors
    budget = found.modules.planned.budget
    spaces = ", ".join(_("%(name)s, %(n)s m²", name=one.name, n=number(one.m2)) for one in project.spaces)
    rows = [
        (_("Lieu"), _("%(venue)s, %(city)s", venue=show.venue, city=show.city)),
        (_("Programmation décidée le"), day(project.project.programmed_on)),
        (_("Montage"), _("à partir du %(day)s", day=day(show.build_from)) if show.build_from else ""),
        (_("Ouverture au public"), period(show.opens_on, show.closes_on)),
        (_("Démontage"), _("jusqu'au %(day)s", day=day(show.strike_until)) if show.strike_until else ""),
        (_("Surface"), _("%(n)s m²", n=number(show.surface_m2)) if show.surface_m2 else ""),
        (_("Espaces"), spaces),
        (_("Étapes d'une itinérance"), ", ".join(one.name for one in project.venues)),
        (_("Visiteurs attendus"), number(expected)),
        (_("Visiteurs comptés"), number(counted)),
        (_("Arbitre du budget carbone"), budget.arbiter if budget else ""),
    ]
    columns = ((_("Repère"), False), (_("Valeur"), False))
    table = Table(_("L'exposition en bref"), columns, tuple((name, said) for name, said in rows if said))
    return Section("exposition", _("L'exposition"), tables=(table,))


def _material(found: Together) -> Section:
    page = found.passport
    if page.is_empty:
        return Section("materiel", _("Le matériel"), (_("Aucun élément n'est encore décrit."),))
    rows, said = rows_said(page), [balance_said(page)]
    if len(rows) > MOST_ELEMENTS:
        said.append(_("Le tableau en montre %(n)s ; le passeport matière les a tous.", n=MOST_ELEMENTS))
    columns = ((_("Élément"), False), (_("D'où il vient"), False), (_("Où il ira"), False))
    table = Table(_("D'où vient le matériel, où il ira"), columns, tuple(rows[:MOST_ELEMENTS]))
    return Section("materiel", _("Le matériel"), tuple(said), tables=(table,))


def _lessons(found: Together) -> Section | None:
    return Section("lecons", _("Leçons pour la prochaine exposition"), found.lessons) if found.lessons else None
