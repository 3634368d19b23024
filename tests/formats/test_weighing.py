"""Noting a contribution, not following it for a reason, and taking that back; what readers are told of it."""

from typing import Any

import pytest

from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.core.journal import JournalEntry
from app.formats.contributing import edit_contribution
from app.formats.models import Contribution
from app.formats.outcome import figures_of
from app.formats.running import close_format, conclude_format
from app.formats.taking_up import Words, add_to_idea, take_up
from app.formats.weighing import weigh_contribution
from app.ideas.places import Place
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread
from tests.formats.test_tables import rows_of
from tests.worlds import an_idea

LIST = "/verwaltung/beteiligung/{}/beitraege"
ONE = "/verwaltung/beteiligung/beitraege/{}/abwaegen"
WHY = "Die Straße gehört dem Land."


def words(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_many_are_weighed_with_one_reason_and_everybody_reads_it(cast: Cast, client: Any, as_person: Any) -> None:
    format = a_format(cast)
    one, two, silent = (a_thread(cast, format, text) for text in ("Licht fehlt.", "Bänke fehlen.", "Mehr Busse."))
    desk, many = as_person(cast.bernd), LIST.format(format.id) + "/abwaegen"
    shown = {f"fassung-{said.id}": said.version for said in (one, two)}
    chosen = {"beitrag": [one.id, two.id], "verdict": "not_taken", **shown}
    refused = desk.post(many, data=chosen)
    assert refused.status_code == 422
    assert "Bitte begründen Sie" in words(refused)
    assert desk.post(many, data={**chosen, "reason": WHY}).status_code == 303
    assert as_person(cast.dilek).post(many, data={**chosen, "reason": WHY}).status_code == 404
    listed = words(desk.get(LIST.format(format.id)))
    assert "Noch unbearbeitet: 1 von 3" in listed
    assert "Mehr Busse." not in words(desk.get(LIST.format(format.id) + "?stand=abgewogen"))
    page = words(client.get(f"/beteiligung/themen/{one.id}"))
    assert "nicht übernommen, weil:" in page
    assert WHY in page
    with transaction():
        close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
    result = f"/beteiligung/{format.id}/ergebnis"
    assert "noch nicht bearbeitet" in words(client.get(result))
    with transaction():
        conclude_format(format, by=cast.bernd, result="Das kam heraus.", version=format.version)
    assert words(client.get(result)).count(WHY) == 2
    assert "ohne Vermerk" in words(client.get(result))
    sheet = rows_of(client.get(f"/beteiligung/{format.id}/dokumentation.xlsx").data)[1]
    assert sheet[0][-1] == "Abwägung der Stelle"
    assert sum(WHY in row[-1] for row in sheet) == 2
    assert client.get(f"/beteiligung/{format.id}/dokumentation.pdf").status_code == 200
    assert silent.verdict is None


def test_an_assessment_is_taken_back_and_gives_way_to_an_idea(cast: Cast, as_person: Any) -> None:
    format = a_format(cast)
    one, two = a_thread(cast, format, "Licht fehlt."), a_thread(cast, format, "Bänke fehlen.")
    desk = as_person(cast.bernd)
    assert desk.post(ONE.format(one.id), data={"verdict": "noted", "version": one.version}).status_code == 303
    db.session.rollback()
    assert (figures_of(format).noted, figures_of(format).untouched) == (1, 1)
    assert desk.post(ONE.format(one.id), data={"verdict": "quatsch"}).status_code == 422
    assert desk.post(ONE.format(one.id), data={"verdict": "none", "version": one.version}).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Contribution, one.id).decided_at is None
    with transaction():
        assert weigh_contribution(one, "noted", by=cast.bernd, version=1)
        assert not weigh_contribution(one, "noted", by=cast.bernd, version=1)
        weigh_contribution(two, "noted", by=cast.bernd, version=1)
    idea = an_idea(cast, "published")
    with transaction():
        take_up([one], Words("Licht", "Licht."), Place.whole(cast.here), [], by=cast.bernd)
        add_to_idea(two, idea, by=cast.bernd)
    assert one.verdict is two.verdict is None
    with pytest.raises(NotAllowedNow):
        weigh_contribution(one, "not_taken", by=cast.bernd, version=1, reason=WHY)
    told = db.session.query(JournalEntry).filter_by(thing_id=one.id, verb="weigh_contribution")
    assert {entry.audience for entry in told} == {"staff"}


def test_what_was_edited_meanwhile_is_not_weighed_unread(cast: Cast, as_person: Any) -> None:
    format = a_format(cast)
    one, two = a_thread(cast, format, "Licht fehlt."), a_thread(cast, format, "Bänke fehlen.")
    shown = {"verdict": "noted", "version": one.version, f"fassung-{one.id}": one.version, f"fassung-{two.id}": 1}
    with transaction():
        edit_contribution(one, by=cast.anna, text="Licht fehlt an der Furt.", version=one.version)
    desk, many = as_person(cast.bernd), LIST.format(format.id) + "/abwaegen"
    late = desk.post(ONE.format(one.id), data=shown)
    assert late.status_code == 422
    assert "Licht fehlt an der Furt." in words(late)
    assert desk.post(many, data={**shown, "beitrag": [one.id, two.id]}).status_code == 303
    assert "wurde inzwischen bearbeitet" in words(desk.get(LIST.format(format.id)))
    db.session.expire_all()
    assert (one.verdict, two.verdict) == (None, "noted")


def test_other_words_wait_for_another_assessment(cast: Cast) -> None:
    one = a_thread(cast, a_format(cast), "Licht fehlt.")
    with transaction():
        weigh_contribution(one, "not_taken", by=cast.bernd, version=1, reason=WHY)
        edit_contribution(one, by=cast.anna, text="Licht fehlt.", version=1)
    assert one.verdict == "not_taken", "the same words"
    with transaction():
        edit_contribution(one, by=cast.anna, text="Bänke fehlen.", version=1)
    assert (one.verdict, one.verdict_reason, one.decided_at) == (None, None, None)
