"""What happened, told: to everybody without whoever has not said yes, to the partners without their own matters."""

from datetime import timedelta
from typing import Any

import time_machine
from flask import Flask

from app.cooperations.chronicle import partners_chronicle, public_steps, told_of
from app.cooperations.declaring import Council, note_council, prepare_answer
from app.cooperations.filing import retract_paper
from app.cooperations.leaving import leave, withdraw_proposal
from app.cooperations.models import Cooperation, FiledPaper
from app.cooperations.proposing import ask_to_join, decline_wish, edit_draft, invite_further
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.languages import day
from tests.cast import Cast
from tests.cooperation_worlds import Town, Towns, a_cooperation, four_towns, keep_time, lay, place_of, say
from tests.cooperations.filing_stage import SIGNED, a_paper, open_one, shown
from tests.queries import count_queries


def told(app: Flask, cooperation: Cooperation, to: str = "public") -> list[str]:
    """The sentences with what stands below them."""
    db.session.expire_all()
    found = db.session.get_one(Cooperation, cooperation.id)
    with app.test_request_context("/", headers={"Accept-Language": "de"}):
        steps = told_of(public_steps(found), found) if to == "public" else partners_chronicle(found)
    return [" | ".join(filter(None, [step.headline, step.text])) for step in steps]


def restate(cooperation: Cooperation, keeper: Town, note: str = "", **values: Any) -> None:
    with transaction():
        terms = cooperation.working.model_copy(update=values)
        edit_draft(cooperation, terms, by=keeper.mayor, version=cooperation.draft_version)
    lay(cooperation, keeper, text=note)


def a_long_story(cast: Cast, towns: Towns) -> Cooperation:
    """Proposed in public, wished for, declined, agreed, joined, left, ended."""
    cooperation = a_cooperation(
        cast, towns.naunhof, towns.brandis, towns.borsdorf, public_from="proposed", rule="from_n", threshold=2
    )
    say(cooperation, towns.borsdorf, "changes_requested", text="Ohne uns zu fragen?")
    with transaction():
        prepare_answer(
            place_of(cooperation, towns.brandis),
            by=towns.brandis.mayor,
            version=1,
            verdict="accepted",
            text="Vorbereitet.",
        )
        wish = ask_to_join(cooperation, towns.parthenstein.body, by=towns.parthenstein.mayor, text="Wir haben Bagger.")
    with transaction():
        decline_wish(wish, by=towns.naunhof.mayor, reason="Später gern.")
    say(cooperation, towns.brandis)
    with transaction():
        invite_further(cooperation, towns.parthenstein.body, by=towns.naunhof.mayor)
    say(cooperation, towns.parthenstein)
    return cooperation


