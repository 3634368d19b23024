"""Who is responsible, from the terminal."""

from flask.cli import AppGroup

responsibilities = AppGroup("responsibilities", help="Wer ist zuständig: die mitgebrachte Liste laden.")
