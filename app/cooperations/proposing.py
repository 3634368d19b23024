"""From the first line to a text before the partners: begin, write, lay before them, invite others, pass on the pen."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import delete, select

from app.accounts.models import Authority, Organisation, Person
from app.cooperations.agreeing import bound_by, is_for_everybody, note, settle
from app.cooperations.declaring import Council, declare, ensure_clear, ensure_representative, forget_declarations
from app.cooperations.models import PARTNER_KINDS, Cooperation, CooperationVersion, Funding, Partner, PartnerRoom
from app.cooperations.terms import Party, Terms, alphabetical, faults_of, fingerprint_of
from app.cooperations.workflow import ensure_possible
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.core.texts import slugify
from app.municipalities.models import Municipality, Region
from app.things.models import AudienceMember, Thing, ThingLink


class TextIsUnfinished(DomainError):
    """Something keeps the text from being laid before partners; `faults`: field → word (see `faults_of`)."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class PartnerIsBound(DomainError):
    """Whoever the text in force binds is not left out of a new one: such a partner leaves by itself."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class NothingHasChanged(DomainError):
    """The partners have been asked about exactly this text already."""


class IsNoPartner(DomainError):
    """Only bodies that can be partners join, each once."""


def begin_cooperation(
    keeper: Organisation, *, by: Person, home: Authority, terms: Terms, region: Region | None = None,
    origin: Thing | None = None, once: str | None = None,
) -> Cooperation:  # fmt: skip
    """A draft of that body's, from an idea, a project or nothing; nobody else reads it yet."""
    draft = with_figures(terms, keeper)
    cooperation = Cooperation(
        title=draft.title or "…", slug=slugify(draft.title), keeper_id=keeper.id, home_id=home.id, once=once,
        region_id=region.id if region else None, draft=draft.to_json(),
    )  # fmt: skip
    cooperation.keeper, cooperation.state = keeper, "draft"
    db.session.add(cooperation)
    db.session.flush()
    cooperation.audience_id = cooperation.id
    db.session.add(Partner(cooperation=cooperation, organisation=keeper))
    _admit(cooperation, keeper.id, by)
    if origin is not None:
        db.session.add(ThingLink(kind="arose_from", from_id=origin.id, to_id=cooperation.id, actor_id=by.id))
    db.session.flush()
    note(cooperation, "begin_cooperation", by_id=by.id, told=True)
    return cooperation


def edit_draft(cooperation: Cooperation, terms: Terms, *, by: Person, version: int) -> bool:
    """The text being worked on is another; the partners are asked when it is laid before them. True: it has changed."""
    ensure_possible("edit_draft", cooperation.state)
    _ensure_shown(cooperation, version)
    draft = with_figures(terms, cooperation.keeper).to_json()
    if draft == cooperation.draft:
        return False
    cooperation.draft = draft
    cooperation.draft_version += 1
    cooperation.updated_at = now()
    if cooperation.state == "draft":
        cooperation.title, cooperation.slug = terms.title or "…", slugify(terms.title)
    return True


def delete_draft(cooperation: Cooperation, *, version: int) -> None:
    """The draft is gone: nobody but those who wrote it has ever read it."""
    ensure_possible("delete_draft", cooperation.state)
    _ensure_shown(cooperation, version)
    for table, column in (
        (JournalEntry, JournalEntry.thing_id), (AudienceMember, AudienceMember.audience_id),
        (ThingLink, ThingLink.to_id), (Partner, Partner.cooperation_id), (Funding, Funding.cooperation_id),
    ):  # fmt: skip
        db.session.execute(delete(table).where(column == cooperation.id))
    db.session.expire(cooperation, ["partners"])
    db.session.delete(cooperation)
    db.session.flush()


