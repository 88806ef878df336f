"""One characteristic of a category, as the staff fill it in."""

from collections.abc import Mapping
from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.admin.forms.categories import ReasonFields
from app.admin.forms.rows import joined, key_of, listed, only_said, plain_number, show_words, words_of
from app.core.forms import TextField
from app.listings import labels
from app.listings.domain.categories import Kind, Option, Spec
from app.listings.domain.categories.editing import units_offered
from app.listings.domain.categories.rows import row_of_spec
from app.listings.domain.categories.units import symbol

PREFIX = "spec_"
ROOM = 3
"""How many empty lines wait for new choices."""
CHOSEN = (Kind.ENUM, Kind.SET)


class OptionForm(wtforms.Form):
    """One choice."""

    key = TextField(_l("Nom court"))
    fr = TextField(_l("En français"))
    en = TextField(_l("En anglais"))
    es = TextField(_l("En espagnol"))
    synonyms = TextField(_l("Synonymes"))
    gone = BooleanField(_l("Ne plus proposer"))


class SpecForm(ReasonFields):
    """A characteristic. Its fields are sent under names that begin with "spec_"."""

    key = TextField(
        _l("Nom court"), description=_l("Pour les fichiers. Laissez vide : il sera composé du libellé anglais.")
    )
    label_fr = TextField(_l("Libellé en français"))
    label_en = TextField(_l("Libellé en anglais"))
    label_es = TextField(_l("Libellé en espagnol"))
    kind = SelectField(_l("Nature"), description=_l("Elle ne changera plus : ce qui est écrit serait mal lu."))
    unit = SelectField(_l("Unité du nombre"))
    low = TextField(_l("Minimum"), description=_l("Au-delà, c'est sûrement une faute de frappe."))
    high = TextField(_l("Maximum"))
    hint_fr = TextField(_l("Aide à la saisie en français"))
    hint_en = TextField(_l("Aide à la saisie en anglais"))
    hint_es = TextField(_l("Aide à la saisie en espagnol"))
    columns = TextAreaField(_l("Titres de colonnes reconnus à l'import"), description=_l("Séparés par des virgules."))
    required = BooleanField(_l("Obligatoire pour publier"))
    gone = BooleanField(
        _l("Ne plus la demander (dépréciée)"), description=_l("Les annonces qui la disent la gardent et la montrent.")
    )
    options = FieldList(FormField(OptionForm), label=_l("Choix proposés"))

    def prepare(self, own: str) -> None:
        """Fill the lists of choices, in the reader's language."""
        self.kind.choices = [SelectChoice(one.value, gettext(text)) for one, text in labels.SPEC_KIND.items()]
        self.unit.choices = [
            SelectChoice(unit, symbol(unit, own) if unit else gettext("Aucune")) for unit in units_offered()
        ]

    def show(self, spec: Spec, is_gone: bool) -> None:
        """Fill every field with what a characteristic is."""
        show_words(self, "label", spec.label)
        show_words(self, "hint", spec.hint)
        self.required.data, self.gone.data = spec.required, is_gone
        self.low.data, self.high.data = (
            "" if bound is None else f"{bound:f}".replace(".", ",") for bound in (spec.low, spec.high)
        )
        self.columns.data = joined(spec.columns)
        for option in spec.options:
            self._show_option(option, False)
        for option in spec.gone_options:
            self._show_option(option, True)

    def leave_room(self) -> None:
        """Have some empty lines for new choices at the end."""
        empty = sum(not (line.form.key.data or line.form.fr.data) for line in self.options)
        for _ in range(ROOM - empty):
            self.options.append_entry()

    def row(self, before: Spec | None) -> dict[str, Any]:
        """The whole row of the characteristic: what was typed, over what stands of it."""
        old: Mapping[str, Any] = row_of_spec(before) if before else {}
        row: dict[str, Any] = {
            **old,
            "key": before.key if before else self.key.data or key_of(self.label_en.data or ""),
            "label": words_of(self, "label"),
            "kind": before.kind.value if before else self.kind.data,
            "hint": self._hint(),
            "columns": listed(self.columns.data),
            "required": bool(self.required.data),
            "deprecated": bool(self.gone.data),
        }
        if self.gone.data:  # what is asked no longer decides nothing
            row.pop("decides", None)
        if row["kind"] == Kind.NUMBER:
            unit = before.unit if before else self.unit.data
            row |= {"unit": unit, "min": plain_number(self.low.data), "max": plain_number(self.high.data)}
        if row["kind"] in CHOSEN:
            row["options"] = list(self._options(old))
        return {key: value for key, value in row.items() if value or key in ("key", "kind", "options")}

    def _show_option(self, option: Option, is_gone: bool) -> None:
        self.options.append_entry(
            {
                "key": option.key,
                "fr": option.label.fr,
                "en": option.label.en,
                "es": option.label.es,
                "synonyms": joined(option.synonyms),
                "gone": is_gone,
            }
        )

    def _hint(self) -> dict[str, str] | None:
        said = words_of(self, "hint")
        any_said = next(filter(None, said.values()), "")
        return {language: text or any_said for language, text in said.items()} if any_said else None

    def _options(self, old: Mapping[str, Any]) -> Any:
        known = {one["key"]: one for one in old.get("options", ())}
        for line in self.options:
            typed = line.form
            words = {"fr": typed.fr.data or "", "en": typed.en.data or "", "es": typed.es.data or ""}
            if not typed.key.data and not any(words.values()):
                continue
            key = typed.key.data or key_of(words["en"] or words["fr"])
            pixels = known.get(key, {}).get("pixels", [])
            yield {"key": key, "label": words} | only_said(
                {"synonyms": listed(typed.synonyms.data), "pixels": pixels, "deprecated": bool(typed.gone.data)}
            )
