"""A desk hides the public page of a cooperation, or a comment on it; the partners read on, and may object."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cooperations.models import Cooperation
from app.cooperations.proposing import pass_pen
from app.cooperations.queries import find_visible
from app.core.clock import now
from app.core.database import db, transaction
from app.discussion.commenting import comment
from app.discussion.models import Comment
from app.files.models import Attachment
from app.notifications.digesting import digest_for
from app.restrictions.models import Report, Restriction
from app.things.following import follow
from tests.cast import Cast
from tests.cooperation_worlds import TITLE, Towns, a_cooperation, four_towns, place_of
from tests.cooperations.filing_stage import a_paper, open_one, shown
from tests.invariants import assert_sound
from tests.restrictions.stage import FACTS, NORM

Browser = Callable[..., Any]


@pytest.fixture
def towns(cast: Cast) -> Towns:
    return four_towns(cast)


@pytest.fixture
def public(cast: Cast, towns: Towns) -> Cooperation:
    return a_cooperation(cast, *towns.all[:2], state="agreed")


def a_form(**values: str) -> dict[str, str]:
    return {"ground": "rules", "norm": NORM, "facts": FACTS, "version": "1", **values}


def restriction() -> Restriction:
    db.session.rollback()
    return db.session.scalars(select(Restriction).order_by(Restriction.id.desc()).limit(1)).one()


def test_the_desk_at_home_hides_its_page_and_the_partners_read_on(
    cast: Cast, towns: Towns, public: Cooperation, client: Any, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    address, page = f"/verwaltung/meldungen/vorgang/{public.id}/ausblenden", f"/kooperationen/{public.id}-{public.slug}"
    with transaction():
        follow(public, cast.carla)
    bernd = as_person(cast.bernd)
    assert TITLE in bernd.get(address).get_data(as_text=True)
    assert as_person(cast.dilek).post(address, data=a_form()).status_code == 404, "another desk"
    assert client.get(page).status_code == 200
    assert bernd.post(address, data=a_form(), follow_redirects=True).status_code == 200
    assert [client.get(one).status_code for one in (page, f"/kooperationen/{public.id}/letter-of-intent.pdf")] == [
        404,
        404,
    ]
    assert TITLE not in client.get("/kooperationen").get_data(as_text=True)
    assert digest_for(cast.carla, now() - timedelta(days=1), now()).is_empty
    for mayor in (cast.frieda, towns.brandis.mayor):
        inside = as_person(mayor).get(f"/konto/kooperationen/{public.id}").get_data(as_text=True)
        for said in (TITLE, "Die Redaktion hat die öffentliche Seite am", f"Grund: {NORM}", "Redaktion blendet die"):
            assert said in inside, said
        assert "Es hat sich etwas getan" not in inside
    told = [mail for mail in mails() if "ausgeblendet" in mail["Subject"]]
    assert [mail["To"] for mail in told] == ["frieda@example.org"], "whoever represents the body that writes the text"
    assert FACTS in told[0].get_body(("plain",)).get_content()
    assert_sound()


def test_whoever_represents_the_keeper_objects_and_it_is_shown_again(
    cast: Cast, towns: Towns, public: Cooperation, client: Any, as_person: Browser
) -> None:
    as_person(cast.bernd).post(f"/verwaltung/meldungen/vorgang/{public.id}/ausblenden", data=a_form())
    number = restriction().id
    frieda, mine = as_person(cast.frieda), f"/konto/einschraenkungen/{number}"
    assert FACTS in frieda.get(mine).get_data(as_text=True)
    assert TITLE in frieda.get("/konto/einschraenkungen").get_data(as_text=True)
    assert as_person(towns.brandis.mayor).get(mine).status_code == 404
    assert frieda.post(f"{mine}/widersprechen", data={"objection": "Das stimmt nicht."}).status_code == 303
    decision = {"decision": "lifted", "decision_reason": "Richtig."}
    gerda = as_person(cast.gerda)
    assert gerda.post(f"/verwaltung/meldungen/einschraenkung/{number}/entscheiden", data=decision).status_code == 303
    assert client.get(f"/kooperationen/{public.id}-{public.slug}").status_code == 200
    assert_sound()


def test_what_goes_on_among_the_partners_of_a_hidden_page_stays_hidden(
    cast: Cast, public: Cooperation, as_person: Browser
) -> None:
    as_person(cast.bernd).post(f"/verwaltung/meldungen/vorgang/{public.id}/ausblenden", data=a_form())
    db.session.rollback()
    db.session.refresh(public)
    assert find_visible(public.id) is None
    form = {"version": str(public.draft_version), "function": "Bürgermeisterin", "council": "pending", "text": ""}
    with transaction():
        public.draft = {**public.draft, "why": "Anders."}
    frieda = as_person(cast.frieda)
    assert frieda.post(f"/konto/kooperationen/{public.id}/vorlegen", data=form).status_code == 303
    assert find_visible(public.id) is None
    assert_sound()


@pytest.mark.parametrize("state", ["draft", "proposed", "agreed"])
def test_what_is_closed_is_hidden_and_reported_by_nobody(
    cast: Cast, towns: Towns, client: Any, as_person: Browser, state: str
) -> None:
    closed = a_cooperation(cast, *towns.all[:2], state=state, public_from="never")
    bernd = as_person(cast.bernd)
    assert bernd.get(f"/verwaltung/meldungen/vorgang/{closed.id}/ausblenden").status_code == 404
    assert bernd.post(f"/verwaltung/meldungen/vorgang/{closed.id}/ausblenden", data=a_form()).status_code == 404
    for browser in (client, as_person(cast.frieda), bernd):
        assert browser.get(f"/melden/{closed.id}").status_code == 404
    assert db.session.scalars(select(Report)).all() == []


def test_a_comment_on_the_public_page_is_as_any_other(
    cast: Cast, public: Cooperation, client: Any, as_person: Browser
) -> None:
    with transaction():
        said = comment(public, by=cast.anna, text="Das ist Werbung.", lang="de")
    page = client.get(f"/diskussion/{public.id}").get_data(as_text=True)
    assert f"/melden/kommentar/{said.id}" in page
    bernd = as_person(cast.bernd)
    address = f"/verwaltung/meldungen/kommentar/{said.id}/ausblenden"
    assert bernd.post(address, data=a_form()).status_code == 303
    assert "Das ist Werbung." not in client.get(f"/diskussion/{public.id}").get_data(as_text=True)
    assert db.session.get_one(Comment, said.id, populate_existing=True).restricted_at is not None
    assert_sound()


def writer_on(page: str) -> str:
    """Who wrote it, as the desk reads before it hides something."""
    return page.split("<dt>Geschrieben von</dt><dd>")[1].split("</dd>")[0]


def test_the_desk_reads_whose_words_they_are(app: Flask, cast: Cast, towns: Towns, as_person: Browser) -> None:
    """The body that writes the text, the partner that filed the paper; of a paper of all together nobody."""
    cooperation = open_one(cast, towns.naunhof, towns.brandis)
    for paper, town, writer in (
        (a_paper(app, cooperation, towns.brandis), towns.brandis, "Stadt Brandis"),
        (a_paper(app, cooperation, towns.naunhof, joint=True), towns.naunhof, "–"),
    ):
        shown(paper, town)
        copies = select(Attachment.id).where(Attachment.thing_id == cooperation.id).order_by(Attachment.id.desc())
        number = db.session.scalars(copies.limit(1)).one()
        page = as_person(cast.bernd).get(f"/verwaltung/meldungen/datei/{number}/ausblenden").text
        assert writer_on(page) == writer
    page = as_person(cast.bernd).get(f"/verwaltung/meldungen/vorgang/{cooperation.id}/ausblenden").text
    assert writer_on(page) == "Stadt Naunhof"


def test_who_got_the_pen_without_a_yes_is_no_writer_to_the_desk(cast: Cast, towns: Towns, as_person: Browser) -> None:
    proposal = a_cooperation(cast, *towns.all[:2], public_from="proposed")
    with transaction():
        pass_pen(proposal, place_of(proposal, towns.brandis), by=cast.frieda)
    page = as_person(cast.bernd).get(f"/verwaltung/meldungen/vorgang/{proposal.id}/ausblenden").text
    assert writer_on(page) == "–"
    assert "Brandis" not in page
