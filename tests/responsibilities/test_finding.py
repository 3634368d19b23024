"""Everyday sentences and who answers for them: some that must find the right one, some that must find nobody."""

from time import process_time
from typing import Any

import pytest

from app.accounts.models import Authority
from app.municipalities.loading import PACKAGED, read_municipalities
from app.responsibilities.finding import (
    Answer,
    office_at,
    phrase_of,
    responsible_among,
    responsible_for,
    search_matters,
)
from app.responsibilities.loading import read_matters, values_for
from app.responsibilities.models import Responsibility
from tests.cast import Cast
from tests.queries import count_queries

FOUND = {
    "Die Laterne vor unserem Haus ist seit Wochen kaputt.": "strassenbeleuchtung",
    "Strassenlaternen am Kirchweg nachts heller": "strassenbeleuchtung",
    "In der Bahnhofstraße ist ein riesiges Schlagloch.": "gemeindestrasse",
    "Ein Radweg an der Kreisstraße nach Brandis fehlt.": "radweg-kreisstrasse",
    "Wir brauchen einen Radweg an der S 43 zwischen Naunhof und Brandis.": "radweg-landesstrasse",
    "Radweg entlang der K8371": "radweg-kreisstrasse",
    "Lärm von der A 14": "autobahn",
    "Der Bus kommt abends nicht mehr, bitte öfter fahren.": "busverkehr",
    "Ein Dach für die Bushaltestelle": "bushaltestelle",
    "Der Schulbus ist jeden Morgen überfüllt.": "schuelerverkehr",
    "Die S-Bahn soll öfter halten.": "zugverkehr",
    "An unserer Schule fällt ständig der Unterricht aus, es fehlen Lehrer.": "lehrkraefte",
    "Die Grundschule muss saniert werden, das Schulhaus ist alt.": "schulgebaeude",
    "Es gibt zu wenig Kitaplätze.": "kita",
    "Im Ort fehlt ein Hausarzt.": "arztpraxis",
    "Die Geburtsstation soll bleiben.": "krankenhaus",
    "Neue Schaukel für den Spielplatz im Park": "spielplatz",
    "Ein Treffpunkt für Jugendliche fehlt.": "jugendclub",
    "Unser Feuerwehrgerätehaus ist zu klein.": "feuerwehr",
    "Wann wird der Sperrmüll abgeholt?": "abfall",
    "Im Wald liegt überall Müll.": "wilder-muell",
    "In unserem Dorf gibt es kein Netz.": "mobilfunk",
    "Glasfaserausbau im Ortsteil": "breitband",
    "Tempo 30 vor der Schule": "tempolimit",
    "Zebrastreifen, damit Kinder sicher über die Straße kommen": "zebrastreifen",
    "Keine neuen Windräder am Waldrand": "windraeder",
    "Der Deich an der Mulde ist zu niedrig.": "hochwasser",
    "Bitte mehr Bäume pflanzen": "baeume",
    "Im Winter wird der Schnee nicht geräumt.": "winterdienst",
    "Die Bänke auf dem Friedhof sind morsch.": "friedhof",
    "Elektroauto laden": "ladesaeule",
    "Elektroautos laden am Marktplatz": "ladesaeule",
    "Hundesteuer": "grundsteuer",
    "Stromausfall": "strom",
    "Was tun bei tagelangem Stromausfall?": "katastrophenschutz",
    "Baum fällen im eigenen Garten": "baumfaellung",
    "Hundewiese": "baeume",
    "Hund kackt auf den Gehweg": "ordnungsamt",
    "Lehrer fehlen an der Oberschule": "lehrkraefte",
    "Der Baecker macht zu": "nahversorgung",
    "Drogen im Park": "polizei",
    "Der Zug kommt nie puenktlich": "zugverkehr",
    "Kleingarten": "kleingarten",
    "Heizung foerdern": "heizung",
}
NOBODY = (
    "Die Menschen hier sollten freundlicher zueinander sein.",
    "Mein Vorschlag ist noch nicht fertig, ich schreibe morgen weiter.",
    "Wir wünschen uns mehr Zusammenhalt und weniger Streit.",
    "Die Schulden wachsen und die Schultern werden schmal.",
    "Busch und Bussard, Zugabe und Parkett",
    "Gemeinsam kochen mit Nachbarn",
    "Der Hund bellt und die Sonne scheint.",
    "Bitte die Seiten in A 4 doppelt bedrucken",
    "Ich habe eine Frage an die Verwaltung.",
    "Kunst im öffentlichen Raum, von Kindern gemalt",
    "Alle sollten öfter lachen und miteinander singen.",
    "Lorem ipsum dolor sit amet",
    "Bitte bauen, und alle sollen wandern: eine Angelegenheit im Zuge der Zeit, temporär, an der Wand, im Rasen",
    "Der Becker hat zugmacht, jetzt muss man mit den auto faren, wenn ma ein laden braucht",
    "Im Partheland und im Muldental lebt es sich gut.",
    "Straße",
    "",
)


