"""Every page of the review desk and of those it asks: reached by links, in every state, and made well."""

import re

import pytest
from playwright.sync_api import Page

from app.core.clock import today
from app.core.working_days import add_working_days
from app.demo.letters import posted_mails
from tests.journeys.conftest import Enter, Site, Walk, Wrongly, assert_made_well, faults_of, faults_on_ways
from tests.journeys.walking import Way, visit
from tests.journeys.ways import title_of_paper

ANNA, BERND, GERDA, RUTH = "anna.beispiel", "bernd.muster", "gerda.gegenleserin", "ruth.annahme"
FRANK, BORIS, ADA = "frank.fachamt", "boris.vorlage", "ada.admin"
BUILDERS = "bau@lup-muster.example"
"""The mailbox of an office that was asked and nobody has an account for."""
# Where each page is: who looks, where the way begins, and over which pages its links lead there.
DESK_WAYS: dict[str, Way] = {
    # the inbox
    "inbox.index": (BERND, "/verwaltung/ideen/{swimming}"),
    "inbox.choose": (BERND, "/verwaltung/eingang"),
    # statements: asking and what came back
    "statements_desk.index": (BERND, "/verwaltung/eingang"),
    "statements_desk.show": (BERND, "/verwaltung/stellungnahmen"),
    "statements_desk.ask_for": (BERND, "/verwaltung/ideen/{swimming}"),
    "statements_addressees.index": (BERND, "/verwaltung/eingang"),
    "statements_addressees.write": (BERND, "/verwaltung/stellen"),
    "statements_addressees.edit": (BERND, "/verwaltung/stellen"),
    "statements_addressees.write_set": (BERND, "/verwaltung/stellen"),
    "statements_addressees.edit_set": (BERND, "/verwaltung/stellen"),
    # statements: for an office one speaks for
    "statements_mine.index": (BORIS, "/konto"),
    "statements_mine.show": (BORIS, "/konto/stellungnahmen"),
    "statements_mine.write": (BORIS, "/konto/stellungnahmen", "statements_mine.show"),
    "statements_mine.not_affected": (BORIS, "/konto/stellungnahmen", "statements_mine.show"),
    "statements_mine.elsewhere": (BORIS, "/konto/stellungnahmen", "statements_mine.show"),
    "statements_mine.hand_on": (BORIS, "/konto/stellungnahmen", "statements_mine.show"),
    "statements_mine.more_time": (BORIS, "/konto/stellungnahmen", "statements_mine.show"),
    # the coordinated answer
    "answers_desk.draft": (BERND, "/verwaltung/ideen/{bus}"),
    "answers_desk.follow_up": (BERND, "/verwaltung/ideen/{cinema}"),
    "answers_releasing.index": (GERDA, "/verwaltung/eingang"),
    "answers_releasing.show": (GERDA, "/verwaltung/freigaben"),
    "answers_releasing.rule": (ADA, "/verwaltung/seiten"),
    # how an office works
    "casework_setting.checklist": (BERND, "/verwaltung/konzepte", "concepts_desk.show"),
    "casework_setting.templates": (BERND, "/verwaltung/eingang"),
    "casework_setting.write": (BERND, "/verwaltung/textbausteine"),
    "casework_setting.edit": (BERND, "/verwaltung/textbausteine"),
    "figures.index": (BERND, "/verwaltung/eingang"),
    # ideas on paper
    "reception.enter": (RUTH, "/verwaltung/annahme/eingetragen"),
    "reception.entries": (RUTH, "/verwaltung/annahme"),
    "reception.show": (RUTH, "/verwaltung/annahme/eingetragen"),
    "reception.correct": (RUTH, "/verwaltung/annahme/eingetragen", "reception.show"),
    "reception.contact": (RUTH, "/verwaltung/annahme/eingetragen", "reception.show"),
    "letters.index": (BERND, "/verwaltung/eingang"),
    "letters.show": (BERND, "/verwaltung/briefe"),
    "municipalities_desk.index": (ADA, "/verwaltung/seiten"),
    "reception_public.claim": (ANNA, "/konto/ideen"),
}
BY_LINK = {
    "statements.show": "", "statements.write": "/antworten", "statements.not_affected": "/fehlanzeige",
    "statements.elsewhere": "/nicht-zustaendig", "statements.more_time": "/frist", "statements.hand_on": "/weitergeben",
}  # fmt: skip
"""The pages of an office that holds nothing but the link in its mail."""
ON_A_WAY = {
    "inbox.result", "statements.confirm", "statements.receipt", "files.of_statement", "answers_desk.preview",
    "answers_mine.question", "reception.answer", "reception.receipt", "reception_public.sheet", "case_files.show",
    "figures.download",
}  # fmt: skip
"""Pages seen on a journey."""
WRONGLY: dict[str, Wrongly] = {
    # The field, what is written there, and the button.
    "statements_desk.show": ("#zuruecknehmen [name=reason]", "", "#zuruecknehmen form button"),
    "statements_desk.ask_for": ("[name=question]", "", "main form .btn--go"),
    "statements_addressees.write": ("[name=name]", "", "main form[novalidate] button"),
    "statements_addressees.write_set": ("[name=name]", "", "main form[novalidate] button"),
    "statements_mine.write": ("[name=text]", "", "form.coupon .go button"),
    "statements_mine.not_affected": ("[name=speaker_name]", "", "form.coupon .go button"),
    "statements_mine.elsewhere": ("[name=suggestion]", "", "form.coupon .go button"),
    "statements_mine.hand_on": ("[name=to]", "", "form.coupon .go button"),
    "statements_mine.more_time": ("[name=reason]", "", "form.coupon .go button"),
    "answers_desk.draft": ("[name=text]", "", "#antwort .btn--go"),
    "answers_desk.follow_up": ("[name=text]", "", "main form button"),
    "answers_releasing.index": ("[name=until]", "", "form:has([name=until]) button"),
    "answers_releasing.show": ("", "", "form[action$='/zurueckgeben'] button"),
    "municipalities_desk.index": ("", "", "main form button"),
    "answers_releasing.rule": ("[name=statement_within_days]", "0", "main form button"),
    "casework_setting.checklist": ("[name=text]", "", "main form[novalidate] button"),
    "casework_setting.write": ("[name=text]", "", "main form .btn--go"),
    "reception.enter": ("[name=text]", "", "main form .go button"),
    "reception.correct": ("[name=text]", "", "main form .go button"),
    "reception.contact": ("[name=email]", "Musterweg 1", "main form .go button"),
}
FURTHER = {
    # The same pages filled otherwise: (who looks, where).
    BERND: (
        "/verwaltung/eingang?ansicht=wartet", "/verwaltung/eingang?ansicht=erledigt", "/verwaltung/eingang?wer=meine",
        "/verwaltung/eingang?alle=1", "/verwaltung/stellungnahmen?ansicht=eingegangen", "/verwaltung/ideen/{crossing}",
        "/verwaltung/ideen/{crossing}/antwort", "/verwaltung/ideen/{cinema}",
        "/verwaltung/briefe?ansicht=erledigt", "/verwaltung/auswertung?monate=3",
    ),
    "petra.muster": ("/verwaltung/ideen/{pier}",),
    "nadja.vorlage": ("/konto/stellungnahmen",),
    FRANK: ("/konto/stellungnahmen",),
    None: ("/ideen/{cinema}", "/ideen/{meadows}", "/ideen/{pier}", "/ideen/uebernehmen"),
}  # fmt: skip
EMPTY = {
    ANNA: ("/konto/stellungnahmen", "/ideen/uebernehmen?nummer=1"),
    "lutz.muster": (
        "/verwaltung/briefe", "/verwaltung/briefe?ansicht=erledigt", "/verwaltung/eingang?art=report&frist=vorbei",
        "/verwaltung/stellungnahmen?ansicht=erledigt",
    ),
    "georg.gegenleser": ("/verwaltung/freigaben",),
}  # fmt: skip


