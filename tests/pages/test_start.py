from datetime import timedelta

from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.journal import record
from app.pages.queries import figures, in_the_pool, joint_work, news
from app.processes.models import ProcessStep
from tests.cooperation_worlds import a_cooperation, four_towns
from tests.pages.world import a_project, an_idea
from tests.queries import count_queries


def words_of(html, tag):
    import html5lib

    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [" ".join("".join(element.itertext()).split()) for element in tree.iter(tag)]


def test_an_empty_installation_says_what_to_do_next(client):
    page = client.get("/")
    assert page.status_code == 200
    for command in ("municipalities load", "concepts load", "users create"):
        assert command in page.text


def test_the_slip_carries_the_words_to_the_writing_page(cast, client):
    page = client.get("/").text
    form = page[page.index('class="coupon"') :]
    assert 'method="post"' in form[:80]
    assert 'action="/ideen/neu"' in form[:120]
    assert 'name="text"' in form
    answer = client.post("/ideen/neu", data={"text": "Mehr Bänke am Markt"}, follow_redirects=True)
    assert answer.status_code in {200, 422}
    assert "Mehr Bänke am Markt" in answer.text


def test_a_start_page_without_ideas_is_whole(cast, client):
    page = client.get("/").text
    assert words_of(page, "dd")[:3] == ["0", "0", "0"]
    assert "Alle kommen gut an" in page


def test_figures_never_count_what_a_concept_prints_as_an_answer(cast):
    due = today()
    with transaction():
        an_idea(cast, "Eins")
        an_idea(cast, "Zwei", "pooled", answered_at=now(), answer_due_on=due)
        an_idea(cast, "Drei", "closed", outcome="done", answered_at=now(), answer_due_on=due - timedelta(days=3))
        an_idea(cast, "Vier", "pooled", origin="concept", municipalities=[], answered_at=now())
        an_idea(cast, "Fünf", "submitted", answered_at=now())
        an_idea(cast, "Sechs", restricted_at=now(), answered_at=now())
        a_project(cast, "Fertig", "finished")
        a_project(cast, "Geheim", is_listed=False)
    numbers = figures()
    assert (numbers.ideas, numbers.ideas_from_concepts, numbers.municipalities) == (4, 1, 1)
    assert (numbers.answers, numbers.answers_in_time) == (2, 1)
    assert (numbers.projects, numbers.projects_finished, numbers.all_municipalities) == (1, 1, 3)
    assert figures(cast.here.id).all_municipalities == 2
    assert figures(cast.elsewhere.id).ideas == 0


def test_news_tell_public_things_once_and_newest_first(cast):
    with transaction():
        first = an_idea(cast, "Alte Idee", "pooled", at=now() - timedelta(days=3))
        record(first.id, "pool_idea", role="moderator", to_state="pooled", at=now() - timedelta(days=1))
        second = an_idea(cast, "Neue Idee", at=now() - timedelta(days=2))
        hidden = an_idea(cast, "Verborgene Idee", restricted_at=now())
        promoted = an_idea(cast, "Wird Projekt", "promoted", at=now() - timedelta(days=4))
        project = a_project(cast, "Das Projekt")
        record(promoted.id, "promote_idea", role="moderator", to_state="promoted", project=project.id)
        record(project.id, "promote_idea", role="project_editor", to_state="proposed", idea=promoted.id)
        record(second.id, "tag_idea", role="moderator", audience="staff")
    told = [(entry.thing_id, entry.verb) for entry in news()]
    assert told == [(project.id, "promote_idea"), (first.id, "pool_idea"), (second.id, "publish_idea")]
    assert hidden.id not in [number for number, _ in told]


def test_the_start_page_shows_news_but_nothing_hidden(cast, client):
    with transaction():
        for n in range(6):
            an_idea(cast, f"Öffentliche Idee {n}", at=now() - timedelta(hours=n))
        an_idea(cast, "Kanarienvogel gesperrt", restricted_at=now())
        an_idea(cast, "Kanarienvogel eingereicht", "submitted")
    page = client.get("/").text
    assert "Öffentliche Idee 0" in words_of(page, "h3")
    assert page.count("Öffentliche Idee") >= 6
    assert "Kanarienvogel" not in page


