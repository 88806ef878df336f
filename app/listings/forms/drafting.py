"""The first page of a new listing: what it looks like, and what it is."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import ValidationError

from app.core.forms import Form, TextField
from app.core.i18n import language
from app.listings.domain.categories import Category, proposed
from app.listings.domain.choosing import categories_meant
from app.listings.queries.choosing import families_shown
from app.media.forms import PhotosField


class CategoryField(SelectField):
    """The categories by family. *words* of each option let a script find it by synonyms as one types."""

    def prepare(self) -> None:
        """Fill the list in the reader's language."""
        self.choices = {
            gettext(family): [
                (one.id, one.label[language()], {"data-words": " | ".join(one.synonyms)}) for one in members
            ]
            for family, members in families_shown(language())
        }


class StartForm(Form):
    """Photos and a category. *said* is what was typed where a script offers to type."""

    photos = PhotosField(_l("Photos"), most=8)
    category = CategoryField(_l("De quoi s'agit-il ?"), validate_choice=False)
    said = TextField(_l("De quoi s'agit-il ?"))

    def validate_category(self, field: Any) -> None:
        """One that we have, chosen or typed."""
        if self.chosen() is not None:
            return
        near = ", ".join(one.label[language()] for one in categories_meant(self.said.data or ""))
        if near:
            raise ValidationError(
                gettext("Plusieurs catégories conviennent : %(near)s. Choisissez-en une.", near=near)
            )
        raise ValidationError(gettext("Choisissez une catégorie de la liste."))

    def chosen(self) -> Category | None:
        """The category chosen in the list, or the only one that the typed words name."""
        if found := proposed().get(self.category.data or ""):
            return found
        meant = categories_meant(self.said.data or "")
        return meant[0] if len(meant) == 1 else None


def start_form(photo_ids: tuple[int, ...] = ()) -> StartForm:
    """The form, with the photos received so far."""
    form = StartForm(data={"photos": list(photo_ids)} if photo_ids else None)
    form.category.prepare()
    return form
