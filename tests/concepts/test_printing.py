"""A concept on paper: tagged, in the words of the document, each goal once, and nothing that is not public."""

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.concepts.cli import load_files, packaged_files
from app.concepts.models import Concept
from app.concepts.paper import TEMPLATE, Paper, content_of
from app.concepts.queries import GoalNode, GoalPlace, GoalTree
from app.core.database import db, transaction
from app.core.typesetting import typeset
from app.municipalities.cli import PACKAGED
from app.municipalities.loading import load_municipalities, read_municipalities
from config import Settings
from tests.cast import Cast
from tests.papers import Read
from tests.queries import count_queries

CONCEPTS = {
    "kek-landkreis-leipzig": ["1 Starker Wirtschaftsstandort", "2 L(i)ebenswerte Orte", "3 Nachhaltiger Lebensraum"],
    "kek-ludwigslust-parchim": ["Einleitung", "Starker Wirtschaftsstandort", "Querschnittsthemen", "Teilräume"],
    "kek-nordsachsen": ["Einleitung", "2 Bildung & Qualifikation", "Unterlagen"],
    "leitbild-partheland": ["Präambel", "Grundsätze", "Leitfragen", "Nicht mehr verfolgte Ziele"],
}
NOTHING: dict[str, Any] = {
    "variants": [], "notes": [], "legal_requirements": [], "see_also": [], "successors": []
}  # fmt: skip


def goal(number: int, title: str, **values: Any) -> GoalNode:
    node = GoalNode(
        id=number, key=f"z{number}", kind="goal", position=number, number=None, title=title, short_title=None,
        text=None, source_page=None, edition="e", tone=None, is_taggable=True, is_retired=False, details=NOTHING,
    )  # fmt: skip
    node.__dict__.update(values)
    return node


def hang(parent: GoalNode, child: GoalNode, wording: str | None = None) -> None:
    parent.children.append(GoalPlace(child, 0, wording, None))
    child.parents.append(GoalPlace(parent, 0, wording, None))


def printed(app: Flask, goals: list[GoalNode], only: GoalNode | None = None, **content: Any) -> Read:
    with app.test_request_context():
        concept = Concept(
            key="k", title="Konzept", short_title="K", concept_kind="kek", region="Hier", status="draft", edition="e",
            content=content,
        )  # fmt: skip
        paper = Paper(concept, GoalTree(goals), {}, "https://x.de/k", date(2026, 11, 23), str, goal=only)
        return Read(typeset(TEMPLATE, content_of(paper), title=paper.title, lang="de"))


def levels(read: Read) -> list[int]:
    return [int(part.role[2]) for part in read.parts if re.fullmatch(r"/H[1-6]", part.role)]


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def papers(another_database: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Read]:
    """The real documents, each set once for all tests of this file."""
    folder = tmp_path_factory.mktemp("papers")
    app = create_app(
        Settings(env="test", data=folder, database_url=another_database(folder), secret_key="k" * 40,
                 mail_from="ideenkreis@example.org", base_url="http://localhost")
    )  # fmt: skip
    with app.app_context(), transaction():
        load_municipalities(read_municipalities(PACKAGED))
        load_files(packaged_files())
    # Each request with a context of its own, as in life: the language is kept with it.
    client = app.test_client()
    made = {slug: client.get(f"/konzepte/{slug}/konzept.pdf") for slug in CONCEPTS}
    made["goal"] = client.get("/konzepte/kek-landkreis-leipzig/ziele/lz1.1.pdf")
    made["retired"] = client.get("/konzepte/leitbild-partheland/ziele/ws-ordnung-sicherheit.pdf")
    client.set_cookie("sprache", "en")
    made["english"] = client.get("/konzepte/kek-nordsachsen/konzept.pdf")
    with app.app_context():
        db.engine.dispose()
    assert {answer.status_code for answer in made.values()} == {200}
    return {name: Read(answer.data) for name, answer in made.items()}


@pytest.mark.once
@pytest.mark.parametrize("slug", CONCEPTS)
def test_every_concept_is_tagged(papers: dict[str, Read], slug: str) -> None:
    read = papers[slug]
    assert bool(read.root.MarkInfo.Marked)
    assert str(read.root.Lang).lower() == "de"
    assert bool(read.root.ViewerPreferences.DisplayDocTitle)
    with read.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == read.of("/Title")[0]
    assert set(CONCEPTS[slug]) <= set(read.bookmarks())
    found = levels(read)
    assert found[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(found))
    assert all("/FontFile2" in font or "/FontFile3" in font for font in read.fonts())
    assert len(read.of("/TH")) == 4 * len(read.of("/Table"))
    assert not {"\ufffd", "□"} & set(read.text)


@pytest.mark.once
def test_every_goal_is_printed_once_in_full_and_in_order(papers: dict[str, Read]) -> None:
    said = words(papers["kek-landkreis-leipzig"].text)
    literal = "Der Landkreis unterstützt Existenzgründungen, Innovationen und Technologietransfer."
    assert said.count(literal) == 1
    assert said.index("1.1 Zukunftsfähige Wirtschaft Leitziel") < said.index(literal)
    assert len(re.findall(r"→ [^()]+ \(vollständig auf Seite \d+\)", said)) == 9
    assert "Steht auch unter: 2.1 Starke Zentren" in said
    assert "Kurztitel der Redaktion" in said
    assert "http://localhost/konzepte/kek-landkreis-leipzig" in said


