"""Gifts: asking, answering, signing, handing over; and the rules they are judged by."""

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import public, signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.downloads import sent_file
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.i18n import language
from app.loans import labels_of_gifts as words
from app.loans.domain.gifts.life import GiftAction
from app.loans.domain.gifts.refusals import GiftBlocked
from app.loans.domain.gifts.rules import cases, rules, undertakings
from app.loans.domain.gifts.words import RecipientKind
from app.loans.forms.gifts import (
    ApproveGiftForm,
    AskGiftForm,
    BoughtAgainForm,
    RefuseGiftForm,
    SignedDeedForm,
    approve_form,
)
from app.loans.forms.papers import SignForm
from app.loans.queries.gifts.deed_page import deed_page, signed_deed
from app.loans.queries.gifts.page import (
    ApprovePage,
    AskGiftPage,
    GiftPage,
    approve_page,
    ask_gift_page,
    gift_cards,
    gift_page,
)
from app.loans.queries.papers.paper_page import PaperPage
from app.loans.queries.papers.printing import drawing_svg, paper_pdf, seal_lines, signature_lines, status_of
from app.loans.routes.blueprint import blueprint
from app.loans.services import gifts as services

Answer = ResponseReturnValue


@blueprint.get("/dons")
@signed_in
def gifts() -> str:
    """The gifts of my institutions."""
    return render_template("loans/gifts.html", cards=gift_cards(current_actor()), words=words)


@blueprint.get("/dons/regles")
@public
def gift_rules() -> str:
    """The rules, their references and dates, and what is still to be checked."""
    return render_template(
        "loans/gift_rules.html",
        cases=cases(),
        rules=rules(),
        undertakings=undertakings(),
        words=words,
        kind_of=RecipientKind,
        tongue=language(),
    )


@blueprint.route("/annonces/<int:listing_id>/demander-en-don", methods=["GET", "POST"])
@signed_in
def ask_gift(listing_id: int) -> Answer:
    """Ask for a listing as a gift."""
    return _asking(ask_gift_page(current_actor(), listing_id, now()))


@blueprint.route("/annonces/<int:listing_id>/donner", methods=["GET", "POST"])
@signed_in
def give_outside(listing_id: int) -> Answer:
    """Write down a gift to an association outside the platform."""
    return _asking(ask_gift_page(current_actor(), listing_id, now(), for_outside=True))


def _asking(page: AskGiftPage) -> Answer:
    form = AskGiftForm(data={"quantity": 1})
    form.offer(page)
    if not form.is_submitted():
        return render_template("loans/gift_ask.html", page=page, form=form)
    if status := form.comes_back(
        lambda: services.request_gift(current_actor(), form.asked(page), now(), key=form.once.data or "")
    ):
        return render_template("loans/gift_ask.html", page=page, form=form), status
    if page.is_own:
        return redirect(url_for("loans.approve_gift", gift_id=form.made), 303)
    flash(_("Votre demande est partie. Le donateur a reçu un message."), "success")
    return redirect(url_for("loans.gift", gift_id=form.made), 303)


@blueprint.get("/dons/<int:gift_id>")
@signed_in
def gift(gift_id: int) -> str:
    """One gift."""
    return _html(gift_page(current_actor(), gift_id))


def _html(
    page: GiftPage,
    refuse: RefuseGiftForm | None = None,
    join: SignedDeedForm | None = None,
    again: BoughtAgainForm | None = None,
) -> str:
    return render_template(
        "loans/gift.html",
        page=page,
        words=words,
        Action=GiftAction,
        tongue=language(),
        refuse=refuse or RefuseGiftForm(formdata=None, seen=str(page.version)),
        join=join or SignedDeedForm(formdata=None),
        again=again or BoughtAgainForm(formdata=None),
    )


@blueprint.route("/dons/<int:gift_id>/accorder", methods=["GET", "POST"])
@signed_in
def approve_gift(gift_id: int) -> Answer:
    """The giver decides; every reason against stands beside its question."""
    actor, at = current_actor(), now()
    page = approve_page(actor, gift_id, at)
    form = approve_form(page, **_begun(page))
    if not form.is_submitted():
        return _approve_html(page, form)
    seen, key = _seen(form.seen.data), form.once.data or ""
    if status := form.comes_back(lambda: services.approve_gift(actor, gift_id, form.said(), at, seen=seen, key=key)):
        return _approve_html(page, form), status
    flash(_("Le don est accordé : l'acte est prêt à signer."), "success")
    return redirect(url_for("loans.gift", gift_id=gift_id), 303)


