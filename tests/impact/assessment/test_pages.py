"""The self-assessment in a browser without scripts: phase by phase, with files, conflicts, tasks, a report."""

from datetime import date, datetime
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.actor import Actor, Role
from app.core.db import db
from app.impact.assessment.domain.questionnaire import questionnaire
from app.impact.assessment.queries.standing import assessment_of, last_answers
from app.needs.domain.needs import NeedFields
from app.needs.services.needs import add_needs
from tests.given.accounts import a_person
from tests.given.assessments import PDF, a_proof, a_self_assessment, all_answered, answered, begun, value
from tests.given.exhibitions import an_exhibition
from tests.impact.given import World, a_world
from tests.pages import Browser


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    return a_world(now)


def as_person(app: Flask, actor: Actor) -> Browser:
    return Browser(app).sign_in(db.session.get_one(User, actor.user_id).email)


def words_of(answer: Any) -> str:
    return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")


def base(world: World) -> str:
    return f"/expositions/{world.exhibition}/auto-evaluation"


def one(name: str, answer: str, seen: int = 0, **more: str) -> dict[str, Any]:
    return {f"{name}_answer": answer, f"{name}_seen": str(seen)} | {
        f"{name}_{key}": text for key, text in more.items()
    }


def values(world: World) -> dict[str, int | None]:
    db.session.rollback()
    row = assessment_of(world.exhibition)
    assert row is not None
    return {name: line.given.value for name, line in last_answers(row.id).items()}


def test_a_team_answers_phase_by_phase(app: Flask, world: World) -> None:
    curator = as_person(app, world.curator)
    assert "Commencer l'auto-évaluation" in words_of(curator.get(base(world)))
    assert f'href="{base(world)}"' in curator.get(f"/expositions/{world.exhibition}").text
    curator.post(f"{base(world)}/commencer")
    page = words_of(curator.get(f"{base(world)}/phases/1"))
    assert "Q01 : Un budget carbone chiffré" in page and "note de cadrage" in page
    sent = {"version": "1", **one("Q01", "3", note="voté en mars"), **one("Q02", "na", reason="une seule date")}
    curator.post(f"{base(world)}/phases/1", sent | {"suite": "1"})
    assert values(world) == {"Q01": 3, "Q02": None}
    officer = as_person(app, world.csr)
    page = words_of(officer.get(f"{base(world)}/phases/1"))
    assert "Répondu le" in page and "cette réponse compte pour 2" in page
    overview = words_of(officer.get(base(world)))
    assert "2 sur 9" in overview and "Score d'éco-production" in overview and "Empreinte" in overview


