"""From the first line to a text before the partners, by the verbs: every rule, and what it says when it says no."""

from datetime import timedelta

from sqlalchemy import func, select

from app.accounts.models import Organisation
from app.cooperations.declaring import PENDING, OnlyRepresentativesDeclare
from app.cooperations.models import Funding, PartnerRoom
from app.cooperations.proposing import (
    IsNoPartner,
    NothingHasChanged,
    PartnerIsBound,
    TextIsUnfinished,
    ask_to_join,
    begin_cooperation,
    decline_wish,
    delete_draft,
    edit_draft,
    invite_further,
    lay_text,
    pass_pen,
)
from app.cooperations.queries import find_room
from app.cooperations.terms import fingerprint_of
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.things.models import AudienceMember, Thing, ThingLink
from tests.cast import Cast
from tests.cooperation_worlds import MAYOR, Town, Towns, a_cooperation, audience_of, lay, place_of, say, terms_for
from tests.cooperations.stage import last_step, refused, rewrite, steps_of
from tests.worlds import an_idea

# ---- begin ---------------------------------------------------------------------------------------


def test_a_draft_is_read_by_its_own_body_alone_and_remembers_where_it_came_from(cast: Cast, towns: Towns) -> None:
    idea = an_idea(cast)
    with transaction():
        cooperation = begin_cooperation(
            towns.naunhof.body, by=cast.frieda, home=cast.here, terms=terms_for(towns.brandis, title=""),
            region=cast.partheland, origin=idea, once="einmal",
        )  # fmt: skip
    assert (cooperation.state, cooperation.title, cooperation.version) == ("draft", "…", 0)
    assert not cooperation.is_public
    assert cooperation.authority_id is None, "no desk reads it"
    assert audience_of(cooperation) == [towns.naunhof.body.id]
    assert [party.name for party in cooperation.working.parties] == ["Stadt Naunhof", "Stadt Brandis"]
    link = db.session.scalars(select(ThingLink).where(ThingLink.to_id == cooperation.id)).one()
    assert (link.kind, link.from_id, link.actor_id) == ("arose_from", idea.id, cast.frieda.id)
    assert find_room(cooperation) is None


def test_parties_are_bodies_that_can_be_partners_with_their_figures_of_today(cast: Cast, towns: Towns) -> None:
    with transaction():
        society = Organisation(name="Heimatverein", kind="society")
        db.session.add(society)
        db.session.flush()
        verein = Town(society, cast.anna)
        cooperation = begin_cooperation(
            towns.naunhof.body, by=cast.frieda, home=cast.here, terms=terms_for(verein, towns.brandis)
        )
    first, second = cooperation.working.parties
    assert (first.name, first.ags, first.population, first.hectares) == ("Stadt Naunhof", "14729300", 8000, 4000)
    assert (second.name, second.population, second.hectares) == ("Stadt Brandis", 5000, 3050)


# ---- the draft -----------------------------------------------------------------------------------


def test_whoever_wrote_meanwhile_is_not_overwritten(towns: Towns, cast: Cast) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="draft")
    shown = cooperation.draft_version
    rewrite(cooperation, towns.naunhof, towns.naunhof, towns.brandis, why="Darum.")
    stale = refused(VersionIsStale, edit_draft, cooperation, terms_for(), by=cast.frieda, version=shown)
    assert (stale.shown, stale.current) == (shown, shown + 1)
    with transaction():
        same = edit_draft(cooperation, cooperation.working, by=cast.frieda, version=cooperation.draft_version)
    assert (same, cooperation.draft_version) == (False, shown + 1)


def test_the_title_of_a_text_before_the_partners_changes_with_the_next_one_alone(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="draft")
    rewrite(cooperation, towns.naunhof, towns.naunhof, towns.brandis, title="Ein Bauhof")
    assert cooperation.title == "Ein Bauhof"
    lay(cooperation, towns.naunhof)
    rewrite(cooperation, towns.naunhof, towns.naunhof, towns.brandis, title="Zwei Bauhöfe")
    assert cooperation.title == "Ein Bauhof"


def test_a_draft_goes_with_everything_that_hangs_on_it(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="draft")
    number, shown = cooperation.id, cooperation.draft_version
    with transaction():
        db.session.add(Funding(cooperation_id=number, programme="Kommunale Zusammenarbeit"))
    refused(VersionIsStale, delete_draft, cooperation, version=shown + 1)
    with transaction():
        delete_draft(cooperation, version=shown)
    assert db.session.get(Thing, number) is None
    assert db.session.scalar(select(func.count()).select_from(AudienceMember)) == 0
    laid = a_cooperation(cast, towns.naunhof, towns.brandis)
    refused(NotAllowedNow, delete_draft, laid, version=laid.draft_version)


# ---- lay before the partners ---------------------------------------------------------------------


