"""Papers that were made are kept a while, so that asking again costs nothing; what is kept is bounded and swept."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from time import time
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parents[2]
LOOK = "core/print/look.typ"
MOST = 300
SECONDS_KEPT = 2 * 24 * 3600


def digest_of(template: str, content: Mapping[str, Any], *, title: str, lang: str) -> str:
    """What this paper is known by: any change of content, template, look or typesetter gives another one."""
    said = json.dumps([content, title, lang, version("typst")], sort_keys=True, ensure_ascii=True)
    sources = [said.encode(), *((ROOT / name).read_bytes() for name in (template, LOOK))]
    return hashlib.sha256(b"\0".join(sources)).hexdigest()


def kept_or_made(folder: Path, digest: str, make: Callable[[], bytes]) -> bytes:
    """The paper from the folder, or made now and kept. Making one also sweeps the folder; no job is needed."""
    place = folder / f"{digest}.pdf"
    with suppress(FileNotFoundError):
        return place.read_bytes()
    made = make()
    folder.mkdir(parents=True, exist_ok=True)
    # Under another name first: nobody reads half a paper.
    unfinished = folder / f"{uuid4()}.part"
    unfinished.write_bytes(made)
    os.replace(unfinished, place)
    _sweep(folder)
    return made


def _sweep(folder: Path) -> None:
    """Drop what is older than two days, and the oldest papers beyond the bound."""
    found: list[tuple[float, Path]] = []
    for place in folder.iterdir():
        with suppress(FileNotFoundError):
            found.append((place.stat().st_mtime, place))
    papers = sorted((one for one in found if one[1].suffix == ".pdf"), reverse=True)
    too_old = [one for one in found if one[0] < time() - SECONDS_KEPT]
    for _made_at, place in papers[MOST:] + too_old:
        place.unlink(missing_ok=True)
