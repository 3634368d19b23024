"""What must always be true of joint projects: whose yes a text in force rests on, who reads along, what is public."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import selectinload

from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner, PartnerRoom
from app.cooperations.terms import digest_of
from app.core.clock import today
from app.core.database import db
from app.things.models import AudienceMember, Thing
from app.upkeep.check import Check

_thing, _cooperation, _text = Thing.__table__, Cooperation.__table__, CooperationVersion.__table__
_partner, _said, _room = Partner.__table__, Declaration.__table__, PartnerRoom.__table__
_member, _of_room = AudienceMember.__table__, Thing.__table__.alias("thing_of_room")
_day: BindParameter[date] = bindparam("today", callable_=today)
FEWEST = 2

_is_there = and_(_partner.c.withdrawn_at.is_(None), _partner.c.asks_since.is_(None))
"""Asked or taking part, as the clock has left it: whoever's last day is just over is gone with its next round."""
_is_present = and_(_is_there, or_(_partner.c.leaves_on.is_(None), _partner.c.leaves_on >= _day))
_current = _said.c.superseded_at.is_(None)


# ---- what a text in force rests on ---------------------------------------------------------------


def wrong_agreements() -> Iterator[int]:
    """The agreed ones whose text in force is not borne by as many yeses to exactly that text as it needs: of all it
    names and that are still there, or of so many as it says. Said from the rows alone, not by the rule that agrees."""
    agreed = select(Cooperation).where(Cooperation.state == "agreed").order_by(Cooperation.id)
    loaded = agreed.options(
        selectinload(Cooperation.versions), selectinload(Cooperation.partners).selectinload(Partner.declarations)
    )
    for cooperation in db.session.scalars(loaded.execution_options(populate_existing=True)):
        if not _is_borne(cooperation):
            yield cooperation.id


def _is_borne(cooperation: Cooperation) -> bool:
    text = next((one for one in cooperation.versions if one.number == cooperation.agreed_version), None)
    if text is None:
        return False
    there = [one for one in cooperation.partners if one.withdrawn_at is None and one.asks_since is None]
    yes = {
        one.organisation_id
        for one in there
        for said in one.declarations
        if said.superseded_at is None and said.verdict == "accepted"
        and (said.version, said.fingerprint) == (text.number, text.fingerprint)
    }  # fmt: skip
    content = text.content
    if content["rule"] == "from_n":
        return len(yes) >= max(FEWEST, content["threshold"] or 0)
    named = {party["organisation_id"] for party in content["parties"]}
    return len(yes) >= FEWEST and {one.organisation_id for one in there} & named <= yes


def wrong_fingerprints() -> Iterator[int]:
    """The texts whose fingerprint is not that of their words: something was changed after it was laid."""
    rows = select(_text.c.id, _text.c.cooperation_id, _text.c.number, _text.c.content, _text.c.fingerprint)
    for row in db.session.execute(rows.order_by(_text.c.id)):
        if digest_of(row.cooperation_id, row.number, row.content) != row.fingerprint:
            yield row.id


# ---- rows that belong together -------------------------------------------------------------------


def _texts_missing() -> Select[Any]:
    """As many texts as were laid, the last with the number that is asked about."""
    counted = select(_text.c.cooperation_id, func.count().label("n"), func.max(_text.c.number).label("last"))
    counted_texts = counted.group_by(_text.c.cooperation_id).subquery()
    wrong = select(_cooperation.c.id).outerjoin(counted_texts, counted_texts.c.cooperation_id == _cooperation.c.id)
    n, last = func.coalesce(counted_texts.c.n, 0), func.coalesce(counted_texts.c.last, 0)
    return wrong.where(or_(n != _cooperation.c.version, last != _cooperation.c.version))


def _words_not_declared_on() -> Select[Any]:
    """Declarations about a text there is not, or with another fingerprint than it has."""
    found = select(_said.c.id).join(_partner, _partner.c.id == _said.c.partner_id)
    is_that = and_(_text.c.cooperation_id == _partner.c.cooperation_id, _text.c.number == _said.c.version)
    return found.outerjoin(_text, is_that).where(_text.c.fingerprint.is_distinct_from(_said.c.fingerprint))


