"""What somebody reads when nothing could be done: why, and how to go on."""

from flask import Flask

from tests.pages import Browser, check


def test_a_request_beyond_the_limit_is_told_the_limit_and_how_to_go_on(app: Flask, browser: Browser) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 2 * 1024 * 1024
    sent = {"csrf_token": browser.csrf_token(), "email": "x" * (2 * 1024 * 1024)}
    answer = browser.client.post("/connexion", data=sent)
    assert answer.status_code == 413
    check(answer.text, answer.headers["Content-Security-Policy"])
    said = answer.text.replace("\xa0", " ")
    for words in ("trop lourd", "dépasse 2 Mo", "Revenez à la page précédente"):
        assert words in said


def test_a_page_that_expired_says_so(browser: Browser) -> None:
    answer = browser.client.post("/connexion", data={"email": "a@exemple.fr"})
    assert answer.status_code == 422
    assert "Cette page a expiré" in answer.text
