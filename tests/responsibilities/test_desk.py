"""An authority keeps its own table: who may, what is refused, two colleagues at once; and passing an idea on."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.core.database import db, transaction
from app.responsibilities.loading import load_matters, read_matters
from app.responsibilities.models import Responsibility
from app.responsibilities.queries import MOST_MATTERS, find_by_key
from tests.cast import Cast
from tests.queries import count_queries
from tests.worlds import an_idea

DESK = "/verwaltung/zustaendigkeiten"
NEW = {
    "title": "Mitfahrbank", "level": "municipality", "office": "Ihre Gemeinde", "hint": "", "link": "",
    "words": "Mitfahrbank\nTrampen\n\nTrampen",
}  # fmt: skip


def row_of(cast: Cast, key: str = "spielplatz") -> Responsibility:
    db.session.expire_all()
    row = find_by_key(cast.here.id, key)
    assert row is not None
    return row


def sent(row: Responsibility, **changes: Any) -> dict[str, Any]:
    """The form as it shows the row, with something changed."""
    values = {name: getattr(row, name) or "" for name in ("title", "level", "office", "hint", "link", "words")}
    return {**values, "version": row.version, **changes}


@pytest.fixture
def bernd(table: Cast, as_person: Callable[..., Any]) -> Any:
    return as_person(table.bernd)


def test_only_the_own_authority_s_people_come_in(table: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    row = row_of(table)
    addresses = [f"{DESK}/{row.id}", f"{DESK}/{row.id}/entfernen", f"{DESK}/hier/neu"]
    dilek, anna = as_person(table.dilek), as_person(table.anna)
    assert {client.get(address).status_code for address in [DESK, *addresses]} == {302}
    assert anna.get(DESK).status_code == 403
    assert {anna.get(address).status_code for address in addresses} == {404}
    assert {dilek.get(address).status_code for address in addresses} == {404}
    for address in (f"{DESK}/{row.id}", f"{DESK}/{row.id}/entfernen", f"{DESK}/{row.id}/geprueft"):
        assert dilek.post(address, data=sent(row, title="Fremd")).status_code == 404
    assert dilek.post(f"{DESK}/hier/neu", data=NEW).status_code == 404
    assert dilek.get(f"{DESK}?stelle=hier").status_code == 404
    assert "Landkreis Drüben" in dilek.get(DESK).text
    assert (row_of(table).version, row_of(table).title) == (1, "Spielplatz")


def test_the_table_is_filtered_and_searched(table: Cast, bernd: Any) -> None:
    with transaction():
        row_of(table, "jagd").reviewed_on = today()
    text = bernd.get(DESK).text
    assert "Vorschlag, noch nicht geprüft" in text
    assert "Jagd und Wild" not in text
    assert "Jagd und Wild" in bernd.get(f"{DESK}?ansicht=geprueft").text
    assert "Jagd und Wild" in bernd.get(f"{DESK}?ansicht=alle&q=wildschwein").text
    assert "Spielplatz" not in bernd.get(f"{DESK}?ansicht=alle&q=wildschwein").text
    assert "enthält das kein Eintrag" in bernd.get(f"{DESK}?q=gibtesnicht").text


def test_the_page_takes_the_same_few_queries_however_long_the_table(table: Cast, bernd: Any) -> None:
    bernd.get(DESK)
    with count_queries(7) as many:
        bernd.get(DESK)
    with transaction():
        for row in db.session.scalars(select(Responsibility).where(Responsibility.key != "jagd")):
            db.session.delete(row)
    with count_queries(len([asked for asked in many if not asked.startswith("BEGIN")])):
        bernd.get(DESK)


def test_a_sentence_can_be_tried_and_nothing_of_it_is_kept(table: Cast, bernd: Any) -> None:
    text = bernd.get(DESK, query_string={"satz": "Die Schaukel quietscht"}).text
    assert "wegen:" in text
    assert "Schaukel</span>" in text
    assert "Kein Wort der Liste" in bernd.get(DESK, query_string={"satz": "Lorem ipsum"}).text


def test_reviewing_takes_one_click_and_leads_back_to_the_next_one(table: Cast, bernd: Any) -> None:
    row = row_of(table)
    answer = bernd.post(
        f"{DESK}/{row.id}/geprueft", data={"version": 1, "ansicht": "ungeprueft", "q": "platz", "weiter": "7"}
    )
    assert answer.status_code == 303
    assert answer.location == f"{DESK}?stelle=hier&ansicht=ungeprueft&q=platz#z7"
    assert (row_of(table).reviewed_on, row_of(table).version) == (today(), 2)


def test_a_change_counts_as_reviewed_and_loading_leaves_it_alone(table: Cast, bernd: Any) -> None:
    changed = sent(row_of(table), office="Ihre Gemeinde, Grünamt", words="Rutsche\nKletterturm")
    assert bernd.post(f"{DESK}/{row_of(table).id}", data=changed).status_code == 303
    with transaction():
        load_matters(read_matters(), [table.here])
    row = row_of(table)
    assert (row.office, row.said, row.version) == ("Ihre Gemeinde, Grünamt", ["Rutsche", "Kletterturm"], 2)
    assert row.reviewed_on == today()
    assert "Grünamt" in bernd.get("/zustaendig/spielplatz?stelle=hier").text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "!!!", "worum es geht"),
        ("title", " ", "worum es geht"),
        ("level", "moon", "wählen Sie eine Ebene"),
        ("office", "", "zuständige Stelle"),
        ("words", " \n ", "mindestens ein Wort"),
        ("words", "an der\n!", "mindestens ein Wort"),
        ("words", "x" * 61, "zu lang"),
        ("words", "\n".join(f"Wort{n}" for n in range(61)), "höchstens 60"),
        ("link", "http://example.org", "https://"),
        ("link", "javascript:alert(1)", "https://"),
        ("link", "https://[", "https://"),
        ("title", "x" * 201, "200"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_kept(
    table: Cast, bernd: Any, field: str, value: str, message: str
) -> None:
    row = row_of(table)
    answer = bernd.post(f"{DESK}/{row.id}", data=sent(row, **{"hint": "Getippter Hinweis", field: value}))
    assert answer.status_code == 422
    assert message in answer.text
    assert "Getippter Hinweis" in answer.text
    assert row_of(table).version == 1


def test_a_new_matter_is_found_at_once_and_sent_twice_is_one(table: Cast, bernd: Any) -> None:
    before = db.session.scalar(select(func.count(Responsibility.id)))
    for _time in range(2):
        assert bernd.post(f"{DESK}/hier/neu", data=NEW).status_code == 303
    assert db.session.scalar(select(func.count(Responsibility.id))) == (before or 0) + 1
    row = row_of(table, "mitfahrbank")
    assert (row.said, row.reviewed_on) == (["Mitfahrbank", "Trampen"], today())
    assert "mitfahrbank" in bernd.get("/zustaendig?stelle=hier&q=Trampen").text
    other = bernd.post(f"{DESK}/hier/neu", data={**NEW, "office": "Jemand anders"})
    assert other.status_code == 422
    assert "gibt es schon" in other.text


def test_a_full_table_takes_no_more(table: Cast, bernd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.responsibilities.keeping.MOST_MATTERS", 3)
    answer = bernd.post(f"{DESK}/hier/neu", data=NEW)
    assert answer.status_code == 422
    assert str(MOST_MATTERS) in answer.text


def test_of_two_colleagues_the_second_sees_both_texts(table: Cast, bernd: Any) -> None:
    row = row_of(table)
    first, second = sent(row, office="Ihre Gemeinde, Erste"), sent(row, office="Ihre Gemeinde, Zweite")
    assert bernd.post(f"{DESK}/{row.id}", data=first).status_code == 303
    late = bernd.post(f"{DESK}/{row.id}", data=second)
    assert late.status_code == 409
    assert "Ihre Gemeinde, Erste" in late.text
    assert "Ihre Gemeinde, Zweite" in late.text
    assert row_of(table).office == "Ihre Gemeinde, Erste"
    assert bernd.post(f"{DESK}/{row.id}/geprueft", data={"version": 1}).status_code == 409
    assert bernd.post(f"{DESK}/{row.id}/entfernen", data={"version": 1}).status_code == 409
    again = bernd.post(f"{DESK}/{row.id}", data={**second, "version": 2})
    assert again.status_code == 303
    assert row_of(table).office == "Ihre Gemeinde, Zweite"


def test_what_is_removed_stays_removed_and_a_colleague_s_text_is_not_lost(table: Cast, bernd: Any) -> None:
    row = row_of(table)
    assert "Spielplatz" in bernd.get(f"{DESK}/{row.id}/entfernen").text
    assert bernd.post(f"{DESK}/{row.id}/entfernen", data={"version": 1}).status_code == 303
    with transaction():
        load_matters(read_matters(), [table.here])
    assert row_of(table).removed_at is not None
    assert bernd.get(f"{DESK}/{row.id}").status_code == 404
    late = bernd.post(f"{DESK}/{row.id}", data=sent(row, version=1, hint="Meine Mühe"))
    assert late.status_code == 409
    assert "Meine Mühe" in late.text
    assert "inzwischen entfernt" in late.text
    assert bernd.post(f"{DESK}/{row.id}", data=sent(row, version=2, hint="Meine Mühe")).status_code == 303
    assert row_of(table).removed_at is None


def test_a_removed_name_can_be_taken_again(table: Cast, bernd: Any) -> None:
    row = row_of(table)
    bernd.post(f"{DESK}/{row.id}/entfernen", data={"version": 1})
    assert bernd.post(f"{DESK}/hier/neu", data={**NEW, "title": "Spielplatz"}).status_code == 303
    assert (row_of(table).id, row_of(table).removed_at) == (row.id, None)


def test_it_is_kept_who_did_what_and_what_stood_there(table: Cast, bernd: Any, as_person: Callable[..., Any]) -> None:
    number, old = row_of(table).id, row_of(table).office
    bernd.post(f"{DESK}/{number}/geprueft", data={"version": 1})
    bernd.post(f"{DESK}/{number}", data=sent(row_of(table), office="Ihre Gemeinde, Grünamt"))
    text = bernd.get(f"{DESK}/{number}").text
    assert "geändert, Bernd Beispiel" in text
    assert f"<dd>{old}</dd>" in text
    assert " von Bernd Beispiel" in text
    assert "<dd>Spielplatz</dd>" not in text
    assert "von Bernd" not in bernd.get("/zustaendig/spielplatz?stelle=hier").text
    bernd.post(f"{DESK}/{number}/entfernen", data={"version": 3})
    bernd.post(f"{DESK}/{number}/zurueckholen", data={"version": 4})
    deeds = [(one.version, one.what, one.by_id) for one in row_of(table).changes]
    me = table.bernd.id
    assert deeds == [(5, "restored", me), (4, "removed", me), (3, "changed", me), (2, "reviewed", me)]


def test_what_was_taken_out_is_listed_and_can_be_put_back_as_it_was(table: Cast, bernd: Any) -> None:
    row = row_of(table)
    bernd.post(f"{DESK}/{row.id}/entfernen", data={"version": 1})
    gone = bernd.get(f"{DESK}?ansicht=entfernt").text
    assert "Spielplatz" in gone
    assert "von Bernd Beispiel" in gone
    assert f"{DESK}/{row.id}?" not in gone
    back = bernd.post(f"{DESK}/{row.id}/zurueckholen", data={"version": 2, "ansicht": "entfernt"})
    assert "ansicht=entfernt" in back.location
    assert (row_of(table).removed_at, row_of(table).reviewed_on) == (None, None)
    assert bernd.post(f"{DESK}/{row.id}/zurueckholen", data={"version": 2}).status_code == 409
    assert "Es wurde nichts entfernt" in bernd.get(f"{DESK}?ansicht=entfernt").text


def test_changing_leads_back_to_where_one_was(table: Cast, bernd: Any) -> None:
    row = row_of(table)
    listed = bernd.get(f"{DESK}?ansicht=alle&q=spielplatz").text
    address = f"{DESK}/{row.id}?ansicht=alle&amp;q=spielplatz&amp;weiter={row.id}"
    assert address in listed
    for page in (bernd.get(address.replace("&amp;", "&")).text, bernd.get(f"{DESK}/{row.id}/entfernen?ansicht=alle")):
        assert '<input type="hidden" name="ansicht" value="alle">' in getattr(page, "text", page)
    place = {"ansicht": "alle", "q": "spielplatz", "weiter": row.id}
    assert bernd.post(f"{DESK}/{row.id}", data=sent(row, **place)).location.endswith(
        f"ansicht=alle&q=spielplatz#z{row.id}"
    )


def test_reviewed_twice_is_once_and_nobody_is_told_of_words_never_typed(table: Cast, bernd: Any) -> None:
    row = row_of(table)
    for _time in range(2):
        assert bernd.post(f"{DESK}/{row.id}/geprueft", data={"version": 1}).status_code == 303
    assert row_of(table).version == 2
    stale = bernd.post(f"{DESK}/{row.id}/entfernen", data={"version": 1})
    assert stale.status_code == 409
    assert "Ihre Worte stehen im Formular" not in stale.text
    assert "Es ist nichts gespeichert" in stale.text


def test_the_idea_at_the_desk_says_who_is_responsible_and_how_to_pass_it_on(table: Cast, bernd: Any) -> None:
    idea = an_idea(table, title="Laterne am Kirchweg", text="Die Laterne ist dunkel.")
    text = bernd.get(f"/verwaltung/ideen/{idea.id}").text
    assert "Stadt Naunhof, Bauamt" in text
    assert "Vorschlag, noch nicht geprüft" in text
    address = f"/verwaltung/ideen/{idea.id}/abschliessen?weiterleiten=strassenbeleuchtung"
    assert address in text
    form = bernd.get(address).text
    assert 'value="Stadt Naunhof, Bauamt"' in form
    assert "Vielen Dank für Ihre Idee." in form
    assert "Bitte wenden Sie sich dorthin." in form
    assert "weitergegeben" not in form
    assert "Das Programm schickt nichts an diese Stelle" in form
    assert "ein Vorschlag, den noch niemand geprüft hat" in form
    assert 'checked id="abschliessen-outcome-2"' in form
    db.session.refresh(idea)
    assert idea.state == "published"
    empty = bernd.get(f"/verwaltung/ideen/{idea.id}/abschliessen?weiterleiten=gibt-es-nicht").text
    assert "Vielen Dank" not in empty


def test_a_district_passes_nothing_on_to_itself_but_a_union_does(table: Cast, bernd: Any) -> None:
    idea = an_idea(table, title="Der Bus fährt zu selten", text="Die Buslinie braucht einen besseren Takt.")
    address = f"/verwaltung/ideen/{idea.id}"
    text = bernd.get(address).text
    assert "Das zuständige Fachamt in unserem Haus:" in text
    assert "weiterleiten=busverkehr" not in text
    assert "Vielen Dank" not in bernd.get(f"{address}/abschliessen?weiterleiten=busverkehr").text
    with transaction():
        table.district.authority_id = table.elsewhere.id
    assert "weiterleiten=busverkehr" in bernd.get(address).text


def test_without_a_single_municipality_the_clerk_names_the_office(table: Cast, bernd: Any) -> None:
    idea = an_idea(table, title="Laterne am Kirchweg", text="Die Laterne ist dunkel.")
    address = f"/verwaltung/ideen/{idea.id}/abschliessen?weiterleiten=strassenbeleuchtung"
    with transaction():
        idea.municipalities = [table.naunhof, table.brandis]
    assert 'value="Stadt Naunhof, Bauamt; Stadt Brandis, Bauamt"' in bernd.get(address).text
    with transaction():
        idea.municipalities = []
    form = bernd.get(address).text
    assert "Gemeinde vor Ort, Bauamt" in form
    assert 'value="Gemeinde' not in form
    assert "Ihre Gemeinde" not in bernd.get(f"/verwaltung/ideen/{idea.id}").text


def test_before_publication_there_is_nothing_to_pass_on_yet(table: Cast, bernd: Any) -> None:
    idea = an_idea(table, "submitted", title="Laterne am Kirchweg", text="Die Laterne ist dunkel.")
    text = bernd.get(f"/verwaltung/ideen/{idea.id}").text
    assert "Stadt Naunhof, Bauamt" in text
    assert "weiterleiten=" not in text
    assert "sobald sie veröffentlicht ist" in text
