"""Response templates: kept by the office, put into a form without losing a word, never sent half filled in."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.casework.models import TEMPLATE_STEPS, ResponseTemplate
from app.casework.templates import fill, filled, standard_templates, templates_for, unknown_in
from app.casework.templating import add_template
from app.core.database import db, transaction
from tests.cast import Cast
from tests.ideas_desk.stage import fresh, received

Browser = Callable[..., Any]


def a_template(cast: Cast, step: str = "publish", text: str = "Danke für „{titel}“, Nr. {nummer}.") -> ResponseTemplate:
    with transaction():
        return add_template(cast.here, step=step, title=f"Für {step}", text=text, by=cast.bernd)


def kept(template: ResponseTemplate) -> ResponseTemplate:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(ResponseTemplate, template.id)


@pytest.mark.once
def test_words_are_filled_in_once_and_the_rest_stays() -> None:
    values = {"titel": "Rad {kontakt}", "kontakt": "k@example.org", "teilziel": None}
    assert (
        fill("{titel}, {Kontakt}, {teilziel}, {grund}", values) == "Rad (kontakt), k@example.org, {teilziel}, {grund}"
    )
    assert unknown_in("{nummer} {name} {grund} {name} { }") == ["{name}", "{ }"]


@pytest.mark.once
def test_the_standard_texts_serve_every_step_and_use_known_words() -> None:
    texts = standard_templates()
    assert {step for step, _title, _text in texts} == set(TEMPLATE_STEPS)
    assert [word for _step, _title, text in texts for word in unknown_in(text)] == []
    assert len({(step, title) for step, title, _text in texts}) == len(texts)


def test_the_office_keeps_its_texts(cast: Cast, as_person: Browser) -> None:
    desk, sent = as_person(cast.bernd), {"step": "refuse", "title": "Werbung", "text": "Das ist Werbung: {grund}"}
    new = "/verwaltung/textbausteine/hier/neu"
    assert desk.get(f"{new}?schritt=refuse").status_code == 200
    for _turn in range(2):
        assert desk.post(new, data=sent).status_code == 303
    template = db.session.scalars(select(ResponseTemplate)).one()
    wrong = desk.post(new, data={**sent, "title": "Anders", "text": "Guten Tag {name}"})
    assert (wrong.status_code, "{name}" in wrong.get_data(as_text=True)) == (422, True)
    assert desk.post(new, data={**sent, "text": "Anders"}).status_code == 422
    address = f"/verwaltung/textbausteine/{template.id}"
    preview = desk.post(address, data={**sent, "version": "1", "text": "Nr. {nummer}", "preview": "1"})
    assert (preview.status_code, "Nr. 4711" in preview.get_data(as_text=True)) == (200, True)
    assert desk.post(address, data={**sent, "version": "1", "text": "Neu {grund}"}).status_code == 303
    late = desk.post(address, data={**sent, "version": "1", "text": "Meine Fassung"})
    assert late.status_code == 409
    assert all(words in late.get_data(as_text=True) for words in ("Meine Fassung", "Neu {grund}"))
    assert desk.post(f"{address}/entfernen", data={"version": "1"}).status_code == 409
    assert desk.post(f"{address}/entfernen", data={"version": "2"}).status_code == 303
    assert templates_for(cast.here.id, "refuse") == []
    assert desk.post(f"{address}/zurueckholen", data={"version": "3"}).status_code == 303
    assert [one.text for one in templates_for(cast.here.id, "refuse")] == ["Neu {grund}"]


def test_standard_texts_come_with_one_click_once(cast: Cast, as_person: Browser) -> None:
    desk = as_person(cast.bernd)
    assert "/verwaltung/textbausteine/hier/standard" in desk.get("/verwaltung/textbausteine").get_data(as_text=True)
    for _turn in range(2):
        assert desk.post("/verwaltung/textbausteine/hier/standard").status_code == 303
    assert len(db.session.scalars(select(ResponseTemplate)).all()) == len(standard_templates())
    assert "/hier/standard" not in desk.get("/verwaltung/textbausteine").get_data(as_text=True)


def test_nobody_else_reads_or_changes_them(cast: Cast, client: Any, as_person: Browser) -> None:
    template = a_template(cast)
    address = f"/verwaltung/textbausteine/{template.id}"
    assert client.get(address).status_code == 302
    for browser in (as_person(cast.dilek), as_person(cast.anna)):
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}/entfernen", data={"version": "1"}).status_code == 404
        assert browser.post("/verwaltung/textbausteine/hier/standard").status_code == 404
    assert as_person(cast.dilek).get("/verwaltung/textbausteine?stelle=hier").status_code == 404
    assert kept(template).removed_at is None


@pytest.mark.parametrize(
    ("state", "slug", "step", "typed"),
    [
        ("submitted", "veroeffentlichen", "publish", {}),
        ("submitted", "nachfragen", "ask_back", {}),
        ("submitted", "ablehnen", "refuse", {}),
        ("published", "ideenpool", "pooled", {}),
        ("published", "abschliessen", "forwarded", {"outcome": "forwarded", "forwarded_to": "Stadt Naunhof"}),
        ("published", "zwischenbescheid", "interim", {"until": "2031-01-06"}),
    ],
)
def test_a_template_is_put_below_what_was_typed_and_nothing_is_lost(
    cast: Cast, as_person: Browser, state: str, slug: str, step: str, typed: dict[str, str]
) -> None:
    template, idea = a_template(cast, step), received(cast, state, is_tagged=True)
    address = f"/verwaltung/ideen/{idea.id}/{slug}"
    sent = {"version": "1", "reason": "Mein Satz.", **typed}
    answer = as_person(cast.bernd).post(address, data={**sent, "template": template.id, "insert": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f"Mein Satz.\n\n{filled(template, idea)}</textarea>" in page.replace("\r\n", "\n").replace("&#34;", '"')
    assert all(value in page for value in typed.values())
    assert fresh(idea).state == state


def test_a_word_left_in_braces_is_not_sent(cast: Cast, as_person: Browser) -> None:
    idea, sent = received(cast), {"version": "1", "reason": "Es geht um {grund}."}
    answer = as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/ablehnen", data=sent)
    assert (answer.status_code, answer.get_data(as_text=True).count("{grund}") >= 2) == (422, True)
    assert fresh(idea).state == "submitted"


def test_another_offices_template_puts_nothing_in(cast: Cast, as_person: Browser) -> None:
    with transaction():
        foreign = add_template(cast.elsewhere, step="refuse", title="Dort", text="Kanarientext", by=cast.dilek)
    idea = received(cast)
    sent = {"version": "1", "reason": "Meins", "template": foreign.id, "insert": "1"}
    page = as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/ablehnen", data=sent).get_data(as_text=True)
    assert ("Kanarientext" in page, "Meins" in page) == (False, True)
