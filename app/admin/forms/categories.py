"""A category's own fields, as the staff fill them in; each of its characteristics has a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.admin.forms.rows import joined, key_of, listed, only_said, plain_number, show_words, words_of
from app.core.forms import Form, TextField
from app.listings import labels
from app.listings.domain.categories import Category, FactorChoice, categories, families
from app.listings.domain.categories.rows import row_of_category
from app.listings.domain.categories.standing import filed

LIKE, PER_KG = "like", "per_kg"


class ReasonFields(Form):
    """Why, and after which edition: what every page that writes an edition asks."""

    reason = TextAreaField(
        _l("Raison du changement"), description=_l("L'historique la garde. Exemple : demandé par trois musées.")
    )
    after = HiddenField()
    is_overtaken = False

    def edition_seen(self) -> int:
        """The edition that the page was made from; -1, which never stands, when it doesn't say."""
        typed = self.after.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


class CategoryForm(ReasonFields):
    """What a category says of itself."""

    id = TextField(
        _l("Nom court"),
        description=_l("Pour les adresses et les fichiers. Laissez vide : il sera composé du libellé anglais."),
    )
    family = SelectField(_l("Famille"))
    label_fr = TextField(_l("Libellé en français"))
    label_en = TextField(_l("Libellé en anglais"))
    label_es = TextField(_l("Libellé en espagnol"))
    plural_fr = TextField(_l("Pluriel en français"))
    plural_en = TextField(_l("Pluriel en anglais"))
    plural_es = TextField(_l("Pluriel en espagnol"))
    synonyms = TextAreaField(
        _l("Synonymes"),
        description=_l("Les autres mots par lesquels on la cherche, séparés par des virgules."),
    )
    cpv = TextField(_l("Code CPV"), description=_l("Les 8 chiffres du vocabulaire des marchés publics."))
    google_id = TextField(_l("Identifiant Google"), description=_l("Nombre de la taxonomie des produits de Google."))
    default_mass_kg = TextField(
        _l("Masse ordinaire"), description=_l("Sert quand personne n'a pesé l'objet, et pour repérer une erreur.")
    )
    wattage = SelectField(_l("Caractéristique qui donne sa puissance électrique"))
    travels = SelectMultipleField(_l("Papiers qui voyagent avec l'objet"))
    reuse_share = SelectField(
        _l("Part de réemploi que la loi demande à un acheteur public"),
        description=_l("Décret 2024-134, article 58 de la loi AGEC."),
    )
    decides = SelectMultipleField(
        _l("Ce qui décide"), description=_l("Une ou deux caractéristiques : la vignette les montre.")
    )
    making = RadioField(_l("Comment compter sa fabrication"))
    like = SelectField(_l("Catégorie semblable"))
    per_kg = SelectField(_l("Facteur par kilogramme"))
    life_years = TextField(_l("Durée de vie"))
    life_source = TextField(_l("Source de la durée de vie"), description=_l("D'où vous tenez cette durée."))
    retired = BooleanField(
        _l("Ne plus proposer cette catégorie"), description=_l("Les annonces qui l'ont la gardent.")
    )

    def prepare(self, specs: Sequence[tuple[str, str, str]], per_kg: Sequence[tuple[str, str]], own: str) -> None:
        """Fill the lists: *specs* as (key, label, unit), *per_kg* factors; *own* is the reader's language."""
        none = SelectChoice("", "—")
        self.family.choices = [SelectChoice(id, one.label[own]) for id, one in families().items()]
        self.reuse_share.choices = [
            SelectChoice(one.value, gettext(text)) for one, text in labels.REUSE_SHARE.items()
        ]
        self.travels.choices = [SelectChoice(one.value, gettext(text)) for one, text in labels.TRAVELS.items()]
        self.wattage.choices = [none, *(SelectChoice(key, label) for key, label, unit in specs if unit == "W")]
        self.decides.choices = [SelectChoice(key, label) for key, label, _ in specs]
        self.making.choices = [
            (LIKE, gettext("Comme une autre catégorie")),
            (PER_KG, gettext("Par un facteur au kilogramme")),
        ]
        self.like.choices = [none, *(SelectChoice(id, categories()[id].plural[own]) for id in filed())]
        self.per_kg.choices = [none, *(SelectChoice(id, label) for id, label in per_kg)]

    def validate_google_id(self, field: TextField) -> None:
        """A whole number."""
        if field.data and not (field.data.isdecimal() and len(field.data) < 9):
            raise ValidationError(gettext("Ce n'est pas un nombre entier. Exemple : 305."))

    def show(self, of: Category) -> None:
        """Fill every field that there is with what a category says."""
        show_words(self, "label", of.label)
        show_words(self, "plural", of.plural)
        chosen = of.factor or FactorChoice()
        shown: dict[str, Any] = {
            "id": of.id,
            "family": of.family,
            "synonyms": joined(of.synonyms),
            "cpv": of.cpv,
            "google_id": str(of.google_id or ""),
            "default_mass_kg": f"{of.default_mass_kg.normalize():f}".replace(".", ","),
            "wattage": of.wattage or "",
            "travels": [one.value for one in of.travels],
            "reuse_share": of.reuse_share.value,
            "decides": [spec.key for spec in of.deciding],
            "retired": of.is_retired,
            "making": PER_KG if chosen.per_kg else LIKE,
            "like": chosen.like,
            "per_kg": chosen.per_kg,
            "life_years": str(chosen.life_years or ""),
            "life_source": chosen.life_source,
        }
        for name in shown.keys() & self._fields.keys():
            self[name].data = shown[name]

    def show_copied(self, of: Category) -> None:
        """Fill what a category like *of* may share with it; its names are its own."""
        self.show(of)
        self.id.data = self.synonyms.data = ""
        show_words(self, "label", None)
        show_words(self, "plural", None)
        self.retired.data = False
        if of.id in filed():
            self.making.data, self.like.data = LIKE, of.id

    def row(self, base: Category | None) -> dict[str, Any]:
        """The whole row: what was typed, over the characteristics of *base*."""
        before: Mapping[str, Any] = row_of_category(base) if base else {"spec": []}
        google = self.google_id.data or ""
        row: dict[str, Any] = {
            "id": before["id"] if "id" not in self._fields else self.id.data or key_of(self.label_en.data or ""),
            "family": self.family.data,
            "label": words_of(self, "label"),
            "plural": words_of(self, "plural"),
            "synonyms": listed(self.synonyms.data),
            "cpv": self.cpv.data or "",
            "google_id": int(google) if google.isdecimal() and len(google) < 9 else None,
            "default_mass_kg": plain_number(self.default_mass_kg.data),
            "wattage": (self.wattage.data or None) if "wattage" in self._fields else None,
            "travels": sorted(self.travels.data or []),
            "reuse_share": self.reuse_share.data,
            "retired": bool(self.retired.data),
            "equivalent": self._making() if "making" in self._fields else before.get("equivalent"),
            "spec": [self._deciding(spec) for spec in before["spec"]],
        }
        kept = ("synonyms", "travels", "cpv", "default_mass_kg", "id", "spec")
        return {key: value for key, value in row.items() if value or key in kept}

    def _making(self) -> dict[str, Any]:
        if self.making.data != PER_KG:
            return only_said({"like": self.like.data})
        years = self.life_years.data or ""
        return only_said(
            {
                "per_kg": self.per_kg.data,
                "life_years": int(years) if years.isdecimal() and len(years) < 5 else 0,
                "life_source": self.life_source.data or "",
            }
        )

    def _deciding(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        rest = {key: value for key, value in spec.items() if key != "decides"}
        is_gone = bool(spec.get("deprecated"))
        chosen = (self.decides.data or ()) if "decides" in self._fields else ()
        decides = spec.get("decides", False) if is_gone else spec["key"] in chosen
        return rest | ({"decides": True} if decides else {})
