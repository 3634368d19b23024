"""A forum for some: they take part in full, nobody else learns on any of these surfaces that it is there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.core.clock import today
from app.core.database import db, transaction
from app.discussion.models import Comment
from app.formats.contributing import edit_contribution
from app.formats.models import ParticipationFormat
from app.forums.models import Thread
from app.things.following import follow
from app.things.models import AudienceMember
from app.things.supporting import support
from tests.cast import Cast
from tests.discussion.saying import sheet as comment_sheet
from tests.format_worlds import a_format, a_thread
from tests.forums.stage import again, answered, copies, sheet

CANARY = "Kanarienvogel"


@pytest.fixture
def closed(cast: Cast) -> tuple[ParticipationFormat, Thread, Comment]:
    """Anna and Carla talk; the thread has been edited, the answer as well."""
    forum = a_format(cast, title=CANARY, audience="invited", invited=(cast.anna, cast.carla))
    thread = a_thread(cast, forum, f"{CANARY} im Käfig.")
    answer = answered(thread, cast.carla, f"{CANARY}, antwortet sie.")
    with transaction():
        edit_contribution(again(thread), by=cast.anna, title=CANARY, text=f"{CANARY} fliegt.", version=1)
    return forum, thread, answer


def reading(forum: ParticipationFormat, thread: Thread, answer: Comment) -> list[str]:
    return [
        f"/beteiligung/themen/{thread.id}", f"/beteiligung/themen/{thread.id}/fassungen", f"/diskussion/{thread.id}",
        f"/diskussion/kommentar/{answer.id}", f"/diskussion/kommentar/{answer.id}/fassungen", f"/melden/{thread.id}",
        f"/melden/kommentar/{answer.id}", f"/mitmachen/{thread.id}", f"/beteiligung/{forum.id}/themen/neu",
        f"/mitmachen/{thread.id}/unterstuetzen", f"/mitmachen/{thread.id}/folgen",
    ]  # fmt: skip


def writing(forum: ParticipationFormat, thread: Thread, answer: Comment) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"/beteiligung/{forum.id}/themen/neu", sheet(forum)),
        (f"/diskussion/{thread.id}", comment_sheet("Ein Wort.")),
        (f"/diskussion/kommentar/{answer.id}", comment_sheet("Noch ein Wort.")),
        (f"/diskussion/kommentar/{answer.id}/zustimmen", {}),
        (f"/mitmachen/{thread.id}/unterstuetzen", {}),
        (f"/mitmachen/{thread.id}/folgen", {}),
        (f"/melden/{thread.id}", {"once": str(uuid4()), "cause": "other", "text": "Das ist nicht wahr."}),
        (f"/melden/kommentar/{answer.id}", {"once": str(uuid4()), "cause": "other", "text": "Das ist nicht wahr."}),
    ]


def test_nobody_else_reads_or_writes(cast: Cast, closed: Any, client: Any, as_person: Callable[..., Any]) -> None:
    for browser in (client, as_person(cast.frieda), as_person(cast.dilek)):
        for address in reading(*closed):
            answer = browser.get(address, follow_redirects=True)
            assert CANARY not in answer.text, address
            assert answer.status_code in (200, 404), address
        for address, data in writing(*closed):
            answer = browser.post(address, data=data)
            assert answer.status_code in (302, 404, 422), address
            assert CANARY not in answer.text.replace(str(data.get("title")), "").replace(str(data.get("text")), "")
    assert copies(closed[1]) == (0, 1, 0, 1)
    assert db.session.scalar(db.select(db.func.count()).select_from(Thread)) == 1


def test_whoever_is_invited_takes_part_in_full(cast: Cast, closed: Any, as_person: Callable[..., Any]) -> None:
    forum, thread, answer = closed
    anna = as_person(cast.anna)
    page = anna.get(f"/beteiligung/themen/{thread.id}")
    assert page.headers["Cache-Control"] == "no-store"
    assert f"{CANARY}, antwortet sie." in page.text
    carla = as_person(cast.carla)
    for address in (one for one in reading(forum, thread, answer) if not one.endswith("/mitmachen")):
        assert carla.get(address).status_code in (200, 302), address
    for address, data in writing(forum, thread, answer):
        assert carla.post(address, data=data).status_code == 303, address
    assert copies(thread)[0] == 1
    assert copies(thread)[1] == 3
    assert CANARY in carla.get("/konto/folge-ich?was=unterstuetze").text
    assert CANARY in carla.get("/konto/folge-ich").text


def test_who_was_in_it_reads_no_title_any_more(cast: Cast, closed: Any, as_person: Callable[..., Any]) -> None:
    _forum, thread, answer = closed
    with transaction():
        support(again(thread), db.session.merge(cast.carla))
        follow(again(thread), db.session.merge(cast.carla))
        for member in db.session.scalars(db.select(AudienceMember).where(AudienceMember.person_id == cast.carla.id)):
            member.until = today() - timedelta(days=1)
    carla = as_person(cast.carla)
    for address in ("/konto/folge-ich?was=unterstuetze", "/konto/folge-ich"):
        assert CANARY not in carla.get(address).text
    own = carla.get("/konto/kommentare").text
    assert f'href="/diskussion/kommentar/{answer.id}"' not in own
    assert f'<h2 class="as3"><span lang="de">{CANARY}' not in own
    data = {"text": "Anders gesagt.", "version": "1"}
    assert carla.post(f"/diskussion/kommentar/{answer.id}/bearbeiten", data=data).status_code == 409
    assert db.session.get_one(Comment, answer.id).text == f"{CANARY}, antwortet sie."
    assert carla.post(f"/mitmachen/{thread.id}/nicht-mehr-unterstuetzen").status_code == 303


def test_the_desk_reads_along(cast: Cast, closed: Any, as_person: Callable[..., Any]) -> None:
    _forum, thread, answer = closed
    bernd = as_person(cast.bernd)
    assert bernd.get(f"/beteiligung/themen/{thread.id}").status_code == 200
    assert bernd.get(f"/diskussion/kommentar/{answer.id}").status_code == 200
    assert as_person(cast.bernd, is_verified_twice=False).get(f"/beteiligung/themen/{thread.id}").status_code == 404
