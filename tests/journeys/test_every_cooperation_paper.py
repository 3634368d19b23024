"""The pages on papers and money of joint projects: by links, made well; and the papers themselves, as one gets them."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
from docx import Document

from tests.journeys.conftest import Enter, Walk, Wrongly, faults_of, faults_on_ways
from tests.journeys.walking import Way, visit
from tests.journeys.ways import title_of_paper

NADJA, BORIS, OTTO = "nadja.vorlage", "boris.vorlage", "otto.vorlage"
MINE = "/konto/kooperationen"
PAPER_WAYS: dict[str, Way] = {
    "cooperations_papers.costs": (NADJA, MINE + "/{yard}"),
    "cooperations_papers.fundings": (NADJA, MINE + "/{yard}"),
    "cooperations_papers.edit": (NADJA, MINE + "/{yard}/foerderung"),
    "cooperations_papers.filed": (NADJA, MINE + "/{yard}"),
    "cooperations_papers.ask_to_withdraw": (NADJA, MINE + "/{yard}/unterlagen"),
}
PAPERS = {"cooperations_papers.letter", "cooperations_papers.council_paper", "cooperations_public_papers.letter"}
"""What is no page but a paper: opened below."""
WRONGLY: dict[str, Wrongly] = {
    "cooperations_papers.fundings": ("[name=programme]", "", "form.coupon p.go button"),
    "cooperations_papers.edit": ("[name=applied_cents]", "viel", "main form[novalidate] p.go button"),
    "cooperations_papers.filed": ("[name=title]", "", "form.coupon p.go button"),
    "cooperations_papers.ask_to_withdraw": ("[name=reason]", "", "main form[novalidate] p.go button"),
}
STATES: dict[str, tuple[str, ...]] = {
    BORIS: ("/{yard}/kosten?fassung=1", "/{yard}/unterlagen", "/{archive}/kosten", "/{archive}/unterlagen"),
    OTTO: ("/{salt}/kosten", "/{salt}/foerderung", "/{salt}/unterlagen"),
}
"""Another text, a partner who does not write the text, a proposal, a draft: nothing there yet."""


@pytest.mark.parametrize("figure", dict.fromkeys(way[0] for way in PAPER_WAYS.values()))
def test_pages_on_papers_are_reached_by_links_and_made_well(figure: str | None, walk: Walk) -> None:
    faults = faults_on_ways(walk, PAPER_WAYS, WRONGLY, figure)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("figure", STATES)
def test_papers_in_another_state_are_made_well(figure: str, enter: Enter, numbers: dict[str, str]) -> None:
    page, faults = enter(figure), []
    for path in STATES[figure]:
        visit(page, MINE + path.format(**numbers))
        faults += faults_of(page)
    assert not faults, "\n".join(faults)


def test_the_papers_open_for_those_they_are_for(enter: Enter, numbers: dict[str, str]) -> None:
    page = enter(BORIS)
    page.goto(f"{MINE}/{numbers['yard']}")
    assert title_of_paper(page, "main a[href$='letter-of-intent.pdf']").startswith("Gemeinsamer Bauhof")
    draft = page.get_attribute("main a[href$='beschlussvorlage.docx']", "href")
    answer = page.request.get(str(draft))
    paper = Document(BytesIO(answer.body()))
    assert [one.text for one in paper.paragraphs if one.style.name == "Heading 1"][1] == "2. Zur Kenntnis"
    everybody = enter(None)
    assert everybody.request.get(str(draft), max_redirects=0).status == 302
    everybody.goto(f"/kooperationen/{numbers['yard']}")
    address = f"{urlsplit(everybody.url).path.rpartition('/')[0]}/{numbers['yard']}/letter-of-intent.pdf"
    assert everybody.request.get(address).headers["content-type"] == "application/pdf"
