"""The partners' list and page: who reads what of it, what each may do, what waits first, however much there is."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.accounts.models import Organisation
from app.cooperations.declaring import prepare_answer
from app.cooperations.leaving import leave
from app.cooperations.picking import groups_for
from app.cooperations.placing import home_of
from app.core.clock import now, today
from app.core.database import db, transaction
from app.municipalities.models import RegionMember
from tests.accounts.bodies import an_amt
from tests.cast import Cast
from tests.cooperation_worlds import Towns, a_cooperation, keep_time, lay, place_of, say
from tests.cooperations.pages import MINE, NEW, an_agent, an_officer, its_page, place, said
from tests.cooperations.stage import rewrite
from tests.queries import count_queries

WAITS = "Wartet auf Ihre Antwort"


# ---- the list ------------------------------------------------------------------------------------


def test_whoever_has_none_learns_what_a_cooperation_is(cast: Cast, as_person: Any, client: Any) -> None:
    mine = said(as_person(cast.frieda).get(MINE))
    assert "auf Augenhöhe" in mine
    assert f'href="{NEW}"' in mine
    assert f'href="{NEW}"' not in said(as_person(cast.anna).get(MINE))
    assert "/konto/anmelden" in client.get(MINE).location


def test_what_waits_for_an_answer_comes_first_with_a_badge(cast: Cast, towns: Towns, as_person: Any) -> None:
    waiting = a_cooperation(cast, *towns.all[:2], title="Wartet schon lange")
    answered = a_cooperation(cast, *towns.all[:2], title="Beantwortet")
    say(answered, towns.brandis)
    britta = as_person(towns.brandis.mayor)
    mine = said(britta.get(MINE))
    assert mine.index(WAITS) < mine.index(waiting.title) < mine.index("Beantwortetes") < mine.index("Beantwortet</a>")
    assert mine.count("Ihre Antwort wird erwartet") == 1
    assert 'Kooperationen <span class="count">1<span' in mine
    assert 'Kooperationen</a> <span class="count">1<span' in said(britta.get("/konto"))
    assert WAITS not in said(as_person(cast.frieda).get(MINE))


def test_the_menu_has_it_for_those_who_could_take_part(cast: Cast, towns: Towns, as_person: Any) -> None:
    link = f'<li><a href="{MINE}">Kooperationen'
    for person in (cast.frieda, towns.borsdorf.mayor, an_officer(cast, towns.brandis), an_agent(cast, towns.brandis)):
        assert link in said(as_person(person).get("/ideen")), person.display_name
    assert link not in said(as_person(cast.gerda).get("/ideen"))


def test_the_list_asks_as_often_for_one_as_for_three(cast: Cast, towns: Towns, as_person: Any) -> None:
    britta = as_person(towns.brandis.mayor)
    for number in range(3):
        a_cooperation(cast, *towns.all[: 2 + number])
        if number != 1:
            db.session.expire_all()
            with count_queries(8):
                assert britta.get(MINE).status_code == 200


def test_a_draft_stands_in_its_own_towns_list_alone(cast: Cast, towns: Towns, as_person: Any) -> None:
    a_cooperation(cast, *towns.all[:2], state="draft", title="Noch geheim")
    assert "Noch geheim" in said(as_person(cast.frieda).get(MINE))
    assert "Noch geheim" not in said(as_person(towns.brandis.mayor).get(MINE))


# ---- the page of one -----------------------------------------------------------------------------


def test_only_the_people_of_its_partners_read_it(cast: Cast, towns: Towns, as_person: Any, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    page = its_page(cooperation)
    insiders = (cast.frieda, towns.brandis.mayor, an_officer(cast, towns.borsdorf), an_agent(cast, towns.brandis))
    for person in insiders:
        assert as_person(person).get(page).status_code == 200, person.display_name
    for person in (cast.dilek, cast.bernd, cast.gerda, towns.parthenstein.mayor):
        assert as_person(person).get(page).status_code == 404, person.display_name
    assert "/konto/anmelden" in client.get(page).location


def test_it_says_where_everybody_stands(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all)
    say(cooperation, towns.brandis, decided_on=today())
    say(cooperation, towns.borsdorf, "changes_requested", text="Bitte ohne Bagger.")
    page = said(as_person(cast.frieda).get(its_page(cooperation)))
    assert "2 sagen Ja, 1 wünscht Änderungen, 1 hat noch nicht geantwortet" in page
    assert page.count("<b>Stadt ") >= 4
    for words in ("sagt Ja, vorbehaltlich Ratsbeschluss", "sagt Ja, beschlossen am", "wünscht Änderungen",
                  "noch keine Antwort", "Bitte ohne Bagger.", "Britta Beispiel, Bürgermeisterin",
                  "Noch 2 Zusagen zu Fassung 1", "Nötig sind: Stadt Borsdorf, Stadt Parthenstein",
                  "Es ist nicht", "Fingerabdruck"):  # fmt: skip
        assert words in page, words


def test_what_holds_goes_on_holding_while_a_newer_text_is_asked_about(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    rewrite(cooperation, towns.naunhof, *towns.all[:2], what="Ein Bauhof, und ein Bagger.")
    britta = as_person(towns.brandis.mayor)
    assert "Bagger" not in said(britta.get(its_page(cooperation)))
    lay(cooperation, towns.naunhof, text="Der Bagger kam dazu.")
    page = said(britta.get(its_page(cooperation)))
    for words in ("Alle haben zu Fassung 1 Ja gesagt", "Bis dahin bleibt Fassung 1 vereinbart.",
                  "Noch 1 Zusage zu Fassung 2",
                  "Der Bagger kam dazu.", "Hat zu Fassung 1 Ja gesagt.", "vergleich?von=1&amp;bis=2",
                  "Was bis dahin vereinbart bleibt: Fassung 1"):  # fmt: skip
        assert words in page, words


def test_each_is_offered_what_she_may_do_and_nothing_else(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], rule="from_n", threshold=2)
    page, answer = its_page(cooperation), place(cooperation, towns.brandis, "antwort")
    keepers = said(as_person(cast.frieda).get(page))
    for step in ("text", "einladen", "feder", "zurueckziehen"):
        assert f'href="{page}/{step}"' in keepers, step
    assert f'href="{page}/vorlegen"' not in keepers  # nothing new to lay
    assert answer not in keepers
    partners = said(as_person(towns.brandis.mayor).get(page))
    assert f'href="{answer}"' in partners
    assert "Lesen und antworten" in partners
    for step in ("text", "einladen", "feder", "zurueckziehen", "loeschen"):
        assert f'href="{page}/{step}"' not in partners, step
    officers = said(as_person(an_officer(cast, towns.brandis)).get(page))
    assert "Lesen und Antwort vorbereiten" in officers
    say(cooperation, towns.brandis)
    bound = said(as_person(towns.brandis.mayor).get(page))
    assert f'href="{place(cooperation, towns.brandis, "austritt")}"' in bound
    assert place(cooperation, towns.brandis, "beschluss") in bound
    assert f'href="{answer}"' not in bound
    assert "austritt" not in said(as_person(cast.anna).get(page))


def test_an_officer_of_the_keeper_reads_who_lays_it_and_what_is_missing(
    cast: Cast, towns: Towns, as_person: Any
) -> None:
    draft = a_cooperation(cast, *towns.all[:2], state="draft", why="")
    anna = as_person(an_officer(cast, towns.naunhof))
    assert "Bitte sagen Sie, warum es gemeinsam besser geht." in said(anna.get(its_page(draft)))
    rewrite(draft, towns.naunhof, *towns.all[:2])
    page = said(anna.get(its_page(draft)))
    assert "Vorlegen kann: Frieda Beispiel." in page
    assert f'href="{its_page(draft)}/vorlegen"' not in page
    assert f'href="{its_page(draft)}/vorlegen"' in said(as_person(cast.frieda).get(its_page(draft)))


def test_what_is_prepared_is_read_by_the_bodys_own_people_alone(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    carla = an_agent(cast, towns.brandis)
    with transaction():
        prepare_answer(
            place_of(cooperation, towns.brandis), by=carla, version=1, verdict="declined", text="Zu teuer."
        )  # fmt: skip
    assert "vorbereitet, von Carla Beispiel" in said(as_person(towns.brandis.mayor).get(its_page(cooperation)))
    for person in (cast.frieda, towns.borsdorf.mayor):
        page = said(as_person(person).get(its_page(cooperation)))
        assert "Eine Antwort ist vorbereitet" not in page
        assert "Zu teuer." not in page


def test_earlier_texts_stand_with_what_was_declared_about_them(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    say(cooperation, towns.brandis, "changes_requested", text="Kürzer bitte.")
    say(cooperation, towns.brandis, "declined", text="Gar nicht.")
    rewrite(cooperation, towns.naunhof, *towns.all[:2], what="Kürzer.")
    lay(cooperation, towns.naunhof)
    page = said(as_person(towns.brandis.mayor).get(its_page(cooperation)))
    history = page[page.index("Alle Fassungen") :]
    assert history.index("Fassung 2 vom") < history.index("Fassung 1 vom") < history.index("Kürzer bitte.")
    assert "inzwischen ersetzt" in history
    assert "Gar nicht." in history


def test_whoever_has_left_reads_it_until_the_last_day(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    with transaction():
        leave(
            place_of(cooperation, towns.borsdorf), by=towns.borsdorf.mayor, on=today() + timedelta(days=3),
            reason="Wir bauen selbst.",
        )  # fmt: skip
    boris = as_person(towns.borsdorf.mayor)
    assert "tritt aus, letzter Tag" in said(boris.get(its_page(cooperation)))
    with time_machine.travel(now() + timedelta(days=5)):
        with transaction():
            keep_time()
        assert boris.get(its_page(cooperation)).status_code == 404
        page = said(as_person(cast.frieda).get(its_page(cooperation)))
        assert "ausgetreten, letzter Tag" in page
        assert "Wir bauen selbst." in page


def test_the_page_asks_as_often_for_two_partners_as_for_four(cast: Cast, towns: Towns, as_person: Any) -> None:
    frieda = as_person(cast.frieda)
    for count in (2, 4):
        cooperation = a_cooperation(cast, *towns.all[:count])
        for town in towns.all[1:count]:
            say(cooperation, town)
        page = its_page(cooperation)
        db.session.expire_all()
        with count_queries(16):
            assert frieda.get(page).status_code == 200


# ---- whom one can ask, and where it belongs ------------------------------------------------------


def test_the_own_region_comes_first_and_nobody_twice(cast: Cast, towns: Towns) -> None:
    groups = groups_for({towns.naunhof.body.id})
    names = [(group.kind, [choice.name for choice in group.choices]) for group in groups]
    assert names == [("region", ["Brandis"]), ("alone", ["Borsdorf", "Parthenstein"])]
    assert all(group.is_near for group in groups)


def test_other_districts_are_further_off_and_amter_stand_together(cast: Cast, towns: Towns) -> None:
    with transaction():
        cast.brandis.association = "Amt Parthe"
        for town in (towns.borsdorf, towns.parthenstein):
            db.session.execute(
                db.update(type(cast.brandis))
                .where(type(cast.brandis).organisation_id == town.body.id)
                .values(association="Amt Parthe")
            )
    body = an_amt().id
    groups = groups_for({towns.naunhof.body.id})
    assert [(group.kind, group.name, len(group.choices)) for group in groups] == [
        ("region", "Partheland", 1), ("association", "Amt Parthe", 2), ("other", "", 1),
    ]  # fmt: skip
    assert [group.is_near for group in groups_for({body})] == [False, False]
    with transaction():
        db.session.execute(db.update(Organisation).where(Organisation.id == body).values(name="Amt Parthe"))
    assert [group.is_near for group in groups_for({body})] == [True, True]
    # Where one may still choose for whom, everybody can be ticked.
    both = groups_for({towns.naunhof.body.id, towns.brandis.body.id})
    assert [choice.name for choice in both[0].choices] == ["Brandis", "Naunhof"]


@pytest.mark.parametrize(
    ("asked", "is_whole"), [(["brandis"], True), (["brandis", "borsdorf"], False), ([], False)]
)  # fmt: skip
def test_it_belongs_to_the_district_and_to_the_region_only_where_all_take_part(
    cast: Cast, towns: Towns, asked: list[str], is_whole: bool
) -> None:
    numbers = {getattr(towns, name).body.id for name in asked}
    home, region = home_of(towns.naunhof.body, numbers)
    assert home.id == (cast.partheland.authority_id if is_whole else cast.here.id)
    assert (region is not None) == (asked != ["brandis", "borsdorf"])


def test_it_is_of_a_region_whose_members_of_today_they_are(cast: Cast, towns: Towns) -> None:
    with transaction():
        member = db.session.scalars(
            db.select(RegionMember).where(RegionMember.municipality_id == cast.brandis.id)
        ).one()  # fmt: skip
        member.until = today() - timedelta(days=1)
    db.session.expire_all()
    home, region = home_of(towns.naunhof.body, {towns.brandis.body.id})
    assert (home.id, region) == (cast.here.id, None)
