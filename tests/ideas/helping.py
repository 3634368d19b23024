"""What the tests of ideas share: a filled sheet, codes and links out of mails, one way from text to receipt."""

import re
from typing import Any
from uuid import uuid4

from app.core.database import transaction
from app.ideas.models import Idea
from app.ideas.places import Place
from app.ideas.submitting import start_draft
from tests.cast import Cast


def sheet(**changes: Any) -> dict[str, Any]:
    """Step 1 as a citizen fills it in."""
    filled = {
        "once": str(uuid4()), "title": "Ein sicherer Radweg nach Brandis",
        "text": "Wer heute mit dem Rad fährt, fährt auf der Straße.\nEin Weg daneben würde reichen.",
        "place": "ort:14729300", "goals": ["kek-hier:rad"],
    }  # fmt: skip
    return {**filled, **changes}


def signing(**changes: Any) -> dict[str, Any]:
    """Step 2 before the code."""
    return {
        "email": "emil@example.org", "name_choice": "name", "author_name": "Emil Muster", "rules": "y", **changes,
    }  # fmt: skip


def number_in(location: str) -> int:
    """The idea's number in an address."""
    found = re.search(r"/(\d+)(/|$|#|-)", location)
    assert found is not None, location
    return int(found[1])


def written(browser: Any, **changes: Any) -> int:
    """A draft written in that browser; its number."""
    answer = browser.post("/ideen/neu", data=sheet(**changes))
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    return number_in(answer.location)


def code_in(mail: Any) -> str:
    """The six digits a person reads in the mail."""
    found = re.search(r"^\s*(\d{6})\s*$", mail.get_body("plain").get_content(), re.M)
    assert found is not None, mail.get_body("plain").get_content()
    return found[1]


def link_in(mail: Any) -> str:
    """The path of the link in the mail."""
    found = re.search(r"http://localhost(/ideen/\S+)", mail.get_body("plain").get_content())
    assert found is not None, mail.get_body("plain").get_content()
    return found[1]


def other_than(code: str) -> str:
    """A code that was not sent."""
    return f"{(int(code) + 1) % 10**6:06}"


def a_draft(cast: Cast, **values: Any) -> tuple[Idea, str]:
    """A draft somebody else has begun, with its key."""
    with transaction():
        return start_draft(Place.whole(cast.here), **{"title": "Ein Entwurf", "text": "Noch nicht fertig.", **values})
