"""Every page on formats of participation and on the course of a concept: by links, in every state, made well."""

from types import SimpleNamespace
from typing import cast

import pytest

from app import create_app
from app.concepts.queries import find_concept
from app.core.database import db
from app.demo.acting import find_goal_named
from app.demo.people import figure_person
from config import Settings
from tests.cast import Cast
from tests.format_worlds import a_format
from tests.journeys.conftest import PHONE, Enter, Site, Walk, Wrongly, faults_of, faults_on_ways
from tests.journeys.looking import axe_faults
from tests.journeys.walking import Way, visit

ANNA, BERND, NORA, LUTZ, EMIL, BORIS = (
    "anna.beispiel", "bernd.muster", "nora.muster", "lutz.muster", "emil.exempel", "boris.vorlage",
)  # fmt: skip
COURSE = "/konzepte/kek-landkreis-leipzig/prozess"
DESK = "/verwaltung/beteiligung"
# Where each page is: who looks, where the way begins, and over which pages its links lead there.
FORMAT_WAYS: dict[str, Way] = {
    # everybody
    "formats.index": (None, "/"),
    "formats.show": (None, "/beteiligung"),
    "formats_results.show": (None, "/beteiligung/{concluded}"),
    "processes.show": (None, "/konzepte/kek-landkreis-leipzig"),
    "boards.card": (None, "/beteiligung/{workshop}"),
    "forums.thread": (None, "/beteiligung/{forum}"),
    # who is signed in
    "formats_mine.index": (ANNA, "/konto"),
    "boards.ask_to_write": (ANNA, "/beteiligung/fragen/{workshop_part}/karte"),
    "boards.ask_to_edit": (ANNA, "/beteiligung/{workshop}"),
    "boards.ask_to_remove": (ANNA, "/konto/beitraege", "boards.card"),
    "forums.ask_to_begin": (EMIL, "/beteiligung/{forum}"),
    "forums.ask_to_edit": (EMIL, "/konto/beitraege", "forums.thread"),
    "forums.ask_to_remove": (EMIL, "/konto/beitraege", "forums.thread"),
    "calls_jury.show": (EMIL, "/beteiligung/{call}"),
    "calls_jury.index": (EMIL, "/beteiligung/{call}", "calls_jury.show"),
    "calls_jury.idea": (EMIL, "/beteiligung/{call}", "calls_jury.show"),
    # the desk: the frame
    "formats_desk.index": (BERND, "/verwaltung/eingang"),
    "formats_desk.new": (BERND, DESK),
    "formats_desk.show": (BERND, DESK),
    "formats_desk.edit": (BERND, f"{DESK}/{{workshop}}"),
    "formats_desk.preview": (BERND, f"{DESK}/{{draft}}"),
    "formats_sections.index": (BERND, f"{DESK}/{{workshop}}"),
    "formats_sections.edit": (BERND, f"{DESK}/{{workshop}}", "formats_sections.index"),
    "formats_audience.index": (BERND, f"{DESK}/{{workshop}}"),
    "formats_steps.ask": (BERND, f"{DESK}/{{workshop}}"),
    "formats_steps.result": (BERND, f"{DESK}/{{workshop}}"),
    # the desk: what was said
    "formats_taking_up.index": (BERND, f"{DESK}/{{workshop}}"),
    "formats_taking_up.contribution": (BERND, f"{DESK}/{{workshop}}", "formats_taking_up.index"),
    "formats_taking_up.ask": (
        BERND,
        f"{DESK}/{{workshop}}",
        "formats_taking_up.index",
        "formats_taking_up.contribution",
    ),
    # the desk: what each kind has of its own
    "boards_capture.show": (BERND, f"{DESK}/{{workshop}}"),
    "boards_capture.ask_to_correct": (BERND, f"{DESK}/{{workshop}}", "boards_capture.show"),
    "boards_rules.show": (BERND, f"{DESK}/{{workshop}}"),
    "boards_desk.arrange": (BERND, f"{DESK}/{{workshop}}"),
    "calls_desk.rules": (BERND, f"{DESK}/{{call}}"),
    "calls_desk.judging": (BERND, f"{DESK}/{{call}}"),
    "calls_desk.entries": (BERND, f"{DESK}/{{call}}/einsendungen"),
    "calls_desk.entry": (BERND, "/verwaltung/ideen/{swimming}"),
    "workshops_desk.result": (NORA, f"{DESK}/{{closed}}"),
    "swots_desk.analysis": (NORA, f"{DESK}/{{swot}}"),
    "swots_desk.preview": (NORA, f"{DESK}/{{swot}}"),
    # the desk: the course of a concept
    "processes_desk.index": (BERND, COURSE),
    "processes_desk.write": (BERND, COURSE, "processes_desk.index"),
    "processes_desk.edit": (BERND, COURSE, "processes_desk.index"),
    "processes_desk.ask_to_remove": (BERND, COURSE, "processes_desk.index"),
}
SEEN_ON_THE_WAY = {
    "formats_results.paper", "formats_results.table", "forums.versions", "swots_desk.compare_draft",
    "restrictions_desk.ask_to_redact_contribution",
}  # fmt: skip
"""Pages and papers seen on a journey."""
WRONGLY: dict[str, Wrongly] = {
    # The field, what is written there, and the button.
    "boards.ask_to_write": ("", "", "main form[action$='/karte'] button"),
    "boards.ask_to_edit": ("[name=text]", "", "main form[action$='/bearbeiten'] button"),
    "forums.ask_to_begin": ("", "", "main form button"),
    "forums.ask_to_edit": ("[name=text]", "", "main form button"),
    "calls_jury.idea": ("", "", "main form[action] button"),
    "formats_desk.new": ("", "", "main form button"),
    "formats_desk.edit": ("[name=title]", "", "main form button"),
    "formats_sections.index": ("", "", "form#neu button"),
    "formats_sections.edit": ("[name=title]", "", "main form:has([name=title]) button"),
    "formats_audience.index": ("", "", "main form:has([type=email], textarea) button"),
    "formats_steps.ask": ("", "", "main form button"),
    "formats_taking_up.ask": ("[name=title]", "", "main form .go button"),
    "boards_capture.ask_to_correct": ("[name=text]", "", "main form button"),
    "workshops_desk.result": ("[name=text]", "", "main form button"),
    "processes_desk.write": ("", "", "main form button"),
    "processes_desk.edit": ("[name=title]", "", "main form button"),
}
STATES = {
    # The same pages in every other state, of every kind, filled and empty: (who looks, where).
    None: (
        "/beteiligung?konzept=kek-nordsachsen", "/beteiligung?art=gibtesnicht", 
        "/beteiligung?status=cancelled&art=call",
        "/beteiligung/{forum}", "/beteiligung/{call}", "/beteiligung/{swot}", "/beteiligung/{closed}",
        "/beteiligung/{concluded}", "/beteiligung/{announced}", "/beteiligung/{cancelled}",
        "/beteiligung/{printed_swot}", "/beteiligung/{printed_workshop}",
        "/beteiligung/{printed_swot}/ergebnis", "/beteiligung/{closed}/ergebnis",
        "/konzepte/kek-ludwigslust-parchim/prozess", "/konzepte/leitbild-partheland/prozess",
    ),
    BORIS: ("/beteiligung/{invited}", "/beteiligung/themen/{invited_said}", "/konto/beitraege"),
    EMIL: ("/beteiligung/{workshop}", "/beteiligung/themen/{forum_said}"),
    ANNA: ("/beteiligung/karten/{workshop_said}", "/konto/jury"),
    BERND: (
        f"{DESK}?stand=beendet", f"{DESK}/{{forum}}", f"{DESK}/{{call}}", f"{DESK}/{{announced}}", f"{DESK}/{{draft}}",
        f"{DESK}/{{draft}}/ankuendigen", f"{DESK}/{{draft}}/loeschen", f"{DESK}/{{announced}}/oeffnen",
        f"{DESK}/{{announced}}/bearbeiten", f"{DESK}/{{announced}}/beitraege",
    ),
    NORA: (f"{DESK}/{{swot}}", f"{DESK}/{{closed}}", f"{DESK}/{{closed}}/ergebnis", f"{DESK}/{{closed}}/ordnen"),
    LUTZ: (
        f"{DESK}/{{concluded}}", f"{DESK}/{{cancelled}}", f"{DESK}/{{printed_swot}}",
        f"{DESK}/{{concluded}}/ergebnis-berichtigen",
    ),
}  # fmt: skip
NOT_ON_STAGE = {
    "call": ("announced", "closed", "concluded", "cancelled"),
    "forum": ("closed", "cancelled"),
    "workshop": ("announced", "concluded"),
    "swot": ("announced", "closed", "concluded", "cancelled"),
}
"""The states in which the demonstration shows no format of a kind."""
DARK = {
    None: (
        "/beteiligung", "/beteiligung/{forum}", "/beteiligung/{workshop}", "/beteiligung/{swot}",
        "/beteiligung/{printed_swot}", "/beteiligung/{concluded}/ergebnis", COURSE,
    ),
    BERND: (
        f"{DESK}/{{workshop}}", f"{DESK}/{{workshop}}/ordnen", f"{DESK}/{{workshop}}/beitraege",
        "/beteiligung/{workshop}/erfassen", "/verwaltung/konzepte/kek-landkreis-leipzig/prozess",
    ),
}  # fmt: skip


