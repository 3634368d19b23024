"""What must always be true of formats of participation: what is counted, who reads along, where dots and cards lie."""

from typing import Any

from sqlalchemy import and_, case, func, or_, select, update

from app.boards.models import BoardRule, CardGroup, DotsGiven, Placement, ResultBasis
from app.calls.models import CallEntry
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.things.models import Support, Thing
from app.upkeep.check import Check

_thing = Thing.__table__
_format, _section, _said = ParticipationFormat.__table__, FormatSection.__table__, Contribution.__table__
_dots, _rule, _support = DotsGiven.__table__, BoardRule.__table__, Support.__table__
_place, _group, _basis, _entry = Placement.__table__, CardGroup.__table__, ResultBasis.__table__, CallEntry.__table__
_of_said, _of_format = _thing.alias("thing_said"), _thing.alias("thing_of_format")

_is_read = and_(
    _thing.c.id == _said.c.id, _thing.c.published_at.is_not(None), _thing.c.restricted_at.is_(None),
    _said.c.removed_at.is_(None),
)  # fmt: skip


def _contributions(of: Any, key: Any, name: str, sentence: str) -> Check:
    counted = select(func.count()).select_from(_said.join(_thing, _is_read)).where(key == of.c.id)
    right = counted.correlate(of).scalar_subquery()
    wrong = select(of.c.id).where(of.c.contributions != right)
    return Check(name, sentence, wrong, update(of).where(of.c.id.in_(wrong)).values(contributions=right))


def _copies() -> Check:
    """What the order of long lists reads of a contribution is what is counted in its thing."""
    wrong = (
        select(_said.c.id)
        .join(_thing, _thing.c.id == _said.c.id)
        .where(or_(_said.c.supporters != _thing.c.supports, _said.c.answers != _thing.c.comments))
    )
    counted = {
        "supporters": select(_thing.c.supports).where(_thing.c.id == _said.c.id).scalar_subquery(),
        "answers": select(_thing.c.comments).where(_thing.c.id == _said.c.id).scalar_subquery(),
    }
    mend = update(_said).where(_said.c.id.in_(wrong)).values(counted)  # type: ignore[arg-type]
    return Check("contribution.copies", "Listen von Beiträgen ordnen nach dem, was gezählt ist.", wrong, mend)


def _given() -> Check:
    """Dots given are exactly the supports of the cards of that section."""
    on_cards = (
        select(func.count())
        .select_from(_support.join(_said, _said.c.id == _support.c.thing_id))
        .where(_said.c.section_id == _dots.c.section_id, _support.c.person_id == _dots.c.person_id)
        .correlate(_dots)
        .scalar_subquery()
    )
    wrong = select(_dots.c.section_id).where(_dots.c.given != on_cards)
    return Check("dots.given", "Vergebene Punkte sind genau die, die auf Karten liegen.", wrong)


def _limit() -> Check:
    beyond = (
        select(_dots.c.section_id)
        .join(_section, _section.c.id == _dots.c.section_id)
        .outerjoin(_rule, _rule.c.format_id == _section.c.format_id)
        .where(_dots.c.given > func.coalesce(_rule.c.dots_each, 0))
    )
    return Check("dots.limit", "Niemand hat mehr Punkte vergeben, als sie oder er hat.", beyond)


def _counted_once() -> Check:
    """Every dot on a card of a board is counted against the limit of whoever gave it."""
    loose = (
        select(_support.c.thing_id)
        .join(_thing, and_(_thing.c.id == _support.c.thing_id, _thing.c.kind == "card"))
        .join(_said, _said.c.id == _thing.c.id)
        .outerjoin(_dots, and_(_dots.c.section_id == _said.c.section_id, _dots.c.person_id == _support.c.person_id))
        .where(_dots.c.given.is_(None))
    )
    return Check("dots.counted", "Jeder Punkt auf einer Karte ist bei der Person gezählt, die ihn vergeben hat.", loose)


FORMATS = (
    _contributions(_section, _said.c.section_id, "section.contributions",
                   "Jeder lesbare Beitrag ist in seinem Thema gezählt."),
    _contributions(_format, _said.c.format_id, "format.contributions",
                   "Jeder lesbare Beitrag ist in seiner Beteiligung gezählt."),
    _copies(),
    _given(),
    _limit(),
    _counted_once(),
    Check("format.announced", "Genau die angekündigten Beteiligungen sind veröffentlicht.",
          select(_format.c.id).join(_thing, _thing.c.id == _format.c.id)
          .where((_format.c.state == "draft") != _thing.c.published_at.is_(None))),
    Check("format.audience", "Nur öffentliche Beteiligungen stehen allen offen.",
          select(_format.c.id).join(_thing, _thing.c.id == _format.c.id)
          .where(_format.c.state != "draft",
                 _thing.c.audience_id.is_distinct_from(case((_format.c.audience != "public", _format.c.id))))),
    Check("contribution.audience", "Ein Beitrag steht denen offen, denen seine Beteiligung offensteht.",
          select(_said.c.id)
          .join(_of_said, _of_said.c.id == _said.c.id).join(_of_format, _of_format.c.id == _said.c.format_id)
          .where(_of_said.c.audience_id.is_distinct_from(_of_format.c.audience_id))),
    Check("contribution.section", "Ein Beitrag steht in einem Thema seiner Beteiligung.",
          select(_said.c.id).join(_section, _section.c.id == _said.c.section_id)
          .where(_section.c.format_id != _said.c.format_id)),
    Check("format.result", "Genau die hier abgeschlossenen Beteiligungen haben ein veröffentlichtes Ergebnis.",
          select(_format.c.id)
          .where(_format.c.reference.is_(None),
                 (_format.c.state == "concluded") != and_(_format.c.concluded_at.is_not(None),
                                                          _format.c.result.is_not(None)))),
    Check("placement.section", "Eine Karte liegt in einer Gruppe ihres eigenen Themas.",
          select(_place.c.card_id)
          .join(_said, _said.c.id == _place.c.card_id).join(_group, _group.c.id == _place.c.group_id)
          .where(_group.c.section_id != _said.c.section_id)),
    Check("result_basis.section", "Ein Ergebnis stützt sich auf Karten seiner eigenen Frage.",
          select(_basis.c.card_id).join(_said, _said.c.id == _basis.c.card_id)
          .where(_basis.c.section_id != _said.c.section_id)),
    Check("call_entry.call", "Eine Einsendung gehört zu einem Ideenaufruf.",
          select(_entry.c.idea_id).join(_format, _format.c.id == _entry.c.call_id)
          .where(_format.c.format_kind != "call")),
)  # fmt: skip
