"""All partners of many cooperations say yes at once, each twice, against a real server with several processes.

    python -m scripts.yes_storm                        # SQLite in a folder of its own
    python -m scripts.yes_storm --database embedded    # the PostgreSQL of the test environment
    python -m scripts.yes_storm --mixed                # every proposer lays another text at the same moment

Each of seven towns takes part in twelve cooperations. Ends with 1 unless each is agreed exactly once, by the yes of all
to exactly that text, said once by each; with `--mixed`: unless what is agreed is the text all have read, or nothing;
and unless no answer was a fault (503 says "again in a moment"; it is counted, and sent again).
"""

import argparse
import secrets
import sys
from collections import Counter
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import Authority, Membership, Organisation, Person
from app.cooperations.declaring import PENDING
from app.cooperations.models import Cooperation, Partner
from app.cooperations.proposing import begin_cooperation, edit_draft, lay_text
from app.cooperations.terms import Party, Terms
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.upkeep.cooperation_invariants import wrong_agreements, wrong_fingerprints
from scripts.storms import Ground, Press, arguments, empty_ground, report

FUNCTION = "Bürgermeisterin"


def main() -> int:
    """Prepare, fire, look; the exit status says whether everything holds."""
    asked = _arguments()
    with empty_ground(asked) as ground:
        storm = ground.storm(_prepare(ground), threads=asked.threads)
        faults = _faults(asked)
    what = f"{asked.cooperations} cooperations x {asked.towns} towns"
    return report(storm, asked, what, faults, {"303", "503", "409"} if asked.mixed else {"303", "503"})


def _arguments() -> argparse.Namespace:
    parser = arguments(__doc__, seconds=600, mixed="every proposer lays another text at the same moment")
    parser.add_argument("--towns", type=int, default=7)
    parser.add_argument("--cooperations", type=int, default=12)
    parser.add_argument("--threads", type=int, default=24, help="requests under way at the same moment")
    return parser.parse_args()


def _prepare(ground: Ground) -> list[Press]:
    """The towns with their mayors, and every cooperation proposed to all of them; what is pressed, so that
    the buttons of one cooperation are pressed together."""
    mark, asked = secrets.token_hex(4), ground.asked
    with transaction():
        home = Authority(slug=mark, name=f"Landkreis {mark}", title="Ideenkreis", land="SN", office="Amt")
        towns = [Organisation(name=f"Stadt {mark}-{n}", kind="municipality") for n in range(asked.towns)]
        mayors = [
            Person(email=f"{mark}-{n}@example.com", session_key=secrets.token_hex(16)) for n in range(asked.towns)
        ]
        db.session.add_all([home, *towns, *mayors])
        db.session.flush()
        db.session.add_all(
            Membership(person_id=mayor.id, role="representative", organisation_id=town.id)
            for mayor, town in zip(mayors, towns, strict=True)
        )
    db.session.expire_all()
    proposed = [_propose(home, towns, mayors[0], n, is_mixed=asked.mixed) for n in range(asked.cooperations)]
    cookies = ground.cookies(mayors)
    return [one for cooperation in proposed for one in _pressed(cooperation, towns, cookies, is_mixed=asked.mixed)]


def _propose(home: Authority, towns: list[Organisation], by: Person, number: int, *, is_mixed: bool) -> Cooperation:
    """Laid before all of them; where it is mixed, another text is ready to be laid."""
    parties = tuple(Party(organisation_id=town.id, name=town.name) for town in towns)
    terms = Terms(title=f"Bauhof {number}", what="Ein Bauhof für alle.", why="Er steht zu oft leer.", parties=parties)
    with transaction():
        cooperation = begin_cooperation(towns[0], by=by, home=home, terms=terms)
        lay_text(cooperation, by=by, version=cooperation.draft_version, function=FUNCTION, council=PENDING)
        if is_mixed:
            other = cooperation.working.model_copy(update={"why": "Ganz anders."})
            edit_draft(cooperation, other, by=by, version=cooperation.draft_version)
    return cooperation


def _pressed(cooperation: Cooperation, towns: list[Organisation], cookies: list[str], *, is_mixed: bool) -> list[Press]:
    laid, page = cooperation.versions[-1], f"/konto/kooperationen/{cooperation.id}"
    said = {"function": FUNCTION, "council": "pending", "text": ""}
    yes = {"version": str(laid.number), "fingerprint": laid.fingerprint, "verdict": "accepted", **said}
    once = [
        Press(cookies[n], f"{page}/partner/{town.id}/antwort", yes, f"127.0.0.{n + 2}")
        for n, town in enumerate(towns) if n
    ]  # fmt: skip
    new_text = Press(cookies[0], f"{page}/vorlegen", {"version": str(cooperation.draft_version), **said}, "127.0.0.2")
    pressed = [one for pair in zip_longest(once, once[::-1]) for one in pair if one is not None]
    return [*pressed[: len(once)], *([new_text] if is_mixed else []), *pressed[len(once) :]]


def _faults(asked: argparse.Namespace) -> list[str]:
    """What does not hold; first the figures."""
    loaded = selectinload(Cooperation.partners).selectinload(Partner.declarations)
    found = db.session.scalars(select(Cooperation).options(loaded, selectinload(Cooperation.versions))).all()
    agreed = Counter(db.session.scalars(select(JournalEntry.thing_id).where(JournalEntry.verb == "agree")))
    faults = [fault for one in found for fault in _faults_of(one, agreed[one.id], asked)]
    faults += ["a text in force without the yes it needs"] * bool(list(wrong_agreements()))
    faults += ["a text that is not what was laid"] * bool(list(wrong_fingerprints()))
    states = Counter(one.state for one in found)
    print(", ".join(f"{state}: {count}" for state, count in sorted(states.items())))
    return faults


def _faults_of(cooperation: Cooperation, steps: int, asked: argparse.Namespace) -> list[str]:
    current = [
        said for partner in cooperation.partners for said in partner.declarations
        if said.superseded_at is None and said.version == 1
    ]  # fmt: skip
    rows = sum(1 for partner in cooperation.partners for said in partner.declarations if said.version == 1)
    everybody = len({said.partner_id for said in current if said.verdict == "accepted"}) == asked.towns
    faults = []
    if (cooperation.agreed_version == 1) != everybody or cooperation.agreed_version not in (None, 1):
        faults.append(f"{cooperation.id}: agreed is not what all said yes to")
    if steps != int(everybody):
        faults.append(f"{cooperation.id}: agreed {steps} times")
    if rows != len(current):
        faults.append(f"{cooperation.id}: the same was said twice")
    if not asked.mixed and not everybody:
        faults.append(f"{cooperation.id}: a yes was lost")
    return faults


if __name__ == "__main__":
    sys.exit(main())
