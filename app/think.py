"""The process that holds the language model: `python -m app.think`, a child of `make run`."""

import signal
import sys

from app.core.meaning import serve, socket_of
from config import read_settings

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        serve(socket_of(read_settings().data))
    except OSError as error:
        sys.exit(f"Sprachmodell: {error}")
