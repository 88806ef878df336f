"""The conversation of a loan: who reads, who writes, in what order, once, with what comes along."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.services import deactivate_person, revoke_role
from app.core.actor import SYSTEM, Actor, Role
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import KeyReused
from app.core.notices import unread_count
from app.core.wishes import NoticeKind, Wish
from app.loans import queries, services
from app.loans.domain.lifecycle import State
from app.loans.domain.talk import LONGEST_MESSAGE, EmptyMessage, Entry, TooLong, TooManyFiles, checked, in_order
from app.loans.models import Message
from app.media.documents import discard_unattached_documents, receive_document
from app.media.models import Document
from app.notifications.services import choose_wishes
from tests.accounts.letters import letters_to
from tests.given.accounts import a_person, an_institution
from tests.given.loans import Museums, a_loan
from tests.given.media import an_upload
from tests.loans.test_pages import BORROWER_READER, LENDER_READER, STRANGER, TEAM, TECHNICIAN, museums
from tests.notifications.given import at_once
from tests.pages import Browser

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
ACTIVE = PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>")
TYPED = "Bonjour,\n\n  la rampe  fait 80 cm.\n<b>https://exemple.fr</b>"

__all__ = ["museums"]  # the same two museums as the pages of a loan


def talk_of(actor: Actor, loan_id: int, now: datetime) -> queries.Talk:
    db.session.rollback()
    return queries.loan_talk(actor, queries.loan_page(actor, loan_id, now))


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Message.id))) or 0


def test_moves_and_messages_stand_in_one_thread_with_the_request_and_the_answer(
    museums: Museums, now: datetime
) -> None:
    loan_id = a_loan(museums, message="Pour la salle 2.")
    services.post_message(museums.technician, loan_id, "Avez-vous un quai ?", now=now + timedelta(minutes=5))
    services.post_message(museums.team, loan_id, "Oui, au nord.", now=now + timedelta(minutes=9))
    services.accept_loan(museums.technician, loan_id, now + timedelta(minutes=20), answer="À lundi.")
    said = [(one.action, one.who, one.text) for one in talk_of(museums.team, loan_id, now).entries]
    assert said == [
        ("request_loan", "Elio Expo", "Pour la salle 2."),
        ("", "Tania Technique", "Avez-vous un quai ?"),
        ("", "Elio Expo", "Oui, au nord."),
        ("accept_loan", "Tania Technique", "À lundi."),
    ]


def test_at_one_instant_the_move_comes_first() -> None:
    at = datetime(2027, 1, 11, tzinfo=UTC)
    message, move = Entry(at, "A", "H", "dit", message_id=3), Entry(at, "A", "H", "", action="accept_loan")
    earlier = Entry(at - timedelta(seconds=1), "B", "H", "avant", message_id=9)
    assert in_order([message, move, earlier]) == (earlier, move, message)


def test_a_message_is_kept_as_typed_and_nothing_in_it_acts(
    app: Flask, museums: Museums, browser: Browser, now: datetime
) -> None:
    loan_id = a_loan(museums)
    browser.sign_in(TECHNICIAN).post(f"/prets/{loan_id}/messages", {"text": TYPED, "once": "a"})
    assert db.session.scalar(select(Message.text)) == TYPED
    page = browser.get(f"/prets/{loan_id}").text
    assert "la rampe  fait 80 cm.\n&lt;b&gt;https://exemple.fr&lt;/b&gt;" in page
    assert 'href="https://exemple.fr' not in page


@pytest.mark.parametrize(
    ("text", "files", "refusal"),
    [("", 0, EmptyMessage), (" \n\t", 0, EmptyMessage), ("x" * (LONGEST_MESSAGE + 1), 0, TooLong), ("x", 6, TooManyFiles)],
)  # fmt: skip
def test_what_no_message_can_be(text: str, files: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        checked(text, files)


def test_a_file_alone_is_a_message() -> None:
    assert checked("  ", 1) == ""
    assert checked("a\r\nb\rc\x00", 0) == "a\nb\nc"


def test_posting_twice_writes_once_and_tells_once(museums: Museums, browser: Browser, now: datetime) -> None:
    loan_id = a_loan(museums)
    before = len(letters_to(TEAM))
    browser.sign_in(TECHNICIAN)
    for _ in range(3):
        file = an_upload(PDF, "plan.pdf")
        browser.post(
            f"/prets/{loan_id}/messages",
            {"text": "Voici.", "once": "clef", "files": (file.stream, file.filename)},
            content_type="multipart/form-data",
        )
    assert count() == 1
    assert db.session.scalar(select(func.count(Document.id))) == 1
    assert len(letters_to(TEAM)) == before + 1


def test_coming_back_to_write_another_message_is_said_and_loses_nothing(
    museums: Museums, browser: Browser, now: datetime
) -> None:
    loan_id = a_loan(museums)
    browser.sign_in(TECHNICIAN)
    browser.post(f"/prets/{loan_id}/messages", {"text": "Un.", "once": "clef"})
    page = browser.post(f"/prets/{loan_id}/messages", {"text": "Deux.", "once": "clef"}, status=422).text
    assert "Votre message précédent est bien parti" in page
    assert "Deux.</textarea>" in page
    assert 'value="clef"' not in page
    with pytest.raises(KeyReused):
        services.post_message(museums.technician, loan_id, "Deux.", key="clef", now=now)
    assert count() == 1


def test_one_click_that_arrives_four_times_at_once_is_one_message(
    app: Flask, museums: Museums, now: datetime
) -> None:
    loan_id = a_loan(museums)
    at_once(app, lambda: services.post_message(museums.team, loan_id, "Une fois.", key="clef", now=now), 4)
    assert count() == 1


def test_the_same_words_from_a_page_one_went_back_to_are_one_message(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    paper = receive_document(museums.team, museums.borrower_id, an_upload(PDF, "plan.pdf"), now)
    services.post_message(museums.team, loan_id, "Voici.", [paper], key="a", now=now)
    minute = timedelta(minutes=1)
    again = receive_document(museums.team, museums.borrower_id, an_upload(PDF, "plan.pdf"), now)
    services.post_message(museums.team, loan_id, "Voici.", [], key="b", now=now + minute)
    services.post_message(museums.team, loan_id, "Voici.", [again], key="c", now=now + minute)
    assert count() == 1
    other = receive_document(museums.team, museums.borrower_id, an_upload(PDF + b"\n", "coupe.pdf"), now)
    services.post_message(museums.team, loan_id, "Voici.", [other], key="d", now=now + minute)
    assert count() == 2
    services.post_message(museums.technician, loan_id, "Merci.", key="e", now=now + 2 * minute)
    services.post_message(museums.team, loan_id, "Voici.", key="f", now=now + 3 * minute)
    services.post_message(museums.team, loan_id, "Voici.", key="g", now=now + 60 * minute)
    assert count() == 5


def test_the_other_side_is_told_and_who_wrote_is_not(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    assert museums.technician.user_id is not None
    assert museums.team.user_id is not None
    before = unread_count(museums.technician.user_id), unread_count(museums.team.user_id)
    services.post_message(museums.team, loan_id, "Avez-vous l'angle ?", now=now)
    assert (unread_count(museums.technician.user_id), unread_count(museums.team.user_id)) == (
        before[0] + 1,
        before[1],
    )
    letter = letters_to(TECHNICIAN)[-1]
    assert letter.subject == "Message de Musée emprunteur : Sous la lave"
    assert "Elio Expo (Musée emprunteur) vous écrit" in letter.body
    assert "Avez-vous l'angle ?" in letter.body
    assert TEAM not in letter.body
    assert f"/prets/{loan_id}" in letter.body
    assert letter.unsubscribe_url


def test_who_wants_no_mail_of_messages_gets_the_notice_alone(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    choose_wishes(museums.technician, {NoticeKind.MESSAGES: Wish.NEVER}, now)
    before = len(letters_to(TECHNICIAN))
    services.post_message(museums.team, loan_id, "Bonjour", now=now)
    assert len(letters_to(TECHNICIAN)) == before
    assert talk_of(museums.technician, loan_id, now).new_count == 1


def test_it_is_marked_new_until_it_was_before_ones_eyes(
    app: Flask, museums: Museums, browser: Browser, now: datetime
) -> None:
    loan_id = a_loan(museums)
    services.post_message(museums.team, loan_id, "Bonjour", now=now)
    browser.sign_in(TECHNICIAN)
    assert 'class="unread"' in browser.get("/prets").text
    first, second = (browser.get(f"/prets/{loan_id}").text for _ in range(2))
    assert "1 message non lu" in first
    assert "message non lu" not in second
    assert 'class="unread"' not in second
    colleague = Browser(app).sign_in(LENDER_READER).get(f"/prets/{loan_id}").text
    assert "1 message non lu" in colleague
    assert "message non lu" not in Browser(app).sign_in(TEAM).get(f"/prets/{loan_id}").text


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        (TECHNICIAN, 200, 303),
        (TEAM, 200, 303),
        (LENDER_READER, 200, 403),
        (BORROWER_READER, 200, 403),
        (STRANGER, 404, 404),
        ("equipe@exemple.fr", 200, 404),
    ],
)
def test_members_of_both_houses_read_and_those_who_act_for_one_write(
    museums: Museums, browser: Browser, now: datetime, who: str, reads: int, writes: int
) -> None:
    a_person(email="equipe@exemple.fr", is_staff=True)
    loan_id = a_loan(museums)
    paper = receive_document(museums.team, museums.borrower_id, an_upload(PDF, "plan.pdf"), now)
    services.post_message(museums.team, loan_id, "Un secret de régie", [paper], now=now)
    browser.sign_in(who)
    page = browser.get(f"/prets/{loan_id}", reads).text
    member = reads == 200 and writes != 404
    assert ("Un secret de régie" in page) is member
    assert ("Envoyer le message" in page) is (writes == 303)
    browser.get(f"/prets/{loan_id}/messages/pieces/1", 200 if member else 404)
    before = count()
    browser.post(f"/prets/{loan_id}/messages", {"text": "Moi aussi", "once": "z"}, status=writes)
    assert count() == before + (writes == 303)


def test_a_visitor_is_asked_who_they_are(museums: Museums, browser: Browser) -> None:
    loan_id = a_loan(museums)
    browser.post(f"/prets/{loan_id}/messages", {"text": "x"}, status=303)
    assert count() == 0


def test_files_come_as_downloads_and_stay_when_the_form_comes_back(
    app: Flask, museums: Museums, browser: Browser, now: datetime
) -> None:
    loan_id = a_loan(museums)
    browser.sign_in(TEAM)
    path = f"/prets/{loan_id}/messages"
    good, bad = an_upload(PDF, "plan.pdf"), an_upload(ACTIVE, "piège.pdf")
    page = browser.post(
        path,
        {
            "text": "Voici.",
            "once": "k",
            "files": [(good.stream, good.filename), (bad.stream, bad.filename)],
        },
        status=422,
        content_type="multipart/form-data",
    ).text
    assert "piège.pdf :" in page
    assert "Garder plan.pdf, déjà reçu" in page
    assert count() == 0
    browser.post(path, {"text": "Voici.", "once": "k", "files_kept": "1"})
    assert count() == 1
    answer = browser.get(f"{path}/pieces/1")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename=plan.pdf"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    discard_unattached_documents(now + timedelta(days=3))
    browser.get(f"{path}/pieces/1")
    browser.get(f"{path}/pieces/99999", 404)


def test_somebody_elses_paper_is_no_attachment(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    house = an_institution()
    stranger = a_person(house, Role.TECHNICIAN)
    paper = receive_document(stranger, house, an_upload(PDF, "autre.pdf"), now)
    with pytest.raises(NotFound):
        services.post_message(museums.team, loan_id, "Voici", [paper], now=now)
    assert count() == 0


def test_the_piece_of_another_loan_is_not_found_under_this_one(museums: Museums, now: datetime) -> None:
    one, other = a_loan(museums), a_loan(museums)
    paper = receive_document(museums.team, museums.borrower_id, an_upload(PDF, "plan.pdf"), now)
    services.post_message(museums.team, one, "Voici", [paper], now=now)
    assert queries.talk_piece(museums.team, one, 1).name == "plan.pdf"
    with pytest.raises(NotFound):
        queries.talk_piece(museums.team, other, 1)


def test_who_left_keeps_their_name_and_writes_no_more(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    assert museums.team.user_id is not None
    services.post_message(museums.team, loan_id, "Au revoir", now=now)
    revoke_role(SYSTEM, museums.borrower_id, museums.team.user_id, Role.EXHIBITIONS, now)
    deactivate_person(SYSTEM, museums.team.user_id, now)
    entry = talk_of(museums.technician, loan_id, now).entries[-1]
    assert (entry.who, entry.house, entry.text) == ("Elio Expo", "Musée emprunteur", "Au revoir")
    gone = Actor(museums.team.user_id, museums.team.name)
    with pytest.raises(NotFound):
        services.post_message(gone, loan_id, "Encore moi", now=now)


def test_a_reader_may_not_write_whatever_they_send(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    reader = a_person(museums.lender_id, Role.READER)
    with pytest.raises(Forbidden):
        services.post_message(reader, loan_id, "Bonjour", now=now)


def test_one_goes_on_talking_once_the_loan_is_over(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, State.CLOSED)
    services.post_message(museums.team, loan_id, "Merci !", now=now + timedelta(days=99))
    assert talk_of(museums.technician, loan_id, now).entries[-1].text == "Merci !"


def test_the_letter_of_a_message_is_in_the_language_of_its_reader(
    app: Flask, museums: Museums, now: datetime
) -> None:
    with transaction() as session:
        session.get_one(User, museums.technician.user_id).language = "en"
    loan_id = a_loan(museums)
    services.post_message(museums.team, loan_id, "Bonjour", now=now)
    letter = letters_to(TECHNICIAN)[-1]
    assert letter.subject == "Message from Musée emprunteur: Sous la lave"
    assert "Hello Tania Technique" in letter.body
    assert "writes to you about the loan" in letter.body
    assert "/desabonnement/" in letter.body
