import pytest

from app.concepts.schemas import Edition
from app.editions.naming import next_edition

pytestmark = pytest.mark.once


def editions(*pairs: tuple[str, str]) -> list[Edition]:
    return [Edition(key=key, title=title, status="adopted") for key, title in pairs]


def test_the_words_do_not_pile_up_however_often() -> None:
    listed = editions(("2030", "KEK 2030"))
    for _turn in range(3):
        listed.append(next_edition(listed))
    assert [(edition.key, edition.title) for edition in listed[1:]] == [
        ("2030-2", "KEK 2030, Fassung 2"), ("2030-3", "KEK 2030, Fassung 3"), ("2030-4", "KEK 2030, Fassung 4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([("a", "KEK, neue Fassung, neue Fassung")], ("a-2", "KEK, Fassung 2")),
        ([("kek-2030", "KEK 2030")], ("kek-2030-2", "KEK 2030, Fassung 2")),
        ([("a", "KEK"), ("a-2", "KEK 2040")], ("a-3", "KEK 2040, Fassung 3")),
        ([("a-2", "X"), ("a", "KEK")], ("a-3", "KEK, Fassung 3")),
        ([("k" * 80, "KEK")], ("k" * 74 + "-2", "KEK, Fassung 2")),
    ],
)
def test_key_and_title_count_together(listed: list[tuple[str, str]], expected: tuple[str, str]) -> None:
    found = next_edition(editions(*listed))
    assert (found.key, found.title) == expected
