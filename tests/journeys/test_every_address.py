"""Every address with a page of its own is reached by links, is accessible and fits a phone; none can be forgotten."""

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.journeys.conftest import Enter, Walk, Wrongly, assert_made_well, faults_on_ways
from tests.journeys.test_cooperation_public import COOPERATION_PUBLIC_WAYS
from tests.journeys.test_every_cooperation_page import COOPERATION_WAYS
from tests.journeys.test_every_cooperation_paper import PAPER_WAYS, PAPERS
from tests.journeys.test_every_desk_page import BY_LINK, DESK_WAYS, ON_A_WAY
from tests.journeys.test_every_format_page import FORMAT_WAYS, SEEN_ON_THE_WAY
from tests.journeys.test_every_goal_page import GOAL_WAYS
from tests.journeys.test_region import REGION_FILES, REGION_WAYS
from tests.journeys.walking import Way

ANNA, EMIL, BERND, NORA, PETRA = "anna.beispiel", "emil.exempel", "bernd.muster", "nora.muster", "petra.muster"
NADJA, ARNO, GERDA = "nadja.vorlage", "arno.amt", "gerda.gegenleserin"
# Where each page is: who looks, where the way begins, and over which pages its links lead there.
WAYS: dict[str, Way] = {
    # everybody
    "ideas.versions": (None, "/ideen/{rooms}"),
    "discussion.show": (None, "/diskussion/{cycling}"),
    "discussion.thread": (None, "/ideen/{cycling}"),
    "discussion.versions": (None, "/ideen/{cycling}"),
    "restrictions.report": (None, "/ideen/{trees}"),
    "restrictions.report_comment": (None, "/ideen/{trees}"),
    "restrictions.report_file": (None, "/ideen/{trees}"),
    "privacy_mine.gone": (None, "/konto/daten/geloescht"),
    "responsibilities.index": (None, "/hilfe"),
    "responsibilities.show": (None, "/zustaendig?stelle=landkreis-leipzig"),
    # taking part
    "taking_part.ask_to_support": (ANNA, "/mitmachen/{swimming}/unterstuetzen"),
    "taking_part.ask_to_follow": (ANNA, "/mitmachen/{swimming}/folgen"),
    "taking_part.ask_to_follow_place": (ANNA, "/mitmachen/gemeinde/14729300/folgen"),
    "taking_part.ask_what_i_can_do": (ANNA, "/ideen/{swimming}"),
    # what is one's own
    "things_mine.following": (EMIL, "/konto"),
    "things_mine.offers": (EMIL, "/konto"),
    "things_mine.offer": (EMIL, "/konto/angebote"),
    "discussion_mine.index": (EMIL, "/konto"),
    "discussion.ask_to_edit": (EMIL, "/konto/kommentare"),
    "discussion.ask_to_remove": (EMIL, "/konto/kommentare"),
    "restrictions_mine.index": (EMIL, "/konto"),
    "restrictions_mine.show": (EMIL, "/konto/einschraenkungen"),
    "privacy_mine.index": (EMIL, "/konto"),
    "files.mine": (ANNA, "/konto/ideen/{trees}"),
    "ideas_amending.amend": (ANNA, "/konto/ideen/{trees}"),
    "co_authors.show": (ANNA, "/konto/ideen/{trees}"),
    "ideas_placing.mine": (EMIL, "/konto/ideen", "ideas_mine.revise", "ideas_mine.show"),
    # organisations
    "organisations.index": (NADJA, "/konto"),
    "organisations.show": (NADJA, "/konto/organisationen"),
    "organisations.edit_member": (NADJA, "/konto/organisationen", "organisations.show"),
    "organisations.ask_to_leave": (NADJA, "/konto/organisationen"),
    "ideas_prepared.index": (NADJA, "/konto/organisationen"),
    "ideas_prepared.show": (NADJA, "/konto/vorbereitet"),
    # the desk: ideas
    "ideas_together.choose": (BERND, "/verwaltung/ideen/{swimming}"),
    "ideas_together.compare": (BERND, "/verwaltung/ideen/{swimming}/zusammenfuehren?q=Bus"),
    "ideas_together.ask_to_unmerge": (BERND, "/verwaltung/ideen/{merged}"),
    "ideas_together.ask_to_split": (BERND, "/verwaltung/ideen/{swimming}"),
    "ideas_together.choose_project": (BERND, "/verwaltung/ideen/{swimming}"),
    "ideas_receiving.ask_to_hand_over": (BERND, "/verwaltung/ideen/{swimming}"),
    "ideas_receiving.amendment": (BERND, "/verwaltung/eingang?art=amendment"),
    "ideas_receiving.amendments": (BERND, "/verwaltung/eingang?art=amendment", "ideas_receiving.amendment"),
    "ideas_receiving.offer": (PETRA, "/verwaltung/eingang?art=offer"),
    "ideas_receiving.offers": (PETRA, "/verwaltung/eingang?art=offer", "ideas_receiving.offer"),
    "ideas_redacting.ask": (BERND, "/verwaltung/ideen/{swimming}"),
    "ideas_placing.desk": (BERND, "/verwaltung/ideen/{swimming}"),
    "files.on_desk": (BERND, "/verwaltung/ideen/{trees}"),
    "files.waiting": (BERND, "/dateien/verwaltung"),
    # the desk: projects
    "projects_ideas.add": (BERND, "/verwaltung/projekte", "projects_desk.show"),
    "projects_ideas.ask_to_return": (BERND, "/verwaltung/ideen/{cycling}", "projects_desk.show"),
    "projects_placing.desk": (BERND, "/verwaltung/projekte", "projects_desk.show"),
    # the desk: who is responsible
    "responsibilities_desk.index": (NORA, "/verwaltung/seiten"),
    "responsibilities_desk.write": (NORA, "/verwaltung/zustaendigkeiten"),
    "responsibilities_desk.edit": (NORA, "/verwaltung/zustaendigkeiten"),
    "responsibilities_desk.ask_to_remove": (NORA, "/verwaltung/zustaendigkeiten"),
    # the desk: what is said and reported
    "discussion_desk.index": (NORA, "/verwaltung/eingang?art=comment"),
    "restrictions_desk.index": (BERND, "/verwaltung/meldungen"),
    "restrictions_desk.show": (BERND, "/verwaltung/meldungen"),
    "restrictions_desk.settled": (BERND, "/verwaltung/meldungen"),
    "restrictions_desk.hidden": (BERND, "/verwaltung/meldungen"),
    "restrictions_desk.objections": (BERND, "/verwaltung/meldungen"),
    "restrictions_desk.restriction": (GERDA, "/verwaltung/meldungen/widersprueche"),
    "restrictions_desk.ask_to_restrict": (BERND, "/verwaltung/ideen/{swimming}"),
    "restrictions_desk.ask_to_restrict_comment": (NORA, "/verwaltung/kommentare"),
    "restrictions_desk.ask_to_restrict_file": (BERND, "/verwaltung/ideen/{trees}", "files.on_desk"),
    "restrictions_desk.ask_to_redact_comment": (BERND, "/verwaltung/meldungen", "restrictions_desk.show"),
}
ELSEWHERE = {
    "test_every_page": {
        "pages.start", "pages.text", "pages.report_barrier", "pages.thanks", "pages.help",
        "pages.open_data", "search.index", "pages.status_by_number",
        "municipalities.index", "municipalities.show", "concepts.index", "concepts.show",
        "concepts.context", "concepts.goal", "projects.index", "projects.show", "ideas.index", "ideas.show",
        "accounts.sign_in", "accounts.forgot_password", "accounts.profile", "ideas_mine.index", "ideas_mine.show",
        "ideas_mine.receipt", "ideas_mine.revise", "ideas_mine.ask_to_withdraw", "ideas_writing.write",
        "ideas_writing.rewrite", "ideas_writing.preview", "ideas_writing.ask_to_delete", 
        "ideas_desk.show", "ideas_desk.confirm", "ideas_desk.promote", "ideas_desk.choose_goals", "projects_desk.index",
        "projects_desk.show", "accounts_desk.roles", "pages_desk.index", "pages_desk.edit", "pages_desk.contact",
    },
    "a journey": {
        "accounts.code", "accounts.second_factor", "ideas_placing.draft", "restrictions.thanks",
        "privacy_mine.download", "invitations.look", "invitations.show", "notifications.ask_to_stop",
        "files.show", "files.preview", "concepts_editions.export", "concepts_printing.goal", "coverage_pages.download",
        "editions.compare", "reference_sheets.show", "reference_sheets.pdf", "reference_sheets.edit",
        "reference_sheets.copy", "reference_sheets.ask_to_delete", "reference_sheets_mine.pdf",
        "reference_sheets.read", "reference_sheets.read_pdf", "concepts_finding.index", "municipalities_desk.show",
    },
    "no page of its own": {
        "pages.security", "pages.robots", "pages.sitemap", "health.live", "health.ready", "static",
        "taking_part.show", "ideas_desk.start", "ideas_writing.back_to_preview", "concepts_printing.concept",
        "reference_sheets.begin",
    },
    "opened by a link in a mail, built like the pages before": {
        "accounts.new_password", "accounts.follow_link", "ideas_writing.later", "ideas_writing.look_at_link",
        "ideas_writing.resume",
    },
}  # fmt: skip
"""Pages seen at another place, by that place."""
WRONGLY: dict[str, Wrongly] = {
    # The field, what is written there, and the button.
    "restrictions.report": ("", "", "main form button"),
    "taking_part.ask_what_i_can_do": ("[name=text]", "", "main form button"),
    "things_mine.offer": ("[name=text]", "", "form:has([name=text]) button"),
    "discussion.ask_to_edit": ("[name$=text]", "", "main form button"),
    "files.mine": ("", "", "form:has([type=file]) button"),
    "ideas_placing.mine": ("[name=coordinates]", "", "form:has([name=coordinates]) button"),
    "co_authors.show": ("", "", "form.coupon button"),
    "organisations.show": ("", "", "form:has([type=email]) button"),
    "ideas_together.compare": ("", "", "form:has([name=reason]) button"),
    "ideas_together.ask_to_split": ("[name=title_1]", "", "button:not([name]):below([name=reason])"),
    "ideas_receiving.ask_to_hand_over": ("", "", "form:has([name=reason]) button"),
    "ideas_receiving.amendment": ("", "", "form:has([name=reason]) button"),
    "ideas_redacting.ask": ("", "", "form:has([name=passages]) button"),
    "responsibilities_desk.write": ("", "", "main form[novalidate] button"),
    "restrictions_desk.ask_to_restrict": ("[name=facts]", "", "[name=preview]"),
    "restrictions_desk.restriction": ("", "", "form:has(textarea) button"),
    "restrictions_desk.show": ("", "", "form:has([name=answer]) button"),
}
EMPTY = {
    ARNO: ("/konto/folge-ich", "/konto/kommentare", "/konto/angebote", "/konto/einschraenkungen"),
    EMIL: ("/konto/organisationen", "/konto/vorbereitet"),
    "lutz.muster": (
        "/verwaltung/kommentare", "/verwaltung/verbesserungen", "/verwaltung/angebote", "/dateien/verwaltung",
        "/verwaltung/meldungen/widersprueche", "/verwaltung/meldungen/ausgeblendet", "/verwaltung/meldungen/erledigt",
    ),
}  # fmt: skip


