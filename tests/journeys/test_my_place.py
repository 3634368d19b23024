"""My place: found on a phone by keyboard, remembered in the browser alone, without a script, and after a merger."""

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect

from app.municipalities.loading import PACKAGED
from tests.journeys.conftest import Enter, Look, assert_made_well
from tests.journeys.keyboard import press_on, tab_to, type_into

PLACES, CRIVITZ, ZACHUN, BANDENITZ = "/gemeinden", "13076025", "13076002", "13076004"
DESK = "/verwaltung/gemeinden"


def test_a_place_is_found_on_a_phone_by_keyboard_and_remembered_here_alone(phone: Page) -> None:
    phone.goto(PLACES)
    expect(phone.locator("#zuletzt")).to_be_hidden()
    type_into(phone, "#q", "Amt Crivitz")
    with phone.expect_navigation():
        phone.keyboard.press("Enter")
    assert phone.locator("section[aria-labelledby=aemter] details[open] li").count() == 17
    assert_made_well(phone)
    press_on(phone, f"a[href='{PLACES}/{CRIVITZ}']", "Enter")
    assert phone.inner_text("h1") == "Crivitz"
    assert "Amt Crivitz" in phone.inner_text(".head .kicker")
    assert_made_well(phone)
    press_on(phone, "section[aria-labelledby=tun] a.btn--go", "Enter")
    assert phone.eval_on_selector("[name=place]", "field => field.value") == f"ort:{CRIVITZ}"

    phone.goto(PLACES)
    expect(phone.locator("#zuletzt")).to_be_visible()
    assert phone.inner_text("#zuletzt li a") == "Crivitz"
    assert_made_well(phone)
    assert phone.context.cookies() == []
    tab_to(phone, "#zuletzt button")
    phone.keyboard.press("Enter")
    expect(phone.locator("#zuletzt")).to_be_hidden()
    phone.reload()
    expect(phone.locator("#zuletzt")).to_be_hidden()


def test_the_picker_needs_no_script(no_js: Page, look: Look) -> None:
    no_js.goto(PLACES)
    expect(no_js.locator("#zuletzt")).to_be_hidden()
    amt = no_js.locator("details.place-amt", has=no_js.locator("summary", has_text="Amt Crivitz"))
    amt.locator("summary").click()
    assert amt.locator("li").count() == 17
    no_js.fill("#q", "19089")
    no_js.click(".place-search button")
    assert "Crivitz" in no_js.inner_text("main")
    no_js.click(f"main a[href='{PLACES}/{CRIVITZ}'] >> nth=0")
    assert no_js.inner_text("h1") == "Crivitz"
    look(no_js)


def test_whoever_follows_a_place_finds_it_first(enter: Enter) -> None:
    anna = enter("anna.beispiel")
    anna.goto(f"{PLACES}/{CRIVITZ}")
    anna.click("#mitmachen button")
    anna.goto(PLACES)
    assert anna.locator(f"section[aria-labelledby=eigene] a[href='{PLACES}/{CRIVITZ}']").count() == 1
    assert_made_well(anna)
    anna.goto(f"{PLACES}/{CRIVITZ}")
    anna.click("#mitmachen button")
    frieda = enter("nadja.vorlage")
    frieda.goto(PLACES)
    assert "Naunhof" in frieda.inner_text("section[aria-labelledby=eigene]")


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """The villages of Ludwigslust-Parchim two years ago, when Alt Zachun has just gone into Bandenitz."""
    data = yaml.safe_load(PACKAGED.read_text(encoding="utf-8"))
    data["reference_date"], data["regions"] = "2025-01-01", []
    data["districts"] = [one for one in data["districts"] if one["key"] == "13076"]
    data["municipalities"] = [
        one for one in data["municipalities"] if one["district"] == "13076" and one["ags"] != ZACHUN
    ]
    data["former"] = [{"ags": ZACHUN, "until": "2024-12-31", "merged_into": BANDENITZ}]
    grown = next(one for one in data["municipalities"] if one["ags"] == BANDENITZ)
    grown["population"], grown["area_km2"] = 811, 25.86
    path = tmp_path / "auszug.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


def test_a_new_extract_is_looked_at_and_loaded_and_the_old_name_leads_on(
    enter: Enter, phone: Page, extract: Path, tmp_path: Path
) -> None:
    ada = enter("ada.admin")
    ada.goto("/verwaltung/seiten")
    ada.click(f"main a[href='{DESK}']")
    assert_made_well(ada)
    wrong = tmp_path / "falsch.yaml"
    wrong.write_text("source: nichts", encoding="utf-8")
    ada.set_input_files("[name=file]", wrong)
    ada.click("main form button")
    assert "lässt sich nicht einlesen" in ada.inner_text("#fehler")
    assert_made_well(ada)
    ada.set_input_files("[name=file]", extract)
    ada.click("main form button")
    table = ada.inner_text("section:has(#art-merged)")
    assert "Alt Zachun" in table
    assert "geht auf in Bandenitz (13076004)" in table
    assert "459 → 811 (+352, +76,7 %)" in ada.inner_text("section:has(#art-figures)")
    assert_made_well(ada)
    ada.click("section[aria-labelledby=laden] form >> nth=0 >> button")
    assert "Der Auszug ist geladen." in ada.inner_text("main")
    assert_made_well(ada)

    phone.goto(f"{PLACES}?q=zachun")
    phone.click(f"section[aria-labelledby=frueher] a[href='{PLACES}/{BANDENITZ}']")
    assert "Alt Zachun" in phone.inner_text("main")
    phone.click(f"main a[href='{PLACES}/{ZACHUN}']")
    assert "bis zum 31. Dezember 2024" in phone.inner_text(".lead")
    assert_made_well(phone)
