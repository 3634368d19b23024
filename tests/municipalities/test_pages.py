import re
from typing import Any

import pytest
from flask import Flask

from app.core.texts import fold
from app.municipalities.mapping import WIDTH, dot_map
from app.municipalities.picking import associations_matching, is_but_one_slip, places_meant, places_of
from app.municipalities.queries import municipalities_matching
from tests.cast import Cast
from tests.cooperation_worlds import a_cooperation, four_towns
from tests.queries import count_queries
from tests.worlds import an_idea

PARTHELAND = ("14729020", "14729060", "14729070", "14729190", "14729250", "14729300", "14729340")


def test_every_place_can_be_found_in_the_list(register: Flask, client: Any) -> None:
    page = client.get("/gemeinden").get_data(as_text=True)
    for row in municipalities_matching():
        assert f'href="/gemeinden/{row.ags}"' in page
    assert 'href="/regionen/partheland"' in page


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("naunh", {"Naunhof"}), ("NAUNHOF", {"Naunhof"}),
        ("großp", {"Großpösna"}), ("grossp", {"Großpösna"}),
        ("04683", {"Naunhof", "Belgershain"}), ("lausick", {"Bad Lausick"}), ("aunhof", set()),
        ("04683 Naunhof", {"Naunhof"}), ("neustadt glewe", {"Neustadt-Glewe"}), ("-", set()),
        ("%", set()), ("_", set()), ("'", set()), ("9" * 80, set()),
    ],
)  # fmt: skip
def test_a_place_is_found_by_the_beginning_of_its_name_or_its_postcode(
    register: Flask, client: Any, q: str, expected: set[str] | None
) -> None:
    answer = client.get("/gemeinden", query_string={"q": q})
    assert answer.status_code == 200
    if expected is not None:
        assert {row.name for row in municipalities_matching(q)} == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("Großposna", "Großpösna"), ("Grosposna", "Großpösna"), ("Naunhoff", "Naunhof"), ("Nauhnof", "Naunhof"),
        ("aunhof", "Naunhof"), ("04683 Naunof", "Naunhof"), ("bad lausik", "Bad Lausick"), ("lausik", "Bad Lausick"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_finds_the_place_all_the_same(register: Flask, client: Any, q: str, expected: str) -> None:
    assert places_meant(q)[0].name == expected
    page = client.get("/gemeinden", query_string={"q": q}).get_data(as_text=True)
    assert ">" + expected + "</a>" in page.split("Meinten Sie")[1].split("</section>")[0]


@pytest.mark.parametrize("q", ["xyz", "Hamburg", "04999", "%%%%", "Naunxxf"])
def test_what_is_no_place_is_not_guessed_at(register: Flask, client: Any, q: str) -> None:
    assert places_meant(q) == []
    page = client.get("/gemeinden", query_string={"q": q}).get_data(as_text=True)
    assert "Diesen Ort haben wir nicht gefunden" in page


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("abcd", "abcd", True), ("abcd", "abxd", True), ("abcd", "abd", True), ("abd", "abcd", True),
        ("abcd", "abdc", True), ("", "", True), ("a", "", True), ("abcd", "badc", False), ("abcd", "ab", False),
        ("abcd", "axxd", False),
    ],
)  # fmt: skip
def test_one_slip_is_one_letter(one: str, other: str, is_one: bool) -> None:
    assert is_but_one_slip(one, other) is is_one


def test_a_region_is_found_by_its_name(register: Flask, client: Any) -> None:
    for q in ("Partheland", "parthe", "Region Partheland"):
        page = client.get("/gemeinden", query_string={"q": q}).get_data(as_text=True)
        assert "1 Region gefunden." in page
        assert "Orte gefunden" not in page
        assert '<a href="/regionen/partheland">Partheland</a>' in page
    assert "/regionen/partheland" not in client.get("/gemeinden?q=naunhof").get_data(as_text=True)


def test_every_place_that_is_shown_is_counted_once(register: Flask, client: Any) -> None:
    def said(q: str) -> str:
        return client.get("/gemeinden", query_string={"q": q}).get_data(as_text=True)  # type: ignore[no-any-return]

    assert "17 Orte gefunden." in said("Amt Crivitz")
    assert "17 Orte gefunden." in said("crivitz")
    naunhof = said("Naunhof")
    assert "Gemeinsam verwaltet: Naunhof" in naunhof
    assert naunhof.count("<summary>") == 1


