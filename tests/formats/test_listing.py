"""/beteiligung: what runs first, then what comes, what came of the others; filters, paging, what is not shown."""

import re
from datetime import timedelta

import pytest

from app.core.clock import now, today
from app.core.database import db, transaction
from app.formats.filtering import FormatFilter
from app.formats.listing import facets, formats_in, formats_of_place, running_now
from tests.format_worlds import a_format
from tests.queries import count_queries


def titles(page):
    return [title for title in re.findall(r'class="card__title"><a[^>]*>([^<]*)<', page)]


def change(format, **values):
    with transaction():
        for name, value in values.items():
            setattr(format, name, value)


def test_what_runs_comes_first_and_of_it_what_ends_soonest(cast, client):
    a_format(cast, title="Lange")
    short = a_format(cast, "workshop", title="Kurz")
    change(short, closes_on=today() + timedelta(days=2))
    later, soon = (a_format(cast, state="announced", title=title) for title in ("Später", "Bald"))
    change(later, opens_on=today() + timedelta(days=9))
    change(soon, opens_on=today() + timedelta(days=3))
    old, _new = (a_format(cast, state="concluded", title=title) for title in ("Älter", "Neuer"))
    change(old, concluded_at=now() - timedelta(days=40))
    a_format(cast, state="closed", title="Vorbei")
    a_format(cast, state="cancelled", title="Entfällt")
    a_format(cast, state="draft", title="Entwurf")
    assert titles(client.get("/beteiligung").text) == [
        "Kurz", "Lange", "Bald", "Später", "Neuer", "Älter", "Vorbei", "Entfällt",
    ]  # fmt: skip
    assert [row.title for row in running_now(limit=1)] == ["Kurz"]


def test_the_card_says_how_long_still_and_calls(cast, client):
    format = a_format(cast)
    page = client.get("/beteiligung").text
    assert "noch 20 Tage" in page
    assert f'href="/beteiligung/{format.id}-{format.slug}#teilnehmen">Mitreden' in page


def test_filters_leave_what_was_asked_for_and_count_the_rest(cast, client):
    forum, workshop = a_format(cast, title="Forum"), a_format(cast, "workshop", title="Werkstatt")
    change(workshop, municipality_id=cast.naunhof.id)
    assert titles(client.get("/beteiligung?art=workshop").text) == ["Werkstatt"]
    assert titles(client.get(f"/beteiligung?gemeinde={cast.naunhof.ags}").text) == ["Werkstatt"]
    assert titles(client.get(f"/beteiligung?konzept={cast.concept.key}&art=forum").text) == ["Forum"]
    assert titles(client.get("/beteiligung?stelle=drueben").text) == []
    assert client.get("/beteiligung?art=tanz").status_code == 400
    assert {one.values["art"]: one.count for one in facets()} == {"forum": 1, "workshop": 1}
    assert forum.municipality_id is None


def test_nothing_running_teaches_what_comes_and_what_one_can_do(cast, client):
    page = client.get("/beteiligung").text
    assert "Gerade läuft nichts" in page
    assert "/ideen/neu" in page
    change(a_format(cast, state="announced", title="Die Mühle"), opens_on=today() + timedelta(days=5))
    assert "Als Nächstes kommt „Die Mühle“: beginnt in 5 Tagen" in client.get("/beteiligung").text


def test_the_past_is_paged_behind_the_last_one_read(cast, client):
    for n in range(3):
        change(a_format(cast, state="concluded", title=f"Nr {n}"), concluded_at=now() - timedelta(days=n))
    first = formats_in("concluded", FormatFilter(), size=2)
    rest = formats_in("concluded", FormatFilter(), first.next, size=2)
    assert [row.title for row in (*first.rows, *rest.rows)] == ["Nr 0", "Nr 1", "Nr 2"]
    assert rest.next is None
    assert titles(client.get(f"/beteiligung?status=concluded&nach={first.next}").text) == ["Nr 2"]
    assert client.get("/beteiligung?status=concluded&nach=unsinn").status_code == 400


def test_what_the_concept_reports_of_is_as_old_as_it_was(cast):
    old = a_format(cast, state="concluded", title="Von damals")
    a_format(cast, state="concluded", title="Von hier")
    change(old, reference="swot", opens_on=None, closes_on=None, label="2019", concluded_at=now() + timedelta(days=1))
    assert [row.title for row in formats_in("concluded", FormatFilter()).rows] == ["Von hier", "Von damals"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(cast, client, count):
    for state in ("open", "announced", "concluded"):
        for n in range(count):
            change(a_format(cast, state=state, title=f"{state} {n}"), municipality_id=cast.naunhof.id)
    db.session.remove()
    client.get("/beteiligung")
    with count_queries(8):
        client.get("/beteiligung")


def test_a_place_shows_what_runs_or_comes_there(cast, client):
    here = a_format(cast, title="In Naunhof")
    over = a_format(cast, state="concluded", title="War in Naunhof")
    for format in (here, over):
        change(format, municipality_id=cast.naunhof.id)
    assert [row.title for row in formats_of_place(cast.naunhof.id)] == ["In Naunhof"]
    assert "In Naunhof" in client.get(f"/gemeinden/{cast.naunhof.ags}").text
    assert "In Naunhof" not in client.get(f"/gemeinden/{cast.brandis.ags}").text


def test_the_start_page_shows_three_that_run_or_nothing(cast, client):
    assert "Was gerade läuft" not in client.get("/").text
    for n in range(4):
        a_format(cast, title=f"Runde {n}")
    assert sum(f"Runde {n}" in titles(client.get("/").text) for n in range(4)) == 3
    assert "Runde" not in " ".join(titles(client.get("/?stelle=drueben").text))


@pytest.mark.parametrize("address", ["/beteiligung", "/konto/beitraege"])
def test_whoever_is_invited_finds_her_closed_format_and_nobody_else_does(cast, client, as_person, address):
    titled = {"open": "Läuft im Kreis", "announced": "Kommt im Kreis", "concluded": "Ergebnis im Kreis"}
    formats = [
        a_format(cast, state=state, title=title, audience="invited", invited=(cast.anna,))
        for state, title in titled.items()
    ]
    a_format(cast, state="cancelled", title="Entfällt im Kreis", audience="invited", invited=(cast.anna,))
    answer = as_person(cast.anna).get(address)
    assert [title for title in titles(answer.text) if "Kreis" in title] == list(titled.values())
    assert "no-store" in answer.headers["Cache-Control"]
    for other in (client, as_person(cast.frieda)):
        page = other.get(address).text
        assert "im Kreis" not in page
        assert "Für Sie offen" not in page
    with transaction():
        for format in formats:
            for member in format.members:
                member.until = today() - timedelta(days=1)
    assert "im Kreis" not in as_person(cast.anna).get(address).text
    assert "im Kreis" not in client.get("/konzepte/kek-hier/prozess").text
