"""Summaries, a thread under another topic, what waits for an answer; reports, hiding and blacking out."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.boards.models import Card
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.journal import JournalEntry
from app.formats.contributing import edit_contribution
from app.formats.models import Contribution, ContributionVersion, FormatSection
from app.formats.redacting import redact_contribution
from app.forums.keeping import move_thread
from app.forums.kind import forum as kind
from app.restrictions.restricting import lift_restriction, restrict
from app.things.models import Thing
from tests.cast import Cast
from tests.format_worlds import a_card, a_format, a_thread
from tests.forums.stage import again, answered, counted
from tests.restrictions.stage import FACTS, NORM, a_report


def test_a_summary_is_read_by_all_and_told_in_the_timeline(
    cast: Cast, client: Any, as_person: Callable[..., Any]
) -> None:
    forum = a_format(cast)
    topic, bernd = forum.sections[0].id, as_person(cast.bernd)
    address = f"/verwaltung/beteiligung/{forum.id}/abschnitte/{topic}"
    assert f'href="{address}#zusammenfassen"' in bernd.get(f"/verwaltung/beteiligung/{forum.id}").text
    data = {"summary": "Alle wollen Licht.", "version": "1"}
    assert bernd.post(f"{address}/zusammenfassung", data=data).status_code == 303
    page = client.get(f"/beteiligung/{forum.id}-{forum.slug}?thema={topic}").text
    assert "Alle wollen Licht." in page
    assert page.count("Zusammenfassung zum Thema „Wege“") == 1


def test_a_moved_thread_counts_under_its_new_topic(cast: Cast, as_person: Callable[..., Any]) -> None:
    forum = a_format(cast)
    thread = a_thread(cast, forum)
    address = f"/verwaltung/beteiligung/themen/{thread.id}/verschieben"
    assert as_person(cast.anna).post(address, data={"topic": forum.sections[1].id}).status_code in (403, 404)
    as_person(cast.bernd).post(address, data={"topic": forum.sections[1].id})
    assert counted(forum) == (1, [0, 1])
    other = a_format(cast, title="Ein anderes")
    as_person(cast.bernd).post(address, data={"topic": other.sections[0].id})
    assert (counted(forum), counted(other)) == ((1, [0, 1]), (0, [0, 0]))
    with pytest.raises(NotAllowedNow), transaction():
        move_thread(again(thread), db.session.get_one(FormatSection, other.sections[0].id), by=cast.bernd)


def test_the_desk_sees_what_waits_for_an_answer(cast: Cast) -> None:
    forum = a_format(cast)
    first, second = a_thread(cast, forum, "Eins."), a_thread(cast, forum, "Zwei.")
    answered(first, cast.carla)
    assert [row.id for row in kind.panel(forum)["unanswered"]] == [second.id]


# ---- reports and hiding --------------------------------------------------------------------------


def hide(cast: Cast, made: Contribution) -> Any:
    with transaction():
        target = db.session.get_one(Thing, made.id, populate_existing=True)
        return restrict(target, by=cast.bernd, ground="rules", norm=NORM, facts=FACTS, version=made.version)


@pytest.mark.parametrize("format_kind", ["forum", "workshop"])
def test_hiding_and_showing_again_counts_and_tells(
    cast: Cast, client: Any, as_person: Callable[..., Any], format_kind: str
) -> None:
    format = a_format(cast, format_kind)
    made: Contribution = a_thread(cast, format) if format_kind == "forum" else a_card(cast, format)
    told = a_report(db.session.get_one(Thing, made.id))
    bernd, anna = as_person(cast.bernd), as_person(cast.anna)
    assert made.text in bernd.get(f"/verwaltung/meldungen/{told.id}").text
    assert bernd.get(f"/verwaltung/meldungen/vorgang/{made.id}/ausblenden").status_code == 200
    restriction = hide(cast, made)
    assert counted(format)[0] == 0
    page = client.get(f"/beteiligung/{format.id}-{format.slug}").text
    assert made.text not in page
    mine = anna.get(f"/konto/einschraenkungen/{restriction.id}")
    assert (mine.status_code, FACTS in mine.text, made.text in mine.text) == (200, True, True)
    noun = "Ihr Beitrag" if format_kind == "forum" else "Ihre Karte"
    assert noun in mine.text
    assert as_person(cast.carla).get(f"/konto/einschraenkungen/{restriction.id}").status_code == 404
    with transaction():
        lift_restriction(db.session.merge(restriction), by=cast.bernd, reason="Ein Irrtum.")
    assert counted(format)[0] == 1
    assert db.session.get_one(Card if format_kind == "workshop" else Thing, made.id).restricted_at is None


def test_a_hidden_thread_is_gone_with_its_answers(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    thread = a_thread(cast, a_format(cast))
    answer = answered(thread, cast.carla)
    hide(cast, thread)
    for address in (f"/beteiligung/themen/{thread.id}", f"/diskussion/kommentar/{answer.id}", f"/melden/{thread.id}"):
        assert client.get(address).status_code == 404
    own = as_person(cast.anna).get(f"/beteiligung/themen/{thread.id}").text
    assert "Dieser Beitrag ist ausgeblendet." in own
    assert "Der Weg ist dunkel." not in own


def test_nobody_settles_a_report_on_her_own_words(cast: Cast, as_person: Callable[..., Any]) -> None:
    thread = a_thread(cast, a_format(cast), by=cast.bernd)
    told = a_report(db.session.get_one(Thing, thread.id))
    bernd = as_person(cast.bernd)
    assert bernd.get(f"/verwaltung/meldungen/{told.id}").status_code == 403
    assert f"/verwaltung/meldungen/{told.id}" not in bernd.get("/verwaltung/meldungen").text
    assert f"/verwaltung/meldungen/{told.id}" not in bernd.get("/verwaltung/eingang").text


def test_black_goes_through_title_text_and_history(cast: Cast, as_person: Callable[..., Any]) -> None:
    thread = a_thread(cast, a_format(cast), "Frau Meier wohnt im Gartenweg.")
    with transaction():
        edit_contribution(again(thread), by=cast.anna, title="Frau Meier", text="Frau Meier wohnt im Weg 3.", version=1)
    address = f"/verwaltung/meldungen/beitrag/{thread.id}/schwaerzen"
    assert as_person(cast.dilek).get(address).status_code == 404
    bernd = as_person(cast.bernd)
    data = {"passages": "Meier", "reason": "Ein Name.", "version": "2"}
    assert "▇▇▇▇" in bernd.post(address, data=data | {"preview": "1"}).text
    assert bernd.post(address, data=data).status_code == 303
    found = again(thread)
    assert (found.title, found.text, found.version) == ("Frau ▇▇▇▇", "Frau ▇▇▇▇ wohnt im Weg 3.", 3)
    assert "Meier" not in found.slug.title()
    earlier = db.session.scalars(db.select(ContributionVersion.text)).all()
    assert earlier == ["Frau ▇▇▇▇ wohnt im Gartenweg."]
    assert bernd.post(address, data=data).status_code == 422
    with pytest.raises(VersionIsStale), transaction():
        edit_contribution(again(thread), by=cast.anna, title="Neu", text="Frau Meier", version=2)
    with transaction():
        redact_contribution(again(thread), re.compile("Weg"), by=cast.bernd, reason="Der Weg.")
    blackened = db.select(JournalEntry.reason).where(JournalEntry.verb == "redact_contribution")
    reasons = db.session.scalars(blackened.order_by(JournalEntry.id)).all()
    assert reasons == ["Ein Name.", "Der ▇▇▇▇."]
