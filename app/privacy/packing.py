"""One archive with everything about a person: for machines (JSON), to read (HTML), and the files themselves."""

import json
import zipfile
from typing import IO, Any

from app.files.models import Attachment
from app.files.storing import FileIsMissing, Store


def pack(archive: IO[bytes], data: dict[str, Any], page: str, files: list[Attachment], store: Store) -> None:
    """Write the archive; nothing of it stays with us."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("daten.json", json.dumps(data, ensure_ascii=False, indent=1))
        zipped.writestr("daten.html", page)
        missing = []
        for attachment in files:
            try:
                zipped.writestr(f"dateien/{attachment.id}-{attachment.name}", store.get(attachment.key))
            except FileIsMissing:
                missing.append(attachment.name)
        if missing:
            zipped.writestr("dateien/fehlt.txt", "\n".join(missing))
