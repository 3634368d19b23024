"""What a partner says of the text laid before it: prepared by whoever works for it, declared by its representative."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.accounts.models import Person
from app.cooperations.agreeing import bound_by, is_for_everybody, note, settle
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner
from app.cooperations.workflow import VERDICTS, ensure_possible
from app.core.clock import local, now, today
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale


class OnlyRepresentativesDeclare(DomainError):
    """A declaration is made by somebody who represents that very body today."""


class PartnerIsBoundAlready(DomainError):
    """The text is in force by this partner's yes: it is left with date and reason, not taken back."""


class CouncilIsUnclear(DomainError):
    """A yes says whether the council has decided, and when; not in days to come."""


class CouncilDayIsTooEarly(CouncilIsUnclear):
    """The day lies more than a year before the text was laid: no council has decided on it then."""


class AnotherIsPrepared(DomainError):
    """Somebody else has written out an answer meanwhile: it is read before it is replaced."""


@dataclass(frozen=True)
class Council:
    """Whether a yes is subject to the council's decision (`pending`), or that decision is there (`decided`)."""

    status: str
    decided_on: date | None = None
    number: str | None = None


PENDING = Council("pending")
LONGEST_BEFORE = timedelta(days=366)
"""How long before a text is laid before the partners a council can have decided on it."""


def prepare_answer(
    partner: Partner, *, by: Person, version: int, verdict: str, text: str, instead_of: str | None = None
) -> None:
    """An answer is written out for the representative, who reads it, changes it or declares it. It binds nobody.

    `instead_of`: the mark of the one that was read before (see `mark_of_prepared`); another one is not replaced.
    """
    cooperation = partner.cooperation
    ensure_possible("prepare_answer", cooperation.state)
    if not partner.is_present or verdict not in VERDICTS:
        raise NotAllowedNow("prepare_answer", "gone")
    if version != cooperation.version:
        raise VersionIsStale(version, cooperation.version)
    if verdict == "changes_requested" and not text.strip():
        raise ReasonIsMissing
    if instead_of is not None and instead_of != mark_of_prepared(partner):
        raise AnotherIsPrepared
    partner.prepared = {"version": version, "verdict": verdict, "text": text.strip(), "at": now().isoformat()}
    partner.prepared_by_id = by.id
    note(cooperation, "prepare_answer", by_id=by.id, partner=partner.organisation_id, verdict=verdict)


def mark_of_prepared(partner: Partner) -> str:
    """By what one knows whether the answer written out for the text asked about is still the one that was read; empty
    where none is."""
    written = partner.prepared or {}
    return str(written.get("at") or "–") if written.get("version") == partner.cooperation.version else ""


def declare(
    partner: Partner, *, by: Person, version: int, fingerprint: str, verdict: str, function: str, text: str = "",
    council: Council | None = None,
) -> Declaration:  # fmt: skip
    """The partner says yes, asks for changes or declines, to exactly the text that was read.

    A declaration of will, shown with name, function and time. The newest counts; the earlier ones stay on file. Said
    twice alike it is said once.
    """
    cooperation = partner.cooperation
    ensure_possible("declare", cooperation.state)
    ensure_representative(by, partner.organisation_id)
    laid = cooperation.laid
    if laid is None or not partner.is_present:
        raise NotAllowedNow("declare", "gone")
    if (version, fingerprint) != (laid.number, laid.fingerprint):
        raise VersionIsStale(version, laid.number)
    _ensure_sound(cooperation, partner, verdict, text, council)
    said = Declaration(
        version=laid.number, fingerprint=laid.fingerprint, verdict=verdict, text=text.strip() or None,
        council=council.status if council else None, decided_on=council.decided_on if council else None,
        decision_number=(council.number or None) if council else None, person_id=by.id,
        person_name=by.display_name, function=function.strip(),
    )  # fmt: skip
    before = partner.declared(laid.number)
    if before is not None and _is_same(before, said):
        return before
    _supersede(before)
    partner.declarations.append(said)
    partner.prepared = partner.prepared_by_id = None
    db.session.flush()
    is_new_yes = verdict == "accepted" and (before is None or before.verdict != "accepted")
    note(
        cooperation, "declare", by_id=by.id, is_open=verdict == "accepted" and is_for_everybody(laid),
        partner=partner.organisation_id, declaration=said.id, verdict=verdict, council=said.council,
        joins=is_new_yes and cooperation.agreed_version == laid.number,
    )  # fmt: skip
    settle(cooperation)
    return said