def rows_in(land: str, authority_id: int = 1) -> list[Responsibility]:
    """The packaged list as it is in that Land."""
    file, authority = read_matters(), Authority(slug=f"kreis-{land.lower()}", name=f"Kreis {land}", land=land)
    return [
        Responsibility(
            id=authority_id * 1000 + n, authority_id=authority_id, authority=authority, key=matter.key,
            **values_for(file, matter, authority),
        )
        for n, matter in enumerate(file.matters)
        if matter.only is None or land in matter.only
    ]  # fmt: skip


@pytest.fixture(scope="module")
def saxony() -> list[Responsibility]:
    return rows_in("SN")


def keys(answers: list[Answer]) -> list[str]:
    return [answer.matter.key for answer in answers]


@pytest.mark.once
@pytest.mark.parametrize(("sentence", "key"), FOUND.items())
def test_everyday_sentences_find_who_answers(saxony: list[Responsibility], sentence: str, key: str) -> None:
    answers = responsible_among(saxony, sentence)
    assert keys(answers)[:1] == [key]
    assert 1 <= len(answers) <= 2
    assert all(word.strip() and word.split()[0] in sentence for word in answers[0].because)


@pytest.mark.once
@pytest.mark.parametrize("sentence", NOBODY)
def test_a_text_that_names_no_matter_finds_nobody(saxony: list[Responsibility], sentence: str) -> None:
    assert keys(responsible_among(saxony, sentence)) == []
    assert keys(responsible_among(saxony, "", title=sentence)) == []


@pytest.mark.once
def test_the_longer_match_explains_its_words_away(saxony: list[Responsibility]) -> None:
    assert keys(responsible_among(saxony, "Radweg an der Kreisstraße", limit=5)) == ["radweg-kreisstrasse"]
    assert keys(responsible_among(saxony, "Radweg", limit=5)) == ["radweg-im-ort"]
    again = responsible_among(saxony, "Es fehlt ein Radweg.", title="Radweg an der S 43", limit=5)
    assert keys(again) == ["radweg-landesstrasse"]


@pytest.mark.once
def test_a_whole_word_wins_over_its_parts_and_a_part_completes_no_phrase(saxony: list[Responsibility]) -> None:
    assert keys(responsible_among(saxony, "Straßenlaterne kaputt", limit=5)) == ["strassenbeleuchtung"]
    assert keys(responsible_among(saxony, "Straße kaputt", limit=5)) == ["gemeindestrasse"]


@pytest.mark.once
def test_what_is_only_mentioned_gives_no_second_answer(saxony: list[Responsibility]) -> None:
    crossing = responsible_among(saxony, "Viel Verkehr.", title="Ein Zebrastreifen vor der Grundschule")
    assert keys(crossing) == ["zebrastreifen"]
    wedding = "Trauungen gibt es auf der Burg nur samstags. Ein Termin mehr würde auch der Gaststätte helfen."
    assert keys(responsible_among(saxony, wedding, title="Heiraten auf der Burg")) == ["buergeramt"]
    assert keys(responsible_among(saxony, "Ein Hausarzt und eine Bücherei fehlen")) == ["arztpraxis", "bibliothek"]
    assert keys(responsible_among(saxony, "Der Schulbus ist überfüllt, sagt die Apotheke.")) == ["schuelerverkehr"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "first", "later"),
    [
        ("Wasser", ["trinkwasser"], "bach"), ("Bank", ["sitzbank", "geldautomat"], "kreisstrasse"),
        ("Garten", ["kleingarten"], "kita"), ("Licht", ["strassenbeleuchtung"], "ordnungsamt"),
    ],
)  # fmt: skip
def test_a_search_is_ordered_by_fit(saxony: list[Responsibility], words: str, first: list[str], later: str) -> None:
    found = keys(search_matters(sorted(saxony, key=lambda row: row.key), words))
    assert found[: len(first)] == first
    assert later in found


@pytest.mark.once
def test_a_hint_is_what_it_says_everywhere(saxony: list[Responsibility]) -> None:
    both = [*saxony, *rows_in("MV", 2)]
    said = {answer.matter.key: answer.hint for answer in search_matters(both, "Baum")}
    assert said["baeume"] == next(row.hint for row in saxony if row.key == "baeume")
    assert said["baumfaellung"] is None
    assert search_matters(saxony, "Fluglärm")[0].office == "Landesdirektion Sachsen (Luftverkehrsbehörde)"


