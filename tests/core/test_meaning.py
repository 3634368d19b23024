"""One process holds the model, the others ask it; where it does not answer, nobody waits."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from app.core.meaning import MOST_LETTERS, SIZE, SOCKET, There, vectors_of

pytestmark = pytest.mark.once
START_SECONDS = 60
Started = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    """Start the process that holds the model for this data folder; it ends with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith("IDEENKREIS_")}
        (tmp_path / SOCKET).unlink(missing_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "app.core.meaning"],
            env={**kept, "IDEENKREIS_ENV": "test", "IDEENKREIS_DATA": str(tmp_path)},
        )
        running.append(process)
        end = time.monotonic() + START_SECONDS
        while not (tmp_path / SOCKET).exists():
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        return process

    yield start
    for process in running:
        process.terminate()
        process.wait(10)


def test_same_wish_in_other_words_lies_closer_than_another_wish(app: Flask) -> None:
    found = vectors_of(
        ["Wir brauchen einen Radweg", "Man müsste sicher Fahrrad fahren können", "Der Arzt geht in Rente"]
    )
    assert found is not None
    assert found.shape == (3, SIZE)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)
    assert found[0] @ found[1] > found[0] @ found[2] + 0.1


def test_nothing_and_very_long_texts(app: Flask) -> None:
    nothing = vectors_of([])
    assert nothing is not None
    assert nothing.shape == (0, SIZE)
    found = vectors_of(["", "Bus " * 100_000, ("Bus " * MOST_LETTERS)[:MOST_LETTERS]])
    assert found is not None
    assert np.allclose(found[1], found[2], atol=1e-4)


def test_others_ask_the_process_and_get_what_it_says(app: Flask, started: Started, tmp_path: Path) -> None:
    process = started()
    assert (tmp_path / SOCKET).stat().st_mode & 0o077 == 0, "nobody but us may ask"
    there, texts = There(tmp_path / SOCKET), ["Ein Spielplatz", "Der Bus kommt nicht"]
    here = vectors_of(texts)
    answers: list[bool] = []

    def ask() -> None:
        for _time in range(5):
            found = there.vectors_of(texts)
            answers.append(found is not None and here is not None and bool(np.allclose(found, here, atol=1e-3)))

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 20

    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(tmp_path / SOCKET))
        stranger.sendall(b"\x00\x00\x00\x05nooo!")
        assert stranger.recv(100) == b"", "hung up on whoever talks nonsense"
    assert there.vectors_of(texts) is not None

    process.terminate()
    process.wait(10)
    assert there.vectors_of(texts) is None
    started()
    assert there.vectors_of(texts) is not None, "found again without a restart of those who ask"


def test_nobody_there_is_told_at_once(tmp_path: Path) -> None:
    assert There(tmp_path / "nobody.sock").vectors_of(["Bus"]) is None