def lay_text(
    cooperation: Cooperation, *, by: Person, version: int, function: str, council: Council, text: str = ""
) -> CooperationVersion:
    """The draft is laid before everybody it names, with the proposer's own yes: all are asked, or asked again.

    `text`: what is different from the text before, and why. What holds goes on holding until the new text is agreed.
    """
    ensure_possible("lay_text", cooperation.state)
    ensure_representative(by, cooperation.keeper_id)
    _ensure_shown(cooperation, version)
    terms = with_figures(cooperation.working, cooperation.keeper)
    faults = faults_of(terms)
    if faults:
        raise TextIsUnfinished(faults)
    if not cooperation.is_draft_ahead:
        raise NothingHasChanged
    _ensure_nobody_bound_is_left_out(cooperation, terms)
    ensure_clear(council)
    is_first = cooperation.version == 0
    cooperation.version += 1
    cooperation.draft_version += 1
    cooperation.draft = terms.to_json()
    laid = CooperationVersion(
        number=cooperation.version, content=terms.to_json(), note=text.strip() or None, by_id=by.id,
        fingerprint=fingerprint_of(cooperation.id, cooperation.version, terms),
    )  # fmt: skip
    cooperation.versions.append(laid)
    _open_room(cooperation)
    if cooperation.state == "draft":
        cooperation.state, cooperation.published_at = "proposed", now()
    if cooperation.state == "proposed":
        cooperation.rename(terms.title)
    _ask(cooperation, terms, by)
    db.session.flush()
    # What is different is told to the partners (`laid.note`): it may speak of what is not for everybody.
    note(cooperation, "lay_text", by_id=by.id, is_open=not is_first and is_for_everybody(laid))
    keeper = cooperation.partner_of(cooperation.keeper_id)
    if keeper is not None:
        declare(
            keeper, by=by, version=laid.number, fingerprint=laid.fingerprint, verdict="accepted", function=function,
            council=council,
        )  # fmt: skip
    settle(cooperation)
    return laid


def invite_further(cooperation: Cooperation, organisation: Organisation, *, by: Person) -> Partner:
    """One more body is asked to join the same text, unchanged: only where the text is open to others."""
    ensure_possible("invite_further", cooperation.state)
    laid = cooperation.laid
    if laid is None or laid.terms.rule != "from_n":
        raise NotAllowedNow("invite_further", "all")
    partner = cooperation.partner_of(organisation.id)
    if organisation.kind not in PARTNER_KINDS or (partner is not None and partner.is_present):
        raise IsNoPartner
    partner = _ask_one(cooperation, organisation.id, by)
    note(cooperation, "invite_further", by_id=by.id, partner=organisation.id)
    return partner


def ask_to_join(cooperation: Cooperation, organisation: Organisation, *, by: Person, text: str) -> Partner:
    """A body that reads of it in public asks to be let in; it reads nothing more until the proposer invites it."""
    ensure_possible("ask_to_join", cooperation.state)
    ensure_representative(by, organisation.id)
    partner = cooperation.partner_of(organisation.id)
    if not cooperation.is_public or organisation.kind not in PARTNER_KINDS or (partner and partner.is_present):
        raise IsNoPartner
    if partner is None:
        partner = Partner(organisation=organisation)
        cooperation.partners.append(partner)
    if partner.asks_since is None:
        partner.asks_since = now()
        db.session.flush()
        note(cooperation, "ask_to_join", by_id=by.id, reason=text.strip(), partner=organisation.id)
    return partner


def decline_wish(partner: Partner, *, by: Person, reason: str) -> None:
    """The proposer does not let it in, and says why."""
    ensure_representative(by, partner.cooperation.keeper_id)
    if partner.asks_since is None:
        raise NotAllowedNow("decline_wish", "not asked")
    if not reason.strip():
        raise ReasonIsMissing
    partner.asks_since, partner.withdrawn_at = None, partner.withdrawn_at or now()
    note(partner.cooperation, "decline_wish", by_id=by.id, reason=reason.strip(), partner=partner.organisation_id)


def pass_pen(cooperation: Cooperation, partner: Partner, *, by: Person) -> None:
    """Another partner writes the text from now on and lays it before the others."""
    ensure_possible("pass_pen", cooperation.state)
    ensure_representative(by, cooperation.keeper_id)
    if partner.cooperation_id != cooperation.id or not may_take_pen(partner):
        raise IsNoPartner
    give_pen(cooperation, partner, by_id=by.id)


def may_take_pen(partner: Partner) -> bool:
    """Whoever stays and has not declined what was laid last can write the next text."""
    said = partner.declared(partner.cooperation.version)
    has_declined = said is not None and said.verdict == "declined"
    return partner.is_present and partner.leaves_on is None and not has_declined


def give_pen(cooperation: Cooperation, partner: Partner, *, by_id: int | None) -> None:
    """The pen goes on: by its keeper's wish, or because the keeper leaves."""
    before, cooperation.keeper_id = cooperation.keeper_id, partner.organisation_id
    cooperation.keeper = partner.organisation
    cooperation.draft_version += 1
    note(cooperation, "pass_pen", by_id=by_id, partner=partner.organisation_id, before=before)