def test_nothing_typed_is_lost_when_an_answer_is_refused(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    curator = as_person(app, world.curator)
    sent = {"version": "1", **one("Q01", "4", note="écrit avec soin"), **one("Q02", "na")}
    sent["Q01_file"] = (BytesIO(PDF), "cadrage.pdf")
    page = words_of(curator.post(f"{base(world)}/phases/1", sent, status=422))
    assert "Dites pourquoi la question est sans objet" in page
    assert "écrit avec soin" in page and "Déjà reçu : cadrage.pdf" in page
    assert values(world) == {}


def test_a_file_joined_makes_the_answer_count_and_can_be_taken_back(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    curator = as_person(app, world.curator)
    sent = {"version": "1", **one("Q01", "3"), "Q01_file": (BytesIO(PDF), "cadrage.pdf")}
    curator.post(f"{base(world)}/phases/1", sent)
    page = curator.get(f"{base(world)}/phases/1")
    assert "cadrage.pdf" in page.text and "compte pour 2" not in words_of(page)
    link = page.text.split('/fichier"')[0].rpartition('href="')[2] + "/fichier"
    file = curator.get(link)
    assert file.data == PDF and "attachment" in file.headers["Content-Disposition"]
    as_person(app, world.technician).get(link, status=404)
    proof_id = link.split("/")[-2]
    curator.post(f"{base(world)}/phases/1", {"version": "1", "retirer": proof_id})
    curator.get(link, status=404)


def test_two_at_once_are_shown_to_each_other(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    curator = as_person(app, world.curator)
    answered(world.csr, world.exhibition, now, Q01=value(1))
    sent = {"version": "1", **one("Q01", "4", note="la mienne"), **one("Q02", "2")}
    page = words_of(curator.post(f"{base(world)}/phases/1", sent, status=409))
    assert "a répondu entre-temps" in page and "la mienne" in page
    assert values(world) == {"Q01": 1, "Q02": 2}
    assert 'name="Q01_seen" type="hidden" value="1"' in page
    curator.post(f"{base(world)}/phases/1", {"version": "1", **one("Q01", "4", seen=1)})
    assert values(world)["Q01"] == 4


def test_a_page_of_another_version_says_so(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    sent = {"version": "0", **one("Q01", "4")}
    page = as_person(app, world.curator).post(f"{base(world)}/phases/1", sent, status=409)
    assert "rechargez la page" in words_of(page)
    assert values(world) == {}


def test_what_the_platform_knows_is_already_there_and_says_whence(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    add_needs(world.curator, world.exhibition, [NeedFields(category="screen")], now=now)
    page = words_of(as_person(app, world.curator).get(f"{base(world)}/phases/1?question=Q08"))
    assert "Réponse pré-remplie par la plateforme" in page
    assert "cherchées chez vous puis dans le réseau : 1" in page
    assert values(world) == {}


def test_low_answers_become_tasks(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    answered(world.curator, world.exhibition, now, Q02=value(1))
    curator = as_person(app, world.curator)
    assert "En faire une tâche" in words_of(curator.get(f"{base(world)}/phases/1"))
    path = f"{base(world)}/taches"
    assert "Réponses basses sans tâche" in words_of(curator.get(f"{path}?question=Q02"))
    task = {"question": "Q02", "title": "Revoir le calendrier", "owner_id": str(world.csr.user_id)}
    assert "à venir" in words_of(curator.post(path, task | {"due_on": "2020-01-01"}, status=422))
    curator.post(path, task | {"due_on": "2027-02-01"})
    officer = as_person(app, world.csr)
    assert "Revoir le calendrier" in words_of(officer.get("/"))
    page = officer.get(path).text
    action = page.split('action="' + path + "/")[1].split('"')[0]
    officer.post(f"{path}/{action}", {"fin": "faite"})
    assert "Terminées" in words_of(officer.get(path))
    assert "Revoir le calendrier" not in words_of(officer.get("/"))


def test_the_mass_of_everything_is_asked_in_kilograms(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    curator = as_person(app, world.curator)
    assert "entre 1 et" in words_of(curator.post(f"{base(world)}/masse", {"total_mass_kg": "0,4"}, status=422))
    curator.post(f"{base(world)}/masse", {"total_mass_kg": "3 400"})
    assert "3400" in curator.get(base(world)).text


def test_the_report_is_a_page_and_a_paper(app: Flask, world: World, now: datetime) -> None:
    a_self_assessment(world.curator, world.exhibition, world.borrower, now)
    curator = as_person(app, world.curator)
    page = words_of(curator.get(f"{base(world)}/rapport"))
    assert "Deux comptes, côte à côte" in page and "Q58 :" in page and "Revoir le calendrier" in page
    paper = curator.get(f"{base(world)}/rapport.pdf")
    assert paper.data.startswith(b"%PDF") and paper.headers["Cache-Control"] == "private, no-store"


def test_it_speaks_english(app: Flask, world: World, now: datetime) -> None:
    a_self_assessment(world.curator, world.exhibition, world.borrower, now)
    curator = as_person(app, world.curator)
    curator.client.set_cookie("lang", "en")
    page = curator.get(f"{base(world)}/phases/1").text
    assert "Was a numeric carbon budget set before the object list" in unescape(page)
    assert "scoping note" in page and "note de cadrage" not in page


def test_nobody_else_finds_it_even_of_a_public_show(app: Flask, world: World, now: datetime) -> None:
    all_answered(world.curator, world.exhibition, now, 2)
    a_proof(world.curator, world.exhibition, world.borrower, "Q01", now)
    stranger = as_person(app, world.technician)
    for path in ("", "/phases/1", "/taches", "/rapport", "/rapport.pdf"):
        stranger.get(base(world) + path, status=404)
    stranger.post(f"{base(world)}/phases/1", {"version": "1", **one("Q01", "0", 1)}, status=404)
    assert values(world)["Q01"] == 2


def test_a_reader_reads_without_a_button(app: Flask, world: World, now: datetime) -> None:
    all_answered(world.curator, world.exhibition, now, 2)
    reader = as_person(app, a_person(world.borrower, Role.READER, email="lecture@exemple.fr", now=now))
    page = words_of(reader.get(f"{base(world)}/phases/1"))
    assert "Fait en partie" in page and "Enregistrer et continuer" not in page
    reader.post(f"{base(world)}/phases/1", {"version": "1"}, status=403)


def test_one_answer_is_kept_by_itself_as_one_goes(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    add_needs(world.curator, world.exhibition, [NeedFields(category="screen")], now=now)
    curator, path = as_person(app, world.curator), f"{base(world)}/phases/1"
    script = {"headers": {"X-Autosave": "1"}}
    kept = curator.post(path, {"version": "1", **one("Q01", "2")}, status=200, **script)
    assert kept.json is not None and kept.json["seen"] == {"Q01": 1}
    assert values(world) == {"Q01": 2}  # and not Q08, which is only proposed
    refused = curator.post(path, {"version": "1", **one("Q02", "na")}, status=422, **script)
    assert refused.json is not None and "pourquoi" in refused.json["text"]
    answered(world.csr, world.exhibition, now, Q01=value(3))
    curator.post(path, {"version": "1", **one("Q01", "4", seen=1)}, status=409, **script)
    assert values(world) == {"Q01": 3}


def test_lessons_are_written_at_the_end_and_read_at_the_beginning(app: Flask, world: World, now: datetime) -> None:
    earlier = an_exhibition(
        world.curator, world.borrower, now, title="Avant", opens_on=date(2026, 3, 1), closes_on=date(2026, 5, 1)
    )
    for show in (earlier, world.exhibition):
        begun(world.curator, show, now)
    curator = as_person(app, world.curator)
    path = f"/expositions/{earlier}/auto-evaluation"
    assert "que doit savoir la prochaine équipe" in words_of(curator.get(path))
    assert "en une ou deux phrases" in words_of(curator.post(f"{path}/lecons", {"text": " "}, status=422))
    curator.post(f"{path}/lecons", {"text": "Commander les caisses plus tôt."})
    for place in ("", "/phases/1?question=Q09", "/lecons"):
        assert "« Avant » vous a laissé" in words_of(curator.get(base(world) + place))
    assert "Commander les caisses" in words_of(curator.get(f"{path}/rapport"))
    action = curator.get(f"{path}/lecons").text.split("/retirer")[0].rpartition("/")[2]
    curator.post(f"{path}/lecons/{action}/retirer")
    assert "vous a laissé" not in words_of(curator.get(base(world)))


def test_a_phase_is_asked_by_the_handful_with_a_way_on_and_a_way_to_each(
    app: Flask, world: World, now: datetime
) -> None:
    begun(world.curator, world.exhibition, now)
    curator, asked = as_person(app, world.curator), questionnaire()
    sent = {"version": "1", **one("Q01", "2"), "suite": "1"}
    assert curator.post(f"{base(world)}/phases/1", sent).location == f"{base(world)}/phases/1?etape=2#contenu"
    for phase in asked.phases:
        at = f"{base(world)}/phases/{phase.number}"
        for step, questions in enumerate(phase.steps, start=1):
            page = curator.get(f"{at}?etape={step}").text
            assert [f'<fieldset class="group" id="{one.id}">' in page for one in phase.questions] == [
                one in questions for one in phase.questions
            ]
            assert all(f'id="{one.id}"' in page for one in phase.questions)  # an older address still leads there
            assert page.count("<") - page.count("</") < 400
            last = curator.post(f"{at}?etape={step}", {"version": "1", "suite": "1"}).location
        ends = phase.number == len(asked.phases)
        assert last == (base(world) if ends else f"{base(world)}/phases/{phase.number + 1}?etape=1") + "#contenu"
        for question in phase.questions:
            page = curator.get(f"{at}?question={question.id}").text
            assert f'<fieldset class="group" id="{question.id}">' in page
        curator.get(f"{at}?etape={len(phase.steps) + 1}", status=404)
    curator.get(f"{base(world)}/phases/1?etape=x", status=404)


def test_a_refused_step_comes_back_as_it_was_sent(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    curator = as_person(app, world.curator)
    wrong = {"version": "1", **one("Q05", "na", note="gardé")}
    for address in ("/phases/1", "/phases/1?etape=2"):
        page = words_of(curator.post(base(world) + address, dict(wrong), status=422))
        assert 'id="Q05"' in page and "gardé" in page and "Dites pourquoi" in page
    done = curator.post(f"{base(world)}/phases/1?etape=2", {"version": "1", **one("Q05", "3")})
    assert done.location == f"{base(world)}/phases/1?etape=2#contenu"
    assert values(world) == {"Q05": 3}


def test_the_overview_leads_to_the_first_question_without_an_answer(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    answered(world.curator, world.exhibition, now, **{f"Q0{number}": value(2) for number in (1, 2, 3, 4)})
    page = as_person(app, world.curator).get(base(world)).text
    assert f'href="{base(world)}/phases/1?question=Q05"' in page
    assert f'href="{base(world)}/phases/2?question=Q10"' in page
