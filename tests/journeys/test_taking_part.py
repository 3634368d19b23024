"""Citizens and desk around one idea: support, talk, report, hide, object, show again; and leave for good."""

import json
import re
import zipfile
from collections.abc import Callable

from playwright.sync_api import Page

from app import create_app
from app.accounts.queries import find_person
from app.notifications.stopping import stop_token
from config import Settings
from tests.journeys import ways
from tests.journeys.conftest import PHONE, Enter, Site, assert_made_well
from tests.journeys.looking import is_too_wide

IDEA = "Ein Bus, der auch nach 22 Uhr noch fährt"
REMARK = "Ein Rufbus wäre für mich völlig in Ordnung, so steht es ja auch in der Idee."
COMMENT = "Ich arbeite im Spätdienst und würde jeden Abend mitfahren."
ANSWER = "Ein Sammeltaxi wäre mir auch recht, wenn es pünktlich kommt."
REPORT = "Hier wird über etwas anderes geredet als über den Bus."
FACTS = "Der Kommentar wiederholt die Idee, ohne etwas beizutragen."
OBJECTION = "Ich habe nur gesagt, dass ich einen Rufbus gut finde."


def test_citizen_takes_part_on_a_phone_without_a_script_and_leaves(
    visitor: Callable[..., Page], enter: Enter, site: Site
) -> None:
    page = visitor(viewport=PHONE, javascript=False)
    mails, email = site.data / "mail", "paula.phone@example.org"
    page.goto("/ideen?q=22 Uhr")
    page.click(f"main a:has-text('{IDEA}') >> nth=0")
    idea = page.url
    page.click("#mitmachen a:has-text('Unterstützen')")
    sign_in_by_code(page, site, email)
    assert page.url.endswith("/unterstuetzen")
    page.click("main form button")
    assert page.url.startswith(idea)
    assert "Sie unterstützen das" in page.inner_text("#mitmachen")
    assert "Sie bleiben auf dem Laufenden" in page.inner_text("#mitmachen")

    page.fill("#mitreden [name$=display_name]", "Paula P.")
    page.fill("#mitreden [name$=text]", COMMENT)
    page.click("#mitreden form button")
    assert COMMENT in page.inner_text("main")
    page.goto(idea)
    other = page.locator("article.cmt", has_text="Lieber ein Sammeltaxi").first
    other.locator("form[action$='/zustimmen'] button").first.click()
    page.goto(idea)
    other.locator("a[href*='#antworten']").first.click()
    page.fill("#antworten [name$=text]", ANSWER)
    page.click("#antworten form button")
    page.goto(idea)
    assert ANSWER in other.inner_text()
    assert not is_too_wide(page)

    page.locator("article.cmt article.cmt", has_text=REMARK).locator("a[href^='/melden/kommentar/']").click()
    page.check("[name=cause] >> nth=0")
    page.fill("[name=text]", REPORT)
    page.click("main form button")
    assert "/danke" in page.url
    hide_and_show_again(enter, visitor(javascript=False), idea, site)

    page.goto("/konto/folge-ich")
    assert IDEA in page.inner_text("main")
    leave_for_good(page, site, email, idea)
    told = ways.mail_to(mails, "emil.exempel@example.org", says="ausgeblendet")
    assert "/konto/einschraenkungen/" in told.text


def sign_in_by_code(page: Page, site: Site, email: str) -> None:
    before = ways.codes_sent_to(site.data / "mail", email)
    page.fill("[name=email]", email)
    page.click("form.coupon button >> nth=0")
    page.fill("[name=code]", ways.code_sent_to(site.data / "mail", email, besides=before))
    page.click("form.coupon button")


def reports_in_menu(page: Page) -> int:
    found = re.search(r"\d+", str(page.text_content("nav a[href='/verwaltung/meldungen']")))
    return int(found.group()) if found else 0


