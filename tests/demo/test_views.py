"""Who is who and the mails: only in a demonstration, and nothing of a mail runs."""

from email.message import EmailMessage
from typing import Any

import pyotp
import pytest
from flask import Flask, url_for

from app.core.database import transaction
from app.demo.letters import find_mail
from app.demo.people import FIGURES, visitors
from app.demo.wording import TRIES
from app.notifications.working import work_once


def write_mail(app: Flask, name: str, text: str, subject: str = "Betreff", **headers: str) -> None:
    folder = app.config["DATA"] / "mail"
    folder.mkdir(exist_ok=True)
    message = EmailMessage()
    message["Subject"], message["To"] = subject, "anna.beispiel@example.org"
    message.set_content(text)
    message.add_alternative("<h1>html</h1><script>alert(1)</script>", subtype="html")
    (folder / f"{name}.eml").write_bytes(message.as_bytes())


def test_the_pages_exist_in_a_demonstration_alone(app: Flask, client: Any) -> None:
    for path in ("/demo", "/demo/post", "/demo/post/20260101T000000000000-x"):
        assert client.get(path).status_code == 404


@pytest.mark.once
def test_who_is_who_shows_everybody_with_a_code_that_works(visitor: Any) -> None:
    page = visitor.get("/demo").get_data(as_text=True)
    for figure in FIGURES:
        assert (figure.name in page) == figure.signs_in
    for one in visitors():
        if one.person.totp_secret:
            totp = pyotp.TOTP(one.person.totp_secret)
            assert totp.now() in page or totp.verify(totp.now(), valid_window=1)
            assert one.person.totp_secret not in page


@pytest.mark.once
def test_who_is_who_says_what_to_try_and_every_link_leads_somewhere(visitor: Any) -> None:
    page = visitor.get("/demo").get_data(as_text=True)
    assert set(TRIES) == {figure.key for figure in FIGURES if figure.signs_in}
    for words, endpoint in {one for tries in TRIES.values() for one in tries}:
        with visitor.application.test_request_context():
            address = url_for(endpoint)
            assert str(words).replace("'", "&#39;") in page
        assert f'href="{address}"' in page
        assert visitor.get(address).status_code == 302


def test_before_loading_the_pages_say_so(demo_app: Flask) -> None:
    client = demo_app.test_client()
    assert "demo load" in client.get("/demo").get_data(as_text=True)
    assert client.get("/demo/post").status_code == 200


@pytest.mark.once
def test_the_mails_are_listed_newest_first_and_read_as_text(stage: Flask, visitor: Any) -> None:
    while work_once():
        pass
    page = visitor.get("/demo/post").get_data(as_text=True)
    assert "anna.beispiel@example.org" in page
    name = page.split('href="/demo/post/')[1].split('"')[0]
    assert 'href="/' in visitor.get(f"/demo/post/{name}").get_data(as_text=True).split("demo-mail")[1]


def test_a_code_is_shown_large_and_links_lead_here(demo_app: Flask) -> None:
    text = "Ihr Code:\n\n    123456\n\nhttp://localhost/konto/x?a=1&b=2 oder https://evil.example/x"
    write_mail(demo_app, "20260101T000000000000-code-a", text)
    page = demo_app.test_client().get("/demo/post/20260101T000000000000-code-a").get_data(as_text=True)
    assert "123456</strong>" in page
    assert 'href="/konto/x?a=1&amp;b=2"' in page
    assert 'href="https://evil.example' not in page


def test_nothing_of_a_mail_runs(demo_app: Flask) -> None:
    text = "<script>alert(2)</script> http://localhost//evil.example/"
    write_mail(demo_app, "20260101T000000000000-b", text, "<b>x</b>")
    page = demo_app.test_client().get("/demo/post/20260101T000000000000-b").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "alert(1)" not in page
    assert "<b>x</b>" not in page
    assert 'href="//evil' not in page


def test_only_mails_can_be_read(demo_app: Flask) -> None:
    client = demo_app.test_client()
    (demo_app.config["DATA"] / "secret.eml").write_text("Subject: x\n\nsecret")
    for name in ("..%2Fsecret", "../secret", "secret", "20260101T000000000000-fehlt", "a" * 300):
        assert client.get(f"/demo/post/{name}").status_code == 404
    assert find_mail(demo_app.config["DATA"] / "mail", "../secret") is None


def test_where_mails_really_leave_there_is_nothing_to_read(demo_app: Flask) -> None:
    demo_app.config["MAIL_URL"] = "smtp://localhost"
    assert "SMTP" in demo_app.test_client().get("/demo/post").get_data(as_text=True)
    with transaction():
        pass
