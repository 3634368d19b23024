"""Nobody decides on what he or she wrote; the desk of today decides; nobody reads a title that is not theirs."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.accounts.models import Authority, Membership, Person
from app.core.clock import now
from app.core.database import db, transaction
from app.discussion import commenting
from app.discussion.models import Comment
from app.files.models import Attachment
from app.ideas import handing_over, submitting
from app.ideas.models import CoAuthor, Idea
from app.restrictions.models import Report, Restriction
from app.restrictions.objecting import object_to
from tests.cast import Cast
from tests.restrictions.stage import a_comment, a_file, a_report, hidden
from tests.worlds import HIDDEN_STATES, an_idea

DESK = "/verwaltung/meldungen"


def given(person: Person, role: str, authority: Authority) -> None:
    with transaction():
        db.session.add(Membership(person_id=person.id, role=role, authority_id=authority.id))
    db.session.expire_all()


def is_hidden(idea: Idea) -> bool:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Idea, idea.id).restricted_at is not None


# ---- nobody decides in an own matter ---------------------------------------------------------------------


def test_an_approver_leaves_the_own_objection_to_another(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    restriction = hidden(cast, idea)
    given(cast.anna, "approver", cast.here)
    with transaction():
        object_to(db.session.get_one(Restriction, restriction.id), by=cast.anna, text="Nein.")
    address = f"{DESK}/einschraenkung/{restriction.id}/entscheiden"
    form = {"decision": "lifted", "decision_reason": "Ich finde es gut."}
    assert as_person(cast.anna).post(address, data=form).status_code == 403
    assert is_hidden(idea)
    assert as_person(cast.gerda).post(address, data=form).status_code == 303
    assert not is_hidden(idea)


@pytest.mark.parametrize("hand", ["author", "co-author"])
def test_a_moderator_does_not_show_the_own_idea_again(cast: Cast, as_person: Callable[..., Any], hand: str) -> None:
    idea = an_idea(cast)
    restriction, person = hidden(cast, idea), cast.anna
    if hand == "co-author":
        person = cast.carla
        with transaction():
            db.session.add(CoAuthor(idea_id=idea.id, person_id=person.id, name="Carla"))
    given(person, "moderator", cast.here)
    address = f"{DESK}/einschraenkung/{restriction.id}/aufheben"
    assert as_person(person).post(address, data={"reason": "Ich finde es gut."}).status_code == 403
    assert is_hidden(idea)
    assert as_person(cast.bernd).post(address, data={"reason": "Irrtum."}).status_code == 303


def reported(cast: Cast, what: str) -> Report:
    """Carla reports what Bernd wrote or added himself."""
    idea = an_idea(cast)
    if what == "idea":
        with transaction():
            db.session.get_one(Idea, idea.id).author_id = cast.bernd.id
        return a_report(idea, by=cast.carla)
    if what == "file":
        file = a_file(cast, idea)
        with transaction():
            db.session.get_one(Attachment, file.id).added_by_id = cast.bernd.id
        return a_report(file, by=cast.carla)
    with transaction():
        commenting.comment(idea, by=cast.bernd, text="Meine Meinung.", lang="de")
    return a_report(db.session.scalars(select(Comment)).one(), by=cast.carla)


@pytest.mark.parametrize("what", ["idea", "comment", "file"])
def test_a_moderator_hears_nothing_of_reports_on_the_own_words(
    cast: Cast, as_person: Callable[..., Any], what: str
) -> None:
    told, bernd = reported(cast, what), as_person(cast.bernd)
    given(cast.dilek, "moderator", cast.here)
    dilek = as_person(cast.dilek)
    assert bernd.get(f"{DESK}/{told.id}").status_code == 403
    assert bernd.post(f"{DESK}/{told.id}/belassen", data={"answer": "Passt schon."}).status_code == 403
    for address in (DESK, f"{DESK}/{told.id}"):
        text = bernd.get(address).get_data(as_text=True)
        assert "beleidigt meine Nachbarin" not in text
        assert "Carla Beispiel" not in text
    assert '<span class="count">0</span>' in bernd.get(DESK).get_data(as_text=True)
    assert "beleidigt meine Nachbarin" in dilek.get(DESK).get_data(as_text=True)
    assert "Carla Beispiel" in dilek.get(f"{DESK}/{told.id}").get_data(as_text=True)
    assert dilek.post(f"{DESK}/{told.id}/belassen", data={"answer": "Ist erlaubt."}).status_code == 303
    assert "beleidigt" not in bernd.get(f"{DESK}/erledigt").get_data(as_text=True)
    assert "beleidigt" in dilek.get(f"{DESK}/erledigt").get_data(as_text=True)


# ---- the desk of today -----------------------------------------------------------------------------------


def test_what_was_handed_over_is_the_new_offices_alone(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    comment = a_comment(cast, idea)
    restriction, told = hidden(cast, comment), a_report(idea)
    with transaction():
        object_to(db.session.get_one(Restriction, restriction.id), by=cast.carla, text="Nein.")
    with transaction():
        mine = db.session.get_one(Idea, idea.id)
        to = db.session.get_one(Authority, cast.elsewhere.id)
        offered = handing_over.offer_hand_over(mine, to=to, by=cast.bernd, reason="Ihres.", version=mine.version)
        handing_over.accept_hand_over(offered, by=cast.dilek, version=mine.version)
    db.session.expire_all()
    old, new = as_person(cast.bernd), as_person(cast.dilek)
    statement, report = f"{DESK}/einschraenkung/{restriction.id}", f"{DESK}/{told.id}"
    for address in (statement, report):
        assert (old.get(address).status_code, new.get(address).status_code) == (404, 200)
    assert as_person(cast.gerda).get(statement).status_code == 404
    for address in (DESK, f"{DESK}/widersprueche", f"{DESK}/ausgeblendet"):
        assert idea.title not in old.get(address).get_data(as_text=True), address
        assert idea.title in new.get(address).get_data(as_text=True), address
    assert '<span class="count">1</span>' not in old.get(DESK).get_data(as_text=True)
    assert new.get(DESK).get_data(as_text=True).count('<span class="count">1</span>') == 3
    for action in (f"{statement}/aufheben", f"{report}/belassen"):
        form = {"reason": "Irrtum.", "answer": "Passt."}
        assert (old.post(action, data=form).status_code, new.post(action, data=form).status_code) == (404, 303)


# ---- what is not theirs to see ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", [*HIDDEN_STATES, "published"])
def test_a_file_is_the_desks_business_once_the_idea_was_received(
    cast: Cast, as_person: Callable[..., Any], state: str
) -> None:
    idea = an_idea(cast, state)
    with transaction():
        file = Attachment(
            thing_id=idea.id, key=str(uuid4()), sha256="0" * 64, name="entwurf.webp", media_type="image/webp", size=1,
            added_by_id=cast.anna.id, released_at=now() if state == "published" else None,
        )  # fmt: skip
        db.session.add(file)
    address, bernd = f"{DESK}/datei/{file.id}/ausblenden", as_person(cast.bernd)
    form = {"ground": "rules", "norm": "Regel 3", "facts": "Werbung.", "version": "0"}
    answers = bernd.get(address).status_code, bernd.post(address, data=form).status_code
    assert answers == ((404, 404) if state == "draft" else (200, 303))


def test_a_draft_taken_back_stays_private_with_its_files(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast, "draft")
    file = a_file(cast, idea)
    with transaction():
        submitting.withdraw_idea(db.session.get_one(Idea, idea.id), by=cast.anna)
    assert as_person(cast.bernd).get(f"{DESK}/datei/{file.id}/ausblenden").status_code == 404


def test_a_commenter_does_not_read_the_title_of_what_was_hidden_later(
    cast: Cast, as_person: Callable[..., Any]
) -> None:
    idea = an_idea(cast, title="Kanarienvogel")
    restriction, carla = hidden(cast, a_comment(cast, idea)), as_person(cast.carla)
    addresses = ("/konto/einschraenkungen", f"/konto/einschraenkungen/{restriction.id}")
    for address in addresses:
        assert "Kanarienvogel" in carla.get(address).get_data(as_text=True)
    own = hidden(cast, idea)
    for address in addresses:
        page = carla.get(address).get_data(as_text=True)
        assert "Kanarienvogel" not in page
        assert "Nicht mehr öffentlich" in page
    anna = as_person(cast.anna)
    for address in (addresses[0], f"/konto/einschraenkungen/{own.id}"):
        assert "Kanarienvogel" in anna.get(address).get_data(as_text=True)


def test_one_form_sent_for_two_things_makes_two_reports(cast: Cast, client: Any) -> None:
    idea, other = an_idea(cast), an_idea(cast)
    comment = a_comment(cast, idea)
    form = {"cause": "insult", "text": "Das beleidigt jemanden.", "once": str(uuid4())}
    for address in (idea.id, other.id, f"kommentar/{comment.id}", idea.id):
        assert client.post(f"/melden/{address}", data=form).status_code == 303
    db.session.rollback()
    told = db.session.execute(select(Report.thing_id, Report.comment_id).order_by(Report.id)).all()
    assert [tuple(row) for row in told] == [(idea.id, None), (other.id, None), (idea.id, comment.id)]
