"""Goals that may fit, while somebody writes: which are offered, and what becomes of those ticked."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.concepts.models import Concept, Goal
from app.core.database import db, transaction
from app.ideas.goal_choice import MOST_GOALS
from app.ideas.models import Idea
from app.ideas.suggesting import goals_for_text, joined
from app.municipalities.models import Municipality
from tests.cast import Cast, a_concept, a_goal
from tests.ideas.helping import number_in, sheet, written
from tests.queries import count_queries

RAD, BUS = "kek-hier:rad", "kek-hier:bus"
TEXT = "Der Bus fährt am Abend nicht mehr, wir brauchen einen Bus."


def hints(browser: Any, **changes: Any) -> str:
    """What the sheet gets while it is being written."""
    asked = {"title": "Ein Bus am Abend", "text": TEXT, "place": "ort:14729300", **changes}
    answer = browser.post("/ideen/neu/hinweise", data=asked)
    assert answer.status_code == 200
    return str(answer.text)


def offered(page: str) -> list[tuple[str, bool]]:
    """The goals suggested, in order, and whether each is ticked."""
    boxes = re.findall(r'<input type="checkbox" name="suggested" id="[^"]+" value="([^"]+)"( checked)?', page)
    return [(value, bool(ticked)) for value, ticked in boxes]


def in_tree(page: str) -> list[str]:
    """The goals ticked in the tree."""
    return re.findall(r'<input type="checkbox" name="goals" id="[^"]+" value="([^"]+)" checked', page)


def goals_of(number: int) -> list[str]:
    db.session.expire_all()
    idea = db.session.get(Idea, number)
    assert idea is not None
    return sorted(tag.goal.key for tag in idea.goal_tags)


def goals_of_names(number: int) -> list[str]:
    return [f"kek-hier:{key}" for key in goals_of(number)]


def a_leitbild(cast: Cast) -> Concept:
    """The concept of the region of Naunhof, with one goal about buses."""
    with transaction():
        concept = a_concept(cast.partheland.authority, "leitbild-verbund", "Leitbild Verbund")
        concept.concept_kind, concept.short_title = "leitbild", "Leitbild Verbund"
        a_goal(concept, "linie", "sub_goal", "Der Bus verbindet alle Orte.", 0, tone=3)
    return concept


@pytest.mark.once
@pytest.mark.parametrize(
    ("goals", "suggested", "twice", "chosen"),
    [
        (["a"], ["b"], [], ["a", "b"]),
        (["a", "b"], ["b"], ["b"], ["a", "b"]),
        (["a"], ["b"], ["b"], ["a"]),
        (["a", "b"], [], ["b"], ["a"]),
        (["a"], [], ["c"], ["a"]),
        ([], ["a", "a"], [], ["a"]),
    ],
    ids=["both count", "left alone", "unticked in the tree", "unticked here", "gone from both", "named twice"],
)
def test_a_goal_ticked_in_two_places_is_taken_away_in_either(
    goals: list[str], suggested: list[str], twice: list[str], chosen: list[str]
) -> None:
    assert joined(goals, suggested, twice) == chosen


def test_what_fits_is_offered_with_words_of_the_text_and_nothing_is_ticked_or_kept(client: Any, cast: Cast) -> None:
    page = hints(client)
    assert offered(page)[0] == (BUS, False)
    assert not any(ticked for _value, ticked in offered(page))
    assert "Vorschlag des Programms, Sie entscheiden." in page
    words = [unescape(word) for word in re.findall(r"<mark>(.*?)</mark>", page)]
    assert words
    assert all(word in f"Ein Bus am Abend. {TEXT}" for word in words)
    assert '<li class="choice f2">' in page
    assert "Der Bus fährt für alle." in page
    assert re.search(r'id="gefunden" role="status">\d Ziele? könnten? passen', page)
    assert 'id="ziele"' not in page
    assert db.session.scalars(select(Idea)).all() == []


def test_a_sentence_announced_before_is_not_announced_again(client: Any, cast: Cast) -> None:
    [said] = re.findall(r'name="said" value="([^"]+)"', hints(client))
    assert 'id="gefunden"' not in hints(client, said=said)
    assert 'id="gefunden"' in hints(client, said="5 Ziele könnten passen")


@pytest.mark.parametrize("typed", [{"title": "", "text": ""}, {"title": "Bus", "text": ""}, {"title": "Qwrtzps"}])
def test_where_nothing_fits_the_part_is_absent(client: Any, cast: Cast, typed: dict[str, str]) -> None:
    page = hints(client, **{"text": "", **typed})
    assert offered(page) == []
    assert "Ziele, die passen könnten" not in page


def test_the_place_decides_whose_goals_are_offered(client: Any, cast: Cast) -> None:
    leitbild = a_leitbild(cast)
    both = [value for value, _ticked in offered(hints(client))]
    assert both[0] == BUS
    assert "leitbild-verbund:linie" in both
    assert "Leitbild Verbund" in hints(client)
    assert offered(hints(client, place="stelle:drueben")) == []
    assert [value.split(":")[0] for value, _ticked in offered(hints(client, place="stelle:hier"))][-1] == "kek-hier"
    with transaction():
        db.session.merge(leitbild).published_at = None
    assert "leitbild-verbund" not in hints(client), "what is not public is not offered"


def test_without_a_place_the_text_may_name_one_and_else_it_is_asked_for(client: Any, cast: Cast) -> None:
    page = hints(client, place="")
    assert offered(page) == []
    assert "Wählen Sie den Ort, dann zeigen wir passende Ziele." in page
    named = hints(client, place="", text=f"{TEXT} In Naunhof und in Brandis.")
    assert offered(named)[0][0] == BUS
    assert "Wählen Sie den Ort" not in named
    [far] = db.session.scalars(select(Municipality.name).where(Municipality.district_id != cast.naunhof.district_id))
    assert offered(hints(client, place="", text=f"{TEXT} Von Naunhof nach {far}.")) == [], (
        "two offices: nobody is meant"
    )
    assert offered(hints(client, place="", text=f"{TEXT} Die Naunhofer fahren.")) == [], "a name is a whole word"


def test_what_comes_by_itself_stays_closed_and_what_is_asked_for_is_open(client: Any, cast: Cast) -> None:
    assert '<details id="fund">' in hints(client)
    assert '<details id="fund" open>' in hints(client, hints="1")
    sheet_page = client.get("/ideen/neu").text
    assert sheet_page.index('id="place"') < sheet_page.index('id="fund"') < sheet_page.index('id="ziele"')


def test_a_third_goal_waits_behind_a_line_until_it_is_used(client: Any, cast: Cast) -> None:
    with transaction():
        for n, line in enumerate(("am Abend", "in der Nacht", "nach Brandis")):
            a_goal(cast.concept, f"b{n}", "sub_goal", f"Der Bus fährt {line}.", 10 + n)
    text = "Der Bus fährt am Abend, der Bus fährt in der Nacht, der Bus fährt nach Brandis."
    values = [value for value, _ticked in offered(hints(client, text=text, place="stelle:hier"))]
    closed, opened = (
        rf'<details{state}>\s*<summary class="small">{len(values) - 2} weitere' for state in ("", " open")
    )
    assert len(values) > 2
    assert re.search(closed, hints(client, text=text, place="stelle:hier"))
    for used in ({"suggested": [values[-1]]}, {"twice": [values[-1]]}):
        assert re.search(opened, hints(client, text=text, place="stelle:hier", **used))


def test_unticked_in_the_tree_it_is_unticked_here_at_once(client: Any, cast: Cast) -> None:
    assert "change from:closest form target:[name=goals]" in client.get("/ideen/neu").text


def test_retired_goals_are_not_offered_not_even_when_named(client: Any, cast: Cast) -> None:
    with transaction():
        goal = db.session.merge(cast.other_sub_goal)
        goal.is_retired, goal.is_taggable = True, False
    assert BUS not in dict(offered(hints(client, suggested=[BUS])))


def test_a_tick_stays_while_one_writes_on_and_stands_in_the_tree(client: Any, cast: Cast) -> None:
    page = hints(client, suggested=[BUS])
    assert dict(offered(page))[BUS]
    assert in_tree(page) == [BUS]
    assert f'name="twice" value="{BUS}"' in page
    on = hints(client, title="Qwrtzps", text="", goals=[BUS], suggested=[BUS], twice=[BUS])
    assert offered(on) == [(BUS, True)], "the text speaks of nothing known by now"
    assert "von Ihnen angekreuzt" in on
    assert 'id="ziele"' not in on, "the tree is sent only where it would be wrong"


def test_a_tick_can_be_taken_back_in_both_places(client: Any, cast: Cast) -> None:
    here = hints(client, goals=[RAD, BUS], suggested=[], twice=[BUS])
    assert not dict(offered(here))[BUS]
    assert in_tree(here) == [RAD]
    there = hints(client, goals=[RAD], suggested=[BUS], twice=[BUS])
    assert not dict(offered(there))[BUS]
    assert 'id="ziele"' not in there


def test_what_is_ticked_joins_the_goals_of_the_idea(client: Any, cast: Cast) -> None:
    assert goals_of(written(client, goals=[RAD], suggested=[BUS])) == ["bus", "rad"]
    assert goals_of(written(client, goals=[], suggested=[BUS])) == ["bus"]
    assert goals_of(written(client, goals=[RAD], suggested=[BUS], twice=[BUS])) == ["rad"]


def test_too_many_goals_are_said_and_nothing_is_lost(client: Any, cast: Cast) -> None:
    with transaction():
        for n in range(MOST_GOALS):
            a_goal(cast.concept, f"t{n}", "sub_goal", f"Ziel {n}", 10 + n)
    many = [f"kek-hier:t{n}" for n in range(MOST_GOALS)]
    answer = client.post("/ideen/neu", data=sheet(goals=many, suggested=[BUS]))
    assert answer.status_code == 422
    assert 'id="goals-err"' in answer.text
    assert set(in_tree(answer.text)) == {*many, BUS}


def test_without_a_script_the_button_brings_the_boxes_and_one_goes_on(client: Any, cast: Cast) -> None:
    first = client.post("/ideen/neu", data=sheet(title="", text=TEXT, goals=[], hints="1"))
    number = number_in(first.location)
    assert (first.status_code, first.location) == (303, f"/ideen/{number}/schreiben?hinweise=1#fund")
    page = client.get(first.location).text
    assert offered(page)[0] == (BUS, False)
    assert TEXT in page
    assert '<details id="fund" open>' in page
    again = client.post(f"/ideen/{number}/schreiben", data=sheet(text=TEXT, goals=[], suggested=[BUS], hints="1"))
    page = client.get(again.location).text
    assert dict(offered(page))[BUS]
    assert in_tree(page) == goals_of_names(number) == [BUS]
    kept = client.post(f"/ideen/{number}/schreiben", data=sheet(text=TEXT, goals=[], suggested=[BUS], twice=[BUS]))
    assert (kept.status_code, goals_of(number)) == (303, [])
    empty = client.post("/ideen/neu", data=sheet(title="", text="", hints="1"))
    assert (empty.status_code, 'id="text-err"' in empty.text) == (422, True)


def test_floods_are_cut_and_quick(client: Any, cast: Cast) -> None:
    names = [f"kek-hier:x{n}" for n in range(400)]
    page = hints(client, text="Bus Wort\x00 " * 40_000, suggested=[*names, "\x00", "ohne", RAD * 40], goals=names)
    assert BUS in dict(offered(page))
    assert client.post("/ideen/neu/hinweise", data={"text": "x" * 1_100_000}).status_code == 413


@pytest.mark.own_app
def test_without_the_model_words_alone_lead_to_goals(app: Flask, client: Any, cast: Cast) -> None:
    class Silent:
        def vectors_of(self, texts: Any) -> None:
            return None

    app.extensions["meaning"] = Silent()
    with transaction():
        a_goal(cast.concept, "faehre", "sub_goal", "Die Fähre über die Mulde bleibt.", 9)
    assert offered(hints(client))[0][0] == BUS


def test_the_number_of_queries_does_not_grow_with_the_goals(client: Any, cast: Cast) -> None:
    def asked() -> list[str]:
        db.session.expunge_all()
        found = goals_for_text("ort:14729300", "Ein Bus", TEXT)
        return [one.value for of_concept in found for one in of_concept.goals]

    with count_queries(6):
        assert BUS in asked()
    with transaction():
        for n in range(30):
            a_goal(cast.concept, f"b{n}", "sub_goal", f"Bus Nummer {n} fährt.", 10 + n)
    with count_queries(6):
        assert 1 < len(asked()) <= 5
    with transaction():
        db.session.scalars(select(Goal).where(Goal.key == "bus")).one().is_retired = True
    assert BUS not in asked()


def test_what_was_just_unticked_stays_but_is_not_said_to_fit(client: Any, cast: Cast) -> None:
    page = hints(client, title="Qwrtzps", text="", goals=[BUS], twice=[BUS])
    assert BUS in dict(offered(page))
    assert "könnte passen" not in page
