"""The pages of the inbox: what they show to whom, old addresses, the menu, and the list beside an idea."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.models import Membership
from app.core.database import db, transaction
from tests.cast import Cast
from tests.ideas_desk.stage import received
from tests.inbox.stage import a_colleague, items_of, one_of_every_kind
from tests.queries import queries

Browser = Callable[..., Any]
TITLE = re.compile(r'class="inbox-row__title" lang="de">([^<]+)<')


def page_of(browser: Any, query: str = "") -> str:
    answer = browser.get(f"/verwaltung/eingang{query}")
    assert answer.status_code == 200
    return str(answer.text)


def test_every_row_leads_to_a_page_where_one_works_on_it(cast: Cast, as_person: Browser) -> None:
    one_of_every_kind(cast)
    for person in (cast.bernd, cast.gerda, cast.dilek):
        browser = as_person(person)
        for tab in ("offen", "wartet"):
            page = page_of(browser, f"?ansicht={tab}")
            links = re.findall(r'<a href="([^"#]+)[^"]*" class="inbox-row__title"', page)
            assert len(links) == len(items_of(person, tab))
            assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_addresses_from_before_keep_working(cast: Cast, as_person: Browser) -> None:
    made, desk = one_of_every_kind(cast), as_person(cast.bernd)
    done = received(cast, "closed", title="Erledigte Sache")
    assert TITLE.findall(page_of(desk, "?ansicht=erledigt")) == ["Erledigte Sache"]
    assert TITLE.findall(page_of(desk, "?q=erledigte")) == ["Erledigte Sache"]
    assert TITLE.findall(page_of(desk, f"?q={made['new'].id}")) == [made["new"].title]
    assert done.title not in page_of(desk, "?ansicht=wartet")
    for query in ("?ansicht=x&art=x&wer=x&frist=x&feld=x&ort=x", "?art=question", "?feld=-1&ort=99999999999"):
        assert desk.get(f"/verwaltung/eingang{query}").status_code == 200


@pytest.mark.parametrize(("query", "number"), [("?alle=1", 10), ("", 0)])
def test_everything_on_the_page_is_ticked_without_a_script(
    cast: Cast, as_person: Browser, query: str, number: int
) -> None:
    one_of_every_kind(cast)
    assert len(re.findall(r'name="ding"[^>]* checked', page_of(as_person(cast.bernd), query))) == number


def test_who_works_for_several_authorities_reads_which(cast: Cast, as_person: Browser) -> None:
    received(cast)
    assert "Landkreis Hier</p>" not in page_of(as_person(cast.bernd))
    with transaction():
        db.session.add(Membership(person_id=cast.bernd.id, role="moderator", authority_id=cast.elsewhere.id))
    received(cast, authority=cast.elsewhere)
    db.session.refresh(cast.bernd)
    page = page_of(as_person(cast.bernd))
    assert "Landkreis Hier</p>" in page
    assert "Landkreis Drüben</p>" in page


def test_the_desk_begins_where_one_has_work(cast: Cast, as_person: Browser) -> None:
    reception = as_person(a_colleague(cast, "Rita", "reception"))
    assert as_person(cast.gerda).get("/verwaltung").location == "/verwaltung/eingang"
    assert reception.get("/verwaltung").location == "/verwaltung/annahme"
    assert reception.get("/verwaltung/eingang").status_code == 403


def test_the_menu_offers_what_the_person_may_and_counts_what_waits(cast: Cast, as_person: Browser) -> None:
    one_of_every_kind(cast)
    entry = re.compile(r'<li><a href="/[^"]*"[^>]*>([^<]+?)(?: <span class="count">(\d+)</span>)?</a></li>')

    def menu(person: Any) -> dict[str, str]:
        page = page_of(as_person(person))
        return dict(entry.findall(page[page.index('<nav class="nav"') : page.index("</nav>")]))

    assert menu(cast.gerda).keys() == {"Eingang", "Freigaben", "Konzepte", "Auswertung", "Meldungen"}
    bernd = menu(cast.bernd)
    counted = {"Eingang": "10", "Stellungnahmen": "1", "Meldungen": "2", "Bezugsblätter": "1"}
    assert {name: bernd[name] for name in counted} == counted
    assert "Freigaben" not in bernd


def test_beside_an_idea_stands_the_inbox_with_the_idea_marked_and_what_is_next(cast: Cast, as_person: Browser) -> None:
    first, second = received(cast), received(cast, title="Die zweite")
    desk = as_person(cast.bernd)
    page = desk.get(f"/verwaltung/ideen/{first.id}").text
    assert re.search(rf'<a href="/verwaltung/ideen/{first.id}" aria-current="true">', page)
    assert f'<a href="/verwaltung/ideen/{second.id}">Weiter: „Die zweite“</a>' in page
    sent = {"version": "1", "reason": "Welche Straße?"}
    answer = desk.post(f"/verwaltung/ideen/{first.id}/nachfragen", data=sent)
    after = desk.get(answer.location).text
    assert f'<a href="/verwaltung/ideen/{second.id}">Weiter: „Die zweite“</a>' in after


def test_the_page_takes_the_same_queries_for_one_and_for_many(cast: Cast, as_person: Browser) -> None:
    one_of_every_kind(cast)
    desk, counted = as_person(cast.bernd), []
    for _ in range(2):
        page_of(desk)
        with queries() as asked:
            page_of(desk)
        counted.append(len(asked))
        for _ in range(4):
            received(cast)
            received(cast, "published")
    assert counted[0] == counted[1] <= 20


def test_titles_are_text_and_never_markup(cast: Cast, as_person: Browser) -> None:
    received(cast, title='<script>alert("x")</script>')
    assert "<script>alert" not in page_of(as_person(cast.bernd))
