"""The coverage of concepts at the edge of the format, what is missing where, and what there is none of."""

import csv
import io
from typing import Any

from app.concepts.loading import load_concept
from app.concepts.queries import find_concept, goal_tree
from app.core.database import transaction
from app.coverage.wording import lines_of
from app.reference_sheets.declaring import places_of
from tests.cast import Cast
from tests.concepts import large
from tests.concepts.pairs import a_counterpart
from tests.coverage.stage import public_idea

RIM = "/konzepte/kek-rand"


def load(goals: large.Goals) -> None:
    with transaction():
        load_concept(large.concept_of(goals))


def rows_of(client: Any, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_a_goal_is_unfolded_at_its_first_place_alone(cast: Cast, client: Any) -> None:
    load(large.crosswise())
    concept = find_concept("kek-rand")
    assert concept
    tree = goal_tree(concept.id)
    lines = [line for group in lines_of(tree, {}) for line in group]
    assert len(lines) == 2 + 2 * 2 * 49
    assert sum(not line.is_again for line in lines) == len(tree.goals) == 100
    assert len(places_of(tree.by_key["g49-b"])) == 2
    for path in ("/abdeckung", "/abdeckung.csv", "/entsprechungen"):
        assert client.get(f"{RIM}{path}").status_code == 200
    assert "(steht oben)" in client.get(f"{RIM}/abdeckung").get_data(as_text=True)


def test_of_thousands_of_goals_the_coarser_are_shown_and_the_way_to_all(cast: Cast, client: Any) -> None:
    load(large.flat(2_000))
    for path in ("/abdeckung", "/abdeckung?feld=f0"):
        page = client.get(f"{RIM}{path}").get_data(as_text=True)
        assert len(page) < 60_000
        assert f'href="{RIM}/ziele' in page
        assert "mehr Ziele, als auf eine Seite passen" in page
    for path in ("/abdeckung?feld=t1", "/abdeckung?feld=nichts", "/abdeckung.csv?feld=nichts"):
        assert client.get(f"{RIM}{path}").status_code == 404


def test_one_field_counts_what_is_in_it(cast: Cast, client: Any) -> None:
    public_idea(cast, is_tagged=True)
    page = client.get("/konzepte/kek-hier/abdeckung?feld=hf1").get_data(as_text=True)
    assert 'href="/ideen?ziel=kek-hier%3Ahf1&amp;gemeinde=14729300"' in page
    assert "Alle Handlungsfelder zeigen" in page


def test_places_without_anything_stand_in_the_table_and_in_the_gaps(cast: Cast, client: Any) -> None:
    public_idea(cast, is_tagged=True)
    table = client.get("/konzepte/kek-hier/abdeckung").get_data(as_text=True).split('class="tbl cov-table"')[1]
    assert "Brandis" in table.split("</table>")[0]
    address = "/konzepte/kek-hier/abdeckung.csv?luecken=1"
    head, *gaps = rows_of(client, address)
    assert head == ["Ort", "AGS", "Handlungsfeld", "Nummer", "Ziel", "Schlüssel des Ziels"]
    missing = {(row[0], row[5]) for row in gaps}
    assert ("Brandis", "rad") in missing
    assert ("Naunhof", "rad") not in missing
    assert "luecken-kek-hier-ideen-20" in client.get(address).headers["Content-Disposition"]


def test_regions_are_offered_only_where_there_are_any(cast: Cast, client: Any) -> None:
    with transaction():
        a_counterpart(cast)
    assert "orte=regionen" in client.get("/konzepte/kek-hier/abdeckung").get_data(as_text=True)
    page = client.get("/konzepte/kek-drueben/abdeckung?orte=regionen")
    assert page.status_code == 200
    assert "orte=regionen" not in page.get_data(as_text=True).partition("</main>")[0]