def _said_twice() -> Select[Any]:
    current = select(_said.c.partner_id).where(_current).group_by(_said.c.partner_id, _said.c.version)
    return current.having(func.count() > 1)


def _wrong_readers() -> Select[Any]:
    """Cooperations whose readers are not exactly the partners that are there."""
    of_member, of_partner = _member.c.audience_id, _partner.c.cooperation_id
    reads = and_(_member.c.role == "partner", or_(_member.c.until.is_(None), _member.c.until >= _day))
    is_same = and_(of_member == of_partner, _member.c.organisation_id == _partner.c.organisation_id)
    shut_out = select(of_partner).where(_is_present, ~select(_member.c.id).where(reads, is_same).exists())
    intruder = select(of_member).where(reads, ~select(_partner.c.id).where(_is_present, is_same).exists())
    outlasts = select(of_partner).join(_member, is_same).where(
        _is_present, reads, _member.c.until.is_distinct_from(_partner.c.leaves_on)
    )  # fmt: skip
    return select(union_all(shut_out, intruder, outlasts).subquery().c[0]).distinct()


def _room_of() -> Select[Any]:
    """A room of the partners' own from the first text on, and only there."""
    joined = (
        select(_cooperation.c.id)
        .outerjoin(_room, _room.c.cooperation_id == _cooperation.c.id)
        .outerjoin(_of_room, _of_room.c.id == _room.c.id)
    )
    is_closed = and_(
        _of_room.c.audience_id.is_not_distinct_from(_cooperation.c.id), _of_room.c.authority_id.is_(None),
        _of_room.c.published_at.is_not(None),
    )  # fmt: skip
    return joined.where(
        or_((_cooperation.c.version > 0) != _room.c.id.is_not(None), and_(_room.c.id.is_not(None), ~is_closed))
    )


def _joined(of: FromClause = _cooperation) -> Select[Any]:
    return select(of.c.id).join(_thing, _thing.c.id == of.c.id)


def _released_wrongly() -> Select[Any]:
    """Open to everybody exactly where a text says so; then its home's, before that nobody's but the partners'."""
    audience = case((_cooperation.c.shown_version.is_(None), _cooperation.c.id))
    home = case((_cooperation.c.shown_version.is_not(None), _cooperation.c.home_id))
    return _joined().where(
        or_(_thing.c.audience_id.is_distinct_from(audience), _thing.c.authority_id.is_distinct_from(home))
    )


def _keeper_missing() -> Select[Any]:
    """As long as it is not over, whoever writes the text takes part."""
    is_keeper = and_(
        _partner.c.cooperation_id == _cooperation.c.id,
        _partner.c.organisation_id == _cooperation.c.keeper_id,
        _is_there,
    )
    missing: ColumnElement[bool] = ~select(_partner.c.id).where(is_keeper).exists()
    return select(_cooperation.c.id).where(_cooperation.c.state.in_(("draft", "proposed", "agreed")), missing)


COOPERATIONS = (
    Check("cooperation.texts", "Von jeder Kooperation sind alle vorgelegten Fassungen da.", _texts_missing()),
    Check("cooperation.in_force", "Vereinbart ist eine Kooperation nur mit der Fassung, die gilt.",
          select(_cooperation.c.id)
          .outerjoin(_text, and_(_text.c.cooperation_id == _cooperation.c.id,
                                 _text.c.number == _cooperation.c.agreed_version))
          .where(_cooperation.c.agreed_version.is_not(None), _text.c.agreed_at.is_(None))),
    Check("cooperation.readers", "Unter Partnern liest genau mit, wer Partner ist, und so lange.", _wrong_readers()),
    Check("cooperation.room", "Von der ersten Fassung an haben die Partner einen Raum, der ihnen gehört.", _room_of()),
    Check("cooperation.released", "Öffentlich ist eine Kooperation genau dann, wenn eine Fassung es sagt.",
          _released_wrongly()),
    Check("cooperation.keeper", "Wer den Text einer Kooperation schreibt, ist selbst Partner.",
          _keeper_missing()),
    Check("declaration.text", "Jede Erklärung gilt genau der Fassung, die sie nennt.", _words_not_declared_on()),
    Check("declaration.once", "Zu jeder Fassung gilt je Partner höchstens eine Erklärung.", _said_twice()),
)  # fmt: skip
