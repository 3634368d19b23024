"""From the first page to a text before the partners, through the doors: nothing typed is lost, nobody goes too far."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.cooperations.models import Cooperation
from app.core.clock import now
from app.core.database import db, transaction
from app.projects.models import Project
from app.things.models import ThingLink
from tests.cast import Cast
from tests.cooperation_worlds import TITLE, Towns, a_cooperation
from tests.cooperations.pages import (
    MINE,
    NEW,
    an_agent,
    an_officer,
    begin_fields,
    current,
    its_page,
    lay_fields,
    said,
    text_fields,
)
from tests.cooperations.stage import rewrite, rows
from tests.queries import count_queries
from tests.worlds import an_idea

GO_ON = {"weiter": "1"}


def newest() -> Cooperation:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Cooperation).order_by(Cooperation.id.desc()).limit(1)).one()


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Cooperation)) or 0


# ---- the first page ------------------------------------------------------------------------------


def test_a_mayor_goes_from_one_page_to_what_goes_out(cast: Cast, towns: Towns, as_person: Any) -> None:
    frieda = as_person(cast.frieda)
    page = said(frieda.get(NEW))
    for words in ("Brandis", "Ihre Region: Partheland", "Alle auswählen", "Eine Seite genügt"):
        assert words in page, words
    answer = frieda.post(NEW, data=begin_fields(towns.naunhof, towns.brandis, towns.borsdorf, **GO_ON))
    draft = newest()
    assert answer.location == f"{its_page(draft)}/vorlegen"
    assert (draft.state, draft.title, draft.keeper_id) == ("draft", TITLE, towns.naunhof.body.id)
    assert [party.name for party in draft.working.parties] == ["Stadt Naunhof", "Stadt Borsdorf", "Stadt Brandis"]
    assert (draft.working.rule, draft.working.public_from) == ("all", "agreed")
    goes_out = said(frieda.get(answer.location))
    for words in ("Das geht hinaus", "Zum ersten Mal:</b> Stadt Borsdorf, Stadt Brandis", "2 Partnern vorlegen"):
        assert words in goes_out, words


def test_it_is_saved_at_once_and_what_is_missing_stands_at_its_field(cast: Cast, towns: Towns, as_person: Any) -> None:
    frieda = as_person(cast.frieda)
    answer = frieda.post(NEW, data=begin_fields(towns.naunhof, why="", **GO_ON))
    draft = newest()
    assert answer.location == f"{its_page(draft)}/text?pruefen=1#fehler"
    page = said(frieda.get(answer.location))
    assert 'id="why-err">Bitte sagen Sie, warum es gemeinsam besser geht.' in page
    assert 'id="partners-err">Bitte wählen Sie mindestens eine andere Gemeinde.' in page
    assert "-err" not in said(frieda.get(f"{its_page(draft)}/text")), "negative control: it is said only where asked"
    assert frieda.post(NEW, data=begin_fields(towns.naunhof, what="")).location == its_page(newest())


def test_without_a_title_nothing_is_saved_and_the_text_is_kept(cast: Cast, towns: Towns, as_person: Any) -> None:
    fields = begin_fields(towns.naunhof, towns.brandis, title=" ", what="Bleibt hier stehen.")
    answer = as_person(cast.frieda).post(NEW, data=fields)
    assert (answer.status_code, count()) == (422, 0)
    page = said(answer)
    assert "Bleibt hier stehen." in page
    assert f'value="{towns.brandis.body.id}" checked' in page
    assert 'href="#title"' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "krieg"), ("rule", ""), ("public_from", "immer"), ("body", "1"), ("threshold", "viele"),
     ("title", "x" * 201), ("what", "x" * 4001)],
)  # fmt: skip
def test_what_no_page_offers_is_no_choice(cast: Cast, towns: Towns, as_person: Any, field: str, value: str) -> None:
    rule = {"rule": "from_n"} if field == "threshold" else {}
    fields = {**begin_fields(towns.naunhof, towns.brandis), **rule, field: value}
    if field == "body":
        fields["body"] = str(towns.brandis.body.id)
    assert (as_person(cast.frieda).post(NEW, data=fields).status_code, count()) == (422, 0)


def test_the_form_of_the_agreement_binds_least_unless_another_is_chosen(
    cast: Cast, towns: Towns, as_person: Any
) -> None:
    frieda = as_person(cast.frieda)
    assert "Form der Vereinbarung: Absprache" in said(frieda.get(NEW))
    sent = begin_fields(towns.naunhof, towns.brandis)
    for form, more in (("understanding", {}), ("letter_of_intent", {"legal_form": "letter_of_intent"})):
        frieda.post(NEW, data={**sent, "once": str(uuid4()), **more})
        assert newest().working.legal_form == form


def test_more_partners_than_are_named_are_pointed_out(cast: Cast, towns: Towns, as_person: Any) -> None:
    frieda, cooperation = as_person(cast.frieda), a_cooperation(cast, *towns.all[:2], state="draft")
    words = "So viele sind nicht genannt"
    for threshold, is_said in (("5", True), ("2", False)):
        fields = text_fields(current(cooperation), towns.brandis, rule="from_n", threshold=threshold)
        frieda.post(f"{its_page(cooperation)}/text", data=fields)
        assert (words in said(frieda.get(f"{its_page(cooperation)}/vorlegen"))) is is_said, threshold


def test_a_last_day_that_is_over_and_money_beyond_measure_are_refused(cast: Cast, towns: Towns, as_person: Any) -> None:
    frieda, cooperation = as_person(cast.frieda), a_cooperation(cast, *towns.all[:2], state="draft")
    fields = text_fields(current(cooperation), towns.brandis, total_cents="99999999999999999")
    answer = frieda.post(f"{its_page(cooperation)}/text", data=fields)
    assert (answer.status_code, 'id="total_cents-err"' in said(answer)) == (422, True)
    fields = text_fields(current(cooperation), towns.brandis, ends_on="2020-01-01")
    frieda.post(f"{its_page(cooperation)}/text", data=fields)
    assert 'id="ends_on-err"' in said(frieda.get(f"{its_page(cooperation)}/text?pruefen=1"))


def test_bodies_that_can_be_no_partner_are_left_out(cast: Cast, towns: Towns, as_person: Any) -> None:
    fields = begin_fields(towns.naunhof, towns.brandis, partners=["999999", "x", str(towns.brandis.body.id)])
    as_person(cast.frieda).post(NEW, data=fields)
    assert newest().working.party_ids == {towns.naunhof.body.id, towns.brandis.body.id}


def test_sent_twice_it_is_one_draft_that_says_what_was_sent_last(cast: Cast, towns: Towns, as_person: Any) -> None:
    frieda, fields = as_person(cast.frieda), begin_fields(towns.naunhof, towns.brandis)
    for what in ("Eins.", "Eins.", "Zwei."):
        assert frieda.post(NEW, data={**fields, "what": what}).status_code == 303
    assert (count(), newest().working.what) == (1, "Zwei.")
    late = frieda.post(NEW, data={**fields, "what": "Drei."})
    assert (late.status_code, newest().working.what) == (409, "Zwei.")
    assert "Drei." in said(late)
    assert fields["once"] not in said(late)


def test_somebody_elses_key_opens_nothing(cast: Cast, towns: Towns, as_person: Any) -> None:
    fields = begin_fields(towns.naunhof, towns.brandis)
    as_person(cast.frieda).post(NEW, data=fields)
    answer = as_person(towns.brandis.mayor).post(NEW, data={**fields, "body": str(towns.brandis.body.id)})
    assert (answer.status_code, count()) == (409, 1)


def test_a_group_is_ticked_without_a_script(cast: Cast, towns: Towns, as_person: Any) -> None:
    frieda = as_person(cast.frieda)
    fields = begin_fields(towns.naunhof, towns.borsdorf, gruppe=f"region-{towns.brandis.body.id}", what="Bleibt.")
    answer = frieda.post(NEW, data=fields)
    page = said(answer)
    assert (answer.status_code, count()) == (200, 0)
    assert "Bleibt." in page
    for town in (towns.brandis, towns.borsdorf):
        assert f'value="{town.body.id}" checked' in page
    assert f'value="{towns.parthenstein.body.id}" checked' not in page


def test_an_agent_begins_for_the_town_that_lets_it_prepare(cast: Cast, towns: Towns, as_person: Any) -> None:
    carla = as_person(an_agent(cast, towns.brandis))
    page = said(carla.get(NEW))
    assert "Für wen schlagen Sie es vor?" in page
    answer = carla.post(NEW, data=begin_fields(towns.brandis, towns.borsdorf, **GO_ON))
    assert answer.location == its_page(newest())
    assert newest().keeper_id == towns.brandis.body.id
    assert "Vorlegen kann: Britta Beispiel." in said(carla.get(answer.location))
    assert carla.get(f"{its_page(newest())}/vorlegen").status_code == 403
    assert as_person(towns.brandis.mayor).get(f"{its_page(newest())}/vorlegen").status_code == 200


def test_whoever_speaks_for_no_municipality_learns_who_does(cast: Cast, as_person: Any, client: Any) -> None:
    assert "Sie sprechen für keine Gemeinde" in said(as_person(cast.anna).get(NEW))
    assert as_person(cast.anna).post(NEW, data={"title": "Nein"}).status_code == 422
    assert "/konto/anmelden" in client.get(NEW).location
    kept = client.post(NEW, data={"title": "Nicht verloren", "text": "x"})
    assert kept.status_code == 422
    assert "Nicht verloren" in said(kept)
    assert count() == 0


# ---- from an idea or a project -------------------------------------------------------------------


def test_an_idea_fills_the_page_and_the_link_stays(cast: Cast, towns: Towns, as_person: Any) -> None:
    with transaction():
        cast.naunhof.name = "Naunhof"
    idea = an_idea(cast, title="Ein Radweg", text="Von Ort zu Ort.")
    britta = as_person(towns.brandis.mayor)
    page = said(britta.get(f"{NEW}?idee={idea.id}"))
    assert 'value="Ein Radweg"' in page
    assert "Von Ort zu Ort." in page
    assert f'value="{towns.naunhof.body.id}" checked' in page
    britta.post(NEW, data=begin_fields(towns.brandis, towns.naunhof, origin=f"idee:{idea.id}"))
    link = db.session.scalars(select(ThingLink).where(ThingLink.to_id == newest().id)).one()
    assert (link.kind, link.from_id) == ("arose_from", idea.id)
    assert 'lang="de">Ein Radweg</a>' in said(britta.get(its_page(newest())))


def test_a_project_fills_it_too(cast: Cast, towns: Towns, as_person: Any) -> None:
    with transaction():
        project = Project(
            title="Parthe-Wanderweg", slug="weg", description="Ein Weg am Fluss.", aim="Mehr Gäste.",
            authority_id=cast.here.id, published_at=now(), listed_at=now(),
        )  # fmt: skip
        project.municipalities.append(cast.brandis)
        db.session.add(project)
    page = said(as_person(cast.frieda).get(f"{NEW}?projekt={project.id}"))
    for words in ("Parthe-Wanderweg", "Ein Weg am Fluss.", "Mehr Gäste.", f'value="{towns.brandis.body.id}" checked'):
        assert words in page, words


@pytest.mark.parametrize("state", ["draft", "submitted", "refused"])
def test_an_idea_nobody_reads_fills_nothing(cast: Cast, towns: Towns, as_person: Any, state: str) -> None:
    idea = an_idea(cast, state, "Geheim", "Auch geheim.")
    frieda = as_person(cast.frieda)
    assert "Auch geheim." not in said(frieda.get(f"{NEW}?idee={idea.id}"))
    frieda.post(NEW, data=begin_fields(towns.naunhof, towns.brandis, origin=f"idee:{idea.id}"))
    assert db.session.scalar(select(func.count()).where(ThingLink.to_id == newest().id)) == 0
    for word in ("idee:x", "projekt:", f"projekt:{idea.id}", "gibtesnicht:1"):
        assert frieda.post(NEW, data=begin_fields(towns.naunhof, origin=word)).status_code == 303


# ---- the whole text ------------------------------------------------------------------------------


def test_sections_are_written_where_they_are_wanted(cast: Cast, towns: Towns, as_person: Any) -> None:
    draft = a_cooperation(cast, *towns.all[:3], state="draft")
    lead = str(towns.borsdorf.body.id)
    fields = text_fields(
        draft, *towns.all[:3], purpose="Weniger Leerlauf.", total_cents="12.345,67", funding_cents="345,67 Euro",
        key="population", lead_id=lead, exit="Drei Monate.", starts_on="2027-01-01", ends_on="2031-12-31",
        public_parts=["costs", "text"], legal_form="understanding", **GO_ON,
    )  # fmt: skip
    answer = as_person(cast.frieda).post(f"{its_page(draft)}/text", data=fields)
    terms = current(draft).working
    assert answer.location == f"{its_page(draft)}/vorlegen"
    assert (terms.total_cents, terms.funding_cents, terms.key) == (1234567, 34567, "population")
    assert (terms.lead_id, terms.exit, terms.purpose) == (int(lead), "Drei Monate.", "Weniger Leerlauf.")
    assert (str(terms.starts_on), str(terms.ends_on)) == ("2027-01-01", "2031-12-31")
    assert (terms.public_parts, terms.legal_form, terms.contributions) == (("text", "costs"), "understanding", "")
    shown = said(as_person(cast.frieda).get(f"{its_page(draft)}/text"))
    assert 'value="12.345,67"' in shown
    assert f'<option selected value="{lead}">Stadt Borsdorf' in shown or f'value="{lead}" selected' in shown


def test_own_figures_are_written_for_each_partner(cast: Cast, towns: Towns, as_person: Any) -> None:
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    figures = {f"figure-{town.body.id}": str(10 * n) for n, town in enumerate(towns.all[:2])}
    more = {"total_cents": "100", "key": "own", "figure_name": "Schulkinder"}
    frieda, page = as_person(cast.frieda), f"{its_page(draft)}/text"
    assert frieda.post(page, data=text_fields(draft, *towns.all[:2], **more, **figures)).status_code == 303
    assert [party.figure for party in current(draft).working.parties] == [0, 10]
    # Whoever writes the text is ticked nowhere: its own figure is kept as well, and the text can be laid.
    own = {f"figure-{towns.naunhof.body.id}": "7", f"figure-{towns.brandis.body.id}": "3"}
    sent = text_fields(current(draft), towns.brandis, **more, **own, **GO_ON)
    assert frieda.post(page, data=sent).location == f"{its_page(draft)}/vorlegen"
    assert [party.figure for party in current(draft).working.parties] == [7, 3]
    empty = text_fields(current(draft), towns.brandis, **more, **own, **GO_ON) | {f"figure-{towns.naunhof.body.id}": ""}
    asked = said(frieda.get(frieda.post(page, data=empty).location))
    assert f'id="figure-{towns.naunhof.body.id}-err">Bitte tragen Sie eine Zahl ein.' in asked
    assert 'id="figure_name-err"' not in asked
    for typed in ("viele", "3,5"):
        wrong = text_fields(current(draft), towns.brandis, **more, **own) | {f"figure-{towns.brandis.body.id}": typed}
        answer = frieda.post(page, data=wrong)
        assert answer.status_code == 422
        assert f'value="{typed}"' in said(answer)
        assert f'id="figure-{towns.brandis.body.id}-err">Bitte schreiben Sie eine ganze Zahl' in said(answer)
    # Without costs there is nothing to divide: what no longer counts is no part of the text.
    frieda.post(page, data=text_fields(current(draft), *towns.all[:2], **figures, key="own", figure_name="Kinder"))
    terms = current(draft).working
    assert (terms.key, terms.figure_name, [party.figure for party in terms.parties]) == ("equal", "", [None, None])


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("total_cents", "12,345.67", "Bitte schreiben Sie den Betrag so: 12.345,67."),
        ("starts_on", "bald", "starts_on-err"), ("title", "", "Bitte geben Sie einen Titel an."),
        ("purpose", "x" * 10_001, "purpose-err"), ("key", "x", "key-err"), ("legal_form", "x", "legal_form-err"),
        ("public_parts", ["alles"], "public_parts-err"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_at_its_field_and_kept(
    cast: Cast, towns: Towns, as_person: Any, field: str, value: Any, words: str
) -> None:
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    before = draft.draft_version
    fields = text_fields(draft, *towns.all[:2], exit="Bleibt stehen.") | {field: value}
    answer = as_person(cast.frieda).post(f"{its_page(draft)}/text", data=fields)
    page = said(answer)
    assert (answer.status_code, current(draft).draft_version) == (422, before)
    assert words in page
    assert "Bleibt stehen." in page


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"rule": "from_n", "threshold": ""}, "threshold", "von 2 bis 60"),
        ({"funding_cents": "5"}, "total_cents", "was das Ganze kostet"),
        ({"total_cents": "5", "funding_cents": "6"}, "funding_cents", "höher als die Gesamtkosten"),
        ({"total_cents": "5", "key": "own"}, "figure_name", "was gezählt wird"),
        ({"total_cents": "5", "key": "own", "rule": "from_n", "threshold": "2"}, "key", "alle zugleich"),
        ({"starts_on": "2027-01-02", "ends_on": "2027-01-01"}, "ends_on", "vor dem ersten"),
        ({"lead_id": "999999"}, "lead_id", "einer der Partner"),
    ],
)  # fmt: skip
def test_what_keeps_a_text_from_being_laid_is_saved_and_said_at_its_field(
    cast: Cast, towns: Towns, as_person: Any, more: dict[str, str], field: str, words: str
) -> None:
    draft, frieda = a_cooperation(cast, *towns.all[:2], state="draft"), as_person(cast.frieda)
    answer = frieda.post(f"{its_page(draft)}/text", data=text_fields(draft, *towns.all[:2], **GO_ON) | more)
    assert answer.location == f"{its_page(draft)}/text?pruefen=1#fehler"
    page = said(frieda.get(answer.location))
    assert words in page.split(f'id="{field}-err">')[1].split("</p>")[0]
    assert frieda.get(f"{its_page(draft)}/vorlegen").status_code == 200
    assert "Ihre eigene Zusage" not in said(frieda.get(f"{its_page(draft)}/vorlegen"))
    refused = frieda.post(f"{its_page(draft)}/vorlegen", data=lay_fields(current(draft)))
    assert (refused.status_code, current(draft).version) == (422, 0)


def test_whoever_wrote_meanwhile_is_not_overwritten(cast: Cast, towns: Towns, as_person: Any) -> None:
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    fields = text_fields(draft, *towns.all[:2], what="Mein Satz.")
    rewrite(draft, towns.naunhof, *towns.all[:2], what="Der andere Satz.")
    frieda = as_person(cast.frieda)
    answer = frieda.post(f"{its_page(draft)}/text", data=fields)
    page = said(answer)
    assert (answer.status_code, current(draft).working.what) == (409, "Der andere Satz.")
    assert "Mein Satz." in page
    assert "Der andere Satz." in page
    again = frieda.post(f"{its_page(draft)}/text", data=fields | {"version": str(draft.draft_version)})
    assert (again.status_code, current(draft).working.what) == (303, "Mein Satz.")


def test_only_those_who_write_it_reach_the_text(cast: Cast, towns: Towns, as_person: Any, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    page = f"{its_page(cooperation)}/text"
    for person in (an_officer(cast, towns.naunhof), an_agent(cast, towns.naunhof)):
        assert as_person(person).get(page).status_code == 200
    britta = as_person(towns.brandis.mayor)
    for step in ("text", "vorlegen", "loeschen", "einladen", "feder", "zurueckziehen"):
        assert britta.get(f"{its_page(cooperation)}/{step}").status_code == 403, step
        assert britta.post(f"{its_page(cooperation)}/{step}").status_code == 403, step
        assert as_person(cast.dilek).get(f"{its_page(cooperation)}/{step}").status_code == 404, step
        assert as_person(cast.dilek).post(f"{its_page(cooperation)}/{step}").status_code == 404, step
        assert "/konto/anmelden" in client.get(f"{its_page(cooperation)}/{step}").location


def test_a_draft_is_thrown_away(cast: Cast, towns: Towns, as_person: Any) -> None:
    draft, frieda = a_cooperation(cast, *towns.all[:2], state="draft"), as_person(cast.frieda)
    page = f"{its_page(draft)}/loeschen"
    assert "Zurückholen lässt er sich nicht." in said(frieda.get(page))
    late = frieda.post(page, data={"version": "99"})
    assert (late.status_code, count()) == (409, 1)
    assert frieda.post(page, data={"version": str(draft.draft_version)}).location == MINE
    assert count() == 0
    laid = a_cooperation(cast, *towns.all[:2])
    assert frieda.get(f"{its_page(laid)}/loeschen").location == its_page(laid)
    frieda.post(f"{its_page(laid)}/loeschen", data={"version": str(laid.draft_version)})
    assert count() == 1


def test_what_has_ended_is_not_written_on(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, frieda = a_cooperation(cast, *towns.all[:2]), as_person(cast.frieda)
    fields = text_fields(cooperation, *towns.all[:2], what="Zu spät.")
    frieda.post(f"{its_page(cooperation)}/zurueckziehen", data={"reason": "Anders gedacht."})
    assert current(cooperation).state == "withdrawn"
    before = rows()
    for step in ("text", "vorlegen", "einladen", "feder", "zurueckziehen"):
        assert frieda.get(f"{its_page(cooperation)}/{step}").location == its_page(cooperation), step
    for step in ("text", "vorlegen", "zurueckziehen"):
        more = fields | lay_fields(cooperation) | {"reason": "Noch einmal."}
        assert frieda.post(f"{its_page(cooperation)}/{step}", data=more).location == its_page(cooperation), step
    assert rows() == before


def test_the_page_of_the_text_asks_as_often_for_two_parties_as_for_four(
    cast: Cast, towns: Towns, as_person: Any
) -> None:
    frieda = as_person(cast.frieda)
    for number in (2, 4):
        page = f"{its_page(a_cooperation(cast, *towns.all[:number], state='draft'))}/text"
        db.session.expire_all()
        with count_queries(12):
            assert frieda.get(page).status_code == 200