def test_the_number_of_queries_does_not_grow_with_the_news(cast, client, app):
    from sqlalchemy import event

    counted = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))

    def queries():
        counted.clear()
        client.get("/")
        return len(counted)

    with transaction():
        an_idea(cast, "Eins"), an_idea(cast, "Zwei"), an_idea(cast, "Drei")
    few = queries()
    with transaction():
        for n in range(9):
            an_idea(cast, f"Noch eine {n}")
    assert queries() == few


def test_the_start_page_speaks_for_the_chosen_authority(cast, client):
    page = client.get("/?stelle=hier").text
    assert "Stabsstelle Kreisentwicklung" in page
    assert client.get("/?stelle=verbund").status_code == 200
    assert client.get("/?stelle=gibtesnicht").status_code == 404
    assert client.get("/?stelle=%00").status_code == 400


def test_the_start_page_leads_to_what_municipalities_do_together_where_there_is_something(cast, client):
    page = client.get("/").text
    assert '<a href="/regionen/partheland">Region Partheland</a>' in page
    assert 'href="/kooperationen"' not in page
    towns = four_towns(cast)
    a_cooperation(cast, towns.naunhof, towns.brandis, state="draft", title="Kanarienvogel")
    assert 'href="/kooperationen"' not in client.get("/").text
    a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    assert 'href="/kooperationen"' in client.get("/").text


def test_regions_and_cooperations_are_one_question(cast):
    with count_queries(1):
        joint = joint_work()
    assert ([row.name for row in joint.regions], joint.has_cooperations) == (["Partheland"], False)


def test_without_regions_and_cooperations_nothing_is_said_of_them(app):
    joint = joint_work()
    assert (joint.regions, joint.has_cooperations) == ([], False)


def test_taking_part_leads_to_how_the_concepts_came_about(cast, client):
    with transaction():
        db.session.add(ProcessStep(concept_id=cast.concept.id, kind="milestone", title="Der Entwurf lag aus."))
    page = client.get("/beteiligung").text
    assert "/konzepte/kek-hier/prozess" in page
    assert "/konzepte/kek-hier/prozess" not in client.get("/beteiligung?stelle=drueben").text


def test_reading_pages_set_no_cookie(cast, client):
    paths = (
        "/", "/beteiligung", "/hilfe", "/impressum", "/suche?q=rad", "/vorgang?nummer=1", "/barriere-melden",
        "/offene-daten", "/leichte-sprache", "/healthz/live", "/api/v1/openapi.json",
    )  # fmt: skip
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers, path


def test_the_pool_tells_ideas_of_people_from_examples_concepts_print(cast, client):
    with transaction():
        an_idea(cast, "Eins", "pooled")
        an_idea(cast, "Zwei", "pooled", origin="concept", municipalities=[])
        an_idea(cast, "Drei", "pooled", origin="concept", municipalities=[])
        an_idea(cast, "Vier", "pooled", restricted_at=now())
        an_idea(cast, "Fünf")
    assert in_the_pool() == in_the_pool(cast.here.id) == (1, 2)
    assert in_the_pool(cast.elsewhere.id) == (0, 0)
    page = client.get("/").text
    assert "1 guter Idee fehlt" in page
    assert "Dazu kommen 2 Beispiele aus Konzepten" in page


def test_the_start_page_leads_to_the_gaps_and_to_the_reference_sheet(cast, client):
    page = client.get("/").text
    assert "/abdeckung#luecken" in page
    for path in ("/", "/hilfe", "/projekte"):
        assert 'href="/bezugsblatt/neu"' in client.get(path).text
    answer = client.get("/bezugsblatt")
    assert (answer.status_code, answer.location) == (302, "/bezugsblatt/neu")
