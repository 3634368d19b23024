"""Taking a file in: small enough, of a kind we know, made harmless in a process of its own, put into the store."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore
from uuid import uuid4

from app.core.errors import DomainError
from app.core.texts import clean
from app.files.storing import Store

MOST_BYTES = 10 * 1024 * 1024
MOST_NAME = 100
SECONDS = 30
EXTENSIONS = {"image/webp": "webp", "application/pdf": "pdf"}
UNNAMED = {"image/webp": "foto", "application/pdf": "dokument"}
PROGRAM = Path(__file__).with_name("cleaning.py")

_at_once = BoundedSemaphore(2)
"""So many files of one process are worked on at a time; a decoder needs a lot of memory."""


class FileIsRefused(DomainError):
    """The file is not taken: `why` is size, empty, type, heic, pixels, pages, encrypted, broken or busy."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Received:
    """A harmless file, in the store already, not yet attached to anything."""

    key: str
    preview_key: str | None
    sha256: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None


def take_in(data: bytes, name: str, store: Store) -> Received:
    """Make the file harmless and keep it under a new key. Nobody sees it until it is attached to a thing."""
    if len(data) > MOST_BYTES:
        raise FileIsRefused("size")
    if not data:
        raise FileIsRefused("empty")
    facts, cleaned, preview = make_harmless(data)
    key, preview_key = str(uuid4()), str(uuid4()) if preview else None
    store.put(key, cleaned)
    if preview_key is not None:
        store.put(preview_key, preview)
    media_type = str(facts["media_type"])
    return Received(
        key=key, preview_key=preview_key, sha256=sha256(cleaned).hexdigest(), name=name_for(name, media_type),
        media_type=media_type, size=len(cleaned), width=facts["width"], height=facts["height"],
    )  # fmt: skip


def make_harmless(data: bytes) -> tuple[dict[str, int | None], bytes, bytes]:
    """Facts, bytes and preview, from `cleaning.py` in a process of its own: bounded, and without our secrets."""
    if not _at_once.acquire(timeout=SECONDS):
        raise FileIsRefused("busy")
    try:
        # Our own program and nothing of what was sent on its command line; no variable of ours reaches it.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", os.fspath(PROGRAM)], input=data, capture_output=True, timeout=SECONDS, env={},
            check=True,
        )  # fmt: skip
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise FileIsRefused("broken") from error
    finally:
        _at_once.release()
    line, _newline, rest = done.stdout.partition(b"\n")
    facts = json.loads(line)
    if "refused" in facts:
        raise FileIsRefused(facts["refused"])
    size = facts["size"]
    return facts, rest[:size], rest[size:]


def name_for(name: str, media_type: str) -> str:
    """What people called it, fit to be shown and saved: no path, nothing invisible, the ending of its real type."""
    last = re.split(r"[/\\]", clean(name).replace("\n", " "))[-1]
    stem = re.sub(r'[\x00-\x1f\x80-\x9f<>:"|?*%#;&]+', " ", last.rpartition(".")[0] or last)
    stem = " ".join(stem.split()).strip(". ")
    ending = EXTENSIONS[media_type]
    return f"{stem[: MOST_NAME - len(ending) - 1].rstrip('. ') or UNNAMED[media_type]}.{ending}"
