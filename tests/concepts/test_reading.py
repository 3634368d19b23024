import time
from pathlib import Path

import pytest

from app.concepts.cli import packaged_files
from app.concepts.reading import ConceptFileError, read_concept
from app.core.reading import MAX_BYTES
from tests.concepts.files import SMALL, written


def faults_of(folder: Path, text: str) -> str:
    with pytest.raises(ConceptFileError) as caught:
        read_concept(written(folder, text))
    assert all(line.startswith("klein.yaml: ") for line in str(caught.value).splitlines())
    return str(caught.value)


def test_a_sound_file_is_read_literally(tmp_path: Path) -> None:
    file = read_concept(written(tmp_path))
    by_key = {goal.key: goal for goal in file.goals}
    assert by_key["z1"].number == "1.10"
    assert by_key["bus"].title == "No"
    assert str(file.adopted_on) == "2020-01-31"


def test_every_packaged_file_is_sound() -> None:
    assert len([read_concept(path) for path in packaged_files()]) == 4


def test_a_cycle_is_named(tmp_path: Path) -> None:
    text = SMALL.replace("title: Wege bauen\n", "title: Wege bauen\n    children: [{goal: z1}]\n")
    assert "below itself" in faults_of(tmp_path, text)


def test_an_unknown_kind_is_named_with_line_place_and_goal(tmp_path: Path) -> None:
    text = SMALL.replace("kind: approach", "kind: wish")
    line = text.splitlines().index("    kind: wish") + 1
    assert f"line {line}: goals.6.kind (wege): Input should be" in faults_of(tmp_path, text)


def test_a_broken_reference_is_named(tmp_path: Path) -> None:
    assert "goals.rad.see_also: there is no goal 'bahn'" in faults_of(tmp_path, SMALL.replace("[bus]", "[bahn]"))


def test_a_doubled_goal_is_named(tmp_path: Path) -> None:
    text = SMALL.replace("  - key: wege\n", "  - key: bus\n").replace("{goal: wege", "{goal: bus")
    assert "key 'bus' stands 2 times" in faults_of(tmp_path, text)


def test_a_doubled_yaml_key_is_refused_and_not_silently_overwritten(tmp_path: Path) -> None:
    text = SMALL.replace("horizon:", 'horizon: "2025"\nhorizon:')
    assert "line 8: the key 'horizon' already stands in line 7" in faults_of(tmp_path, text)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = SMALL.replace("kind: approach", "kind: wish").replace("tone: 2", "tone: 9")
    assert len(faults_of(tmp_path, text).splitlines()) == 2


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    assert "colour" in faults_of(tmp_path, SMALL + "colour: red\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "mapping"),
        ("- a\n- b\n", "mapping"),
        ("slug: [1, 2\n", "line "),
        ("slug: a\n---\nslug: b\n", "line "),
        ("a: &x [1]\nb: *x\n", "anchors and aliases"),
        ("a: !!python/object:os.system {}\n", "not allowed"),
        ("? [a, b]\n: c\n", "has to be a word"),
        ('a: "\\0"\n', "control character"),
        ("a: \u202eb\n", "control character"),
        ("a: " + "[" * 60 + "]" * 60, "levels deep"),
    ],
)
def test_what_is_no_concept_is_refused_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in faults_of(tmp_path, text)


def test_a_missing_a_binary_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    for content, expected in [(b"a: \xff\xfe", "not UTF-8"), (b"a" * (MAX_BYTES + 1), "larger than 5 MB")]:
        path = tmp_path / "klein.yaml"
        path.write_bytes(content)
        with pytest.raises(ConceptFileError, match=expected):
            read_concept(path)
    with pytest.raises(ConceptFileError, match="cannot be read"):
        read_concept(tmp_path / "nothing.yaml")


@pytest.mark.parametrize(
    ("beginning", "line", "expected"),
    [
        ("", "a: b\n", "already stands in line"),
        ("goals:\n", '- "\\0"\n', "control character"),
        ("goals:\n", "- {a: b}\n", "more than 400000 values"),
        ("introduction:\n", "- []\n", "more than 400000 values"),
    ],
)
def test_a_file_full_of_faults_is_put_down_soon(tmp_path: Path, beginning: str, line: str, expected: str) -> None:
    text = beginning + line * ((MAX_BYTES - 100) // len(line.encode()))
    start = time.process_time()
    said = faults_of(tmp_path, text)
    assert time.process_time() - start < 5
    assert expected in said
    assert len(said.splitlines()) <= 51


def test_of_many_faults_the_first_are_named(tmp_path: Path) -> None:
    lines = faults_of(tmp_path, SMALL + "".join(f"k{n}: b\n" for n in range(3000))).splitlines()
    assert (len(lines), lines[-1]) == (51, "klein.yaml: … and more")


def test_a_billion_laughs_end_at_once(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    start = time.monotonic()
    faults_of(tmp_path, bomb)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('number: "1"\n', f'number: "{"1" * 21}"\n', "goals.1.number (hf1)"),
        ('horizon: "2030"', f'horizon: "{"2" * 21}"', "horizon"),
        ("region: Landkreis Hier", f"region: {'L' * 121}", "region"),
        ("rights: Amtliches Werk.}", "rights: Amtliches Werk., url: 'javascript:alert(1)'}", "source.url"),
    ],
)
def test_what_no_column_holds_and_no_browser_should_follow_is_refused(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    assert before in SMALL
    assert fault in faults_of(tmp_path, SMALL.replace(before, after, 1))
