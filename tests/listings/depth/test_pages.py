"""The page of details, the papers, the equivalents and the ticks, as a browser without scripts sees them."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask

from app.core.actor import Role
from app.core.db import db
from app.core.errors import NotFound
from app.listings.domain.documents import DocumentKind, DocumentReaders, Lapse
from app.listings.domain.states import Visibility
from app.listings.models import Listing
from app.listings.queries.depth import details_page, listing_depth
from app.listings.queries.documents import document_to_read
from app.listings.queries.equivalents import equivalents
from app.listings.services import duplicate_listing
from app.listings.services.accessories import put_accessory
from app.listings.services.documents import file_document
from app.listings.services.equivalents import add_equivalent
from app.listings.services.kits import put_in_kit
from app.loans.domain.lifecycle import State
from app.loans.queries import loan_page
from app.media.documents import discard_unattached_documents, document_files, receive_document, received_document
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, two_museums
from tests.given.media import a_picture, an_upload
from tests.pages import Browser

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def signed_in(app: Flask, institution_id: int, *roles: Role, email: str) -> Browser:
    a_person(institution_id, *roles, email=email)
    browser = Browser(app)
    browser.sign_in(email)
    return browser


def a_filed_pdf(
    museums: Museums, now: datetime, readers: DocumentReaders = DocumentReaders.EVERYONE, **said: object
) -> int:
    upload = an_upload(PDF, "contrôle.pdf")
    document_id = receive_document(museums.technician, museums.lender_id, upload, now)
    kind = DocumentKind.ELECTRICAL_CHECK
    return file_document(
        museums.technician,
        museums.listing_id,
        document_id,
        kind,
        readers,
        now=now,
        **said,  # type: ignore[arg-type]
    )


def test_a_technician_arranges_everything_on_one_page(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    spots = a_listing(museums.technician, museums.lender_id, "led_spot", 6, "Projecteur LED", now=now)
    browser = signed_in(app, museums.lender_id, email="regie@exemple.fr")
    path = f"/annonces/{museums.listing_id}/details"
    browser.get(path)
    browser.post(f"{path}/lot", {"member": str(spots), "quantity": "2"})
    browser.post(f"{path}/accessoires", {"name": "Télécommande", "quantity": "1", "is_essential": "y"})
    browser.post(f"{path}/equivalents", {"words": "LG 55UH5F"})
    file = (BytesIO(PDF), "contrôle.pdf")
    sent = {"kind": "electrical_check", "readers": "everyone", "expires_on": "2027-03-10", "file": file}
    browser.post(f"{path}/documents", sent, content_type="multipart/form-data")
    text = browser.get(path).text
    for word in ("Projecteur LED", "Télécommande", "LG 55UH5F", "Contrôle électrique", "10 mars 2027"):
        assert word in text
    shown = browser.get(f"/annonces/{museums.listing_id}?du=2027-03-08&amp;au=2027-03-19".replace("amp;", "")).text
    assert "Ce lot contient" in shown
    assert "Périmé avant la fin des dates demandées" in shown
    depth = details_page(museums.technician, museums.listing_id, now).depth
    for name, id in (
        ("lot", spots),
        ("accessoires", depth.accessories[0].id),
        ("equivalents", depth.named[0].id),
        ("documents", depth.papers.filed[0].id),
    ):
        browser.post(f"{path}/{name}/{id}/retirer")
    after = details_page(museums.technician, museums.listing_id, now).depth
    assert not (after.members or after.accessories or after.named or after.papers.filed)


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        ("lot", {"member": "", "quantity": "0"}),
        ("lot", {"member": "1", "quantity": "deux"}),
        ("accessoires", {"name": "", "quantity": "1"}),
        ("accessoires", {"name": "Câble", "quantity": "-1"}),
        ("equivalents", {"words": " "}),
        ("documents", {"kind": "manual", "readers": "everyone"}),
        ("documents", {"kind": "autre chose", "readers": "tous", "expires_on": "demain"}),
    ],
)
def test_what_cannot_be_comes_back_with_its_reason(
    app: Flask, now: datetime, part: str, sent: dict[str, str]
) -> None:
    museums = two_museums(now=now)
    browser = signed_in(app, museums.lender_id, email="regie@exemple.fr")
    answer = browser.post(f"/annonces/{museums.listing_id}/details/{part}", sent, status=422)
    assert "error" in answer.text


def test_a_file_that_came_is_not_chosen_twice(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    browser = signed_in(app, museums.lender_id, email="regie@exemple.fr")
    path = f"/annonces/{museums.listing_id}/details/documents"
    sent = {"kind": "manual", "readers": "everyone", "expires_on": "31/02/2027", "file": (BytesIO(PDF), "notice.pdf")}
    answer = browser.post(path, sent, status=422, content_type="multipart/form-data")
    assert "Déjà reçu : notice.pdf" in answer.text.replace("\xa0", " ")
    kept = answer.text.split('name="file_kept"')[1].split('value="')[1].split('"')[0]
    browser.post(path, {"kind": "manual", "readers": "everyone", "expires_on": "", "file_kept": kept})
    assert len(details_page(museums.technician, museums.listing_id, now).depth.papers.filed) == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "vide.pdf", "vide"),
        (b"%PDF-1.4 coupe", "coupe.pdf", "incomplet"),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>"), "actif.pdf", "scripts"),
        (PDF.replace(b"/Root", b"/Encrypt 5 0 R /Root"), "ferme.pdf", "mot de passe"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "plan.pdf", "ni un PDF ni une image"),
        (b"MZ\x90\x00" + b"\0" * 99, "notice.pdf", "ni un PDF ni une image"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    app: Flask, now: datetime, content: bytes, name: str, said: str
) -> None:
    museums = two_museums(now=now)
    browser = signed_in(app, museums.lender_id, email="regie@exemple.fr")
    sent = {"kind": "manual", "readers": "everyone", "file": (BytesIO(content), name)}
    path = f"/annonces/{museums.listing_id}/details/documents"
    answer = browser.post(path, sent, status=422, content_type="multipart/form-data")
    assert said in answer.text
    assert not details_page(museums.technician, museums.listing_id, now).depth.papers.filed


def test_a_paper_is_a_download_in_a_box(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now, visibility=Visibility.PUBLIC)
    filed = a_filed_pdf(museums, now)
    answer = app.test_client().get(f"/annonces/{museums.listing_id}/documents/{filed}")
    assert answer.status_code == 200
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_picture_is_kept_encoded_again(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    document_id = receive_document(museums.technician, museums.lender_id, an_upload(a_picture(), "pv.jpg"), now)
    file = document_files([document_id])[document_id]
    assert file.media_type == "image/webp"


def test_each_reader_opens_what_is_theirs(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    everyone, borrowers, owner = (a_filed_pdf(museums, now, readers) for readers in DocumentReaders)
    elsewhere = an_institution(now=now)
    stranger = a_person(elsewhere, now=now)

    def opens(actor: object) -> list[int]:
        found = []
        for filed in (everyone, borrowers, owner):
            try:
                document_to_read(actor, museums.listing_id, filed)  # type: ignore[arg-type]
            except NotFound:
                continue
            found.append(filed)
        return found

    assert opens(museums.technician) == [everyone, borrowers, owner]
    assert opens(museums.team) == opens(stranger) == [everyone]
    a_loan(museums, State.APPROVED)
    assert opens(museums.team) == [everyone, borrowers]
    assert opens(stranger) == [everyone]
    seen = listing_depth(stranger, museums.listing_id, now).papers
    assert [(one.id, one.may_open) for one in seen.filed] == [(everyone, True), (borrowers, False)]
    db.session.rollback()
    db.session.get_one(Listing, museums.listing_id).visibility = Visibility.INSTITUTION
    db.session.commit()
    assert opens(stranger) == []
    assert opens(museums.team) == [everyone, borrowers]


def test_a_paper_taken_away_is_deleted_a_day_later(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    document_id = receive_document(museums.technician, museums.lender_id, an_upload(PDF, "a.pdf"), now)
    discard_unattached_documents(now + timedelta(hours=23))
    assert received_document(museums.lender_id, document_id)
    discard_unattached_documents(now + timedelta(hours=25))
    db.session.expire_all()
    assert received_document(museums.lender_id, document_id) is None


def test_what_must_travel_is_present_lapsed_or_missing(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)

    def required(**days: date) -> list[tuple[DocumentKind, Lapse | None]]:
        papers = listing_depth(museums.team, museums.listing_id, now, **days).papers  # type: ignore[arg-type]
        return [(one.kind, one.lapse) for one in papers.required if one.kind is DocumentKind.ELECTRICAL_CHECK]

    assert required() == [(DocumentKind.ELECTRICAL_CHECK, None)]
    a_filed_pdf(museums, now, expires_on=date(2027, 3, 12))
    days = {"first_day": FIRST_DAY, "last_day": LAST_DAY}
    assert required(**days) == [(DocumentKind.ELECTRICAL_CHECK, Lapse.TOO_SOON)]
    a_filed_pdf(museums, now, DocumentReaders.OWNER, expires_on=date(2030, 1, 1))
    assert required(**days) == [(DocumentKind.ELECTRICAL_CHECK, Lapse.VALID)]


def test_only_the_keepers_arrange_details(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    path = f"/annonces/{museums.listing_id}/details"
    signed_in(app, museums.borrower_id, email="autre@exemple.fr").get(path, 404)
    reader = signed_in(app, museums.lender_id, Role.EXHIBITIONS, email="expo@exemple.fr")
    reader.get(path, 403)
    reader.post(f"{path}/accessoires", {"name": "Câble", "quantity": "1"}, status=403)
    stranger = signed_in(app, an_institution(now=now), email="loin@exemple.fr")
    stranger.post(f"{path}/equivalents", {"words": "LG 55"}, status=404)
    stranger.get(f"/annonces/{museums.listing_id}/exemplaires/{museums.units[0]}", 404)


def test_a_copy_takes_its_kit_and_accessories_along_and_leaves_certificates(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    spots = a_listing(museums.technician, museums.lender_id, "led_spot", 6, "Projecteur LED", now=now)
    put_in_kit(museums.technician, museums.listing_id, spots, 2, now=now)
    put_accessory(museums.technician, museums.listing_id, "Télécommande", 1, True, now=now)
    add_equivalent(museums.technician, museums.listing_id, "LG 55UH5F", now=now)
    a_filed_pdf(museums, now)
    depth = listing_depth(museums.technician, duplicate_listing(museums.technician, museums.listing_id, now=now), now)
    assert [(one.id, one.quantity) for one in depth.members] == [(spots, 2)]
    assert [one.name for one in depth.accessories] == ["Télécommande"]
    assert [one.words for one in depth.named] == ["LG 55UH5F"]
    assert not depth.papers.filed


def test_equivalents_are_at_least_as_good_elsewhere_and_nearest_first(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now, brand="Samsung", model="QM55")
    lille, lyon = an_institution("À Lille", city="Lille", now=now), an_institution("À Lyon", city="Lyon", now=now)
    there, here = a_person(lille, now=now), a_person(lyon, now=now)
    far = a_listing(there, lille, title="Lillois", now=now)
    near = a_listing(here, lyon, title="Lyonnais", now=now)
    a_listing(here, lyon, title="Plus petit", specs={"diagonal": "43"}, now=now)
    a_listing(here, lyon, "plinth", title="Socle", now=now)
    a_listing(museums.technician, museums.lender_id, title="Le même chez nous", now=now)
    a_listing(here, lyon, title="Gardé", visibility=Visibility.INSTITUTION, now=now)
    small = a_listing(here, lyon, title="Nommé", brand="LG", model="43UH5F", specs={"diagonal": "43"}, now=now)
    team = museums.team
    assert [one.id for one in equivalents(team, museums.listing_id, now)] == [far, near]
    add_equivalent(museums.technician, museums.listing_id, "lg 43uh5f", now=now)
    assert [one.id for one in equivalents(team, museums.listing_id, now)] == [far, near, small]


def test_with_days_only_what_is_free_is_proposed(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=1, now=now)
    lyon = an_institution("À Lyon", now=now)
    near = a_listing(a_person(lyon, now=now), lyon, quantity=2, title="Lyonnais", now=now)
    a_loan(museums, State.APPROVED)
    browser = signed_in(app, museums.borrower_id, Role.EXHIBITIONS, email="expo@exemple.fr")
    days = f"du={FIRST_DAY}&au={LAST_DAY}"
    text = browser.get(f"/annonces/{museums.listing_id}?{days}&quantite=1").text
    assert "Équivalents libres à vos dates" in text
    assert f"/annonces/{near}?" in text
    text = browser.get(f"/annonces/{museums.listing_id}?{days}&quantite=3").text
    assert "Équivalents libres à vos dates" not in text


def test_accessories_are_ticked_when_they_leave_and_when_they_come_back(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=1, now=now)
    for name, essential in (("Télécommande", True), ("Câble HDMI", False), ("Housse", False)):
        put_accessory(museums.technician, museums.listing_id, name, 1, essential, now=now)
    loan_id, unit = a_loan(museums, State.APPROVED), museums.units[0]
    browser = signed_in(app, museums.lender_id, email="regie@exemple.fr")
    assert "Télécommande (indispensable)" in browser.get(f"/prets/{loan_id}/remise").text
    sent = {f"u{unit}-chosen": "y", f"u{unit}-condition": "good", f"u{unit}-note": ""}
    browser.post(f"/prets/{loan_id}/remise", {**sent, f"u{unit}-accessories": ["Télécommande", "Câble HDMI"]})
    shown = browser.get(f"/prets/{loan_id}").text.replace("\xa0", " ")
    assert "Parti sans :" in shown
    offered = browser.get(f"/prets/{loan_id}/retour").text
    assert "Câble HDMI" in offered
    browser.post(f"/prets/{loan_id}/retour", {**sent, f"u{unit}-accessories": ["Câble HDMI"]})
    assert "Manque au retour :" in browser.get(f"/prets/{loan_id}").text.replace("\xa0", " ")
    [view] = loan_page(museums.technician, loan_id, now).lines[0].units
    assert [tick.name for tick in view.left_without] == ["Housse"]
    assert [(tick.name, tick.is_essential) for tick in view.lacks] == [("Télécommande", True)]


def test_the_members_of_a_kit_are_ticked_too(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=1, now=now)
    spots = a_listing(museums.technician, museums.lender_id, "led_spot", 6, "Projecteur LED", now=now)
    put_in_kit(museums.technician, museums.listing_id, spots, 2, now=now)
    loan_id = a_loan(museums, State.APPROVED)
    browser = signed_in(app, museums.lender_id, email="regie@exemple.fr")
    assert "2 × Projecteur LED" in browser.get(f"/prets/{loan_id}/remise").text


def test_a_damaged_unit_goes_back_by_its_page(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    browser = signed_in(app, museums.lender_id, email="regie@exemple.fr")
    path = f"/annonces/{museums.listing_id}/exemplaires/{museums.units[0]}"
    assert "Aucun constat" in browser.get(path).text
    browser.post(path, {"condition": "to_repair", "note": "Dalle fendue."})
    text = browser.get(path).text
    assert "il ne peut pas être promis" in text
    assert "Enregistrer et remettre en service" in text
    for _click in range(2):
        browser.post(path, {"condition": "good", "note": "Dalle changée.", "once": "un-seul-clic"})
    assert browser.get(path).text.count("Dalle changée.") == 1
    browser.post(path, {"condition": "parfait", "note": ""}, status=422)
    assert "Dernier constat" in browser.get(f"/annonces/{museums.listing_id}").text
    assert "inspection" in browser.get(f"/annonces/{museums.listing_id}/exemplaires").text
