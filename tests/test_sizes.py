"""A module that cannot be read in one go is two modules."""

from collections.abc import Iterable
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parent.parent
MOST_LINES = 400


def too_long(paths: Iterable[Path]) -> dict[str, int]:
    lengths = {str(path): len(path.read_text().splitlines()) for path in paths}
    return {name: length for name, length in lengths.items() if length > MOST_LINES}


def test_modules_are_short() -> None:
    folders = ("app", "bench", "migrations", "scripts", "tests")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if path.parent.name != "versions"]
    assert too_long([*paths, *ROOT.glob("*.py")]) == {}


def test_a_long_module_is_found_though_another_has_its_name(tmp_path: Path) -> None:
    for folder, lines in (("a", 401), ("b", 400)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "wording.py").write_text("pass\n" * lines)
    assert too_long(sorted(tmp_path.rglob("*.py"))) == {str(tmp_path / "a" / "wording.py"): 401}
