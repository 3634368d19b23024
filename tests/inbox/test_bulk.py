"""Several things at once: looked at one by one, done one by one, and said one by one what happened."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.discussion.models import Comment
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea
from app.statements.models import StatementRequest
from tests.cast import Cast
from tests.ideas_desk.stage import fresh, improved, received
from tests.inbox.stage import a_colleague, a_held_comment, items_of
from tests.queries import queries
from tests.statement_worlds import a_request, a_statement, in_days

Browser = Callable[..., Any]
ADDRESS = "/verwaltung/eingang/auswahl"


def key(idea: Idea, version: int = 1, kind: str = "idea_new") -> str:
    return f"{kind}.{idea.id}.{version}"


def look(desk: Any, action: str, *keys: str) -> tuple[list[str], str]:
    """What goes, and the whole page."""
    page = desk.get(ADDRESS, query_string={"aktion": action, "ding": list(keys)})
    assert page.status_code == 200
    return re.findall(r'name="ding" value="([^"]+)"', page.text), page.text


def do(desk: Any, action: str, *keys: str, **typed: str) -> Any:
    return desk.post(ADDRESS, data={"aktion": action, "ding": list(keys), **typed})


def result(desk: Any, answer: Any) -> list[str]:
    """The lines of the page that says what happened."""
    assert (answer.status_code, answer.location) == (303, "/verwaltung/eingang/ergebnis")
    lines = re.findall(r"<li>\s*<svg.*?</li>", desk.get(answer.location).text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def test_each_is_looked_at_before_and_says_why_it_does_not_go(cast: Cast, as_person: Browser) -> None:
    desk, tagged = as_person(cast.bernd), received(cast, is_tagged=True)
    own, public = received(cast, by=cast.bernd, is_tagged=True), received(cast, "published")
    untagged, changed = received(cast), received(cast, is_tagged=True)
    improved(changed, cast, "Genauer.")
    keys = [key(idea) for idea in (tagged, own, public, untagged, changed)]
    goes, page = look(desk, "veroeffentlichen", *keys, "report.77.0", key(tagged))
    assert goes == [key(tagged)]
    for why in (
        "Es ist Ihre eigene", "Der Stand lässt es nicht mehr zu", "noch kein Ziel zugeordnet",
        "Der Text hat sich geändert", "Es wartet hier nicht mehr",
    ):  # fmt: skip
        assert page.count(why) == 1, why
    assert fresh(tagged).state == "submitted"


def test_those_that_go_are_done_and_the_others_stay(cast: Cast, as_person: Browser) -> None:
    desk = as_person(cast.bernd)
    good, untagged, last = received(cast, is_tagged=True), received(cast), received(cast, is_tagged=True)
    lines = result(desk, do(desk, "veroeffentlichen", key(good), key(untagged), key(last)))
    assert [fresh(idea).state for idea in (good, untagged, last)] == ["published", "submitted", "published"]
    assert [line.rpartition(": ")[2] for line in lines] == [
        "jetzt öffentlich", "Es ist noch kein Ziel zugeordnet; bitte ordnen Sie erst eines zu.", "jetzt öffentlich",
    ]  # fmt: skip
    assert len(result(desk, do(desk, "veroeffentlichen", key(good)))) == 1


def test_the_second_clerk_reads_for_each_what_happened_meanwhile(cast: Cast, as_person: Browser) -> None:
    desk, colleague = as_person(cast.bernd), a_colleague(cast)
    raced, free = received(cast, is_tagged=True), received(cast, is_tagged=True)
    goes, _page = look(desk, "veroeffentlichen", key(raced), key(free))
    assert goes == [key(raced), key(free)]
    with transaction():
        publish_idea(db.session.merge(raced), by=colleague, version=1)
    lines = result(desk, do(desk, "veroeffentlichen", key(raced), key(free)))
    assert "Der Stand lässt es nicht mehr zu. Inzwischen: Die Idee ist öffentlich, Helga Beispiel" in lines[0]
    assert lines[1].endswith("jetzt öffentlich")
    assert fresh(free).state == "published"


def test_a_fault_found_while_doing_it_does_not_stop_the_others(cast: Cast, as_person: Browser) -> None:
    desk, late, good = as_person(cast.bernd), received(cast, "published"), received(cast, "published")
    until = in_days(60)
    with transaction():
        db.session.merge(late).answer_due_on = in_days(70)
    keys = [key(idea, kind="idea_public") for idea in (late, good)]
    lines = result(desk, do(desk, "zwischenbescheid", *keys, reason="Wir warten.", until=until.isoformat()))
    assert "Der neue Tag muss ein Werktag nach dem zugesagten sein." in lines[0]
    assert [fresh(idea).answer_due_on for idea in (late, good)] == [in_days(70), until]
    entries = select(JournalEntry.thing_id).where(JournalEntry.verb == "send_interim_notice").order_by(JournalEntry.id)
    assert list(db.session.scalars(entries)) == [good.id]


def test_one_reason_and_one_day_for_several_interim_notices(cast: Cast, as_person: Browser) -> None:
    desk = as_person(cast.bernd)
    ideas = [received(cast, "published") for _ in range(2)]
    keys = [key(idea, kind="idea_public") for idea in ideas]
    until = in_days(60)
    for typed in ({}, {"reason": "Wir warten."}, {"reason": " ", "until": until.isoformat()}):
        answer = do(desk, "zwischenbescheid", *keys, **typed)
        assert answer.status_code == 422
        assert typed.get("reason", "").strip() in answer.text
    weekend = until + timedelta(days=5 - until.weekday())
    for day, is_done in ((weekend, False), (until, True)):
        lines = result(desk, do(desk, "zwischenbescheid", *keys, reason="Wir warten.", until=day.isoformat()))
        assert all(line.endswith("der Zwischenbescheid ist unterwegs") == is_done for line in lines)
    assert {fresh(idea).answer_due_on for idea in ideas} == {until}


def test_statements_are_noted_and_comments_released(cast: Cast, as_person: Browser) -> None:
    desk, idea = as_person(cast.bernd), received(cast, "published")
    request, said = a_statement(a_request(cast, idea)), a_held_comment(cast, idea)
    for action, name, number in (("zur-kenntnis", "statement", request.id), ("freigeben", "comment", said.id)):
        first, again = (do(desk, action, f"{name}.{number}.1") for _ in range(2))
        assert (first.status_code, again.status_code) == (303, 303)
        assert "Der Stand lässt es nicht mehr zu" in result(desk, again)[0]
    db.session.rollback()
    noted, released = db.session.get(StatementRequest, request.id), db.session.get(Comment, said.id)
    assert noted
    assert released
    assert (noted.seen_at is not None, released.published_at is not None) == (True, True)
    assert "statement" not in {item.kind for item in items_of(cast.bernd)}


def test_several_are_handed_to_a_colleague_of_the_desk(cast: Cast, as_person: Browser) -> None:
    desk, colleague, ideas = as_person(cast.bernd), a_colleague(cast), [received(cast) for _ in range(3)]
    keys = [key(idea) for idea in ideas]
    _goes, page = look(desk, "uebergeben", *keys)
    people = re.findall(r'<option[^>]*value="(\w+)"', page)
    assert people == [str(cast.bernd.id), str(colleague.id), "niemand"]
    for person in ("", str(cast.anna.id + 999)):
        assert do(desk, "uebergeben", *keys, person=person).status_code == 422
    assert "Das dürfen Sie hier nicht." in result(desk, do(desk, "uebergeben", keys[0], person=str(cast.anna.id)))[0]
    result(desk, do(desk, "uebergeben", *keys, person=str(colleague.id)))
    result(desk, do(desk, "uebergeben", keys[1], person="niemand"))
    db.session.rollback()
    assert [item.person_id for item in items_of(cast.bernd)] == [colleague.id, None, colleague.id]


def test_nobody_does_with_others_things(cast: Cast, as_person: Browser, client: Any) -> None:
    idea, dilek = received(cast, is_tagged=True, title="Kanarienvogel"), as_person(cast.dilek)
    goes, page = look(dilek, "veroeffentlichen", key(idea))
    assert (goes, "Kanarienvogel" in page) == ([], False)
    assert "Kanarienvogel" not in " ".join(result(dilek, do(dilek, "veroeffentlichen", key(idea))))
    assert fresh(idea).state == "submitted"
    for browser in (as_person(cast.anna), as_person(a_colleague(cast, "Rita", "reception"))):
        assert browser.get(ADDRESS).status_code == 403
        assert do(browser, "veroeffentlichen", key(idea)).status_code == 403
    assert client.get(ADDRESS).status_code == 302


def test_an_approver_publishes_nothing_that_way(cast: Cast, as_person: Browser) -> None:
    idea, gerda = received(cast, is_tagged=True), as_person(cast.gerda)
    assert look(gerda, "veroeffentlichen", key(idea))[0] == []
    result(gerda, do(gerda, "veroeffentlichen", key(idea)))
    assert fresh(idea).state == "submitted"


def test_nothing_ticked_too_much_ticked_and_unknown_actions_are_said(cast: Cast, as_person: Browser) -> None:
    desk, many = as_person(cast.bernd), [f"idea_new.{number}.1" for number in range(1, 53)]
    assert "Es ist nichts angekreuzt" in look(desk, "veroeffentlichen")[1]
    assert "Höchstens 50" in look(desk, "veroeffentlichen", *many)[1]
    assert "Es ist nichts angekreuzt" in look(desk, "zaubern", many[0])[1]
    for action, keys in (("veroeffentlichen", []), ("veroeffentlichen", many), ("zaubern", many[:1])):
        assert do(desk, action, *keys).status_code == 422
    assert desk.get("/verwaltung/eingang/ergebnis").status_code == 302


@pytest.mark.parametrize("action", ["zwischenbescheid", "veroeffentlichen"])
def test_looking_takes_the_same_queries_for_two_and_for_many(cast: Cast, as_person: Browser, action: str) -> None:
    desk, ideas = as_person(cast.bernd), [received(cast, is_tagged=True) for _ in range(4)]
    counted = []
    keys = [key(idea) for idea in ideas]
    for some in (keys[:1], keys[:2], keys):
        with queries() as asked:
            look(desk, action, *some)
        counted.append(len(asked))
    assert counted[1] == counted[2]
