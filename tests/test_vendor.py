"""Browser files are exactly those the manifests name, with their licences."""

import shutil
from pathlib import Path

import pytest

from scripts.vendor import MANIFESTS, faults_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.parent.parent.name)
def test_vendored_files_are_those_of_the_manifest(manifest: Path) -> None:
    assert faults_of(manifest) == []


def test_a_changed_a_missing_and_an_unknown_file_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "vendor"
    shutil.copytree(MANIFESTS[0].parent, folder)
    (folder / "htmx.min.js").write_text("alert(1)")
    (folder / "LICENSE-htmx.txt").unlink()
    (folder / "stranger.js").write_text("")
    assert faults_of(folder / "manifest.json") == [
        "stranger.js: not in the manifest",
        "LICENSE-htmx.txt: missing",
        "htmx.min.js: is not the file of the manifest",
    ]
