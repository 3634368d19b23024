"""Release by the authority's rule: by a second person, after two working days alone, or by nobody; and deputies."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.deputising import approvers_at
from app.accounts.models import Membership, Person
from app.accounts.registering import end_role, grant_role
from app.answers.drafting import IdeaTextIsReplaced, ReleaseIsNotNeeded, hand_in_answer, save_answer
from app.answers.models import CoordinatedAnswer, Release
from app.answers.releasing import SecondPersonIsNeeded, publish_answer, release_alone, release_answer
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import ReasonIsMissing, VersionIsStale
from app.ideas.moderating import withdraw_on_request
from app.privacy.erasing import erase_person
from tests.answers.drafts import (
    TEXT,
    a_colleague,
    a_draft,
    again,
    an_asked_idea,
    handed_in,
    released,
    returned,
    rule,
    sheet,
    the_day_has_passed,
)
from tests.cast import Cast
from tests.queries import count_queries
from tests.statement_worlds import a_request
from tests.worlds import an_idea

Browser = Callable[..., Any]
DESK = "/verwaltung/freigaben"


def words(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def verdicts(answer: CoordinatedAnswer) -> list[tuple[str, int | None, int | None]]:
    db.session.rollback()
    kept = select(Release).where(Release.answer_id == answer.id).order_by(Release.id)
    return [(one.verdict, one.by_id, one.deputy_for_id) for one in db.session.scalars(kept)]


def press(browser: Any, answer: CoordinatedAnswer, step: str, **typed: str) -> Any:
    version = str(again(answer).version)
    return browser.post(f"{DESK}/{answer.id}/{step}", data={"version": version, "remark": ""} | typed)


def test_a_second_person_releases_it_and_everybody_reads_it(
    cast: Cast, as_person: Browser, client: Any, mails: Callable[[], list[Any]]
) -> None:
    idea, request = an_asked_idea(cast)
    answer = handed_in(cast, idea, request)
    mails()
    gerda = as_person(cast.gerda)
    assert idea.title in words(gerda.get(DESK))
    assert TEXT in words(gerda.get(f"{DESK}/{answer.id}"))
    assert press(gerda, answer, "freigeben").status_code == 303
    assert verdicts(answer) == [("released", cast.gerda.id, None)]
    kept = again(idea)
    assert (kept.state, kept.answer, again(request).is_public) == ("pooled", TEXT, True)
    assert TEXT in words(client.get(f"/ideen/{idea.id}-{idea.slug}"))
    heard = [(str(mail["To"]), str(mail["Subject"])) for mail in mails()]
    assert any("gerda" in to and "Freigabe" in subject for to, subject in heard)
    assert any("bernd" in to and "freigegeben" in subject for to, subject in heard)
    assert any("anna" in to and "Ideenpool" in subject for to, subject in heard)


def test_it_goes_back_with_a_remark_and_comes_again_with_its_changes(
    cast: Cast, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    idea, _request = an_asked_idea(cast)
    answer, gerda = handed_in(cast, idea), as_person(cast.gerda)
    assert press(gerda, answer, "zurueckgeben").status_code == 422
    assert press(gerda, answer, "zurueckgeben", remark="Bitte freundlicher.").status_code == 303
    (back,) = [mail for mail in mails() if "kommt zu Ihnen zurück" in str(mail["Subject"])]
    assert (str(back["To"]), "Bitte freundlicher." in str(back.get_body(("plain",)).get_content())) == (
        "bernd@example.org", True
    )  # fmt: skip
    assert "Bitte freundlicher." in words(as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}/antwort"))
    with transaction():
        draft = save_answer(
            again(idea), by=cast.bernd, version=again(answer).version, idea_version=1, text=f"Danke! {TEXT}",
            outcome="pooled",
        )  # fmt: skip
        hand_in_answer(draft, by=cast.bernd, version=draft.version)
    assert "<ins" in words(gerda.get(f"{DESK}/{answer.id}"))


@pytest.mark.parametrize("hand", ["drafted", "saved", "handed in"])
def test_whoever_had_a_hand_in_it_does_not_release_it(cast: Cast, as_person: Browser, hand: str) -> None:
    idea, _request = an_asked_idea(cast)
    hanna = a_colleague(cast)
    with transaction():
        grant_role(again(hanna), "approver", authority=again(cast.here))
    db.session.refresh(hanna)
    answer = a_draft(cast, idea, by=hanna if hand == "drafted" else cast.bernd)
    with transaction():
        if hand == "saved":
            text = f"{TEXT} Danke."
            save_answer(again(idea), by=hanna, version=1, idea_version=1, text=text, outcome="pooled")
            save_answer(again(idea), by=cast.bernd, version=2, idea_version=1, text=TEXT, outcome="pooled")
        hand_in_answer(again(answer), by=hanna if hand == "handed in" else cast.bernd, version=again(answer).version)
    browser = as_person(hanna)
    assert press(browser, answer, "freigeben").status_code == 403
    assert press(browser, answer, "zurueckgeben", remark="x").status_code == 403
    assert "freigeben&#34;" not in words(browser.get(f"{DESK}/{answer.id}"))
    assert press(as_person(cast.gerda), answer, "freigeben").status_code == 303


def test_when_present_its_writer_releases_it_alone_after_two_working_days(
    cast: Cast, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    idea, _request = an_asked_idea(cast)
    rule(cast, "when_present")
    answer, bernd = handed_in(cast, idea), as_person(cast.bernd)
    door = f"/verwaltung/ideen/{idea.id}/antwort"
    with pytest.raises(SecondPersonIsNeeded), transaction():
        release_alone(again(answer), by=cast.bernd, version=again(answer).version, remark="Eilt.")
    assert "allein-freigeben" not in words(bernd.get(door))
    the_day_has_passed(answer)
    assert "allein-freigeben" in words(bernd.get(door))
    sent = {"version": str(again(answer).version), "remark": ""}
    assert bernd.post(f"{door}/allein-freigeben", data=sent).status_code == 422
    hanna = as_person(a_colleague(cast))
    assert hanna.post(f"{door}/allein-freigeben", data=sent | {"remark": "Ich auch."}).status_code == 403
    assert bernd.post(f"{door}/allein-freigeben", data=sent | {"remark": "Niemand war da."}).status_code == 303
    assert verdicts(answer) == [("released_alone", cast.bernd.id, None)]
    assert any("ohne Sie" in str(mail["Subject"]) and "gerda" in str(mail["To"]) for mail in mails())


def test_required_means_required_also_for_what_waited_before_the_rule_changed(cast: Cast) -> None:
    idea, _request = an_asked_idea(cast)
    rule(cast, "when_present")
    answer = handed_in(cast, idea)
    the_day_has_passed(answer)
    rule(cast, "required")
    with pytest.raises(SecondPersonIsNeeded), transaction():
        release_alone(again(answer), by=cast.bernd, version=again(answer).version, remark="Eilt.")
    rule(cast, "off")
    with pytest.raises(ReasonIsMissing), transaction():
        release_alone(again(answer), by=cast.bernd, version=again(answer).version, remark=" ")
    with transaction():
        release_alone(again(answer), by=cast.bernd, version=again(answer).version, remark="Regel geändert.")
    assert verdicts(answer)[0][0] == "released_alone"


def test_off_its_author_publishes_it_at_once(cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    draft = a_draft(cast, idea, request)
    with pytest.raises(SecondPersonIsNeeded), transaction():
        publish_answer(again(draft), by=cast.bernd, version=draft.version)
    door = f"/verwaltung/ideen/{idea.id}/antwort/veroeffentlichen"
    early = as_person(cast.bernd).post(door, data=sheet(idea, draft, text="Neuer Text."))
    assert (early.status_code, "Neuer Text." in words(early), again(idea).state) == (422, True, "published")
    rule(cast, "off")
    with pytest.raises(ReleaseIsNotNeeded), transaction():
        hand_in_answer(again(draft), by=cast.bernd, version=again(draft).version)
    draft = again(draft)
    assert as_person(cast.bernd).post(door, data=sheet(idea, draft, outcome="done")).status_code == 303
    assert verdicts(draft) == [("not_needed", cast.bernd.id, None)]
    assert (again(idea).state, again(idea).outcome) == ("closed", "done")


def test_what_is_released_is_what_was_shown(cast: Cast, as_person: Browser) -> None:
    idea, _request = an_asked_idea(cast)
    answer = handed_in(cast, idea)
    shown = again(answer).version
    returned(cast, answer)
    with transaction():
        draft = save_answer(
            again(idea), by=cast.bernd, version=shown, idea_version=1, text="Ganz anders.", outcome="pooled"
        )
        hand_in_answer(draft, by=cast.bernd, version=draft.version)
    late = as_person(cast.gerda).post(
        f"{DESK}/{answer.id}/freigeben", data={"version": str(shown), "remark": "Mein Vermerk."}
    )
    assert (late.status_code, "Ganz anders." in words(late), "Mein Vermerk." in words(late)) == (409, True, True)
    with transaction():
        again(idea).version = 2
    with pytest.raises(IdeaTextIsReplaced), transaction():
        release_answer(again(answer), by=cast.gerda, version=again(answer).version)
    with pytest.raises(VersionIsStale), transaction():
        release_answer(again(answer), by=cast.gerda, version=shown)


def test_nobody_elsewhere_learns_of_it(cast: Cast, as_person: Browser, client: Any) -> None:
    idea, _request = an_asked_idea(cast)
    answer = handed_in(cast, idea)
    for person in (cast.dilek, cast.anna, cast.carla):
        assert as_person(person).get(f"{DESK}/{answer.id}").status_code == 404
        assert press(as_person(person), answer, "freigeben").status_code == 404
    assert client.get(f"{DESK}/{answer.id}").status_code == 302
    assert as_person(cast.bernd).get(f"{DESK}/{answer.id}").status_code == 200
    assert press(as_person(cast.bernd), answer, "freigeben").status_code == 403


def test_with_the_answer_the_requests_that_are_still_open_are_settled(cast: Cast) -> None:
    idea = an_idea(cast)
    request = a_request(cast, idea)
    released(cast, idea)
    assert (again(request).state, again(request).is_public) == ("withdrawn", False)


# ---- deputies ------------------------------------------------------------------------------------


def name(browser: Any, cast: Cast, deputy: Person, until: str | None = None) -> Any:
    sent = {"authority": str(cast.here.id), "deputy": str(deputy.id), "until": until or today().isoformat()}
    return browser.post(f"{DESK}/vertretung", data=sent)


def fresh(person: Person) -> Person:
    db.session.rollback()
    db.session.refresh(person, ["memberships"])
    return person


def test_a_deputy_releases_and_the_release_says_for_whom(cast: Cast, as_person: Browser) -> None:
    hanna, gerda = a_colleague(cast), as_person(cast.gerda)
    idea, _request = an_asked_idea(cast)
    answer = handed_in(cast, idea)
    assert press(as_person(hanna), answer, "freigeben").status_code == 403
    assert name(gerda, cast, hanna).status_code == 303
    assert press(as_person(fresh(hanna)), answer, "freigeben").status_code == 303
    assert verdicts(answer) == [("released", hanna.id, cast.gerda.id)]
    assert "Gerda Beispiel" in words(as_person(hanna).get(f"{DESK}/{answer.id}"))


def test_a_deputy_is_gone_at_once_or_with_the_approver_or_after_the_day(cast: Cast, as_person: Browser) -> None:
    hanna, gerda = a_colleague(cast), as_person(cast.gerda)
    held = select(Membership).where(Membership.deputy_for_id == cast.gerda.id)
    name(gerda, cast, hanna)
    fresh(hanna)
    assert hanna.id in {one.id for one in approvers_at(cast.here.id)}
    membership = db.session.scalars(held).one()
    assert as_person(cast.bernd).post(f"{DESK}/vertretung/{membership.id}/beenden").status_code in {403, 404}
    assert gerda.post(f"{DESK}/vertretung/{membership.id}/beenden").status_code == 303
    fresh(hanna)
    assert [one.id for one in approvers_at(cast.here.id)] == [cast.gerda.id]
    name(gerda, cast, hanna)
    with transaction():
        end_role(next(one for one in again(cast.gerda).memberships if one.role == "approver"))
    assert db.session.scalars(held).all() == []


@pytest.mark.parametrize("why", ["expired", "erased", "deputised"])
def test_nobody_stands_in_for_an_approver_who_is_gone(cast: Cast, as_person: Browser, why: str) -> None:
    hanna = a_colleague(cast)
    name(as_person(cast.gerda), cast, hanna)
    answer = handed_in(cast, an_asked_idea(cast)[0])
    with transaction():
        held = next(one for one in again(cast.gerda).memberships if one.role == "approver")
        if why == "expired":
            held.until = today() - timedelta(days=1)
        elif why == "deputised":
            held.deputy_for_id = cast.bernd.id
        else:
            erase_person(again(cast.gerda))
    db.session.expire_all()
    assert approvers_at(cast.here.id) == []
    assert press(as_person(fresh(hanna)), answer, "freigeben").status_code == 403
    deputies = select(Membership.id).where(Membership.deputy_for_id == cast.gerda.id)
    valid = db.session.scalars(deputies.where(Membership.is_valid)).all()
    assert (valid, len(db.session.scalars(deputies).all())) == ([], 0 if why == "erased" else 1)


def test_whoever_stands_in_for_nobody_costs_no_query(cast: Cast) -> None:
    gerda = fresh(cast.gerda)
    with count_queries(0):
        assert gerda.has_role("approver", cast.here.id)


def test_a_new_rule_is_told_to_those_who_release_and_administer(
    cast: Cast, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    with transaction():
        grant_role(again(cast.bernd), "admin", authority=again(cast.here))
    mails()
    bernd = as_person(fresh(cast.bernd))
    for _twice in range(2):
        assert bernd.post(f"{DESK}/regel/hier", data={"release_rule": "off"}).status_code == 303
    sent = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in mails()}
    assert set(sent) == {"bernd@example.org", "gerda@example.org"}
    for said in ("Bernd Beispiel", "Bisher: Immer: eine zweite Person", "Ab jetzt: Niemand sonst", "Landkreis Hier"):
        assert said in sent["gerda@example.org"], said


@pytest.mark.parametrize("fault", ["stranger", "herself", "past", "far", "approver", "no day"])
def test_who_cannot_be_a_deputy(cast: Cast, as_person: Browser, fault: str) -> None:
    hanna = a_colleague(cast)
    if fault == "approver":
        with transaction():
            grant_role(again(hanna), "approver", authority=again(cast.here))
    wanted = {"stranger": cast.dilek, "herself": cast.gerda}.get(fault, hanna)
    far = (today() + timedelta(days=366)).isoformat()
    until = {"past": "2020-01-01", "far": far, "no day": "irgendwann"}.get(fault)
    answer = name(as_person(cast.gerda), cast, wanted, until)
    assert (answer.status_code, "fehler-titel" in words(answer)) == (422, True)


def test_a_deputy_names_no_deputy_and_what_an_admin_gives_is_held_in_ones_own_name(
    cast: Cast, as_person: Browser
) -> None:
    hanna, ida = a_colleague(cast), a_colleague(cast, "Ida")
    name(as_person(cast.gerda), cast, hanna)
    assert name(as_person(fresh(hanna)), cast, ida).status_code == 422
    with transaction():
        grant_role(again(hanna), "approver", authority=again(cast.here))
    assert name(as_person(fresh(hanna)), cast, ida).status_code == 303


def test_the_rule_is_set_where_an_admin_finds_it(cast: Cast, as_person: Browser) -> None:
    bernd, door = as_person(cast.bernd), f"{DESK}/regel/hier"
    handed_in(cast, an_asked_idea(cast)[0])
    assert door in words(bernd.get("/verwaltung/seiten"))
    assert "1 Antwort wartet" in words(bernd.get(door))
    assert bernd.post(door, data={"release_rule": "nie", "statement_within_days": "10"}).status_code == 422
    assert bernd.post(door, data={"release_rule": "off", "statement_within_days": "1"}).status_code == 422
    assert bernd.post(door, data={"release_rule": "off", "statement_within_days": "15"}).status_code == 303
    kept = again(cast.here)
    assert (kept.release_rule, kept.statement_within_days) == ("off", 15)
    assert as_person(cast.gerda).get(door).status_code == 404


def test_what_happens_to_the_idea_otherwise_leaves_nothing_to_release(cast: Cast, as_person: Browser) -> None:
    idea, _request = an_asked_idea(cast)
    answer = handed_in(cast, idea)
    with transaction():
        withdraw_on_request(again(idea), by=cast.bernd, reason="Auf Wunsch.", version=1)
    gerda = as_person(cast.gerda)
    assert idea.title not in words(gerda.get(DESK))
    late = press(gerda, answer, "freigeben", remark="Passt.")
    assert (late.status_code, "Passt." in words(late), again(answer).state) == (409, True, "discarded")
