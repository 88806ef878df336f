"""How a refused form comes back: with what was typed, what is wrong, and the version that stands."""

from collections.abc import Callable

import pytest
from flask import Flask
from wtforms.validators import InputRequired

from app.core.errors import Forbidden, Invalid, NotFound, Refusal, SeveralRefusals, Stale
from app.core.forms import TextField, VersionedForm


class NameForm(VersionedForm):
    """A name, of a version."""

    name = TextField("Nom", [InputRequired("Donnez un nom.")])


def sent(app: Flask, typed: dict[str, str], verb: Callable[[], object]) -> tuple[NameForm, int | None]:
    with app.test_request_context(method="POST", data=typed):
        form = NameForm(data={"version": 3, "name": "avant"}, meta={"csrf": False})
        return form, form.comes_back(verb)


def refusing(refusal: Refusal) -> Callable[[], object]:
    def verb() -> object:
        raise refusal

    return verb


def test_what_is_done_says_so_and_what_it_made(app: Flask) -> None:
    form, status = sent(app, {"version": "3", "name": "Musée"}, lambda: 12)
    assert (status, form.made, form.version_seen) == (None, 12, 3)


def test_a_missing_answer_never_reaches_the_verb(app: Flask) -> None:
    form, status = sent(app, {"version": "3", "name": ""}, refusing(Stale()))
    assert (status, form.version.data, list(form.errors)) == (422, "3", ["name"])


def test_a_refusal_comes_back_at_its_field_with_its_status(app: Flask) -> None:
    form, status = sent(app, {"version": "1", "name": "x"}, refusing(Invalid(field="name")))
    assert (status, form.version.data, form.name.data) == (422, "1", "x")
    assert form.name.errors


def test_refused_as_stale_the_next_try_is_made_from_what_stands(app: Flask) -> None:
    form, status = sent(app, {"version": "1", "name": "x"}, refusing(Stale()))
    assert (status, form.version.data, form.name.data) == (409, "3", "x")


@pytest.mark.parametrize("refusal", [NotFound(), Forbidden()])
def test_what_has_a_page_of_its_own_is_raised_on(app: Flask, refusal: Refusal) -> None:
    with pytest.raises(type(refusal)):
        sent(app, {"version": "1", "name": "x"}, refusing(refusal))


@pytest.mark.parametrize("text", ["", "-1", "9" * 30, "٣", "x"])
def test_a_version_that_is_no_number_is_none(app: Flask, text: str) -> None:
    assert sent(app, {"version": text, "name": "x"}, lambda: None)[0].version_seen == 0


def test_several_refusals_stand_each_where_they_belong(app: Flask) -> None:
    several = SeveralRefusals((Invalid(field="name"), Invalid()))
    form, status = sent(app, {"version": "1", "name": "x"}, refusing(several))
    assert (status, len(form.name.errors), len(form.form_errors)) == (422, 1, 1)
