"""Every circle that hears of something has its letter, and every letter leads to a page there is."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app.notifications.mails import LETTERS
from app.notifications.telling import HEARINGS

pytestmark = pytest.mark.once
ROOM = Path(__file__).parent.parent.parent / "app" / "notifications"


def test_whoever_hears_of_something_gets_a_letter_of_its_own() -> None:
    heard = {(verb, hearing.standing) for verb, hearings in HEARINGS.items() for hearing in hearings}
    assert heard == set(LETTERS)


def test_every_link_leads_somewhere(app: Flask) -> None:
    named = {
        name
        for room in ("mails.py", "talk_mails.py", "cooperation_mails.py", "cooperation_asking_mails.py", "jobs.py")
        for name in re.findall(r'\(?"([a-z_]+\.[a-z_]+)"', (ROOM / room).read_text())
    }
    assert len(named) >= 8
    assert named <= set(app.view_functions)