def test_results_have_the_number_of_ideas_as_the_list_has(cast: Cast, client: Any) -> None:
    an_idea(cast, "published")
    for page in ("/gemeinden", "/gemeinden?q=naunhof"):
        assert "1 Idee</span>" in client.get(page).get_data(as_text=True), page


def test_few_places_stand_in_one_list_and_many_by_their_amt(register: Flask, client: Any) -> None:
    page = client.get("/gemeinden").get_data(as_text=True)
    leipzig = page.split('id="kreis-14729"')[1].split("</section>")[0]
    names = re.findall(r'<li><a href="/gemeinden/[0-9]{8}">([^<]+)</a>', leipzig)
    assert "<details" not in leipzig
    assert len(names) == 30
    assert names == sorted(names, key=fold)
    assert page.split('id="kreis-13076"')[1].split("</section>")[0].count("<details") == 15


def test_the_map_doubles_no_link_for_those_who_hear_or_type(register: Flask, client: Any) -> None:
    for path in ("/gemeinden", "/regionen/partheland"):
        page = client.get(path).get_data(as_text=True)
        for svg in re.findall(r"<svg[^>]*>(?:(?!</svg>).)*/gemeinden/[0-9]{8}.*?</svg>", page, re.DOTALL):
            assert 'aria-hidden="true"' in svg.split(">")[0]
            assert svg.count("<a ") == svg.count('tabindex="-1"') > 5


def test_a_map_of_few_places_names_them_all_beside_each_other(register: Flask) -> None:
    members = [row for row in municipalities_matching() if row.ags in PARTHELAND]
    picture = dot_map(members, {})
    assert picture is not None
    assert picture.is_named
    labels = [dot.label for dot in picture.dots if dot.label]
    assert len(labels) == 7
    assert all(label.is_on_the_map for label in labels)
    assert not any(one.is_over(other) for one in labels for other in labels if one is not other)
    whole = dot_map(municipalities_matching(), {})
    assert whole is not None
    assert not whole.is_named
    assert sum(dot.label is not None for dot in whole.dots) == 7


def test_the_regions_stand_on_a_page_of_their_own(register: Flask, client: Any) -> None:
    page = client.get("/regionen").get_data(as_text=True)
    assert '<a href="/regionen/partheland">Partheland</a>' in page


def test_without_a_region_the_page_says_what_one_is(app: Flask, client: Any) -> None:
    assert "Noch keine Region" in client.get("/regionen").get_data(as_text=True)


def test_the_list_leads_to_what_municipalities_do_together_where_there_is_something(cast: Cast, client: Any) -> None:
    assert 'href="/kooperationen"' not in client.get("/gemeinden").get_data(as_text=True)
    towns = four_towns(cast)
    a_cooperation(cast, towns.naunhof, towns.brandis, state="draft")
    assert 'href="/kooperationen"' not in client.get("/gemeinden").get_data(as_text=True)
    a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    assert 'href="/kooperationen"' in client.get("/gemeinden").get_data(as_text=True)


def test_too_long_a_question_is_answered_at_the_field(register: Flask, client: Any) -> None:
    assert 'aria-invalid="true"' in client.get(f"/gemeinden?q={'x' * 81}").get_data(as_text=True)
    assert 'aria-invalid="true"' not in client.get(f"/gemeinden?q={'x' * 80}").get_data(as_text=True)


def test_a_place_says_what_it_is_and_invites_to_write(register: Flask, client: Any) -> None:
    page = client.get("/gemeinden/14729300").get_data(as_text=True)
    for expected in ("Naunhof", "Landkreis Leipzig", "04683", "14729300", 'href="/regionen/partheland"'):
        assert expected in page
    assert "ort=14729300" in page
    assert 'href="/regionen/' not in client.get("/gemeinden/13076001").get_data(as_text=True)


def test_a_region_names_its_members(register: Flask, client: Any) -> None:
    page = client.get("/regionen/partheland").get_data(as_text=True)
    for ags in ("14729020", "14729060", "14729070", "14729190", "14729250", "14729300", "14729340"):
        assert f'href="/gemeinden/{ags}"' in page
    assert "region=partheland" in page


def test_unknown_places_are_not_found(cast: Cast, client: Any) -> None:
    for path in ("/gemeinden/99999999", "/gemeinden/x", "/regionen/nichts"):
        assert client.get(path).status_code == 404


def test_without_places_the_list_is_a_page_all_the_same(app: Flask, client: Any) -> None:
    assert client.get("/gemeinden").status_code == 200


