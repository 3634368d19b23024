"""Terminal: back up, restore, check."""

from flask.cli import AppGroup

backup = AppGroup("backup")
restore = AppGroup("restore")
fsck = AppGroup("fsck")
