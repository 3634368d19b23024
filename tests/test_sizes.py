"""A module that cannot be read in one go is two modules."""

from collections.abc import Iterable
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parent.parent
MOST_LINES = 400


def too_long(paths: Iterable[Path]) -> dict[str, int]:
    lengths = {path.name: len(path.read_text().splitlines()) for path in paths}
    return {name: length for name, length in lengths.items() if length > MOST_LINES}


def test_modules_are_short() -> None:
    folders = ("app", "migrations", "scripts", "tests")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if path.parent.name != "versions"]
    assert too_long([*paths, *ROOT.glob("*.py")]) == {}


def test_a_long_module_is_found(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("pass\n" * 401)
    (tmp_path / "fine.py").write_text("pass\n" * 400)
    assert too_long(tmp_path.glob("*.py")) == {"long.py": 401}