def test_everybody_reads_of_those_alone_who_said_yes(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_long_story(cast, towns)
    assert told(app, cooperation) == [
        "Der Vorschlag ist öffentlich, vorgelegt von: Stadt Naunhof",
        "Stadt Brandis sagt Ja zu Fassung 1",
        "Es ist vereinbart | Ja gesagt haben: Stadt Brandis, Stadt Naunhof.",
        "Stadt Parthenstein tritt bei",
    ]


def test_partners_read_all_of_it_but_what_one_does_at_home(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    sentences = told(app, a_long_story(cast, towns), "partners")
    for said in (
        "Stadt Naunhof legt den Partnern den Text vor", "Stadt Borsdorf wünscht Änderungen an Fassung 1",
        "Stadt Parthenstein möchte mitmachen | Wir haben Bagger.",
        "Der Wunsch mitzumachen wird abgelehnt: Stadt Parthenstein | Später gern.",
        "Stadt Parthenstein wird gebeten, demselben Text beizutreten",
    ):  # fmt: skip
        assert said in sentences, said
    whole = "\n".join(sentences)
    for secret in ("Vorbereitet", "Britta", "Frieda", "Petra", "Something happened", "Etwas ist"):
        assert secret not in whole, secret


def test_a_yes_that_was_taken_back_is_told_no_more(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    proposal = a_cooperation(cast, towns.naunhof, towns.brandis, towns.borsdorf, public_from="proposed")
    say(proposal, towns.brandis)
    assert "Stadt Brandis sagt Ja zu Fassung 1" in told(app, proposal)
    say(proposal, towns.brandis, "declined")
    assert "Brandis" not in "\n".join(told(app, proposal))
    assert "Stadt Brandis lehnt Fassung 1 ab" in told(app, proposal, "partners")


def test_a_yes_said_twice_is_told_once(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    proposal = a_cooperation(cast, towns.naunhof, towns.brandis, towns.borsdorf, public_from="proposed")
    say(proposal, towns.brandis)
    say(proposal, towns.brandis, decided_on=today())
    assert told(app, proposal).count("Stadt Brandis sagt Ja zu Fassung 1") == 1


def test_how_the_councils_stand_is_told_where_answers_are_released(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    closed, shown = (
        a_cooperation(cast, towns.naunhof, towns.brandis, public_from="proposed", public_parts=parts)
        for parts in (("text",), ("answers",))
    )
    for one in (closed, shown):
        say(one, towns.brandis)
        with transaction():
            place = place_of(one, towns.brandis)
            note_council(place, by=towns.brandis.mayor, version=1, council=Council("decided", today(), "7/26"))
    assert not any("Rat" in sentence for sentence in told(app, closed))
    assert "Stadt Brandis sagt Ja zu Fassung 1 | Dieses Ja: vorbehaltlich Ratsbeschluss." in told(app, shown)
    with app.test_request_context("/", headers={"Accept-Language": "de"}):
        decided = f"Stadt Brandis: Der Rat hat beschlossen | Beschlossen am {day(today())}."
    assert decided in told(app, shown)
    assert decided in told(app, closed, "partners")


def test_what_councils_decided_before_it_was_public_is_told_of_every_partner(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    closed, shown = (a_cooperation(cast, *towns.all[:3], public_parts=parts) for parts in (("text",), ("answers",)))
    for one in (closed, shown):
        say(one, towns.brandis, decided_on=today())
        with transaction():
            decided = Council("decided", today(), "7/26")
            note_council(place_of(one, towns.naunhof), by=towns.naunhof.mayor, version=1, council=decided)
        say(one, towns.borsdorf)
    with app.test_request_context("/", headers={"Accept-Language": "de"}):
        last = day(today())
    agreed = "Es ist vereinbart | Ja gesagt haben: Stadt Borsdorf, Stadt Brandis, Stadt Naunhof."
    assert told(app, closed) == [agreed]
    assert told(app, shown) == [
        "Stadt Naunhof legt den Partnern diesen Text vor",
        f"Stadt Brandis: Der Rat hat beschlossen | Beschlossen am {last}.",
        f"Stadt Naunhof: Der Rat hat beschlossen | Beschlossen am {last}.",
        agreed,
    ]


def test_a_proposer_whose_council_has_decided_is_told_of_too(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    proposal = a_cooperation(
        cast, towns.naunhof, towns.brandis, state="draft", public_from="proposed", public_parts=("answers",)
    )
    lay(proposal, towns.naunhof, council=Council("decided", today(), "7/26"))
    assert sum("Stadt Naunhof: Der Rat hat beschlossen" in step for step in told(app, proposal)) == 1


def test_a_council_whose_yes_is_no_more_is_told_of_no_more(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, *towns.all[:3], public_parts=("answers",), rule="from_n", threshold=2)
    say(cooperation, towns.brandis, decided_on=today())
    say(cooperation, towns.borsdorf, decided_on=today())
    assert any("Stadt Brandis: Der Rat" in step for step in told(app, cooperation))
    say(cooperation, towns.brandis)
    assert not any("Stadt Brandis: Der Rat" in step for step in told(app, cooperation))


def test_a_paper_is_told_of_once_everybody_reads_it(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    paper, _closed = a_paper(app, cooperation, towns.brandis), a_paper(app, cooperation, towns.brandis)
    filed = f"Unterlage abgelegt: „{SIGNED.title}“"
    assert filed not in told(app, cooperation)
    shown(paper, towns.brandis)
    assert told(app, cooperation).count(filed) == 1
    with transaction():
        retract_paper(db.session.get_one(FiledPaper, paper.id), by=towns.brandis.mayor)
    assert filed not in told(app, cooperation)


def test_of_a_newer_text_that_is_for_the_partners_alone_nobody_else_hears(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    before = told(app, cooperation)
    restate(cooperation, towns.naunhof, "Wir wollen mehr Geld.", why="Geheim.", public_from="never")
    say(cooperation, towns.brandis)
    assert told(app, cooperation) == before == ["Es ist vereinbart | Ja gesagt haben: Stadt Brandis, Stadt Naunhof."]
    mine = told(app, cooperation, "partners")
    assert "Stadt Naunhof legt den Partnern einen neuen Text vor: Fassung 2 | Wir wollen mehr Geld." in mine
    assert any(sentence.startswith("Ein neuer Text ist vereinbart: Fassung 2") for sentence in mine)


def test_what_is_new_in_an_open_text_is_told_without_the_note_to_the_partners(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, public_from="proposed")
    restate(cooperation, towns.naunhof, "Brandis wollte es so.", why="Neu.")
    assert "Stadt Naunhof legt den Partnern einen neuen Text vor: Fassung 2" in told(app, cooperation)
    assert "Brandis" not in "\n".join(told(app, cooperation))


def test_leaving_and_ending_are_told_with_day_and_reason(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    withdrawn = a_cooperation(cast, towns.naunhof, towns.brandis, public_from="proposed")
    with transaction():
        leave(place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
        withdraw_proposal(withdrawn, by=towns.naunhof.mayor, reason="Doch nicht.")
    with time_machine.travel(now() + timedelta(days=2)), transaction():
        keep_time()
    with app.test_request_context("/", headers={"Accept-Language": "de"}):
        last = day(today())
    assert told(app, cooperation)[1:] == [
        f"Stadt Brandis scheidet aus, letzter Tag ist der {last} | Kein Geld.",
        "Sie geht zu Ende: Es sind zu wenige Partner übrig",
    ]
    assert told(app, withdrawn)[-1] == "Der Vorschlag ist zurückgezogen | Doch nicht."


def test_telling_takes_one_query(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_long_story(cast, towns)
    assert len(cooperation.versions) == 1
    assert [partner.organisation.name for partner in cooperation.partners if partner.declarations]
    with app.test_request_context("/"), count_queries(1):
        told_of(public_steps(cooperation), cooperation)
    with app.test_request_context("/"), count_queries(1):
        partners_chronicle(cooperation)
