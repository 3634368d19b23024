"""Papers signed outside are filed here: in the partners' room, of a partner or of all together; shown to everybody only
one by one, and only as long as the text in force releases papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.cooperations.agreeing import note, released
from app.cooperations.declaring import ensure_representative
from app.cooperations.models import PAPER_KINDS, Cooperation, FiledPaper, Partner, PartnerRoom
from app.cooperations.queries import find_as_partner, find_room
from app.cooperations.workflow import ensure_possible
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing
from app.files.attaching import attach, remove_file
from app.files.models import Attachment
from app.files.queries import is_hidden
from app.files.receiving import Received

MOST_PAPERS = 120


class PaperIsUnclear(DomainError):
    """Something said of the paper does not fit; `faults`: field → word (missing, ahead, text)."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class PaperIsThere(DomainError):
    """The same file of the same body lies here under the same title already."""


class PapersAreClosed(DomainError):
    """The text in force does not let everybody read the papers."""


@dataclass(frozen=True)
class About:
    """What is said of a paper: kind, title, the day it bears, the text it belongs to."""

    kind: str
    title: str
    dated: date | None = None
    version: int | None = None


def file_paper(
    cooperation: Cooperation, partner: Partner | None, received: Received, about: About, *, by: Person,
    once: str | None = None,
) -> FiledPaper:  # fmt: skip
    """The paper lies in the partners' room: all of them read it, nobody else does. `partner`: whose it is; none: it is
    of all together."""
    ensure_possible("file_paper", cooperation.state)
    room = find_room(cooperation)
    if room is None or (partner is not None and partner.cooperation_id != cooperation.id):
        raise NotAllowedNow("file_paper", cooperation.state)
    _ensure_sound(cooperation, about)
    said = (about.title.strip(), received.sha256, partner)
    if any((one.title, one.attachment.sha256, one.partner) == said for one in papers_of(cooperation)):
        raise PaperIsThere
    # Added by nobody: a body's paper goes neither with her account who filed it nor into the archive of her data.
    attachment = attach(room, received, None, about.title.strip(), once=once, most=MOST_PAPERS)
    paper = FiledPaper(
        cooperation_id=cooperation.id, partner=partner, attachment=attachment, kind=about.kind,
        title=about.title.strip(), dated=about.dated, version=about.version, by_id=by.id,
    )  # fmt: skip
    db.session.add(paper)
    db.session.flush()
    _note(paper, "file_paper", by)
    return paper


def withdraw_paper(paper: FiledPaper, *, by: Person, reason: str) -> None:
    """It was filed by mistake: nobody reads it any more, its bytes are deleted a month later. That it was here, and why
    it is no more, stays in the partners' chronicle."""
    if not reason.strip():
        raise ReasonIsMissing
    _note(paper, "withdraw_paper", by, reason.strip())
    for attachment in _rows_of(paper):
        # As an author takes away what is her own: nobody else is told of it.
        remove_file(attachment)
    db.session.delete(paper)
    db.session.flush()


def release_paper(paper: FiledPaper, *, by: Person) -> None:
    """Everybody reads it beside the public page, as long as the text in force releases papers. A representative of its
    body says so, having looked at what is on it."""
    cooperation = paper.cooperation
    ensure_representative(by, paper.organisation_id)
    if released(cooperation, "papers") is None:
        raise PapersAreClosed
    if is_shown(paper):
        return
    kept, own = _copy_of(paper), paper.attachment
    if kept is None:
        kept = Attachment(
            thing_id=cooperation.id, key=own.key, preview_key=own.preview_key, sha256=own.sha256, name=own.name,
            media_type=own.media_type, size=own.size, width=own.width, height=own.height, alt=own.alt,
        )  # fmt: skip
        db.session.add(kept)
    kept.released_at, kept.removed_at = now(), None
    db.session.flush()
    _note(paper, "release_paper", by)


def retract_paper(paper: FiledPaper, *, by: Person) -> None:
    """Only the partners read it from now on."""
    kept = _copy_of(paper)
    if kept is None or kept.removed_at is not None:
        return
    kept.removed_at = now()
    _note(paper, "retract_paper", by)


