"""Two versions, word by word."""

from app.core.comparing import changed_words


def test_what_came_in_and_what_went_out_is_told_in_reading_order() -> None:
    assert changed_words("Der Bus fährt nie.", "Der Bus fährt stündlich.") == [
        ("same", "Der Bus fährt "),
        ("removed", "nie."),
        ("added", "stündlich."),
    ]


def test_the_later_text_can_be_read_off_completely() -> None:
    before, after = "a b c\n\nd e", "b c x\n\nd  e f"
    kept = "".join(text for kind, text in changed_words(before, after) if kind != "removed")
    assert kept == after


def test_equal_texts_have_no_changes() -> None:
    assert changed_words("gleich", "gleich") == [("same", "gleich")]
    assert changed_words("", "") == []
