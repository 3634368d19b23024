"""The fixed cast and the small world they live in; and factories for ideas in every state."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Authority, Membership, Organisation, Person
from app.concepts.models import Concept, Goal, GoalAncestor, GoalLink
from app.core.clock import now
from app.core.database import db, touch, touch_beside
from app.municipalities.models import District, Municipality, Region, RegionMember


@dataclass
class Cast:
    """Anna wrote it, Bernd moderates it, Carla answers for a department, Dilek moderates elsewhere; Emil is nobody.

    Frieda is mayor of Naunhof; Gerda approves: she decides on objections to what Bernd decided.
    """

    anna: Person
    bernd: Person
    carla: Person
    dilek: Person
    frieda: Person
    gerda: Person
    here: Authority
    elsewhere: Authority
    district: District
    naunhof: Municipality
    brandis: Municipality
    partheland: Region
    concept: Concept
    field: Goal
    aim: Goal
    sub_goal: Goal
    other_sub_goal: Goal


def a_person(name: str, **values: object) -> Person:
    person = Person(
        email=f"{name.lower()}@example.org",
        display_name=f"{name} Beispiel",
        session_key=secrets.token_hex(16),
        **values,
    )
    db.session.add(person)
    db.session.flush()
    return person


def an_authority(slug: str, name: str, land: str = "SN") -> Authority:
    authority = Authority(
        slug=slug, name=name, title=f"Ideenkreis {name}", land=land, office="Stabsstelle Kreisentwicklung",
        phone="03433 000 000 (Beispiel)", phone_hours="Montag bis Donnerstag 9–12 Uhr", email=f"{slug}@example.org",
    )  # fmt: skip
    db.session.add(authority)
    db.session.flush()
    return authority


def a_municipality(ags: str, name: str, district: District, organisation: Organisation | None = None) -> Municipality:
    municipality = Municipality(
        ags=ags, ars=ags + "0000", name=name, official_name=f"{name}, Stadt", sort_name=name.lower(),
        district=district, population=8000, area_km2=40.0,
        postcode="04683", latitude=51.2, longitude=12.6, organisation=organisation,
    )  # fmt: skip
    db.session.add(municipality)
    return municipality


def a_goal(concept: Concept, key: str, kind: str, title: str, position: int, **values: object) -> Goal:
    goal = Goal(
        concept_id=concept.id, key=key, goal_kind=kind, title=title, position=position, edition=concept.edition,
        authority_id=concept.authority_id, published_at=now(), is_taggable=kind == "sub_goal",
        details={"variants": [], "notes": [], "legal_requirements": [], "see_also": [], "successors": []}, **values,
    )  # fmt: skip
    db.session.add(goal)
    db.session.flush()
    touch(goal.id)
    return goal


def words_of(authority: Authority, key: str, title: str) -> dict[str, object]:
    """What a concept's file says beside its goals."""
    return {
        "slug": key, "title": title, "short_title": "KEK Hier", "kind": "kek", "authority": authority.slug,
        "region": authority.name, "horizon": "2030", "status": "adopted",
        "source": {"title": title, "publisher": authority.name, "rights": "Amtliches Werk."},
        "editions": [{"key": "2030", "title": "KEK 2030", "date": None, "status": "adopted"}],
    }  # fmt: skip


def a_concept(authority: Authority, key: str = "kek-hier", title: str = "Kreisentwicklungskonzept Hier") -> Concept:
    concept = Concept(
        key=key, title=title, slug=key, short_title="KEK Hier", concept_kind="kek", region=authority.name,
        horizon="2030", status="adopted", edition="2030", authority_id=authority.id, published_at=now(),
        content=words_of(authority, key, title), file_digest="-",
    )  # fmt: skip
    db.session.add(concept)
    db.session.flush()
    touch(concept.id)
    return concept


def link(parent: Goal, child: Goal, position: int) -> None:
    db.session.add(GoalLink(parent_id=parent.id, child_id=child.id, position=position))


def call_the_cast() -> Cast:
    """The world, inside an open transaction."""
    here, elsewhere = an_authority("hier", "Landkreis Hier"), an_authority("drueben", "Landkreis Drüben", "MV")
    union = an_authority("verbund", "Verbund Partheland")
    district = District(key="14729", name="Landkreis Hier", authority_id=here.id)
    other_district = District(key="13076", name="Landkreis Drüben", authority_id=elsewhere.id)
    town_hall = Organisation(name="Stadt Naunhof", kind="municipality", email="naunhof@example.org")
    db.session.add_all([district, other_district, town_hall])
    db.session.flush()
    naunhof = a_municipality("14729300", "Naunhof", district, town_hall)
    brandis = a_municipality("14729060", "Brandis", district)
    a_municipality("13076001", "Alt Krenzlin", other_district)
    members = [RegionMember(municipality=town, is_counted=True) for town in (naunhof, brandis)]
    partheland = Region(slug="partheland", name="Partheland", authority_id=union.id, memberships=members)
    db.session.add(partheland)
    names = ("Anna", "Bernd", "Carla", "Dilek", "Frieda", "Gerda")
    anna, bernd, carla, dilek, frieda, gerda = (a_person(name) for name in names)
    db.session.add_all(
        [
            Membership(person_id=bernd.id, role="moderator", authority_id=here.id),
            Membership(person_id=bernd.id, role="project_editor", authority_id=here.id),
            Membership(person_id=bernd.id, role="admin", authority_id=here.id),
            Membership(person_id=dilek.id, role="moderator", authority_id=elsewhere.id),
            Membership(person_id=dilek.id, role="project_editor", authority_id=elsewhere.id),
            Membership(person_id=frieda.id, role="representative", organisation_id=town_hall.id),
            Membership(person_id=gerda.id, role="approver", authority_id=here.id),
        ]
    )
    concept = a_concept(here)
    field = a_goal(concept, "hf1", "field_of_action", "Lebenswerte Orte", 0, tone=2, number_printed="1")
    aim = a_goal(concept, "z1.1", "goal", "Alle kommen gut an", 1, number_printed="1.1")
    sub_goal = a_goal(concept, "rad", "sub_goal", "Radverkehr wird gefördert.", 2, short_title="Radverkehr stärken")
    other = a_goal(concept, "bus", "sub_goal", "Der Bus fährt für alle.", 3, short_title="Bus für alle")
    link(field, aim, 0)
    link(aim, sub_goal, 0)
    link(aim, other, 1)
    above = {field: [field], aim: [aim, field], sub_goal: [sub_goal, aim, field], other: [other, aim, field]}
    db.session.add_all(GoalAncestor(goal_id=g.id, ancestor_id=a.id) for g, a_list in above.items() for a in a_list)
    db.session.flush()
    for town in db.session.scalars(select(Municipality.ags)):
        touch_beside("municipality", town)
    for person in (anna, bernd, carla, dilek, frieda, gerda):
        db.session.refresh(person)
    return Cast(
        anna=anna, bernd=bernd, carla=carla, dilek=dilek, frieda=frieda, gerda=gerda, here=here, elsewhere=elsewhere,
        district=district, naunhof=naunhof, brandis=brandis, partheland=partheland, concept=concept,
        field=field, aim=aim, sub_goal=sub_goal, other_sub_goal=other,
    )  # fmt: skip


LATER = timedelta(days=1)
