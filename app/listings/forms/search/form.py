"""What an address may ask of the search, read into `Criteria`."""

import re
from datetime import date, timedelta
from functools import cache
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField
from wtforms.validators import Length, ValidationError

from app.core.forms import DayField, Form, NumberField, TextField
from app.core.gazetteer import Place, find_place
from app.core.geo import departments, region_of_department, regions
from app.core.i18n import language
from app.core.text import fold
from app.listings.domain.asking import read_days
from app.listings.domain.categories import categories, families
from app.listings.domain.states import Condition, Offer
from app.listings.forms.search.address import EASY, EVERYWHERE
from app.listings.forms.search.specs import add_spec_fields, check_order
from app.listings.labels import CONDITION
from app.listings.queries.search.criteria import (
    DEFAULT_RADIUS_KM,
    LONGEST_STAY_DAYS,
    LONGEST_TEXT,
    MOST_UNITS,
    RADII_KM,
    Criteria,
    Sort,
)

_LONGEST_PLACE = 120
_FARTHEST = 9_999
_PAGE = re.compile(r"[0-9]{1,5}")
_TOO_LONG = _l("C'est trop long : %(max)d caractères au plus.")


class SearchForm(Form):
    """Read from the address: no token, no session, nothing kept on the visitor's machine."""

    class Meta(Form.Meta):
        csrf = False

    q = TextField(_l("Que cherchez-vous ?"), [Length(max=LONGEST_TEXT, message=_TOO_LONG)])
    categorie = SelectField(_l("Catégorie"), default="")
    famille = SelectField(_l("Famille"), default="")
    lieu = TextField(_l("Près de"), [Length(max=_LONGEST_PLACE, message=_TOO_LONG)])
    rayon = SelectField(_l("Rayon"), default=str(DEFAULT_RADIUS_KM))
    region = SelectField(_l("Région"), default="")
    departement = HiddenField()
    quand = TextField(_l("Quand"), [Length(max=_LONGEST_PLACE, message=_TOO_LONG)])
    du = DayField(_l("Du"))
    au = DayField(_l("Au"))
    quantite = NumberField(_l("Quantité"))
    etat = SelectField(_l("État"), default="")
    offre = SelectField(_l("Offre"), default="")
    transport = SelectField(_l("Transport"), default="")
    tri = HiddenField()

    def __init__(self, typed: MultiDict[str, str], today: date) -> None:
        super().__init__(formdata=typed)
        self.today = today
        self.place: Place | None = None
        self.other_places: tuple[Place, ...] = ()
        self.number = typed.get("page", "1")
        self.words_only = typed.get("mots") == "1"
        self._offer_choices()
        self._read_region_as_place()
        self._read_when()
        self.specs = add_spec_fields(self, categories().get(self.categorie.data or ""), typed)

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form; what the category has no field for is told above the form."""
        valid = super().validate(extra_validators)
        check_order(self, self.specs.category)
        for name in self.specs.unknown if not self.categorie.errors else ():
            self.form_errors.append(self._told(name))
        return valid and not self.errors

    def _told(self, name: str) -> str:
        of = self.specs.category
        if of is None:
            return str(gettext("« %(name)s » se demande dans une catégorie : choisissez-la d'abord.", name=name[:60]))
        own = of.plural[language()]
        return str(gettext("« %(name)s » n'existe pas pour « %(category)s ».", name=name[:60], category=own))

    def _offer_choices(self) -> None:
        own = language()
        self.categorie.choices = [("", _l("Toutes"))] + [(id, one.plural[own]) for id, one in categories().items()]
        self.famille.choices = [("", _l("Toutes"))] + [(id, one.label[own]) for id, one in families().items()]
        self.transport.choices = [("", _l("Indifférent")), (EASY, _l("Une personne et une voiture suffisent"))]
        self.rayon.choices = [(str(km), f"{km} km") for km in RADII_KM] + [(EVERYWHERE, _l("toute distance"))]
        self.region.choices = [("", _l("Toutes"))] + [(code, one.name) for code, one in regions().items()]
        self.etat.choices = [("", _l("Indifférent"))] + [
            (state.value, gettext("%(state)s ou mieux", state=gettext(CONDITION[state])))
            for state in (Condition.VERY_GOOD, Condition.GOOD, Condition.FAIR)
        ]
        self.offre.choices = [("", _l("Prêt ou don")), (Offer.LOAN.value, _l("Prêt")), (Offer.GIFT.value, _l("Don"))]

    def _read_region_as_place(self) -> None:
        """ "Bretagne" typed as a place is a region to search in, not the village of that name."""
        if code := _regions_by_name().get(fold(self.lieu.data or "")):
            self.region.data, self.lieu.data = code, ""

    def _read_when(self) -> None:
        """Days said in words fill the two day fields, unless these say something."""
        if any(self.du.raw_data or ()):
            return
        days = read_days(self.quand.data or "", self.today)
        if days:
            self.du.data, self.au.data = days  # type: ignore[assignment]  # a field not yet filled is typed None

    def validate_quand(self, field: Any) -> None:
        """Words that say no day are told, and kept."""
        if field.data and not field.errors and self.du.data is None and not self.du.errors:
            raise ValidationError(
                gettext("Nous ne comprenons pas ces dates. Exemple : mars, ou du 3 au 12 mars 2027.")
            )

    def validate_lieu(self, field: Any) -> None:
        """A place that nobody knows is told at once, with what was typed."""
        if not field.data or field.errors:
            return
        found = find_place(field.data)
        if not found:
            raise ValidationError(
                gettext("Nous ne connaissons pas ce lieu. Exemple : Lyon, 59000 ou Saint-Denis 974.")
            )
        self.place, self.other_places = found[0], _namesakes(found)

    def validate_du(self, field: Any) -> None:
        """One day alone says nothing of how long."""
        if not field.errors and field.data is None and _day(self.au):
            raise ValidationError(gettext("Indiquez aussi le premier jour."))

    def validate_au(self, field: Any) -> None:
        """The last day is after the first, to come, and near enough to be computed."""
        first, last = _day(self.du), _day(field)
        if field.errors:
            return
        if last is None:
            if first:
                raise ValidationError(gettext("Indiquez aussi le dernier jour."))
            return
        if first and last < first:
            raise ValidationError(gettext("La date de fin est avant la date de début."))
        if last < self.today:
            raise ValidationError(gettext("Ces dates sont déjà passées."))
        if last > self.today + timedelta(days=LONGEST_STAY_DAYS):
            raise ValidationError(gettext("Cette date est trop lointaine : trois ans au plus."))
        if first and first < self.today - timedelta(days=LONGEST_STAY_DAYS):
            raise ValidationError(gettext("La date de début est trop ancienne."))

    def validate_quantite(self, field: Any) -> None:
        """At least one, and whole."""
        if field.data is None or field.errors:
            return
        if field.data < 1:
            raise ValidationError(gettext("Demandez au moins un exemplaire."))
        if field.data != int(field.data):
            raise ValidationError(gettext("Indiquez un nombre entier d'exemplaires."))
        if field.data > MOST_UNITS:
            raise ValidationError(ngettext("%(num)s exemplaire au plus.", "%(num)s exemplaires au plus.", MOST_UNITS))

    def criteria(self) -> Criteria:
        """What was asked, mistakes left out: what could be read is still searched. Call after ``validate()``."""
        dates = (self.du.data, self.au.data) if not (self.du.errors or self.au.errors) else (None, None)
        region, department = self._area()
        return Criteria(
            text=(self.q.data or "") if not self.q.errors else "",
            category=self._said("categorie"),
            family=self._said("famille") if not self._said("categorie") else None,
            specs=tuple(self.specs.wanted(self)),
            place=self.place,
            place_text=(self.lieu.data or "") if self.place else "",
            radius_km=_radius(self._said("rayon")),
            region=region,
            department=department,
            first_day=dates[0],
            last_day=dates[1],
            quantity=int(self.quantite.data) if self.quantite.data and not self.quantite.errors else 1,
            condition=Condition(self.etat.data) if self._said("etat") else None,
            offer=Offer(self.offre.data) if self._said("offre") else None,
            easy_to_move=self._said("transport") == EASY,
            sort=Sort(self.tri.data) if self.tri.data in set(Sort) else None,
            page=_page(self.number),
        )

    def _said(self, name: str) -> str | None:
        field = self._fields[name]
        return field.data if field.data and not field.errors else None

    def _area(self) -> tuple[str | None, str | None]:
        """Region and department; a department of another region is an old answer and is dropped."""
        region, department = self._said("region"), self.departement.data
        if department not in departments():
            return region, None
        found = region_of_department(department)
        fits = found is not None and region in (None, found.code)
        return region, department if fits else None


@cache
def _regions_by_name() -> dict[str, str]:
    return {fold(one.name): code for code, one in regions().items()}


def _radius(typed: str | None) -> int | None:
    if typed is None:
        return DEFAULT_RADIUS_KM
    return None if typed == EVERYWHERE else int(typed)


def _page(typed: str) -> int:
    """The asked page; the first for what is no page number."""
    return max(1, min(int(typed), _FARTHEST)) if _PAGE.fullmatch(typed) else 1


def _day(field: Any) -> date | None:
    """What a day field read."""
    found: date | None = field.data
    return found


def _namesakes(found: list[Place]) -> tuple[Place, ...]:
    """Other places of the very same name, at most three."""
    same = fold(found[0].name)
    return tuple(place for place in found[1:] if fold(place.name) == same)[:3]