def note_council(partner: Partner, *, by: Person, version: int, council: Council) -> Declaration:
    """The council has decided on what was accepted subject to it: the same yes to the same text, now with its day.

    A day or number that was noted wrongly is corrected the same way; what stood there before stays on file.
    """
    cooperation = partner.cooperation
    ensure_possible("note_council", cooperation.state)
    ensure_representative(by, partner.organisation_id)
    before = partner.declared(version)
    if before is None or before.verdict != "accepted" or not partner.is_present:
        raise NotAllowedNow("note_council", "not accepted")
    if council.status != "decided":
        raise CouncilIsUnclear
    text = cooperation.text_of(version)
    ensure_clear(council, text)
    said = Declaration(
        version=before.version, fingerprint=before.fingerprint, verdict="accepted", text=before.text,
        council=council.status, decided_on=council.decided_on, decision_number=council.number or None,
        person_id=by.id, person_name=by.display_name, function=before.function,
    )  # fmt: skip
    if _is_same(before, said):
        return before
    _supersede(before)
    partner.declarations.append(said)
    db.session.flush()
    note(
        cooperation, "note_council", by_id=by.id, is_open=text is not None and is_for_everybody(text),
        version=version, partner=partner.organisation_id, declaration=said.id,
        decided_on=council.decided_on.isoformat() if council.decided_on else None,
        corrects=before.council == "decided",
    )  # fmt: skip
    return said


def ensure_representative(by: Person, organisation_id: int) -> None:
    """Whoever declares represents that very body; whoever works along or prepares by mandate does not."""
    if not by.leads(organisation_id):
        raise OnlyRepresentativesDeclare


def forget_declarations(partner: Partner) -> None:
    """Whoever is asked anew after having gone says nothing yet; what was said before stays on file."""
    for said in partner.declarations:
        if said.superseded_at is None:
            _supersede(said)


def _ensure_sound(cooperation: Cooperation, partner: Partner, verdict: str, text: str, council: Council | None) -> None:
    if verdict not in VERDICTS:
        raise NotAllowedNow("declare", verdict)
    if verdict == "accepted":
        ensure_clear(council, cooperation.laid)
        return
    if cooperation.version == cooperation.agreed_version and partner.organisation_id in bound_by(cooperation):
        raise PartnerIsBoundAlready
    if council is not None:
        raise CouncilIsUnclear
    if verdict == "changes_requested" and not text.strip():
        raise ReasonIsMissing


def ensure_clear(council: Council | None, text: CooperationVersion | None = None) -> None:
    """A yes says whether the council has decided and, if so, on which day: up to today, and at most a year before the
    text was laid before the partners (none: before today, when it is laid)."""
    if council is None or (council.status == "decided") != (council.decided_on is not None):
        raise CouncilIsUnclear
    if council.decided_on is None:
        return
    if council.decided_on > today():
        raise CouncilIsUnclear
    if council.decided_on < (local(text.at).date() if text is not None else today()) - LONGEST_BEFORE:
        raise CouncilDayIsTooEarly


def _supersede(before: Declaration | None) -> None:
    if before is not None:
        before.superseded_at = now()
        db.session.flush()


def _is_same(one: Declaration, other: Declaration) -> bool:
    kept = ("verdict", "text", "council", "decided_on", "decision_number", "function")
    return all(getattr(one, name) == getattr(other, name) for name in kept)


def text_asked_about(partner: Partner) -> CooperationVersion | None:
    """The text this partner has still to answer; None: nothing waits for it."""
    laid = partner.cooperation.laid
    return None if laid is None or not partner.is_present or partner.declared(laid.number) else laid
