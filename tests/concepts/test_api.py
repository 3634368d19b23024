from typing import Any

from flask import Flask

from app.concepts.cli import packaged_files
from app.concepts.queries import find_concept
from app.concepts.reading import read_concept


def test_the_list_names_every_concept_page_by_page(documents: Flask, client: Any) -> None:
    first = client.get("/api/v1/concepts?limit=3").get_json()
    rest = client.get(f"/api/v1/concepts?limit=3&cursor={first['next']}").get_json()
    assert rest["next"] is None
    items = first["items"] + rest["items"]
    assert {item["slug"] for item in items} == {read_concept(path).slug for path in packaged_files()}
    assert set(items[0]) == {"slug", "title", "kind", "region", "horizon", "adopted_on", "status"}


def test_a_concept_says_what_its_file_says(documents: Flask, client: Any) -> None:
    for path in packaged_files():
        file = read_concept(path)
        answer = client.get(f"/api/v1/concepts/{file.slug}").get_json()
        numbers = {goal["key"]: goal["id"] for goal in answer["goals"]}
        assert [goal["key"] for goal in answer["goals"]] == [goal.key for goal in file.goals]
        places: dict[str, list[tuple[int, int, str | None, int | None]]] = {goal.key: [] for goal in file.goals}
        for parent in file.goals:
            for position, child in enumerate(parent.children):
                places[child.goal].append((numbers[parent.key], position, child.wording, child.page))
        for told, goal in zip(answer["goals"], file.goals, strict=True):
            assert (told["title"], told["text"], told["short_title"]) == (goal.title, goal.text, goal.short_title)
            assert (told["kind"], told["number"], told["source_page"]) == (goal.kind, goal.number, goal.source_page)
            assert (told["variants"], told["notes"], told["retired"]) == (goal.variants, goal.notes, goal.retired)
            assert told["see_also"] == [numbers[key] for key in goal.see_also]
            assert [tuple(place.values()) for place in told["parents"]] == places[goal.key]
        assert answer["preamble"] == file.preamble
        assert [(item["field"], item["text"]) for item in answer["swot"]] == [
            (numbers[item.field], item.text) for item in file.swot
        ]
        assert [step["date"] for step in answer["milestones"]] == [step.date for step in file.milestones]
        assert isinstance(answer["source"], str)


def test_the_answer_has_exactly_the_agreed_parts(documents: Flask, client: Any) -> None:
    answer = client.get("/api/v1/concepts/leitbild-partheland").get_json()
    assert set(answer) == {
        "slug", "title", "kind", "region", "horizon", "adopted_on", "status", "source", "goals", "editions",
        "documents", "leitbilder", "preamble", "principles", "topics", "guiding_questions", "cross_cutting", "swot",
        "regional_focus", "milestones", "participation_formats",
    }  # fmt: skip
    assert set(answer["goals"][0]) == {
        "id", "key", "kind", "number", "title", "text", "variants", "short_title", "source_page", "edition", "notes",
        "legal_requirements", "see_also", "parents", "retired",
    }  # fmt: skip


def test_numbers_are_those_of_the_things(documents: Flask, client: Any) -> None:
    concept = find_concept("kek-nordsachsen")
    assert concept is not None
    numbers = [goal["id"] for goal in client.get("/api/v1/concepts/kek-nordsachsen").get_json()["goals"]]
    assert all(number > concept.id for number in numbers)


def test_what_is_not_there_or_wrong_is_a_problem(documents: Flask, client: Any) -> None:
    for path, status in [("/concepts/nothing", 404), ("/concepts?limit=0", 400), ("/concepts?cursor=x", 400)]:
        answer = client.get(f"/api/v1{path}")
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
