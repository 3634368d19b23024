"""A region's own site: what stands on its pages, with everything there and with nothing there yet."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Membership
from app.concepts.connecting import accept_correspondence, propose_correspondence
from app.concepts.models import Concept, Goal, GoalAncestor
from app.core.clock import today
from app.core.database import db, touch, transaction
from app.ideas.models import Idea, IdeaGoal
from app.municipalities.models import RegionMember
from tests.cast import Cast, a_concept, a_goal, a_person, link
from tests.cooperation_worlds import a_cooperation, four_towns
from tests.format_worlds import a_format
from tests.projects.stage import hidden, promoted
from tests.queries import count_queries
from tests.worlds import HIDDEN_STATES, an_idea

PAGES = ("", "/leitbild", "/ziele", "/entsprechungen", "/ideen", "/projekte")
MENU = ("", "/leitbild", "/ziele", "/ideen", "/projekte")
HOME = "/regionen/partheland"


def text_of(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    text: str = answer.get_data(as_text=True)
    return text


def a_leitbild(cast: Cast) -> tuple[Concept, list[Goal]]:
    """The concept of the Partheland: one field and two goals, the second in both fields."""
    concept = a_concept(cast.partheland.authority, "leitbild", "Leitbild Partheland")
    concept.concept_kind, concept.status = "leitbild", "draft"
    concept.content = {**concept.content, "preamble": ["Wir sind das Partheland."], "principles": ["auf Augenhöhe"]}
    fields = [a_goal(concept, f"f{n}", "field_of_action", f"Feld {n}", n, tone=n) for n in (1, 2)]
    goals = [a_goal(concept, f"z{n}", "goal", f"Leitziel {n}", 2 + n, number_printed=f"Z{n}") for n in (1, 2)]
    for goal in goals:
        goal.is_taggable = True
    for parent, child in ((fields[0], goals[0]), (fields[0], goals[1]), (fields[1], goals[1])):
        link(parent, child, child.position)
        db.session.add(GoalAncestor(goal_id=child.id, ancestor_id=parent.id))
    db.session.add_all(GoalAncestor(goal_id=goal.id, ancestor_id=goal.id) for goal in (*fields, *goals))
    db.session.flush()
    return concept, goals


@pytest.fixture
def leitbild(cast: Cast) -> tuple[Concept, list[Goal]]:
    with transaction():
        return a_leitbild(cast)


def for_goal(idea: Idea, goal: Goal) -> None:
    """The idea serves that goal, too."""
    with transaction():
        db.session.add(IdeaGoal(idea_id=idea.id, goal_id=goal.id, is_main=False))
        db.session.flush()
        touch(idea.id)


def in_naunhof(cast: Cast, title: str, state: str = "open") -> None:
    format = a_format(cast, state=state, title=title)
    with transaction():
        format.municipality_id = cast.naunhof.id


def connect(cast: Cast, own: Goal, other: Goal) -> None:
    """The Partheland proposes, the district accepts."""
    with transaction():
        petra = a_person("Petra")
        db.session.add(Membership(person_id=petra.id, role="moderator", authority_id=cast.partheland.authority_id))
        db.session.flush()
        db.session.refresh(petra)
        pair = propose_correspondence(own, other, kind="same", reason="Beide wollen sichere Wege.", by=petra)
    with transaction():
        accept_correspondence(pair, by=cast.bernd, version=pair.version)


def test_the_site_has_its_own_title_menu_and_colours(cast: Cast, client: Any) -> None:
    with transaction():
        cast.partheland.authority.title = "Partheland gestalten"
        cast.partheland.accent, cast.partheland.intro = "#3a6b1e", "Wir planen gemeinsam.\n\nSeit Jahren."
    for page in PAGES:
        text = text_of(client, HOME + page)
        assert "– Partheland gestalten</title>" in text
        assert '<link rel="stylesheet" href="/regionen/partheland/farbe.css?v=' in text
        assert '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#3a6b1e">' in text
        assert 'rel="manifest" href="/regionen/partheland/manifest.webmanifest"' in text
        for other in MENU:
            assert f'href="{HOME}{other}"' in text, (page, other)
        assert 'href="/ideen/neu?region=partheland"' in text
    first = text_of(client, HOME)
    assert '<p class="lead" lang="de">Wir planen gemeinsam.</p><p class="lead" lang="de">Seit Jahren.</p>' in first


def test_its_pages_are_for_everybody_and_set_no_cookie(cast: Cast, client: Any) -> None:
    for page in (*PAGES, "/offline", "/farbe.css", "/manifest.webmanifest", "/dienst.js", "/zeichen/frei-192.png"):
        answer = client.get(HOME + page)
        assert answer.status_code == 200, page
        assert "Set-Cookie" not in answer.headers, page


def test_a_region_nobody_knows_is_not_found(cast: Cast, client: Any) -> None:
    for page in (*PAGES, "/offline", "/farbe.css", "/manifest.webmanifest", "/zeichen/frei-192.png"):
        assert client.get(f"/regionen/nirgends{page}").status_code == 404
    assert client.get(f"{HOME}/ideen?nach=quatsch").status_code == 404
    assert client.get(f"{HOME}/projekte?nach=quatsch").status_code == 404


def test_every_empty_place_says_what_will_stand_there(cast: Cast, client: Any) -> None:
    first, concept, goals, ties = (text_of(client, HOME + page) for page in ("", *PAGES[1:4]))
    assert "Diese Region hat hier noch kein Leitbild" in first
    assert "Gerade ist hier nichts zum Mitmachen offen" in first
    assert "Noch keine Idee" in first
    assert "Im Katalog steht noch kein Projekt" in first
    assert "Noch kein Leitbild" in concept
    assert "Noch sind keine Ziele eingetragen" in goals
    assert "welchen Zielen des Landkreises es entspricht" in ties
    assert "Noch keine Idee" in text_of(client, f"{HOME}/ideen")
    assert "Noch kein Projekt" in text_of(client, f"{HOME}/projekte")


def test_members_stand_with_figures_and_period(cast: Cast, client: Any) -> None:
    with transaction():
        naunhof = next(m for m in cast.partheland.memberships if m.municipality_id == cast.naunhof.id)
        naunhof.since = date(2019, 3, 1)
        brandis = next(m for m in cast.partheland.memberships if m.municipality_id == cast.brandis.id)
        brandis.since, brandis.until = date(2018, 1, 1), today() - timedelta(days=1)
    text = text_of(client, HOME)
    assert "<dd>1</dd>" in text
    assert "seit 1. März 2019" in text
    assert "Früher dabei:" in text
    assert f'href="/gemeinden/{cast.brandis.ags}"' in text
    with transaction():
        db.session.add(
            RegionMember(
                region_id=cast.partheland.id, municipality_id=cast.brandis.id, since=today() + timedelta(days=30)
            )
        )
    assert "Künftig dabei:" in text_of(client, HOME)


def test_a_region_without_members_is_a_page_all_the_same(cast: Cast, client: Any) -> None:
    with transaction():
        cast.partheland.memberships.clear()
    assert "noch keine Gemeinde eingetragen" in text_of(client, HOME)


def test_ideas_projects_and_formats_of_the_region_stand_on_it(cast: Cast, client: Any) -> None:
    an_idea(cast, "published", "Bänke für Naunhof")
    promoted(cast, title="Radweg nach Brandis")
    in_naunhof(cast, "Forum für alle")
    a_format(cast, title="Forum anderswo")
    text = text_of(client, HOME)
    assert "Bänke für Naunhof" in text
    assert "Radweg nach Brandis" in text
    assert "Forum für alle" in text
    assert "Forum anderswo" not in text
    assert "Bänke für Naunhof" in text_of(client, f"{HOME}/ideen")
    assert "Radweg nach Brandis" in text_of(client, f"{HOME}/projekte")


def test_lists_are_paged(cast: Cast, client: Any) -> None:
    for n in range(13):
        an_idea(cast, "published", f"Idee Nummer {n:02}")
    first = text_of(client, f"{HOME}/ideen")
    assert "13 Ideen für die Region" in first
    assert first.count('class="card__title"') == 12
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].rstrip('" ')
    second = text_of(client, following)
    assert second.count('class="card__title"') == 1
    assert "Idee Nummer 00" in second


def test_the_concept_in_short(cast: Cast, client: Any, leitbild: Any) -> None:
    text = text_of(client, f"{HOME}/leitbild")
    for expected in ("Leitbild Partheland", "Entwurf, noch nicht beschlossen", "Feld 1", "Wir sind das Partheland.",
                     'href="/konzepte/leitbild#selbstverstaendnis"', "auf Augenhöhe"):  # fmt: skip
        assert expected in text
    assert text.count("Leitziel 1</span>") == 1
    assert text.count("Leitziel 2</span>") == 2
    assert "in jedem von ihnen" in text


def test_goals_stand_with_what_there_is_for_them(cast: Cast, client: Any, leitbild: Any) -> None:
    _concept, goals = leitbild
    for_goal(an_idea(cast, "published", "Bänke"), goals[0])
    text = text_of(client, f"{HOME}/ziele")
    assert 'aria-label="Z1 Leitziel 1: 1 Idee, 0 Projekte"' in text
    assert 'href="/ideen?ziel=leitbild:z1">1</a>' in text
    assert "/ideen/neu?region=partheland&amp;ziel=leitbild:z2" in text
    assert "/ideen/neu?region=partheland&amp;ziel=leitbild:z1" not in text
    assert "von 2 Zielen ohne Idee und Projekt" in text


def test_correspondences_stand_from_both_ends(cast: Cast, client: Any, leitbild: Any) -> None:
    concept, goals = leitbild
    before = text_of(client, f"{HOME}/entsprechungen")
    assert "Noch keine Entsprechung" in before
    assert "KEK Hier" in before
    connect(cast, goals[0], cast.sub_goal)
    an_idea(cast, "published", "Radstreifen")
    text = text_of(client, f"{HOME}/entsprechungen")
    assert "Noch keine Entsprechung" not in text
    assert text.count("Radverkehr stärken") >= 2
    assert "Beide wollen sichere Wege." in text
    assert "Von unseren Zielen aus" in text
    assert f"/ideen?ziel={cast.concept.key}:rad&amp;region=partheland" in text
    assert f"/konzepte/{concept.key}/entsprechungen?mit={cast.concept.key}" in text


def test_what_is_only_proposed_does_not_stand_there(cast: Cast, client: Any, leitbild: Any) -> None:
    _concept, goals = leitbild
    with transaction():
        propose_correspondence(goals[0], cast.sub_goal, kind="same", reason="Vielleicht.", by=cast.bernd)
    assert "Vielleicht." not in text_of(client, f"{HOME}/entsprechungen")


def test_nothing_hidden_stands_on_any_page(
    cast: Cast, client: Any, as_person: Callable[..., Any], leitbild: Any
) -> None:
    _concept, goals = leitbild
    for state in HIDDEN_STATES:
        for_goal(an_idea(cast, state, f"Kanarienvogel {state}"), goals[0])
    hidden(cast, "Kanarienvogel als Projekt")
    in_naunhof(cast, "Kanarienvogel als Forum", "draft")
    for reader in (client, as_person(cast.dilek), as_person(cast.frieda)):
        for page in PAGES:
            assert "Kanarienvogel" not in text_of(reader, HOME + page)
    assert 'aria-label="Z1 Leitziel 1: 0 Ideen, 0 Projekte"' in text_of(client, f"{HOME}/ziele")


@pytest.mark.parametrize("page", PAGES)
def test_many_rows_ask_as_often_as_few(cast: Cast, client: Any, leitbild: Any, page: str) -> None:
    _concept, goals = leitbild
    connect(cast, goals[0], cast.sub_goal)

    def add(number: int) -> None:
        for_goal(an_idea(cast, "published", f"Idee {number}"), goals[0])
        promoted(cast, title=f"Projekt {number}")
        in_naunhof(cast, f"Forum {number}")

    asked = {"": 17, "/leitbild": 6, "/ziele": 8, "/entsprechungen": 13, "/ideen": 6, "/projekte": 6}
    add(1)
    client.get(HOME + page)
    with count_queries(asked[page]):
        client.get(HOME + page)
    add(2)
    add(3)
    with count_queries(asked[page]):
        client.get(HOME + page)


def test_the_real_region_of_the_register(register: Flask, client: Any) -> None:
    text = text_of(client, HOME)
    for ags in ("14729020", "14729060", "14729070", "14729190", "14729250", "14729300", "14729340"):
        assert f'href="/gemeinden/{ags}"' in text
    assert "<dd>7</dd>" in text


def test_what_municipalities_agreed_stands_on_it_and_nothing_else_of_theirs(cast: Cast, client: Any) -> None:
    assert "Noch hat hier keine Gemeinde öffentlich etwas Gemeinsames vorgeschlagen" in text_of(client, HOME)
    towns = four_towns(cast)
    a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    a_cooperation(cast, towns.naunhof, towns.brandis, state="draft", title="Kanarienvogel")
    text = text_of(client, HOME)
    assert "Gemeinsamer Bauhof" in text
    assert 'href="/kooperationen?region=partheland"' in text
    assert "Kanarienvogel" not in text


# ---- what leads on from the region's pages -------------------------------------------------------


def with_region(cast: Cast, thing: Any) -> str:
    """That thing is for the Partheland; the address of its page."""
    with transaction():
        thing.region_id, thing.authority_id = cast.partheland.id, cast.partheland.authority_id
        cast.partheland.authority.title = "Partheland gestalten"
    endpoint = {"idea": "ideen", "project": "projekte", "cooperation": "kooperationen"}[thing.kind]
    return f"/{endpoint}/{thing.id}-{thing.slug}"


def is_of_the_site(text: str) -> bool:
    """Whether the page has title, colours, sign and menu; all of it or nothing."""
    menu = 'aria-label="Menü der Region Partheland"'
    marks = (
        "– Partheland gestalten</title>", '<link rel="stylesheet" href="/regionen/partheland/farbe.css?v=',
        '<link rel="icon" href="/regionen/partheland/zeichen/frei-192.png?v=', menu,
        '<body class="region ',
    )  # fmt: skip
    found = {mark in text for mark in marks}
    assert len(found) == 1, [mark for mark in marks if mark not in text]
    return found.pop()


def test_what_is_for_the_region_is_part_of_its_site(cast: Cast, client: Any) -> None:
    idea, project = an_idea(cast, "published", "Radwege"), promoted(cast, title="Radstation")
    towns = four_towns(cast)
    joint = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    for thing in (idea, project, joint):
        elsewhere = f"/{ {'idea': 'ideen', 'project': 'projekte', 'cooperation': 'kooperationen'}[thing.kind] }"
        with transaction():
            thing.region_id = None
        assert not is_of_the_site(text_of(client, f"{elsewhere}/{thing.id}-{thing.slug}"))
        text = text_of(client, with_region(cast, thing))
        assert is_of_the_site(text), thing.kind
        crumbs = text.split('class="crumbs wrap"')[1].split("</nav>")[0]
        assert f'<li><a href="{HOME}">Partheland</a></li>' in crumbs
        assert 'href="/ideen/neu?region=partheland"' in text
    assert f'href="{HOME}/ideen"' in text_of(client, with_region(cast, idea)).split('class="crumbs wrap"')[1]
    for page in (f"/ideen/neu?region={cast.partheland.slug}", f"/kooperationen?region={cast.partheland.slug}"):
        assert is_of_the_site(text_of(client, page)), page
    for page in ("/", "/ideen", "/projekte", "/kooperationen", "/gemeinden", f"/gemeinden/{cast.naunhof.ags}"):
        assert not is_of_the_site(text_of(client, page)), page


def test_whoever_answers_stays_in_the_footer(cast: Cast, client: Any) -> None:
    idea = an_idea(cast, "published", "Radwege")
    with transaction():
        idea.region_id = cast.partheland.id
    text = text_of(client, f"/ideen/{idea.id}-{idea.slug}")
    assert idea.authority.office in text.split('class="foot"')[1]


def test_a_page_on_the_regions_site_asks_no_more_than_elsewhere(cast: Cast, client: Any) -> None:
    idea = an_idea(cast, "published", "Radwege")
    address = f"/ideen/{idea.id}-{idea.slug}"
    client.get(address)
    with count_queries(14):
        client.get(address)
    with_region(cast, idea)
    client.get(address)
    with count_queries(14):
        client.get(address)


def test_what_is_not_there_below_a_region_is_not_there_on_its_site(cast: Cast, client: Any) -> None:
    with transaction():
        cast.partheland.authority.title = "Partheland gestalten"
    for path, is_part in ((f"{HOME}/quatsch", True), (f"{HOME}/ideen?nach=quatsch", True), ("/regionen/x/y", False)):
        answer = client.get(path)
        assert answer.status_code == 404
        assert is_of_the_site(answer.get_data(as_text=True)) is is_part, path


def test_all_running_cooperations_stand_on_the_first_page(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    for number in range(5):
        a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", title=f"Vereinbart {number}")
    a_cooperation(
        cast, towns.naunhof, towns.brandis, state="proposed", title="Erst vorgeschlagen", public_from="proposed"
    )
    text = text_of(client, HOME)
    assert text.count(">Vereinbart ") == 5
    assert ">Erst vorgeschlagen<" in text