def test_all_dots_lie_on_the_map(register: Flask) -> None:
    picture = dot_map(municipalities_matching(), {})
    assert picture is not None
    assert len(picture.dots) == 202
    assert all(0 < dot.x < WIDTH and 0 < dot.y < picture.height for dot in picture.dots)
    assert dot_map([], {}) is None


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/gemeinden", 6), ("/gemeinden?q=naun", 8), ("/gemeinden?q=b", 8), ("/gemeinden?q=04683", 6),
        ("/gemeinden/14729300", 16), ("/gemeinden/13076001", 16),
    ],
)  # fmt: skip
def test_many_places_ask_as_often_as_few(register: Flask, client: Any, path: str, number: int) -> None:
    client.get("/gemeinden")
    with count_queries(number):
        assert client.get(path).status_code == 200


def test_a_page_asks_no_more_for_many_ideas(cast: Cast, client: Any) -> None:
    an_idea(cast)
    client.get("/gemeinden")
    with count_queries(16):
        client.get("/gemeinden/14729300")
    for number in range(3):
        an_idea(cast, "pooled", title=f"Noch eine Idee {number}")
    with count_queries(16):
        client.get("/gemeinden/14729300")


@pytest.mark.parametrize(
    ("q", "amt", "number"),
    [("Amt Crivitz", "Crivitz", 17), ("crivitz", "Crivitz", 17), ("Sternb", "Sternberger Seenlandschaft", 12)],
)
def test_an_amt_is_found_with_all_its_places(register: Flask, client: Any, q: str, amt: str, number: int) -> None:
    [((name, district), rows)] = associations_matching(q)
    assert (name, district, len(rows)) == (amt, "Landkreis Ludwigslust-Parchim", number)
    page = client.get("/gemeinden", query_string={"q": q}).get_data(as_text=True)
    for row in rows:
        assert f'href="/gemeinden/{row.ags}"' in page


@pytest.mark.parametrize("q", ["19089", "zzz", "", "ivitz"])
def test_no_amt_is_found_by_what_is_none(register: Flask, q: str) -> None:
    assert associations_matching(q) == []


def test_a_page_tells_a_citizen_what_there_is(cast: Cast, client: Any) -> None:
    an_idea(cast, "published")
    pooled = an_idea(cast, "pooled", title="Bänke am Weg")
    page = client.get("/gemeinden/14729300").get_data(as_text=True)
    for expected in (
        "In Prüfung", "Im Ideenpool", "status=pooled", pooled.title, "8.000", "200 Einwohner je km²",
        "Was Sie hier tun können", 'href="tel:03433000000"', "Stadt Naunhof ist hier vertreten", "2 Ideen",
    ):  # fmt: skip
        assert expected in page, expected
    assert cast.frieda.display_name not in page
    elsewhere = client.get("/gemeinden/13076001").get_data(as_text=True)
    assert "Für die Gemeinde spricht hier noch niemand" in elsewhere
    assert "Im Ideenpool" not in elsewhere


def test_the_figures_say_of_which_day_and_whose_they_are(register: Flask, client: Any) -> None:
    page = client.get("/gemeinden/14729300").get_data(as_text=True)
    assert "Stand: 31. Dezember 2019. Quelle: Statistisches Bundesamt" in page


def test_whoever_is_signed_in_finds_her_own_places_first(cast: Cast, client: Any, as_person: Any) -> None:
    anna, frieda = as_person(cast.anna), as_person(cast.frieda)
    assert "Ihre Orte" not in anna.get("/gemeinden").get_data(as_text=True)
    assert "Ihre Orte" not in client.get("/gemeinden").get_data(as_text=True)
    anna.post("/mitmachen/gemeinde/14729060/folgen")
    own = anna.get("/gemeinden").get_data(as_text=True).split("Ihre Orte")[1].split("</section>")[0]
    assert "Brandis" in own
    assert "Naunhof" not in own
    assert [row.name for row in places_of(cast.frieda)] == ["Naunhof"]
    assert "Naunhof" in frieda.get("/gemeinden").get_data(as_text=True).split("Ihre Orte")[1].split("</section>")[0]


def test_reading_leaves_no_cookie(register: Flask, client: Any) -> None:
    for path in ("/gemeinden", "/gemeinden?q=naun", "/gemeinden/14729300"):
        assert "Set-Cookie" not in client.get(path).headers
