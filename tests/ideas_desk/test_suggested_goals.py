"""Goals that may fit, at the desk: beside those chosen, never instead of them."""

import re
from collections.abc import Callable
from typing import Any

from app.core.database import transaction
from app.ideas.moderating import tag_idea
from tests.cast import Cast
from tests.ideas_desk.stage import fresh, received

Browser = Callable[..., Any]


def suggested(page: str) -> dict[str, str]:
    """The goals suggested, each with the form its box belongs to."""
    found = re.findall(
        r'<input type="checkbox" name="goals" form="([^"]+)" id="vorschlag-[^"]+" value="([^"]+)"( checked)?', page
    )
    assert not any(ticked for _form, _value, ticked in found)
    return {value: form for form, value, _ticked in found}


def test_what_is_not_tagged_yet_is_offered_and_joins_what_is(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, text="Wer Rad fährt, will auch Bus fahren: der Bus fährt nicht."), as_person(cast.bernd)
    with transaction():
        tag_idea(idea, [cast.sub_goal], by=cast.bernd, main=cast.sub_goal)
    page = desk.get(f"/verwaltung/ideen/{idea.id}").text
    assert suggested(page) == {"kek-hier:bus": "veroeffentlichen-form"}
    assert "wegen:" in page
    assert suggested(desk.get(f"/verwaltung/ideen/{idea.id}/teilziele").text) == {"kek-hier:bus": "teilziele"}
    sent = {"version": "1", "tree": "1", "goals": ["kek-hier:rad", "kek-hier:bus"], "main": "kek-hier:rad"}
    assert desk.post(f"/verwaltung/ideen/{idea.id}/teilziele", data=sent).status_code == 302
    tags = fresh(idea).goal_tags
    assert {tag.goal.key: tag.is_main for tag in tags} == {"rad": True, "bus": False}
    assert suggested(desk.get(f"/verwaltung/ideen/{idea.id}").text) == {}


def test_once_it_is_public_the_boxes_belong_to_the_form_of_the_goals(cast: Cast, as_person: Browser) -> None:
    idea = received(cast, "published", text="Der Bus fährt nicht.")
    with transaction():
        tag_idea(idea, [cast.sub_goal], by=cast.bernd, main=cast.sub_goal)
    page = as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}").text
    assert suggested(page) == {"kek-hier:bus": "teilziele"}
    assert f'<form method="post" action="/verwaltung/ideen/{idea.id}/teilziele"' in page


def test_refused_for_want_of_a_goal_the_page_offers_some(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, text="Der Bus fährt nicht."), as_person(cast.bernd)
    with transaction():
        fresh(idea).goal_tags.clear()
    for door, owner, goals in (("veroeffentlichen", "veroeffentlichen-form", []), ("teilziele", "teilziele", ["x:y"])):
        sent = {"version": "1", "tree": "1", "goals": goals}
        answer = desk.post(f"/verwaltung/ideen/{idea.id}/{door}", data=sent)
        assert (answer.status_code, suggested(answer.text).get("kek-hier:bus")) == (422, owner)


def test_where_nothing_is_to_be_tagged_nothing_is_offered(cast: Cast, as_person: Browser) -> None:
    refused = received(cast, "refused", text="Der Bus fährt nicht.")
    page = as_person(cast.bernd).get(f"/verwaltung/ideen/{refused.id}").text
    assert suggested(page) == {}
    assert "Ziele, die passen könnten" not in page