# ---- reading -------------------------------------------------------------------------------------


def papers_of(cooperation: Cooperation) -> Sequence[FiledPaper]:
    """Everything filed, for the partners: the newest first, each with its file and whose it is."""
    return db.session.scalars(_papers(cooperation)).all()


def public_papers(cooperation: Cooperation) -> Sequence[FiledPaper]:
    """What everybody may read of what was filed, the newest first: released one by one, as long as the text in force
    releases papers."""
    if released(cooperation, "papers") is None:
        return []
    return db.session.scalars(_papers(cooperation).where(_shown_copy(cooperation.id))).all()


def find_paper(number: int, item_id: int, to: Person) -> FiledPaper | None:
    """One paper, for the people of the partners; the cooperation is locked first."""
    cooperation = find_as_partner(number, to)
    if cooperation is None:
        return None
    found: FiledPaper | None = db.session.scalar(_papers(cooperation).where(FiledPaper.id == item_id))
    return found


def shown_papers(cooperation: Cooperation) -> set[int]:
    """The numbers of the papers everybody may read today."""
    return {paper.id for paper in public_papers(cooperation)}


def is_shown(paper: FiledPaper) -> bool:
    """Whether everybody may read it today."""
    return paper.id in shown_papers(paper.cooperation)


def filed_by(attachment: Attachment) -> Partner | None:
    """Whose paper it is that everybody reads as this file; None for one of all partners together."""
    own = aliased(Attachment)
    papers = select(FiledPaper).join(own, own.id == FiledPaper.attachment_id)
    found = papers.where(own.key == attachment.key, FiledPaper.cooperation_id == attachment.thing_id)
    paper = db.session.scalars(found.order_by(FiledPaper.id).limit(1)).first()
    return paper.partner if paper is not None else None


def find_with_room(room_id: int, to: Person) -> Cooperation | None:
    """The cooperation whose partners read what is filed in that room, for one of their people."""
    number = db.session.scalar(select(PartnerRoom.cooperation_id).where(PartnerRoom.id == room_id))
    return None if number is None else find_as_partner(number, to)


def _papers(cooperation: Cooperation) -> Any:
    papers = select(FiledPaper).where(FiledPaper.cooperation_id == cooperation.id)
    return papers.order_by(FiledPaper.at.desc(), FiledPaper.id.desc())


def _shown_copy(number: int) -> Any:
    """A copy of its file hangs on the cooperation itself, for everybody who reads that."""
    own, copy = aliased(Attachment), Attachment
    return (
        select(copy.id)
        .join(own, own.key == copy.key)
        .where(
            own.id == FiledPaper.attachment_id, copy.thing_id == number, copy.released_at.is_not(None),
            copy.removed_at.is_(None), ~is_hidden(),
        )
        .exists()
    )  # fmt: skip


def _copy_of(paper: FiledPaper) -> Attachment | None:
    wanted = select(Attachment).where(
        Attachment.thing_id == paper.cooperation_id, Attachment.key == paper.attachment.key
    )
    return db.session.scalar(wanted)


def _rows_of(paper: FiledPaper) -> list[Attachment]:
    copy = _copy_of(paper)
    return [paper.attachment] if copy is None or copy.removed_at is not None else [paper.attachment, copy]


def _ensure_sound(cooperation: Cooperation, about: About) -> None:
    faults = {} if about.title.strip() else {"title": "missing"}
    if about.kind not in PAPER_KINDS:
        faults["kind"] = "missing"
    if about.dated is not None and about.dated > today():
        faults["dated"] = "ahead"
    if about.version is not None and cooperation.text_of(about.version) is None:
        faults["version"] = "text"
    if faults:
        raise PaperIsUnclear(faults)


def _note(paper: FiledPaper, verb: str, by: Person, reason: str | None = None) -> None:
    note(
        paper.cooperation, verb, by_id=by.id, reason=reason, version=paper.version, paper=paper.id, title=paper.title,
        kind=paper.kind, partner=paper.partner.organisation_id if paper.partner is not None else None,
        doer=paper.organisation_id,
    )  # fmt: skip