@pytest.mark.once
def test_what_is_dropped_is_named_only(papers: dict[str, Read]) -> None:
    before, after = words(papers["leitbild-partheland"].text).rsplit("Nicht mehr verfolgte Ziele", 1)
    assert "Ordnung, Sicherheit & Sauberkeit" in after
    assert "Ordnung, Sicherheit & Sauberkeit" not in before
    # What lives on in another goal is not dropped.
    assert "Gemeinsame Verwaltungsaufgaben" in before
    assert "Gemeinsame Verwaltungsaufgaben" not in after


@pytest.mark.once
def test_one_goal_with_everything_below_it(papers: dict[str, Read]) -> None:
    said = words(papers["goal"].text)
    assert "Technologietransfer" in said
    assert "Familienfreundliche Heimat" not in said
    assert "Steht unter: 1 Starker Wirtschaftsstandort" in said
    assert "Dieses Ziel gehört nicht mehr zur geltenden Fassung." in papers["retired"].text


@pytest.mark.once
def test_english_labels_around_german_words(papers: dict[str, Read]) -> None:
    read = papers["english"]
    assert str(read.root.Lang).lower() == "en"
    assert "Contents" in read.of("/H1")
    assert {part.lang for part in read.parts if "Bildung & Qualifikation" in part.words} == {"de"}


def test_made_once_and_asked_again_for_nothing(cast: Cast, client: Any, app: Flask) -> None:
    with count_queries(4):
        answer = client.get(f"/konzepte/{cast.concept.key}/konzept.pdf")
    assert answer.headers["Content-Disposition"] == f"inline; filename={cast.concept.key}.pdf"
    assert "public" in answer.headers["Cache-Control"]
    folder = app.config["DATA"] / "papers"
    (kept,) = folder.iterdir()
    kept.write_bytes(b"%PDF kept")
    assert client.get(f"/konzepte/{cast.concept.key}/konzept.pdf").data == b"%PDF kept"
    again = client.get(f"/konzepte/{cast.concept.key}/konzept.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with transaction():
        cast.sub_goal.title = "Anders"
    anew = client.get(f"/konzepte/{cast.concept.key}/konzept.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert anew.status_code == 200
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize(
    "path", ["nichts/konzept.pdf", "nichts/ziele/a.pdf", "kek/ziele/gibtesnicht.pdf", "kek/ziele/..%2f..%2fx.pdf"]
)
def test_what_there_is_not_is_404(cast: Cast, client: Any, path: str) -> None:
    assert client.get(f"/konzepte/{path.replace('kek', cast.concept.key)}").status_code == 404


@pytest.mark.once
def test_fifty_levels_and_shared_goals_without_end(app: Flask) -> None:
    chain = [goal(number, f"Ebene {number}") for number in range(50)]
    for above, below in pairwise(chain):
        hang(above, below)
    layers = [[goal(100 + 10 * layer + n, f"L{layer} N{n}") for n in range(5)] for layer in range(8)]
    for above_layer, below_layer in pairwise(layers):
        for above in above_layer:
            for below in below_layer:
                hang(above, below)
    read = printed(app, [*chain, *(one for layer in layers for one in layer)])
    assert "Ebene 49" in read.text
    assert read.of("/H1")[:2] == ["Inhalt", "Ebene 0"]
    assert max(levels(read)) == 3


@pytest.mark.once
def test_hostile_and_very_long_texts_come_out_literally(app: Flask) -> None:
    markup = '#strong[x] $x$ @ref \\ `" *fett* _k_ = nein <a> // b /* c */ #panic() \\u{41}'
    long = goal(2, ("Wort " * 4000).strip(), text="x" * 20_000, short_title=markup[:40])
    field = goal(1, markup, kind="field_of_action", text=f"{markup}\n\n{markup} 😀")
    hang(field, long, wording=markup)
    read = printed(app, [field, long], swot=[{"field": "z1", "quadrant": "threat", "text": markup}])
    assert read.of("/H1")[1] == markup
    assert words(read.text).count(markup) >= 5
    assert "Wort " * 3999 in words(read.text)
    assert re.sub(r"\W", "", read.text).count("x" * 20_000) == 1
    assert "□ steht für ein Zeichen" in read.text


@pytest.mark.once
def test_one_goal_hides_the_wording_of_no_other_place(app: Flask) -> None:
    field, other, shared = goal(1, "Eins"), goal(2, "Zwei"), goal(3, "Geteilt")
    shared.details = {**NOTHING, "variants": ["Anders gesagt"]}
    hang(field, shared)
    hang(other, shared, wording="Anders gesagt")
    whole = words(printed(app, [field, other, shared]).text)
    assert whole.count("Anders gesagt") == 1
    alone = words(printed(app, [field, other, shared], only=shared).text)
    assert "An anderer Stelle gedruckt als – Anders gesagt" in alone
    assert "Steht unter: Eins; Zwei" in alone
