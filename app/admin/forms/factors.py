"""What a factor should say, as the staff fill it in, and what another one of them decides."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField

from app.core.forms import Form, TextField
from app.impact.factors.rows import number, row_of_factor
from app.impact.factors.stages import STAGES
from app.impact.factors.table import Factor

_BOTH = ("label", "source", "locator", "licence", "why")
_PLAIN = ("value", "unit", "low", "high", "u_rel", "year", "valid_from", "valid_until", "gwp")
_FIGURES = ("value", "low", "high", "u_rel")


class FactorForm(Form):
    """One version of a factor, words in both languages."""

    label_fr = TextField(_l("Libellé en français"))
    label_en = TextField(_l("Libellé en anglais"))
    stage = SelectField(_l("Étape du cycle de vie"))
    value = TextField(_l("Valeur"))
    unit = TextField(_l("Unité"), description=_l("Par exemple kgCO2e/unit ou kgCO2e/kg."))
    low = TextField(_l("Bas de l'étendue"))
    high = TextField(_l("Haut de l'étendue"))
    u_rel = TextField(
        _l("Incertitude"), description=_l("Une part : 0,3 pour 30 %. Vide si la source n'en donne pas.")
    )
    source_fr = TextField(_l("Source en français"))
    source_en = TextField(_l("Source en anglais"))
    locator_fr = TextField(_l("Où dans la source, en français"))
    locator_en = TextField(_l("Où dans la source, en anglais"))
    year = TextField(_l("Année"))
    licence_fr = TextField(_l("Licence en français"))
    licence_en = TextField(_l("Licence en anglais"))
    valid_from = TextField(_l("Valable du"), description=_l("AAAA-MM-JJ, ou vide."))
    valid_until = TextField(_l("Valable jusqu'au"), description=_l("AAAA-MM-JJ, ou vide si la source ne le dit pas."))
    gwp = TextField(
        _l("Jeu de pouvoirs de réchauffement"), description=_l("AR5, AR6 ; vide si la source ne le dit pas.")
    )
    why_fr = TextAreaField(_l("Pourquoi cette valeur, en français"))
    why_en = TextAreaField(_l("Pourquoi cette valeur, en anglais"))
    reason = TextAreaField(
        _l("Raison du changement"), description=_l("Pour la personne qui relit, et pour l'historique.")
    )
    after = HiddenField()

    def prepare(self, of: Factor) -> None:
        """Fill the list of stages, and the fields of a page that is only asked for."""
        self.stage.choices = [(key, f"{key} : {gettext(words)}") for key, words in STAGES.items()]
        if self.is_submitted():
            return
        row = row_of_factor(of)
        for key in _PLAIN:
            self[key].data = str(row[key])
        for key in _BOTH:
            self[f"{key}_fr"].data, self[f"{key}_en"].data = row[key]["fr"], row[key]["en"]
        self.stage.data, self.after.data = of.stage, of.version

    def row(self, of: Factor) -> dict[str, Any]:
        """What was typed over what stands, numbers as files write them."""
        row = row_of_factor(of) | {key: (self[key].data or "").strip() for key in _PLAIN}
        for key in _FIGURES:
            found = number(row[key])
            row[key] = format(found, "f") if found is not None else row[key]
        for key in _BOTH:
            row[key] = {language: (self[f"{key}_{language}"].data or "").strip() for language in ("fr", "en")}
        return row | {"stage": self.stage.data or "", "validity": ""}

    def version_seen(self) -> int:
        """The version that the page was made from; -1, which never stands, when it doesn't say."""
        typed = self.after.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


class ReviewForm(Form):
    """Accept or refuse, and why."""

    reason = TextAreaField(
        _l("Raison de la décision"), description=_l("Ce que vous avez vérifié, et où. L'historique la garde.")
    )
