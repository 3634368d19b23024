import re

import pytest
from flask_babel import force_locale

from app.core.database import db, transaction
from app.core.errors import VersionIsStale
from app.pages.models import TEXT_NAMES
from app.pages.queries import TextPlace, newest_text, versions_of
from app.pages.rendering import TEXTS, default_text, fill, render, unfinished
from app.pages.texting import TextIsEmpty, restore_default, save_text
from app.pages.wording import placeholder_names, text_titles

EDIT = "/verwaltung/seiten/hier/impressum/de"


@pytest.mark.parametrize(
    ("source", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](data:text/html,x)", "href"),
        ("[x](vbscript:x)", "href"),
        ("![Bild](https://example.org/x.png)", "<img"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("<a href='/x' onclick='x()'>x</a>", "<a"),
        ("<iframe src='/x'></iframe>", "<iframe"),
        ("<style>p{}</style>", "<style"),
        ("[x](https://example.org \"t' onmouseover='x\")", "<a onmouseover"),
    ],
)
def test_markdown_is_cleaned(source, never):
    assert never not in render(source)


def test_markdown_keeps_what_texts_need():
    html = render("# Eins\n## Zwei\n\n- a\n\n[Hilfe](/hilfe) **fett**\n\n| a |\n|---|\n| b |")
    for kept in ("<h2>Eins</h2>", "<h2>Zwei</h2>", "<li>a</li>", 'href="/hilfe"', "<strong>", "<td>b</td>"):
        assert kept in html
    assert "<h1" not in html


def test_a_wide_table_is_pushed_sideways_by_keyboard_too():
    assert '<div class="tbl" tabindex="0"><table>' in render("| a |\n|---|\n| b |")


def test_questions_open_at_a_click():
    html = render("## Teil\n\n### Frage?\n\nAntwort.\n\n### Noch eine?\n\nJa.\n\n## Ende", folds_questions=True)
    assert html.count("<details>") == html.count("</details>") == html.count("<summary>") == 2
    assert "<h2>Ende</h2>" in html.rsplit("</details>", 1)[1]


def test_placeholders_are_filled_as_plain_text_and_unknown_ones_stay():
    html = render(fill("{a} {unbekannt} {0} {a.b}", {"a": "*x* <b>y</b> [l](javascript:1)\nzwei"}))
    assert "<em>" not in html
    assert "<b>" not in html
    assert "href" not in html
    assert "{unbekannt}" in html
    assert "{0}" in html
    assert "{a.b}" in html
    assert "<br>" in html


def test_every_text_exists_in_both_languages_and_knows_its_placeholders(app):
    with app.test_request_context("/"):
        known = set(placeholder_names())
        assert set(text_titles()) == set(TEXT_NAMES)
    for name in TEXT_NAMES:
        for lang in ("de", "en"):
            assert (TEXTS / lang / f"{name}.md").is_file(), (name, lang)
            assert set(re.findall(r"\{([^}]*)\}", default_text(name, lang))) <= known, (name, lang)


@pytest.mark.parametrize("name", [name for name in TEXT_NAMES if name != "hilfe"])
def test_each_text_has_its_address_and_one_per_authority(cast, client, name):
    general = client.get(f"/{name}")
    assert general.status_code == 200
    assert f"/{name}?stelle=hier" in general.text
    assert "hier@example.org" in general.text
    own = client.get(f"/{name}?stelle=hier")
    assert "hier@example.org" in own.text
    assert "?stelle=drueben" not in own.text
    assert client.get(f"/{name}?stelle=nirgends").status_code == 404