@pytest.fixture
def link(site: Site) -> str:
    """What an office finds in its mail."""
    mail = next(mail for mail in posted_mails(site.data / "mail") if mail.to == BUILDERS)
    found = re.search(r"/stellungnahme/[\w-]+", mail.text)
    assert found, mail.text
    return found.group()


@pytest.mark.parametrize("figure", dict.fromkeys(way[0] for way in DESK_WAYS.values()))
def test_desk_pages_are_reached_by_links_and_made_well(figure: str | None, walk: Walk) -> None:
    faults = faults_on_ways(walk, DESK_WAYS, WRONGLY, figure)
    assert not faults, "\n".join(faults)


def test_pages_behind_the_link_in_a_mail_are_made_well(page: Page, link: str) -> None:
    faults = []
    for step in BY_LINK.values():
        visit(page, link + step)
        faults += faults_of(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("figure", FURTHER)
def test_further_state_of_a_page_is_made_well(figure: str | None, enter: Enter, numbers: dict[str, str]) -> None:
    page, faults = enter(figure), []
    for path in FURTHER[figure]:
        visit(page, path.format(**numbers))
        faults += faults_of(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("figure", EMPTY)
def test_desk_page_with_nothing_on_it_is_accessible(figure: str, enter: Enter) -> None:
    page = enter(figure)
    for path in EMPTY[figure]:
        page.goto(path)
        assert page.is_visible("main .empty, main p"), page.url
        assert_made_well(page)


def test_link_nobody_knows_opens_nothing(page: Page) -> None:
    answer = page.goto("/stellungnahme/gibtesnicht")
    assert answer is not None
    assert answer.status == 404
    assert_made_well(page)


def test_several_things_at_once_are_looked_at_and_done(enter: Enter) -> None:
    page = enter(BERND)
    page.goto("/verwaltung/eingang?art=idea_public")
    for place in range(2):
        page.check(f"[name=ding] >> nth={place}")
    page.select_option("#aktion", "zwischenbescheid")
    page.click("form#auswahl .bulk button")
    assert page.locator("[name=ding]:checked").count() == 2
    assert_made_well(page)
    page.click("main form.stack button")
    assert page.is_visible("#fehler")
    assert_made_well(page)
    page.fill("[name=reason]", "Wir warten noch auf den Haushalt.")
    page.fill("[name=until]", add_working_days(today(), 20, "SN").isoformat())
    page.click("main form.stack button")
    assert page.url.endswith("/ergebnis"), page.inner_text("main")
    assert_made_well(page)
    page.goto("/verwaltung/eingang?art=report")
    page.click("button[formaction$='/uebernehmen'] >> nth=0")
    assert page.inner_text(".inbox-row__who >> nth=0").startswith("bei Ihnen")
    page.click("button[formaction$='/zurueckgeben'] >> nth=0")
    assert not page.locator(".inbox-row__who:has-text('bei Ihnen')").count()


def test_papers_of_the_desk_open(enter: Enter, numbers: dict[str, str]) -> None:
    page = enter(BERND)
    page.goto(f"/verwaltung/ideen/{numbers['crossing']}")
    assert numbers["crossing"] in title_of_paper(page, "main a[href$='/akte.pdf']")
    page.goto("/verwaltung/auswertung")
    table = page.request.get(str(page.get_attribute("main a[href*='tabelle.csv']", "href")))
    assert table.headers["content-type"].startswith("text/csv")
    page.goto("/hilfe")
    assert title_of_paper(page, "main a[href*='bogen.pdf']")