def with_figures(terms: Terms, keeper: Organisation) -> Terms:
    """The text with the proposer first among its parties, and each party's name and figures as they stand today."""
    parties = parties_of({keeper.id: None} | {party.organisation_id: party.figure for party in terms.parties})
    parties.sort(
        key=lambda party: (party.organisation_id != keeper.id, alphabetical(party.name), party.organisation_id)
    )
    return terms.model_copy(update={"parties": tuple(parties)})


def parties_of(figures: Mapping[int, int | None]) -> list[Party]:
    """These bodies as a text names them today, each with its own figure; left out are those that can be no party."""
    bodies = db.session.scalars(select(Organisation).where(Organisation.id.in_(figures)))
    known = {body.id: body for body in bodies if body.kind in PARTNER_KINDS}
    towns = {
        town.organisation_id: town
        for town in db.session.scalars(select(Municipality).where(Municipality.organisation_id.in_(figures)))
    }
    return [_party(known[number], towns.get(number), figures[number]) for number in figures if number in known]


def _party(body: Organisation, town: Municipality | None, figure: int | None) -> Party:
    return Party(
        organisation_id=body.id, name=body.name, figure=figure, ags=town.ags if town else None,
        population=town.population if town else None, hectares=round(town.area_km2 * 100) if town else None,
    )  # fmt: skip


def _ensure_shown(cooperation: Cooperation, version: int) -> None:
    if version != cooperation.draft_version:
        raise VersionIsStale(version, cooperation.draft_version)


def _ensure_nobody_bound_is_left_out(cooperation: Cooperation, terms: Terms) -> None:
    bound = bound_by(cooperation) - terms.party_ids
    left_out = [partner.organisation.name for partner in cooperation.partners if partner.organisation_id in bound]
    if left_out:
        raise PartnerIsBound(left_out)


def _ask(cooperation: Cooperation, terms: Terms, by: Person) -> None:
    """Whoever the text names is a partner; whoever it names no more is asked no more."""
    for partner in cooperation.present:
        if partner.organisation_id not in terms.party_ids and terms.rule == "all":
            partner.withdrawn_at, partner.prepared = now(), None
            _dismiss(cooperation, partner.organisation_id)
            note(cooperation, "leave_out", by_id=by.id, partner=partner.organisation_id)
    for party in terms.parties:
        _ask_one(cooperation, party.organisation_id, by)


def _ask_one(cooperation: Cooperation, organisation_id: int, by: Person) -> Partner:
    partner = cooperation.partner_of(organisation_id)
    if partner is None:
        partner = Partner(organisation_id=organisation_id)
        cooperation.partners.append(partner)
    elif not partner.is_present:
        partner.withdrawn_at = partner.asks_since = partner.leaves_on = partner.leave_reason = None
        partner.invited_at = now()
        forget_declarations(partner)
    db.session.flush()
    _admit(cooperation, organisation_id, by, until=partner.leaves_on)
    return partner


def _admit(cooperation: Cooperation, organisation_id: int, by: Person, until: date | None = None) -> None:
    """The body's people read it from now on; those of one that leaves until its last day."""
    row = AudienceMember(
        audience_id=cooperation.id, role="partner", organisation_id=organisation_id, invited_by_id=by.id
    )
    found = db.session.scalar(
        select(AudienceMember).where(
            AudienceMember.audience_id == cooperation.id, AudienceMember.organisation_id == organisation_id
        )
    )
    if found is None:
        db.session.add(row)
    else:
        found.until = until


def _dismiss(cooperation: Cooperation, organisation_id: int) -> None:
    db.session.execute(
        delete(AudienceMember).where(
            AudienceMember.audience_id == cooperation.id, AudienceMember.organisation_id == organisation_id
        )
    )


def _open_room(cooperation: Cooperation) -> None:
    """From the first text on the partners have a room; it bears the title laid before them last."""
    title = cooperation.working.title
    room = db.session.scalar(select(PartnerRoom).where(PartnerRoom.cooperation_id == cooperation.id))
    if room is None:
        room = PartnerRoom(
            title=title, slug="partner", cooperation_id=cooperation.id, published_at=now(), audience_id=cooperation.id,
        )  # fmt: skip
        db.session.add(room)
    room.title = title
