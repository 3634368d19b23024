"""`make vendor`: fetch the browser files named in the manifests anew and write down what came.

A manifest is a list of `{file, package, version, source, licence, licence_file, sha256}`; to renew a file,
change its version there and run this. Nothing is fetched at any other time.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
MANIFESTS = (ROOT / "app/static/vendor/manifest.json", ROOT / "tests/vendor/manifest.json")


def faults_of(manifest: Path) -> list[str]:
    """What does not agree between a manifest and the files beside it."""
    entries = json.loads(manifest.read_text())
    folder = manifest.parent
    known = {manifest.name} | {name for entry in entries for name in (entry["file"], entry["licence_file"])}
    faults = [f"{path.name}: not in the manifest" for path in sorted(folder.iterdir()) if path.name not in known]
    for entry in entries:
        if not (folder / entry["licence_file"]).is_file():
            faults.append(f"{entry['licence_file']}: missing")
        if not (folder / entry["file"]).is_file():
            faults.append(f"{entry['file']}: missing")
        elif digest_of(folder / entry["file"]) != entry["sha256"]:
            faults.append(f"{entry['file']}: is not the file of the manifest")
    return faults


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def renew(manifest: Path) -> None:
    """Fetch every file of the manifest in the version it names and note the new digests."""
    entries = json.loads(manifest.read_text())
    for entry in entries:
        with tempfile.TemporaryDirectory() as folder:
            package = f"{entry['package']}@{entry['version']}"
            subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
                for source, target in ((entry["source"], entry["file"]), ("LICENSE", entry["licence_file"])):
                    content = archive.extractfile(f"package/{source}")
                    if content is None:
                        raise SystemExit(f"{package}: {source} fehlt")
                    (manifest.parent / target).write_bytes(content.read())
        entry["sha256"] = digest_of(manifest.parent / entry["file"])
        print(f"{entry['file']}: {package}")
    manifest.write_text(json.dumps(entries, indent=2) + "\n")


if __name__ == "__main__":
    for path in MANIFESTS:
        renew(path)