@pytest.mark.parametrize("figure", dict.fromkeys(way[0] for way in WAYS.values()))
def test_pages_are_reached_by_links_and_made_well(figure: str | None, walk: Walk) -> None:
    faults = faults_on_ways(walk, WAYS, WRONGLY, figure)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("figure", EMPTY)
def test_empty_page_is_accessible(figure: str, enter: Enter) -> None:
    page = enter(figure)
    for path in EMPTY[figure]:
        page.goto(path)
        assert page.is_visible("main .empty, main p"), page.url
        assert_made_well(page)


def test_merged_idea_is_accessible(page: Page, numbers: dict[str, str]) -> None:
    page.goto(f"/ideen/{numbers['merged']}")
    assert page.is_visible(f"main .note a[href^='/ideen/{numbers['benches']}']")
    assert_made_well(page)


def test_no_page_is_forgotten(site_map: Flask) -> None:
    """Who adds a page adds the way to it."""
    ours = {
        str(rule.endpoint)
        for rule in site_map.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }
    known = set(WAYS).union(
        GOAL_WAYS, DESK_WAYS, FORMAT_WAYS, COOPERATION_WAYS, COOPERATION_PUBLIC_WAYS, PAPER_WAYS, PAPERS, REGION_WAYS,
        REGION_FILES, BY_LINK, ON_A_WAY, SEEN_ON_THE_WAY, *ELSEWHERE.values(),
    )  # fmt: skip
    assert known == ours