@pytest.mark.parametrize("name", TEXT_NAMES)
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("stelle", ["", "?stelle=hier"])
def test_no_text_goes_in_circles_or_begins_a_sentence_in_lower_case(cast, client, name, lang, stelle):
    client.set_cookie("sprache", lang)
    page = client.get(f"/{name}{stelle}").text
    body = page.split('<div class="prose">')[1].split("</main>")[0]
    for never in ("siehe „Kontakt“", "see “Contact”", "::", "{", "}"):
        assert never not in body
    words = re.sub(r"<(?:/p|/li|/h\d|br)[^>]*>", "\n", body.split("<section")[0])
    words = re.sub(r"<[^>]+>", "", words)
    lower = r"(?:die Stelle|die zuständige|der für|siehe|see|the office|the district)\b"
    assert not re.search(r"(?:[.!?]\s+|\n)" + lower, words)
    assert ('id="stellen"' in page) == (not stelle)
    assert ("(#stellen)" in default_text(name, lang)) is False


def test_general_words_know_no_contact_and_an_authority_has_its_own(app):
    contact = {"authority", "office", "phone", "phone_hours", "address", "email", "land"}
    for name in TEXT_NAMES:
        for lang in ("de", "en"):
            general = default_text(name, lang, is_general=True)
            assert not contact & set(re.findall(r"\{([^}]*)\}", general)), (name, lang)
            assert contact & set(re.findall(r"\{([^}]*)\}", default_text(name, lang))), (name, lang)


def test_what_nobody_has_filled_in_is_named(cast, as_person):
    text = "Vertreten durch [Name, bitte eintragen.] und {quatsch}, Telefon {phone}, [Hilfe](/hilfe)"
    assert unfinished(text, {"phone"}) == ["[Name, bitte eintragen.]", "{quatsch}"]
    assert unfinished("Alles {phone} [Hilfe](/hilfe)", {"phone"}) == []
    bernd = as_person(cast.bernd)
    preview = bernd.post(EDIT, data={"body": text, "version": "0", "preview": "1"}).text
    assert "[Name, bitte eintragen.], {quatsch}" in preview
    saved = bernd.post(EDIT, data={"body": text, "version": "0"}, follow_redirects=True).text
    assert "[Name, bitte eintragen.], {quatsch}" in saved
    clean = bernd.post(EDIT, data={"body": "Alles {phone}", "version": "1"}, follow_redirects=True).text
    assert "{quatsch}" not in clean


def test_help_is_made_of_questions(cast, client):
    assert client.get("/hilfe").text.count("<summary>") >= 10


def test_saving_makes_a_version_and_keeps_the_ones_before(cast, as_person, client):
    bernd = as_person(cast.bernd)
    page = bernd.post(EDIT, data={"body": "## Unser Impressum", "version": "0"})
    assert page.status_code == 303
    assert bernd.post(EDIT, data={"body": "## Zweite Fassung {phone}", "version": "1"}).status_code == 303
    assert "Zweite Fassung 03433" in client.get("/impressum?stelle=hier").text
    assert "Zweite Fassung" not in client.get("/impressum").text
    assert "Zweite Fassung" not in client.get("/impressum?stelle=drueben").text
    edit = bernd.get(EDIT).text
    assert "Unser Impressum" in edit
    assert "Zweite Fassung" in edit
    place = TextPlace(cast.here, "impressum", "de")
    assert [row.version for row in versions_of(place)] == [2, 1]


def test_languages_are_kept_apart(cast, as_person, client):
    as_person(cast.bernd).post("/verwaltung/seiten/hier/kontakt/en", data={"body": "Only English", "version": "0"})
    assert "Only English" not in client.get("/kontakt?stelle=hier").text
    client.set_cookie("sprache", "en")
    assert "Only English" in client.get("/kontakt?stelle=hier").text


def test_a_preview_saves_nothing_and_is_clean(cast, as_person):
    text = "## Vorschau\n\n<script>alert(1)</script>"
    page = as_person(cast.bernd).post(EDIT, data={"body": text, "version": "0", "preview": "1"})
    assert page.status_code == 200
    assert "<h2>Vorschau</h2>" in page.text
    assert newest_text(cast.here.id, "impressum", "de") is None