def hide_and_show_again(enter: Enter, reader: Page, idea: str, site: Site) -> None:
    bernd = enter("bernd.muster")
    bernd.goto("/verwaltung/eingang")
    before = reports_in_menu(bernd)
    assert before > 0
    bernd.click("nav details.further summary")
    bernd.click("nav a[href='/verwaltung/meldungen']")
    bernd.locator(".inbox a", has_text=REPORT).click()
    assert REMARK in bernd.inner_text("main")
    bernd.click("main a[href*='/ausblenden']")
    bernd.check("[name=ground] >> nth=1")
    bernd.fill("[name=norm]", "Regel 2")
    bernd.fill("[name=facts]", FACTS)
    bernd.click("button[name=preview]")
    assert FACTS in bernd.inner_text("[aria-labelledby=vorschau]")
    assert_made_well(bernd)
    bernd.click("form button.btn--stop")
    bernd.goto("/verwaltung/eingang")
    assert reports_in_menu(bernd) == before - 1
    reader.goto(idea)
    assert REMARK not in reader.inner_text("main")

    emil = enter("emil.exempel")
    emil.goto("/konto/kommentare")
    emil.goto("/konto/einschraenkungen")
    emil.click("main a[href^='/konto/einschraenkungen/'] >> nth=0")
    assert FACTS in emil.inner_text("main")
    emil.click("main form button")
    assert emil.is_visible("#fehler")
    assert_made_well(emil)
    emil.fill("[name=objection]", OBJECTION)
    emil.click("main form button")
    assert OBJECTION in emil.inner_text("main")
    assert_made_well(emil)

    gerda = enter("gerda.gegenleserin")
    gerda.goto("/verwaltung/meldungen/widersprueche")
    gerda.locator("main a", has_text="Nr.").or_(gerda.locator(".inbox a")).last.click()
    assert OBJECTION in gerda.inner_text("main")
    gerda.check("[name=decision][value=lifted]")
    gerda.fill("[name=decision_reason]", "Der Kommentar gehört zur Sache.")
    gerda.click("form:has([name=decision]) button")
    assert_made_well(gerda)
    reader.goto(idea)
    assert REMARK in reader.inner_text("main")


def leave_for_good(page: Page, site: Site, email: str, idea: str) -> None:
    page.goto("/konto/daten")
    before = ways.codes_sent_to(site.data / "mail", email)
    page.click("form[action='/konto/daten/code'] button")
    page.fill("[name=code]", ways.code_sent_to(site.data / "mail", email, besides=before))
    page.click("form.coupon button")
    assert page.url.endswith("/konto/daten#mitnehmen")
    assert not is_too_wide(page)
    with page.expect_download() as loading:
        page.click("a[href$='/herunterladen']")
    with zipfile.ZipFile(loading.value.path()) as archive:
        found = next(name for name in archive.namelist() if name.endswith(".json"))
        assert COMMENT in json.dumps(json.loads(archive.read(found)), ensure_ascii=False)
    page.click("form[action$='/loeschen'] button")
    assert page.is_visible("#fehler")
    page.check("[name=comments] >> nth=0")
    page.check("[name=sure]")
    page.click("form[action$='/loeschen'] button")
    assert page.url.endswith("/geloescht")
    page.goto(idea)
    assert "Paula P." not in page.inner_text("main")
    page.goto("/konto")
    assert "anmelden" in page.url


def test_own_data_after_the_code_is_accessible(enter: Enter, site: Site) -> None:
    page = enter("emil.exempel")
    page.goto("/konto/daten")
    before = ways.codes_sent_to(site.data / "mail", "emil.exempel@example.org")
    page.click("form[action='/konto/daten/code'] button")
    assert_made_well(page)
    page.fill("[name=code]", ways.code_sent_to(site.data / "mail", "emil.exempel@example.org", besides=before))
    page.click("form.coupon button")
    assert_made_well(page)
    page.click("form[action$='/loeschen'] button")
    assert page.is_visible("#fehler")
    assert_made_well(page)


def test_digest_ends_by_the_link_at_its_foot(page: Page, site: Site) -> None:
    with create_app(Settings(env="demo", data=site.data)).app_context():
        reader = find_person("bea.vorlage@example.org")
        assert reader is not None
        page.goto(f"/abbestellen/{stop_token(reader)}")
    assert_made_well(page)
    page.click("main form button")
    assert not page.locator("main form").count()
    assert_made_well(page)


def test_offer_of_help_becomes_a_conversation(enter: Enter, addresses: dict[str, str]) -> None:
    helper, author = enter("boris.vorlage"), enter("anna.beispiel")
    helper.goto(addresses["ideas Obstbäume an Feldwegen, die jeder ernten darf"])
    helper.click("#mitmachen a[href$='/mitanpacken']")
    helper.fill("[name=text]", "Ich kann am Wochenende gießen.")
    helper.click("main form button")
    author.goto("/konto/angebote")
    author.locator("main .stmts a", has_text="Boris").first.click()
    author.fill("[name=text]", "Gern, wir melden uns.")
    author.click("form:has([name=text]) button")
    helper.goto("/konto/angebote")
    helper.click("main .stmts a >> nth=0")
    assert "Gern, wir melden uns." in helper.inner_text("main")
