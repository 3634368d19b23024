"""Finding, from the terminal."""

from flask.cli import AppGroup

search = AppGroup("search", help="Suche: alles neu verzeichnen.")