def test_a_stale_text_is_refused_with_both_texts(cast, as_person):
    bernd = as_person(cast.bernd)
    bernd.post(EDIT, data={"body": "Die Fassung der Kollegin", "version": "0"})
    page = bernd.post(EDIT, data={"body": "Meine Fassung", "version": "0"})
    assert page.status_code == 409
    assert "Die Fassung der Kollegin" in page.text
    assert "Meine Fassung" in page.text
    assert 'name="version" type="hidden" value="1"' in page.text
    assert bernd.post(EDIT, data={"body": "Beide vereint", "version": "1"}).status_code == 303


def test_restoring_brings_the_platforms_text_back_and_keeps_versions(cast, as_person, client):
    bernd = as_person(cast.bernd)
    bernd.post(EDIT, data={"body": "Eigener Text", "version": "0"})
    assert bernd.post(f"{EDIT}/wiederherstellen", data={"version": "0"}).status_code == 409
    assert bernd.post(f"{EDIT}/wiederherstellen", data={"version": "1"}).status_code == 303
    assert "Eigener Text" not in client.get("/impressum?stelle=hier").text
    assert "Eigener Text" in bernd.get(EDIT).text


def test_an_empty_text_is_refused(cast, as_person):
    page = as_person(cast.bernd).post(EDIT, data={"body": " \x00 ", "version": "0"})
    assert page.status_code == 422
    assert 'id="body-err"' in page.text
    with pytest.raises(TextIsEmpty), transaction():
        save_text(TextPlace(cast.here, "impressum", "de"), by=cast.bernd, body=" ", version=0)


@pytest.mark.parametrize("data", [{}, {"body": "x" * 70_000}, {"body": "x", "version": "abc"}])
def test_a_broken_form_keeps_the_text(cast, as_person, data):
    assert as_person(cast.bernd).post(EDIT, data=data).status_code == 422


def test_versions_cannot_be_skipped(cast):
    place = TextPlace(cast.here, "kontakt", "de")
    with pytest.raises(VersionIsStale), transaction():
        restore_default(place, by=cast.bernd, version=7)


@pytest.mark.parametrize("path", [EDIT, "/verwaltung/seiten/hier/kontakt", "/verwaltung/seiten"])
def test_only_administrators_enter(cast, as_person, client, path):
    assert client.get(path).status_code in {302, 303}
    assert as_person(cast.anna).get(path).status_code in {403, 404}
    assert as_person(cast.bernd, is_verified_twice=False).get(path).status_code in {302, 303}
    assert as_person(cast.bernd).get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["drueben/impressum/de", "drueben/kontakt", "hier/unbekannt/de", "hier/impressum/fr", "nirgends/kontakt"]
)
def test_texts_of_others_and_unknown_ones_are_not_found(cast, as_person, path):
    bernd = as_person(cast.bernd)
    assert bernd.get(f"/verwaltung/seiten/{path}").status_code == 404
    assert bernd.post(f"/verwaltung/seiten/{path}", data={"body": "x", "version": "0"}).status_code == 404


def test_the_contact_is_edited_and_stands_in_the_footer(cast, as_person, client):
    values = {
        "title": "Ideenkreis Hier", "office": "Büro für Beteiligung", "phone": "0000 111", "phone_hours": "",
        "postal_address": "Am Markt 1\n04000 Hier", "email": "buero@example.org",
    }  # fmt: skip
    bernd = as_person(cast.bernd)
    assert bernd.post("/verwaltung/seiten/hier/kontakt", data=values).status_code == 303
    assert "Büro für Beteiligung" in client.get("/?stelle=hier").text
    db.session.refresh(cast.here)
    assert cast.here.phone_hours is None
    for wrong in ({"title": ""}, {"office": "  "}, {"email": "kein"}, {"phone": "1" * 100}):
        page = bernd.post("/verwaltung/seiten/hier/kontakt", data=values | wrong)
        assert page.status_code == 422
        assert f'id="{next(iter(wrong))}-err"' in page.text


def test_titles_are_spoken_in_the_readers_language(app):
    with app.test_request_context("/"), force_locale("en"):
        assert text_titles()["impressum"] == "Imprint"