@pytest.mark.parametrize("figure", dict.fromkeys(way[0] for way in FORMAT_WAYS.values()))
def test_format_pages_are_reached_by_links_and_made_well(figure: str | None, walk: Walk) -> None:
    faults = faults_on_ways(walk, FORMAT_WAYS, WRONGLY, figure)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("figure", STATES)
def test_format_in_another_state_is_made_well(figure: str | None, enter: Enter, numbers: dict[str, str]) -> None:
    page, faults = enter(figure), []
    for path in STATES[figure]:
        answer = page.goto(path.format(**numbers))
        assert answer is not None
        assert answer.status == (400 if "gibtesnicht" in path else 200), path
        faults += faults_of(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("figure", DARK)
def test_format_pages_are_accessible_in_the_dark_on_a_phone(
    figure: str | None, enter: Enter, numbers: dict[str, str]
) -> None:
    page, faults = enter(figure), []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    for path in DARK[figure]:
        visit(page, path.format(**numbers))
        faults += [f"{path}: {fault}" for fault in axe_faults(page)]
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def made(site: Site) -> dict[str, int]:
    """The numbers of Bernd's formats in the states the demonstration does not show."""
    with create_app(Settings(env="demo", data=site.data)).test_request_context():
        concept = find_concept("kek-landkreis-leipzig")
        assert concept is not None
        stage = cast(Cast, SimpleNamespace(
            concept=concept, field=find_goal_named("kek-landkreis-leipzig:hf1"), bernd=figure_person(BERND),
            anna=figure_person(ANNA),
        ))  # fmt: skip
        found = {}
        for kind, states in NOT_ON_STAGE.items():
            for state in states:
                sections = () if kind == "swot" else ("Wege", "Busse")
                format = a_format(stage, kind, state, f"{kind}, {state}: Was fehlt?", sections=sections)
                found[f"{kind} {state}"] = format.id
        db.engine.dispose()
    return found


@pytest.mark.parametrize("kind", NOT_ON_STAGE)
def test_every_kind_is_made_well_in_every_state(kind: str, enter: Enter, made: dict[str, int]) -> None:
    reader, bernd, faults = enter(None), enter(BERND), []
    for state in NOT_ON_STAGE[kind]:
        number = made[f"{kind} {state}"]
        visit(reader, f"/beteiligung/{number}")
        faults += faults_of(reader)
        visit(bernd, f"{DESK}/{number}")
        faults += faults_of(bernd)
    if kind == "call":
        visit(bernd, f"{DESK}/{made['call closed']}/jury")
        faults += faults_of(bernd)
    assert not faults, "\n".join(faults)


def test_analysis_is_adopted_and_compared_with_the_draft_of_the_concept(enter: Enter, numbers: dict[str, str]) -> None:
    nora, board = enter(NORA), f"{DESK}/{numbers['swot']}"
    visit(nora, f"{board}/schliessen")
    nora.fill("[name=reason]", "Alle haben sich geäußert.")
    nora.click("main form button")
    visit(nora, f"{board}/analyse")
    nora.click("form[action$='/vorschlaege'] button")
    visit(nora, f"{board}/analyse/vorschau")
    nora.fill("[name=body]", "Steuerungsgruppe (erfunden)")
    nora.click("form[action$='/beschliessen'] button")
    nora.click("#analyse a[href$='/konzeptentwurf']")
    faults = faults_of(nora)
    visit(nora, f"/beteiligung/{numbers['swot']}")
    faults += faults_of(nora)
    assert not faults, "\n".join(faults)


def test_closed_circle_is_there_for_nobody_else(enter: Enter, numbers: dict[str, str]) -> None:
    for figure in (None, ANNA):
        page = enter(figure)
        for path in ("/beteiligung/{invited}", "/beteiligung/themen/{invited_said}", "/beteiligung/{draft}"):
            answer = page.goto(path.format(**numbers))
            assert answer is not None
            assert answer.status == 404, path


@pytest.mark.parametrize(
    ("figure", "key"), [(BERND, "draft"), (BERND, "call"), (NORA, "closed"), (LUTZ, "printed_swot")]
)
def test_every_link_at_the_desk_leads_somewhere(figure: str, key: str, enter: Enter, numbers: dict[str, str]) -> None:
    page = enter(figure)
    visit(page, f"{DESK}/{numbers[key]}")
    for path in set(page.eval_on_selector_all("main a[href^='/']", "links => links.map(link => link.pathname)")):
        assert page.request.get(path).status == 200, path