@pytest.mark.once
def test_what_the_north_has_otherwise(saxony: list[Responsibility]) -> None:
    coast = rows_in("MV", 2)
    for key in ("wohngeld", "angeln"):
        row = next(row for row in coast if row.key == key)
        assert (row.level, row.office.split(",")[0]) == ("municipality", "Ihre Gemeinde")
    assert not any("emeinderat" in row.title + (row.hint or "") for row in coast)
    forest = {rows[0].authority.land: next(row.level for row in rows if row.key == "wald") for rows in (saxony, coast)}
    assert forest == {"SN": "district", "MV": "state"}
    assert keys(responsible_among(saxony, "Altkleider")) == ["abfall"]
    assert keys(responsible_among(saxony, "Pflegestützpunkt")) == []


@pytest.mark.once
def test_the_title_counts_more_than_the_text(saxony: list[Responsibility]) -> None:
    assert keys(responsible_among(saxony, "Wie bei der Apotheke.", title="Die Laterne"))[0] == "strassenbeleuchtung"
    assert keys(responsible_among(saxony, "Wie bei der Laterne.", title="Die Apotheke"))[0] == "apotheke"


@pytest.mark.once
def test_in_a_long_text_a_single_mention_is_not_enough(saxony: list[Responsibility]) -> None:
    long = "Wir wollen etwas Schönes gemeinsam machen und denken lange darüber nach. " * 15
    assert keys(responsible_among(saxony, f"{long} Die Laterne.")) == []
    assert keys(responsible_among(saxony, f"{long} Die Laterne. Jede Laterne. Straßenbeleuchtung!"))[0] == (
        "strassenbeleuchtung"
    )


@pytest.mark.once
def test_what_several_matters_list_decides_less() -> None:
    def row(key: str, words: str) -> Responsibility:
        owner = Authority(slug="x", name="X")
        return Responsibility(
            key=key, title=key, level="district", office="X", words=words, authority=owner, authority_id=1
        )

    alone = [row("a", "Brunnen")]
    assert keys(responsible_among(alone, "Der Brunnen")) == ["a"]
    assert keys(responsible_among([*alone, row("b", "Brunnen\nQuelle")], "Der Brunnen")) == []


@pytest.mark.once
def test_the_laender_differ_and_without_a_place_what_differs_stays_open(saxony: list[Responsibility]) -> None:
    coast = rows_in("MV", 2)
    school = "Es fehlen Lehrer, der Unterricht fällt aus"
    assert responsible_among(saxony, school)[0].office == "Landesamt für Schule und Bildung (LaSuB)"
    assert responsible_among(coast, school)[0].office == "Staatliches Schulamt Schwerin"
    both = responsible_among([*saxony, *coast], school)[0]
    assert (both.level, both.office, both.stelle) == ("state", None, None)
    bus = responsible_among([*saxony, *coast], "Der Bus")[0]
    assert (bus.level, bus.office) == ("district", None)
    lamp = responsible_among([*saxony, *coast], "Die Laterne")[0]
    assert (lamp.level, lamp.office) == ("municipality", "Ihre Gemeinde, Bauamt")


@pytest.mark.once
def test_the_names_of_our_places_are_no_matter(saxony: list[Responsibility]) -> None:
    names = {entry.name for entry in read_municipalities(PACKAGED).municipalities}
    told = {name: keys(responsible_among(saxony, "", title=f"In {name}")) for name in names}
    assert {name: found for name, found in told.items() if found} == {"Boizenburg/ Elbe, Stadt": ["wasserstrasse"]}


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    ["Radweg Kreisstraße Bus " * 900, "a " * 10_000, "x" * 20_000, "Straßenlaternenverordnung und Brücke " * 600],
)
def test_20_000_letters_are_read_quickly(saxony: list[Responsibility], text: str) -> None:
    start = process_time()
    responsible_among(saxony, text)
    assert process_time() - start < 1.5


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "stems"),
    [("Radweg an der Kreisstraße", ("radweg", "kreisstrass")), ("E-Auto", ("e", "auto")), ("an der", ()), ("!", ())],
)
def test_phrases_leave_out_what_says_nothing(said: str, stems: tuple[str, ...]) -> None:
    assert phrase_of(said) == stems


def test_the_place_gives_its_own_name_and_one_query_suffices(table: Cast) -> None:
    def ask(**more: Any) -> list[Answer]:
        return responsible_for("Die Laterne ist kaputt.", authority_ids=(table.here.id,), **more)

    with count_queries(1):
        assert [answer.stelle for answer in ask()] == ["hier"]
    assert ask(place=table.naunhof)[0].office == "Stadt Naunhof, Bauamt"
    table.naunhof.official_name = "Naunhof"
    assert ask(place=table.naunhof)[0].office == "Gemeinde Naunhof, Bauamt"
    assert office_at("Landratsamt, Jugendamt", table.naunhof) == "Landratsamt, Jugendamt"
