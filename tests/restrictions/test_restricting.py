"""Hiding: what goes, what stays, who reads why; and that it comes back as it was."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Membership
from app.core.database import db, transaction
from app.core.errors import ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.restrictions.models import Report, Restriction
from app.restrictions.restricting import GroundIsUnknown, NotInForce, lift_restriction, restrict
from app.restrictions.targets import AlreadyRestricted, version_of
from tests.cast import Cast
from tests.projects.stage import printed
from tests.restrictions.stage import FACTS, NORM, a_comment, a_file, a_report, counted, hidden
from tests.worlds import an_idea


def a_form(version: int = 1, **values: str) -> dict[str, str]:
    return {"ground": "rules", "norm": NORM, "facts": FACTS, "version": str(version), **values}


def restrictions() -> list[Restriction]:
    db.session.rollback()
    return list(db.session.scalars(select(Restriction).order_by(Restriction.id)))


def verbs_of(idea: Idea) -> list[tuple[str, str, Any]]:
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.thing_id == idea.id).order_by(JournalEntry.id))
    return [(entry.verb, entry.audience, entry.details) for entry in entries]


def test_bernd_reads_the_statement_before_he_hides_an_idea(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea, bernd = an_idea(cast), as_person(cast.bernd)
    address = f"/verwaltung/meldungen/vorgang/{idea.id}/ausblenden"
    assert 'name="version" type="hidden" value="1"' in bernd.get(address).get_data(as_text=True)
    preview = bernd.post(address, data=a_form(preview="1"))
    assert preview.status_code == 200
    assert "keine automatischen Mittel" in preview.get_data(as_text=True)
    assert restrictions() == []
    assert bernd.post(address, data=a_form()).status_code == 303
    [restriction] = restrictions()
    assert (
        "kann die Begründung lesen und widersprechen"
        in bernd.get(f"/verwaltung/meldungen/einschraenkung/{restriction.id}").text
    )
    assert (restriction.thing_id, restriction.addressee_id, restriction.by_id) == (idea.id, cast.anna.id, cast.bernd.id)
    assert counted(idea) == (0, False)
    assert ("restrict", "author", {"restriction": restriction.id}) in verbs_of(idea)


def test_a_second_time_leads_to_the_statement_there_is(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea, bernd = an_idea(cast), as_person(cast.bernd)
    restriction = hidden(cast, idea)
    address = f"/verwaltung/meldungen/vorgang/{idea.id}/ausblenden"
    for answer in (bernd.get(address), bernd.post(address, data=a_form())):
        assert answer.location.endswith(f"/einschraenkung/{restriction.id}")
    assert len(restrictions()) == 1
    with transaction(), pytest.raises(AlreadyRestricted):
        restrict(idea, by=cast.bernd, ground="rules", norm=NORM, facts=FACTS, version=1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ground": "mood"}, "Bitte wählen Sie: ein Gesetz oder die Spielregeln."),
        ({"norm": " "}, "Bitte nennen Sie das Gesetz oder die Regel."),
        ({"facts": ""}, "Bitte schreiben Sie, was dort steht oder zu sehen ist"),
    ],
)
def test_a_statement_without_reasons_hides_nothing(
    cast: Cast, as_person: Callable[..., Any], values: dict[str, str], words: str
) -> None:
    idea = an_idea(cast)
    answer = as_person(cast.bernd).post(
        f"/verwaltung/meldungen/vorgang/{idea.id}/ausblenden", data=a_form(**{"facts": "Mein Satz.", **values})
    )
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert "facts" in values or "Mein Satz." in answer.get_data(as_text=True)
    assert restrictions() == []


def test_the_verb_itself_asks_for_ground_norm_and_facts(cast: Cast) -> None:
    idea = an_idea(cast)
    for values, error in (
        ({"ground": "mood"}, GroundIsUnknown), ({"norm": " "}, ReasonIsMissing), ({"facts": "\n"}, ReasonIsMissing),
        ({"version": 7}, VersionIsStale),
    ):  # fmt: skip
        given: dict[str, Any] = {"ground": "rules", "norm": NORM, "facts": FACTS, "version": 1, **values}
        with pytest.raises(error), transaction():
            restrict(idea, by=cast.bernd, **given)


def test_a_replaced_text_is_shown_first(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    comment = a_comment(cast, idea)
    with transaction():
        db.session.refresh(comment)
        comment.text, comment.version = "Ganz anders.", 2
    bernd = as_person(cast.bernd)
    answer = bernd.post(f"/verwaltung/meldungen/kommentar/{comment.id}/ausblenden", data=a_form())
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert FACTS in page
    assert "Ganz anders." in page
    assert 'value="2"' in page
    assert restrictions() == []
    for nonsense in ("", "x", "9" * 40, "-1"):
        sent = a_form() | {"version": nonsense}
        assert bernd.post(f"/verwaltung/meldungen/vorgang/{idea.id}/ausblenden", data=sent).status_code == 409


def test_dilek_and_everybody_else_hides_nothing(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    comment, attachment = a_comment(cast, idea), a_file(cast, idea)
    addresses = [
        f"/verwaltung/meldungen/vorgang/{idea.id}/ausblenden",
        f"/verwaltung/meldungen/kommentar/{comment.id}/ausblenden",
        f"/verwaltung/meldungen/datei/{attachment.id}/ausblenden",
        f"/verwaltung/meldungen/kommentar/{comment.id}/schwaerzen",
    ]
    for address in addresses:
        for person in (cast.dilek, cast.anna, cast.gerda, cast.frieda):
            for answer in (as_person(person).get(address), as_person(person).post(address, data=a_form())):
                assert answer.status_code in {403, 404}, (address, person.display_name)
        assert client.post(address, data=a_form()).status_code == 302
    assert restrictions() == []


def test_a_comment_goes_and_comes_back_with_its_counter(cast: Cast) -> None:
    idea = an_idea(cast)
    comment = a_comment(cast, idea)
    assert counted(idea) == (1, True)
    restriction = hidden(cast, comment)
    assert restriction.addressee_id == cast.carla.id
    assert counted(idea) == (0, True)
    assert ("restrict", "direct", {"restriction": restriction.id}) in verbs_of(idea)
    with transaction():
        lift_restriction(db.session.get_one(Restriction, restriction.id), by=cast.bernd, reason="Irrtum.")
    assert counted(idea) == (1, True)
    assert verbs_of(idea)[-1] == ("lift_restriction", "direct", {"restriction": restriction.id})


def test_an_idea_comes_back_as_it_was(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    a_comment(cast, idea)
    before, address = (idea.published_at, counted(idea)), f"/ideen/{idea.id}-{idea.slug}"
    restriction = hidden(cast, idea)
    assert client.get(address).status_code == 404
    with transaction():
        lift_restriction(db.session.get_one(Restriction, restriction.id), by=cast.bernd, reason="Irrtum.")
    after = counted(idea)
    assert (idea.published_at, after) == before
    assert idea.listed_at == idea.published_at
    assert client.get(address).status_code == 200
    with pytest.raises(NotInForce), transaction():
        lift_restriction(db.session.get_one(Restriction, restriction.id), by=cast.bernd, reason="Nochmals.")
    # Hidden a second time it has a second statement; the first one stays in the files.
    hidden(cast, idea)
    assert [one.is_in_force for one in restrictions()] == [False, True]


def test_a_file_is_hidden_for_who_added_it(cast: Cast) -> None:
    idea = an_idea(cast)
    attachment = a_file(cast, idea)
    restriction = hidden(cast, attachment)
    db.session.refresh(attachment)
    assert not attachment.is_shown
    assert (restriction.attachment_id, restriction.addressee_id) == (attachment.id, cast.anna.id)
    with transaction():
        lift_restriction(db.session.get_one(Restriction, restriction.id), by=cast.bernd, reason="Irrtum.")
    db.session.refresh(attachment)
    assert attachment.is_shown


def test_a_project_is_hidden_without_anybody_to_tell(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    project = printed(cast)
    public, desk = f"/projekte/{project.id}-{project.slug}", f"/verwaltung/meldungen/vorgang/{project.id}/ausblenden"
    assert f'href="/melden/{project.id}"' in client.get(public).get_data(as_text=True)
    assert desk in as_person(cast.bernd).get(f"/verwaltung/projekte/{project.id}").get_data(as_text=True)
    assert as_person(cast.bernd).post(desk, data=a_form(1)).status_code == 409
    assert as_person(cast.bernd).post(desk, data=a_form(version_of(project))).status_code == 303
    assert restrictions()[0].addressee_id is None
    assert client.get(public).status_code == 404
    assert project.title not in client.get("/projekte").get_data(as_text=True)
    with transaction():
        lift_restriction(db.session.get_one(Restriction, 1), by=cast.bernd, reason="Irrtum.")
    assert client.get(public).status_code == 200


def test_all_reports_on_the_same_thing_are_settled_and_no_other(cast: Cast) -> None:
    idea = an_idea(cast)
    comment = a_comment(cast, idea)
    first, second, about_comment = a_report(idea), a_report(idea), a_report(comment)
    restriction = hidden(cast, idea)
    db.session.rollback()
    settled = {one.id: (one.outcome, one.restriction_id) for one in db.session.scalars(select(Report))}
    assert settled[first.id] == settled[second.id] == ("restricted", restriction.id)
    assert settled[about_comment.id] == (None, None)
    assert [verb for verb, _audience, _details in verbs_of(idea)].count("settle_report") == 2


def test_parallel_hiding_leaves_one_statement(app: Flask, cast: Cast) -> None:
    number, outcomes, barrier = an_idea(cast).id, [], threading.Barrier(4)
    bernd_id = cast.bernd.id

    def work() -> None:
        from app.accounts.models import Person
        from app.restrictions.queries import find_restrictable

        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    bernd = db.session.get_one(Person, bernd_id)
                    idea = find_restrictable(number, bernd)
                    assert idea is not None
                    restrict(idea, by=bernd, ground="rules", norm=NORM, facts=FACTS, version=1)
                outcomes.append("hidden")
            except AlreadyRestricted:
                outcomes.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(outcomes) == ["hidden", "refused", "refused", "refused"]
    assert db.session.scalar(select(func.count()).select_from(Restriction)) == 1


def test_bernd_shows_it_again_with_a_reason(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    restriction = hidden(cast, idea)
    address = f"/verwaltung/meldungen/einschraenkung/{restriction.id}"
    bernd = as_person(cast.bernd)
    assert FACTS in bernd.get(address).get_data(as_text=True)
    assert bernd.post(f"{address}/aufheben", data={"reason": ""}).status_code == 422
    for person in (cast.dilek, cast.anna):
        assert as_person(person).post(f"{address}/aufheben", data={"reason": "x"}).status_code in {403, 404}
    assert as_person(cast.gerda).post(f"{address}/aufheben", data={"reason": "x"}).status_code == 403
    assert counted(idea)[1] is False
    assert bernd.post(f"{address}/aufheben", data={"reason": "Irrtum."}).status_code == 303
    assert counted(idea)[1] is True
    assert bernd.post(f"{address}/aufheben", data={"reason": "Irrtum."}).status_code == 409
    assert restrictions()[0].lift_reason == "Irrtum."


def test_the_desk_offers_hiding_where_it_may(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    address = f"/verwaltung/ideen/{idea.id}"
    page = as_person(cast.bernd).get(address).get_data(as_text=True)
    assert f"/verwaltung/meldungen/vorgang/{idea.id}/ausblenden" in page
    assert f"/verwaltung/ideen/{idea.id}/schwaerzen" in page
    waiting = an_idea(cast, "submitted")
    page = as_person(cast.bernd).get(f"/verwaltung/ideen/{waiting.id}").get_data(as_text=True)
    assert "ausblenden" not in page
    assert as_person(cast.bernd).get(f"/verwaltung/meldungen/vorgang/{waiting.id}/ausblenden").status_code == 404


def test_words_in_a_comment_are_blacked_out_after_a_look(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    comment = a_comment(cast, idea, "Frau Meier wohnt im\nGartenweg 3, sagt FRAU MEIER.")
    told = a_report(comment)
    bernd, address = as_person(cast.bernd), f"/verwaltung/meldungen/kommentar/{comment.id}/schwaerzen"
    form = {"passages": "Frau Meier\nim Gartenweg 3", "version": "1", "reason": "Daten anderer."}
    preview = bernd.post(address, data=form | {"preview": "1"})
    assert preview.status_code == 200
    assert "3 Stellen" in preview.get_data(as_text=True)
    db.session.rollback()
    assert "Meier" in comment.text
    assert bernd.post(address, data=form | {"passages": "Herr Niemand"}).status_code == 422
    assert bernd.post(address, data=form | {"passages": "ab"}).status_code == 422
    assert bernd.post(address, data=form | {"version": "9"}).status_code == 409
    assert bernd.post(address, data=form | {"reason": " "}).status_code == 422
    assert bernd.post(address, data=form).status_code == 303
    db.session.rollback()
    db.session.expire_all()
    assert "meier" not in comment.text.lower()
    assert "Gartenweg" not in comment.text
    assert "wohnt" in comment.text
    assert db.session.get_one(Report, told.id).outcome == "redacted"
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "redact_comment")).one()
    assert (entry.audience, entry.reason, entry.details) == ("direct", "Daten anderer.", {"comment": comment.id})


def test_parts_of_words_stay_unless_ticked(cast: Cast, as_person: Callable[..., Any]) -> None:
    comment = a_comment(cast, an_idea(cast), "Heute kommt Ute.")
    bernd, address = as_person(cast.bernd), f"/verwaltung/meldungen/kommentar/{comment.id}/schwaerzen"
    form = {"passages": "ute", "version": "1", "reason": "Daten anderer."}
    page = bernd.post(address, data=form | {"preview": "1"}).get_data(as_text=True)
    assert "Heute kommt <mark>Ute</mark>." in page
    assert 'type="hidden" name="inside_words"' not in page
    page = bernd.post(address, data=form | {"preview": "1", "inside_words": "y"}).get_data(as_text=True)
    assert "He<mark>ute</mark> kommt" in page
    assert '<input type="hidden" name="inside_words" value="y">' in page
    assert bernd.post(address, data=form).status_code == 303
    db.session.rollback()
    db.session.expire_all()
    assert comment.text == "Heute kommt ▇▇▇▇."


def test_the_desk_knows_who_wrote_it_and_whether_anybody_could_decide(
    cast: Cast, as_person: Callable[..., Any]
) -> None:
    idea = an_idea(cast)
    comment, file = a_comment(cast, idea), a_file(cast, idea)
    told = a_report(file)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "report")).one()
    assert (entry.audience, entry.actor_role, entry.details) == (
        "direct",
        "citizen",
        {"report": told.id},
    )
    bernd = as_person(cast.bernd)
    address = f"/verwaltung/meldungen/kommentar/{comment.id}/ausblenden"
    page = bernd.get(address).get_data(as_text=True)
    assert "Geschrieben von" in page
    assert f"/diskussion/kommentar/{comment.id}" in page
    assert "niemanden mit der Rolle Freigabe" not in page
    for picture in (f"/verwaltung/meldungen/{told.id}", f"/verwaltung/meldungen/datei/{file.id}/ausblenden"):
        assert 'alt="Ein Haus"' in bernd.get(picture).get_data(as_text=True)
    assert 'alt="Ein Haus"' in bernd.get(f"/melden/datei/{file.id}").get_data(as_text=True)
    with transaction():
        db.session.query(Membership).filter_by(person_id=cast.gerda.id, role="approver").delete()
    assert "niemanden mit der Rolle Freigabe" in bernd.get(address).get_data(as_text=True)


@pytest.mark.parametrize("step", ["ausblenden", "schwaerzen"])
def test_from_a_report_the_way_leads_back_to_it(cast: Cast, as_person: Callable[..., Any], step: str) -> None:
    said = a_comment(cast, an_idea(cast))
    told = a_report(said)
    page = as_person(cast.bernd).get(f"/verwaltung/meldungen/kommentar/{said.id}/{step}?meldung={told.id}")
    assert page.status_code == 200
    assert f'href="/verwaltung/meldungen/{told.id}"' in page.get_data(as_text=True)
    odd = as_person(cast.bernd).get(f"/verwaltung/meldungen/kommentar/{said.id}/{step}?meldung=x")
    assert odd.status_code == 200
