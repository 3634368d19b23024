"""What somebody has just done is said beside the comment, and what does not fit is said, not cut."""

from collections.abc import Callable
from typing import Any

from tests.cast import Cast
from tests.discussion.saying import said, sheet
from tests.worlds import an_idea

Browser = Callable[..., Any]


def test_what_was_done_is_said_beside_the_comment(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    first = said(idea, cast.anna, "Ein Anfang.")
    carla = as_person(cast.carla)

    def beside(address: str, sent: dict[str, Any]) -> str:
        answer = carla.post(address, data=sent, headers={"Referer": f"http://localhost/ideen/{idea.id}-{idea.slug}"})
        page, _hash, place = answer.location.partition("#")
        if not place:
            page, _hash, place = carla.get(page).location.partition("#")
        found = carla.get(page).text.partition(f'id="{place}"')[2]
        return str(found.partition('class="note note--ok"')[2].partition(">")[2].partition("<")[0])

    here = f"/diskussion/kommentar/{first.id}"
    assert beside(f"{here}/zustimmen", {}) == "Sie stimmen zu."
    assert beside(f"{here}/zustimmung-zuruecknehmen", {}) == "Sie stimmen nicht mehr zu."
    assert beside(f"/diskussion/{idea.id}", sheet("Ein Kommentar.")) == "Ihr Kommentar ist veröffentlicht."
    assert beside(here, sheet("Eine Antwort.")) == "Ihre Antwort ist veröffentlicht."
    assert "Ihre Antwort" in carla.get(here).text


def test_too_long_a_text_is_said_and_not_cut(cast: Cast, as_person: Browser) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    page = carla.get(f"/ideen/{idea.id}-{idea.slug}").text
    assert "maxlength" not in page[page.index('id="mitreden"') :]
    assert "5.000 Zeichen" in page
    answer = carla.post(f"/diskussion/{idea.id}", data=sheet("x" * 5001))
    assert answer.status_code == 422
    assert "x" * 5001 in answer.text