def test_everybody_it_names_is_asked_and_the_proposer_has_said_yes(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    laid = cooperation.laid
    assert laid is not None
    assert (cooperation.state, laid.number, laid.by_id) == ("proposed", 1, cast.frieda.id)
    assert laid.fingerprint == fingerprint_of(cooperation.id, 1, laid.terms)
    assert sorted(audience_of(cooperation)) == sorted(town.body.id for town in towns.all[:3])
    said = place_of(cooperation, towns.naunhof).declared(1)
    assert said is not None
    assert (said.verdict, said.council, said.function, said.person_name) == (
        "accepted", "pending", MAYOR, "Frieda Beispiel",
    )  # fmt: skip
    assert steps_of(cooperation) == ["begin_cooperation", "lay_text", "declare"]
    room = find_room(cooperation)
    assert room is not None
    assert (room.audience_id, room.authority_id, room.is_open, room.is_public) == (cooperation.id, None, True, False)


def test_only_whoever_represents_the_keeper_lays_a_text(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="draft")
    values = {"version": cooperation.draft_version, "function": MAYOR, "council": PENDING}
    refused(OnlyRepresentativesDeclare, lay_text, cooperation, by=towns.brandis.mayor, **values)
    refused(VersionIsStale, lay_text, cooperation, by=cast.frieda, **(values | {"version": 99}))


def test_an_unfinished_text_is_laid_before_nobody(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, state="draft", why=" ", rule="from_n", threshold=1)
    values = {"version": cooperation.draft_version, "function": MAYOR, "council": PENDING}
    fault = refused(TextIsUnfinished, lay_text, cooperation, by=cast.frieda, **values)
    assert fault.faults == {"why": "missing", "parties": "too_few", "threshold": "threshold"}


def test_nobody_is_asked_twice_about_the_same_text(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    values = {"version": cooperation.draft_version, "function": MAYOR, "council": PENDING}
    refused(NothingHasChanged, lay_text, cooperation, by=cast.frieda, **values)


def test_whoever_the_new_text_names_no_more_is_asked_no_more(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    rewrite(cooperation, towns.naunhof, towns.naunhof, towns.brandis, title="Bauhof zu zweit")
    lay(cooperation, towns.naunhof, "Borsdorf wird nicht gebraucht.")
    assert not place_of(cooperation, towns.borsdorf).is_present
    assert sorted(audience_of(cooperation)) == sorted([towns.naunhof.body.id, towns.brandis.body.id])
    assert "leave_out" in steps_of(cooperation)
    room = db.session.scalars(select(PartnerRoom)).one()
    assert room.title == "Bauhof zu zweit", "the room bears the title laid last"
    say(cooperation, towns.brandis)
    assert cooperation.state == "agreed"


def test_whoever_is_named_anew_begins_anew(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.borsdorf)
    for parties in (towns.all[:2], towns.all[:3]):
        rewrite(cooperation, towns.naunhof, *parties)
        lay(cooperation, towns.naunhof)
    place = place_of(cooperation, towns.borsdorf)
    assert place.is_present
    assert place.declared(1) is None
    assert [said.version for said in place.declarations] == [1], "what was said stays on file"


def test_nobody_the_text_in_force_binds_is_left_out(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    rewrite(cooperation, towns.naunhof, towns.naunhof, towns.brandis)
    values = {"version": cooperation.draft_version, "function": MAYOR, "council": PENDING}
    bound = refused(PartnerIsBound, lay_text, cooperation, by=cast.frieda, **values)
    assert bound.names == ["Stadt Borsdorf"]


def test_what_the_partners_are_told_of_a_change_is_not_for_everybody(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], public_from="proposed")
    assert cooperation.is_public
    rewrite(cooperation, towns.naunhof, *towns.all[:3], public_from="proposed", why="Anders.")
    lay(cooperation, towns.naunhof, "Wegen der Kosten.")
    entry = last_step(cooperation, "lay_text")
    assert (entry.audience, entry.reason, cooperation.versions[-1].note) == ("public", None, "Wegen der Kosten.")


def test_nobody_else_reads_that_a_text_for_the_partners_alone_is_asked_about(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    before = steps_of(cooperation, "public")
    rewrite(cooperation, towns.naunhof, towns.naunhof, towns.brandis, public_from="never", why="Anders.")
    lay(cooperation, towns.naunhof)
    say(cooperation, towns.brandis)
    assert cooperation.agreed_version == 2
    assert steps_of(cooperation, "public") == before


# ---- others join ---------------------------------------------------------------------------------


def test_others_are_invited_only_to_a_text_that_is_open_to_them(cast: Cast, towns: Towns) -> None:
    closed = a_cooperation(cast, *towns.all[:2])
    refused(NotAllowedNow, invite_further, closed, towns.borsdorf.body, by=cast.frieda)
    cooperation = a_cooperation(cast, *towns.all[:2], rule="from_n", threshold=2)
    refused(IsNoPartner, invite_further, cooperation, towns.brandis.body, by=cast.frieda)
    with transaction():
        society = Organisation(name="Heimatverein", kind="society")
        db.session.add(society)
    refused(IsNoPartner, invite_further, cooperation, society, by=cast.frieda)
    with transaction():
        partner = invite_further(cooperation, towns.borsdorf.body, by=cast.frieda)
    assert partner.is_present
    assert towns.borsdorf.body.id in audience_of(cooperation)


def test_a_wish_to_join_opens_nothing_until_it_is_granted(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
    boris = towns.borsdorf.mayor
    for _twice in range(2):
        with transaction():
            place = ask_to_join(cooperation, towns.borsdorf.body, by=boris, text="Wir auch.")
    assert place.asks_since is not None
    assert not place.is_present
    assert towns.borsdorf.body.id not in audience_of(cooperation)
    assert steps_of(cooperation).count("ask_to_join") == 1, "asked twice is asked once"
    with transaction():
        invite_further(cooperation, towns.borsdorf.body, by=cast.frieda)
    assert place.is_present
    say(cooperation, towns.borsdorf)
    entry = last_step(cooperation, "declare")
    assert entry.details["joins"] is True


def test_who_may_wish_to_join(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
    boris, body = towns.borsdorf.mayor, towns.borsdorf.body
    refused(OnlyRepresentativesDeclare, ask_to_join, cooperation, body, by=towns.brandis.mayor, text="")
    refused(IsNoPartner, ask_to_join, cooperation, towns.brandis.body, by=towns.brandis.mayor, text="")
    hidden = a_cooperation(cast, *towns.all[:2])
    refused(IsNoPartner, ask_to_join, hidden, body, by=boris, text="")


def test_a_wish_is_declined_with_a_reason_by_the_keeper(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
    with transaction():
        place = ask_to_join(cooperation, towns.borsdorf.body, by=towns.borsdorf.mayor, text="Wir auch.")
    refused(OnlyRepresentativesDeclare, decline_wish, place, by=towns.brandis.mayor, reason="Nein.")
    refused(ReasonIsMissing, decline_wish, place, by=cast.frieda, reason=" ")
    with transaction():
        decline_wish(place, by=cast.frieda, reason="Zu weit weg.")
    assert (place.asks_since, place.is_present) == (None, False)
    refused(NotAllowedNow, decline_wish, place, by=cast.frieda, reason="Noch einmal.")
    assert {"ask_to_join", "decline_wish"} & set(steps_of(cooperation, "public")) == set()


def test_a_wish_to_come_back_forgets_nothing_of_the_time_before(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", rule="from_n", threshold=2)
    place, last = place_of(cooperation, towns.borsdorf), today() - timedelta(days=1)
    with transaction():
        place.leaves_on, place.leave_reason, place.withdrawn_at = last, "Kein Geld.", now()
    with transaction():
        ask_to_join(cooperation, towns.borsdorf.body, by=towns.borsdorf.mayor, text="Doch wieder.")
    assert (place.is_present, place.leaves_on, place.leave_reason) == (False, last, "Kein Geld.")
    with transaction():
        decline_wish(place, by=cast.frieda, reason="Nein.")
    assert (place.is_present, place.leaves_on, place.leave_reason) == (False, last, "Kein Geld.")


# ---- the pen -------------------------------------------------------------------------------------


def test_the_pen_goes_to_a_partner_who_stays(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    elsewhere = a_cooperation(cast, towns.naunhof, towns.parthenstein)
    brandis = place_of(cooperation, towns.brandis)
    refused(OnlyRepresentativesDeclare, pass_pen, cooperation, brandis, by=towns.brandis.mayor)
    refused(IsNoPartner, pass_pen, cooperation, place_of(elsewhere, towns.parthenstein), by=cast.frieda)
    with transaction():
        place_of(cooperation, towns.borsdorf).leaves_on = today()
    refused(IsNoPartner, pass_pen, cooperation, place_of(cooperation, towns.borsdorf), by=cast.frieda)
    proposed = a_cooperation(cast, *towns.all[:3])
    say(proposed, towns.brandis, "declined")
    refused(IsNoPartner, pass_pen, proposed, place_of(proposed, towns.brandis), by=cast.frieda)
    shown = cooperation.draft_version
    with transaction():
        pass_pen(cooperation, brandis, by=cast.frieda)
    assert (cooperation.keeper_id, cooperation.draft_version) == (towns.brandis.body.id, shown + 1)
    values = {"version": cooperation.draft_version, "function": MAYOR, "council": PENDING}
    refused(OnlyRepresentativesDeclare, lay_text, cooperation, by=cast.frieda, **values)


def test_a_text_names_the_proposer_first_and_the_others_by_their_places(cast: Cast, towns: Towns) -> None:
    with transaction():
        towns.borsdorf.body.name = "Gemeinde Borsdorf"
        towns.parthenstein.body.name = "Gemeinde Parthenstein"
    cooperation = a_cooperation(cast, towns.naunhof, towns.parthenstein, towns.brandis, towns.borsdorf)
    assert [party.name for party in cooperation.working.parties] == [
        "Stadt Naunhof", "Gemeinde Borsdorf", "Stadt Brandis", "Gemeinde Parthenstein",
    ]  # fmt: skip