def _seen(text: str | None) -> int | None:
    """The version that the page was made from; None when it does not say."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else None


def _begun(page: ApprovePage) -> dict[str, Any]:
    free = [one for one in page.units if not one.is_promised]
    kind = RecipientKind.PUBLIC_CULTURE if page.gift.recipient_is_public else RecipientKind.CULTURE_NON_PROFIT
    begin: dict[str, Any] = {
        "seen": str(page.gift.version),
        "recipient": (page.gift.recipient_kind or kind).value,
        "units": [str(one.id) for one in free[: page.gift.quantity]],
    }
    if not page.gift.giver_is_public:
        begin["giver"] = "private"
    return begin


def _approve_html(page: ApprovePage, form: ApproveGiftForm) -> str:
    return render_template(
        "loans/gift_approve.html", page=page, gift=page.gift, form=form, rules=rules(), tongue=language()
    )


@blueprint.post("/dons/<int:gift_id>/rachat")
@signed_in
def say_bought_again(gift_id: int) -> Answer:
    """The giver bought the same function again."""
    form = BoughtAgainForm()
    typed: Any = form
    if status := form.comes_back(
        lambda: services.say_bought_again(
            current_actor(), gift_id, typed.bought_on.data, now(), key=form.once.data or ""
        )
    ):
        return _html(gift_page(current_actor(), gift_id), again=form), status
    flash(_("C'est noté : ce rachat est déduit de ce que le don évite."), "success")
    return redirect(url_for("loans.gift", gift_id=gift_id), 303)


@blueprint.post("/dons/<int:gift_id>/refuser")
@signed_in
def refuse_gift(gift_id: int) -> Answer:
    """The giver says no."""
    form = RefuseGiftForm()
    seen, key, answer = _seen(form.seen.data), form.once.data or "", form.answer
    if status := form.comes_back(
        lambda: services.refuse_gift(current_actor(), gift_id, answer.data or "", now(), seen=seen, key=key)
    ):
        return _html(gift_page(current_actor(), gift_id), refuse=form), status
    flash(_("La demande de don est refusée."), "success")
    return redirect(url_for("loans.gift", gift_id=gift_id), 303)


@blueprint.post("/dons/<int:gift_id>/annuler")
@signed_in
def cancel_gift(gift_id: int) -> Answer:
    """Either side gives it up."""
    return _acted(gift_id, services.cancel_gift, _("Le don est annulé."))


@blueprint.post("/dons/<int:gift_id>/remettre")
@signed_in
def hand_over_gift(gift_id: int) -> Answer:
    """The objects change owner."""
    return _acted(gift_id, services.hand_over_gift, _("Le don est remis : la propriété est transférée."))


def _acted(gift_id: int, verb: Any, said: str) -> Answer:
    form = RefuseGiftForm()
    if not form.validate():
        return _html(gift_page(current_actor(), gift_id), refuse=form), 422
    try:
        verb(current_actor(), gift_id, now(), key=form.once.data or "")
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        if isinstance(refusal, GiftBlocked):
            form.form_errors += [one.rule.says[language()] for one in refusal.verdict.reasons]
        return _html(gift_page(current_actor(), gift_id), refuse=form), refusal.status
    flash(said, "success")
    return redirect(url_for("loans.gift", gift_id=gift_id), 303)


@blueprint.get("/dons/<int:gift_id>/acte")
@signed_in
def deed(gift_id: int) -> str:
    """The deed."""
    page = deed_page(current_actor(), gift_id, language())
    return _deed_html(page, SignForm(formdata=None, sha256=page.sha256, name=current_actor().name))


def _deed_html(page: PaperPage, form: SignForm) -> str:
    form.offer(page.signs_for)
    return render_template(
        "loans/gift_deed.html",
        page=page,
        form=form,
        status=status_of(page),
        seal=seal_lines(page),
        signature_lines=signature_lines,
        drawing=drawing_svg,
    )


@blueprint.get("/dons/<int:gift_id>/acte.pdf")
@signed_in
def deed_as_pdf(gift_id: int) -> Response:
    """The French deed as a document to print or keep."""
    content = paper_pdf(current_actor(), deed_page(current_actor(), gift_id, "fr"))
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="don-{gift_id}-acte.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.post("/dons/<int:gift_id>/acte/signer")
@signed_in
def sign_deed(gift_id: int) -> Answer:
    """Sign what was read."""
    actor = current_actor()
    page, form = deed_page(actor, gift_id, language()), SignForm()
    form.offer(page.signs_for)
    if not form.validate():
        return _deed_html(page, form), 422
    if status := form.refused_by(
        lambda: services.sign_deed(actor, gift_id, form.said(), now(), key=form.once.data or "")
    ):
        again = deed_page(actor, gift_id, language())
        form.sha256.data = again.sha256
        return _deed_html(again, form), status
    flash(_("C'est signé."), "success")
    return redirect(url_for("loans.gift", gift_id=gift_id), 303)


@blueprint.post("/dons/<int:gift_id>/acte/joindre")
@signed_in
def join_deed(gift_id: int) -> Answer:
    """Join the deed that an association signed by hand."""
    actor, at = current_actor(), now()
    page, form = gift_page(actor, gift_id), SignedDeedForm()
    if not page.is_outside:
        raise NotFound()
    if not page.is_giver:
        raise Forbidden()
    if not form.validate() or not form.receive(actor, page.giver_id, at):
        return _html(page, join=form), 422
    if status := form.refused_by(
        lambda: services.file_signed_deed(actor, gift_id, form.document_id, at, key=form.once.data or "")
    ):
        return _html(gift_page(actor, gift_id), join=form), status
    flash(_("L'acte signé est joint."), "success")
    return redirect(url_for("loans.gift", gift_id=gift_id), 303)


@blueprint.get("/dons/<int:gift_id>/acte/signe")
@signed_in
def joined_deed(gift_id: int) -> Response:
    """The deed signed by hand, as a download to both sides."""
    file = signed_deed(current_actor(), gift_id)
    return sent_file(file.key, file.media_type, "", f"don-{gift_id}-acte-signe")
