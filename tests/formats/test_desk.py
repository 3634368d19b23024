"""The desk of formats: the list, a new one from a template, one format, its frame, its steps; and who may."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from babel.dates import format_date
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.formats import running
from app.formats.completing import missing_in
from app.formats.inviting import invite_addresses
from app.formats.models import ParticipationFormat
from app.formats.templating import offered
from tests.cast import Cast
from tests.format_worlds import CANARY, a_card, a_format, a_thread
from tests.queries import queries

AsPerson = Callable[..., Any]
BASE = "/verwaltung/beteiligung"


def frame_values(format: ParticipationFormat, **other: Any) -> dict[str, Any]:
    """The form of the frame as its page shows it."""
    names = ("title", "text", "place", "access", "level", "what_is_fixed", "what_is_open", "who_decides",
             "what_happens", "early_reason")  # fmt: skip
    days = {name: day.isoformat() for name in ("opens_on", "closes_on") if (day := getattr(format, name))}
    values = {name: getattr(format, name) or "" for name in names}
    return {**values, **days, "municipality_id": "", "phase_id": "", "version": format.version, **other}


def the_only_format() -> ParticipationFormat:
    db.session.expire_all()
    return db.session.scalars(select(ParticipationFormat)).one()


def facilitated(cast: Cast, **more: Any) -> ParticipationFormat:
    """A format that Anna, who has no office, was given to run."""
    format = a_format(cast, **more)
    with transaction():
        invite_addresses(db.session.merge(format), ["anna@example.org"], role="facilitator", by=cast.bernd)
    return format


def test_list_shows_what_is_current_by_state(cast: Cast, as_person: AsPerson) -> None:
    for state in ("draft", "announced", "open", "closed", "concluded", "cancelled"):
        a_format(cast, state=state, title=f"Format {state}")
    page = as_person(cast.bernd).get(BASE).text
    assert re.findall(r"Format (\w+)</a>", page) == ["open", "closed", "announced", "draft"]
    assert "Ergebnis veröffentlichen bis" in page
    ended = as_person(cast.bernd).get(f"{BASE}?stand=beendet").text
    assert set(re.findall(r"Format (\w+)</a>", ended)) == {"concluded", "cancelled"}


def test_list_asks_the_same_for_one_and_three(cast: Cast, as_person: AsPerson) -> None:
    bernd, counts = as_person(cast.bernd), []
    bernd.get(BASE)
    for _round in range(2):
        a_format(cast, state="draft")
        with queries() as asked:
            bernd.get(BASE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["dilek", "gerda", "frieda", "anna"])
def test_nobody_else_finds_a_format_at_the_desk(cast: Cast, as_person: AsPerson, who: str) -> None:
    format = a_format(cast, state="draft", title=CANARY)
    browser = as_person(getattr(cast, who))
    for path in ("", "/bearbeiten", "/vorschau", "/abschnitte", "/teilnehmende", "/ankuendigen", "/ergebnis"):
        assert browser.get(f"{BASE}/{format.id}{path}").status_code == 404
    listed = browser.get(BASE)
    assert listed.status_code == (200 if who == "dilek" else 404)
    assert CANARY not in listed.text


def test_a_facilitator_sees_her_format_and_nothing_else(cast: Cast, as_person: AsPerson) -> None:
    a_format(cast, title=CANARY)
    format = facilitated(cast, title="Mein Forum")
    anna = as_person(cast.anna)
    page = anna.get(BASE).text
    assert "Mein Forum" in page
    assert CANARY not in page
    menu = page[page.index('class="nav"') : page.index("</nav>")]
    assert re.findall(r'href="([^"]+)"', menu) == [BASE]
    for path in ("", "/vorschau", "/abschnitte", "/teilnehmende", "/ergebnis"):
        assert anna.get(f"{BASE}/{format.id}{path}").status_code == 200
    for path in ("/bearbeiten", "/schliessen", "/absagen", "/veroeffentlichen"):
        assert anna.get(f"{BASE}/{format.id}{path}").status_code == 403
    assert anna.get(f"{BASE}/neu").status_code == 403
    page = anna.get(f"{BASE}/{format.id}").text
    assert not any(path in page for path in ("/bearbeiten", "/schliessen", "/absagen"))


def test_a_facilitator_changes_nothing_the_office_promised(cast: Cast, as_person: AsPerson) -> None:
    format, anna = facilitated(cast, invited=()), as_person(cast.anna)
    section = format.sections[0]
    for path, values in (
        ("bearbeiten", frame_values(format, level="decision", reason="Schöner.")),
        ("schliessen", {"version": format.version, "reason": "Genug."}),
        ("teilnehmende", {"addresses": "neu@example.org", "role": "participant"}),
        (f"abschnitte/{section.id}", {"title": "Anders", "version": section.version}),
        (f"abschnitte/{section.id}/entfernen", {}),
    ):
        assert anna.post(f"{BASE}/{format.id}/{path}", data=values).status_code == 403
    assert (the_only_format().state, the_only_format().level) == ("open", "consultation")
    with transaction():
        invite_addresses(the_only_format(), ["nur-amt@example.org"], role="participant", by=cast.bernd)
    assert "nur-amt@example.org" in as_person(cast.bernd).get(f"{BASE}/{format.id}/teilnehmende").text
    assert "nur-amt@example.org" not in anna.get(f"{BASE}/{format.id}/teilnehmende").text
    assert anna.get("/verwaltung/eingang").status_code == 403


def test_a_facilitator_works_on_its_sections(cast: Cast, as_person: AsPerson) -> None:
    format, anna = facilitated(cast), as_person(cast.anna)
    url, version = f"{BASE}/{format.id}/abschnitte/{format.sections[0].id}", format.sections[0].version
    assert anna.get(url).status_code == 200
    said = {"summary": "Es fehlt Licht.", "version": version}
    assert anna.post(f"{url}/zusammenfassung", data=said).status_code == 303
    assert the_only_format().sections[0].summary == "Es fehlt Licht."
    roles = select(JournalEntry.actor_role).where(JournalEntry.thing_id == format.id, JournalEntry.verb == "summarise")
    assert db.session.scalars(roles).all() == ["facilitator"]


def test_a_facilitator_loses_it_when_her_time_is_over(cast: Cast, as_person: AsPerson) -> None:
    format = facilitated(cast)
    with transaction():
        for member in db.session.merge(format).members:
            member.until = today() - timedelta(days=1)
    assert as_person(cast.anna).get(f"{BASE}/{format.id}").status_code == 404


def test_a_moderator_shows_the_second_factor_first(cast: Cast, as_person: AsPerson) -> None:
    answer = as_person(cast.bernd, is_verified_twice=False).get(BASE)
    assert answer.status_code == 302
    assert "/konto/" in answer.location


def test_every_template_makes_a_draft_once(cast: Cast, as_person: AsPerson) -> None:
    bernd = as_person(cast.bernd)
    assert bernd.get(f"{BASE}/neu").status_code == 200
    for one in offered():
        sent = {"concept": cast.concept.id, "template": one.key, "first": (today() + timedelta(days=9)).isoformat()}
        sent["once"] = str(uuid4())
        first, second = (bernd.post(f"{BASE}/neu", data=sent) for _twice in range(2))
        assert (first.status_code, first.location) == (303, second.location)
        assert bernd.get(first.location).status_code == 200
    assert len(db.session.scalars(select(ParticipationFormat.id)).all()) == len(offered())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"template": "gibt-es-nicht"}, "Vorlage"),
        ({"first": "2020-01-01"}, "innerhalb eines Jahres"),
        ({"first": ""}, "ersten Tag"),
        ({"concept": "0"}, "Konzept"),
    ],
)
def test_a_faulty_new_one_keeps_its_words(
    cast: Cast, as_person: AsPerson, wrong: dict[str, str], said: str
) -> None:  # fmt: skip
    sent = {"concept": cast.concept.id, "template": "ohne-forum", "first": today().isoformat(), "title": CANARY}
    answer = as_person(cast.bernd).post(f"{BASE}/neu", data={**sent, **wrong})
    assert answer.status_code == 422
    assert CANARY in answer.text
    assert said in answer.text
    assert db.session.scalars(select(ParticipationFormat.id)).all() == []


def test_what_is_missing_links_to_its_field_and_goes_away(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, state="draft")
    bernd = as_person(cast.bernd)
    with transaction():
        here = db.session.merge(format)
        here.what_is_open, here.sections[0].title = None, "Wege in {Ort}"
    page = bernd.get(f"{BASE}/{format.id}").text
    assert f"{BASE}/{format.id}/bearbeiten#what_is_open" in page
    assert "{Ort}" in page
    refused = bernd.post(f"{BASE}/{format.id}/ankuendigen", data={"version": format.version})
    assert refused.status_code == 422
    saved = bernd.post(f"{BASE}/{format.id}/bearbeiten", data=frame_values(the_only_format(), what_is_open="Alles."))
    assert saved.status_code == 303
    section = the_only_format().sections[0]
    url = f"{BASE}/{format.id}/abschnitte/{section.id}"
    assert bernd.post(url, data={"title": "Wege", "goal_id": "", "version": section.version}).status_code == 303
    assert not missing_in(the_only_format())


def test_the_whole_way_by_buttons(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, state="draft")
    bernd = as_person(cast.bernd)

    def step(slug: str, **words: str) -> str:
        page = bernd.get(f"{BASE}/{format.id}/{slug.split('/')[0]}")
        assert page.status_code == 200
        version = re.search(r'name="version" type="hidden" value="(\d+)"', page.text)
        assert version is not None
        answer = bernd.post(f"{BASE}/{format.id}/{slug}", data={"version": version[1], **words})
        assert answer.status_code == 303, answer.text
        assert bernd.get(f"{BASE}/{format.id}").status_code == 200
        return the_only_format().state

    later = (today() + timedelta(days=5)).isoformat()
    assert step("ankuendigen") == "announced"
    assert step("oeffnen") == "open"
    assert step("schliessen", reason="Alles ist gesagt.") == "closed"
    assert step("wieder-oeffnen", closes_on=later, reason="Viele waren im Urlaub.") == "open"
    assert step("schliessen", reason="Wirklich alles.") == "closed"
    assert step("ergebnis", result="Erst einmal so.") == "closed"
    assert "Erst einmal so." in bernd.get(f"{BASE}/{format.id}/ergebnis").text
    assert step("ergebnis", result="Das kam heraus.", weiter="1") == "closed"
    assert step("veroeffentlichen") == "concluded"
    assert step("ergebnis-berichtigen", result="Das kam wirklich heraus.", reason="Zahlendreher.") == "concluded"
    story = bernd.get(f"{BASE}/{format.id}").text
    assert "Viele waren im Urlaub." in story
    assert "Zahlendreher." in story


def test_a_step_on_an_old_page_keeps_the_words(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, state="closed")
    bernd = as_person(cast.bernd)
    for more in ({}, {"weiter": "1"}):
        late = bernd.post(f"{BASE}/{format.id}/ergebnis", data={"version": 1, "result": CANARY, **more})
        assert late.status_code == 409
        assert CANARY in late.text
    assert bernd.post(f"{BASE}/{format.id}/veroeffentlichen", data={"version": 1}).status_code == 409
    late = bernd.post(f"{BASE}/{format.id}/absagen", data={"version": format.version, "reason": CANARY})
    assert late.status_code == 409
    assert CANARY in late.text
    assert the_only_format().state == "closed"


def test_the_frame_on_an_old_page_shows_both_texts(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, state="draft")
    bernd = as_person(cast.bernd)
    first = frame_values(format, text="Die erste Fassung.")
    assert bernd.post(f"{BASE}/{format.id}/bearbeiten", data=first).status_code == 303
    late = bernd.post(f"{BASE}/{format.id}/bearbeiten", data={**first, "text": "Die zweite Fassung."})
    assert late.status_code == 409
    assert "Die erste Fassung." in late.text
    assert "Die zweite Fassung." in late.text
    assert the_only_format().text == "Die erste Fassung."


def test_a_fault_in_the_frame_stands_at_its_field(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, state="announced")
    bernd = as_person(cast.bernd)
    later = (today() + timedelta(days=40)).isoformat()
    cases = {
        "reason": {"closes_on": later},
        "early_reason": {"decision_on": today().isoformat(), "reason": "So beschlossen."},
        "closes_on": {"closes_on": (today() - timedelta(days=3)).isoformat(), "reason": "Ein Versehen."},
        "what_is_fixed": {"what_is_fixed": "", "reason": "Ein Versehen."},
        "who_decides": {"who_decides": "Der {Rat}.", "reason": "Ein Versehen."},
    }  # fmt: skip
    for field, values in cases.items():
        answer = bernd.post(f"{BASE}/{format.id}/bearbeiten", data=frame_values(format, **values))
        assert answer.status_code == 422
        assert f'id="{field}-err"' in answer.text
    assert the_only_format().version == format.version, "nothing of it is kept"


def test_a_deleted_draft_is_gone(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, kind="workshop", state="draft", audience="invited", invited=(cast.anna,))
    bernd = as_person(cast.bernd)
    answer = bernd.post(f"{BASE}/{format.id}/loeschen", data={"version": format.version})
    assert (answer.status_code, answer.location) == (303, BASE)
    assert bernd.get(f"{BASE}/{format.id}").status_code == 404


def test_a_format_with_contributions_has_its_page(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast)
    a_thread(cast, format)
    page = as_person(cast.bernd).get(f"{BASE}/{format.id}")
    assert page.status_code == 200
    assert "1 Beitrag" in page.text


def test_closing_before_the_announced_day_says_why(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast)
    announced, bernd = format.closes_on, as_person(cast.bernd)
    url = f"{BASE}/{format.id}/schliessen"
    assert "Warum an einem anderen Tag" in bernd.get(url).text
    assert bernd.post(url, data={"version": format.version, "reason": ""}).status_code == 422
    assert bernd.post(url, data={"version": format.version, "reason": "Sturm."}).status_code == 303
    page = bernd.get(f"/beteiligung/{format.id}", follow_redirects=True).text
    was = format_date(announced, "d. MMMM y", "de")
    assert f"Angekündigt war der {was}. Sturm." in page


def test_publishing_shows_first_what_is_missing(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, kind="workshop")
    a_card(cast, format)
    with transaction():
        running.close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
        running.draft_result(format, by=cast.bernd, result="Mehr Bänke.", version=format.version)
    page = as_person(cast.bernd).get(f"{BASE}/{format.id}/veroeffentlichen").text
    assert "„Wege“ hat Karten und noch kein Ergebnis." in page
    assert "1 Beitrag ist weder aufgegriffen noch einem Ziel zugeordnet." in page
    assert "Jeder Beitrag wird gelesen." in page


def test_announcing_warns_of_little_time(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, state="draft")
    with transaction():
        found = db.session.merge(format)
        found.place, found.decision_on = "Rathaus", (found.closes_on or today()) + timedelta(days=2)
    page = as_person(cast.bernd).get(f"{BASE}/{format.id}/ankuendigen").text
    assert "in weniger als einer Woche" in page
    assert "das Ergebnis ist aber erst am" in page


def test_what_people_said_is_not_called_off(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast)
    bernd = as_person(cast.bernd)
    assert "/absagen" in bernd.get(f"{BASE}/{format.id}").text
    a_thread(cast, format)
    assert "/absagen" not in bernd.get(f"{BASE}/{format.id}").text
    late = bernd.post(f"{BASE}/{format.id}/absagen", data={"version": the_only_format().version, "reason": "Sturm."})
    assert late.status_code == 422
    assert "vorzeitig" in late.text
    assert the_only_format().state == "open"


def test_the_chronicle_of_the_desk_names_who_and_when(cast: Cast, as_person: AsPerson) -> None:
    page = as_person(cast.bernd).get(f"{BASE}/{a_format(cast).id}").text
    story = page[page.index("chron--desk") :]
    assert cast.bernd.display_name in story
    assert re.search(r"<br>\d\d:\d\d</time>", story)
