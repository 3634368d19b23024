"""Settings, from the environment alone (prefix `IDEENKREIS_`); all faults are named at once at start."""

import os
import secrets
from pathlib import Path
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

FAULTS = {
    "missing": "fehlt",
    "literal_error": "erlaubt sind: demo, production, test",
}


class Settings(BaseSettings):
    """Every setting there is. Defaults are right for production and fit for the public."""

    model_config = SettingsConfigDict(env_prefix="IDEENKREIS_", extra="ignore")

    env: Literal["demo", "production", "test"] = "production"
    site_name: str = "Ideenkreis"
    mail_from: str = "ideenkreis@example.org"
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    data: Path = Path("instance")
    database_url: str = ""
    storage_url: str = ""
    mail_url: str = ""
    default_locale: Literal["de", "en"] = "de"
    timezone: str = "Europe/Berlin"
    trusted_proxies: int = Field(default=0, ge=0, le=5)

    @model_validator(mode="after")
    def _fill_and_check(self) -> Self:
        self.data = self.data.absolute()
        self.database_url = self.database_url or f"sqlite:///{self.data / 'ideenkreis.sqlite'}"
        self.storage_url = self.storage_url or f"file://{self.data / 'files'}"
        self.mail_url = self.mail_url or f"file://{self.data / 'mail'}"
        faults = []
        if self.env == "production":
            if len(self.secret_key) < 32:
                faults.append("IDEENKREIS_SECRET_KEY: mindestens 32 zufällige Zeichen")
            if not self.base_url.startswith("https://"):
                faults.append("IDEENKREIS_BASE_URL: die öffentliche Adresse mit https://")
            if self.mail_from.endswith("@example.org"):
                faults.append("IDEENKREIS_MAIL_FROM: die Absenderadresse der Stelle")
        if urlsplit(self.database_url).scheme.split("+")[0] not in {"sqlite", "postgresql"}:
            faults.append("IDEENKREIS_DATABASE_URL: sqlite:///… oder postgresql://…")
        if urlsplit(self.mail_url).scheme not in {"file", "smtp", "smtps"}:
            faults.append("IDEENKREIS_MAIL_URL: file:///…, smtp://… oder smtps://…")
        is_open_way = self.env == "production" and "endpoint=http:" in unquote(self.storage_url)
        if urlsplit(self.storage_url).scheme not in {"file", "s3"} or is_open_way:
            faults.append("IDEENKREIS_STORAGE_URL: file:///… oder s3://… (endpoint in Produktion mit https://)")
        if faults:
            raise ValueError("\n".join(faults))
        if not self.secret_key:
            self.secret_key = kept_secret(self.data / "secret-key")
        return self

    @property
    def is_demo(self) -> bool:
        return self.env == "demo"


def kept_secret(path: Path) -> str:
    """The key of this data folder; made once, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret


def read_settings() -> Settings:
    """The settings of this process; ends it with every fault named when something is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for fault in error.errors():
            place = f"IDEENKREIS_{str(fault['loc'][0]).upper()}: " if fault["loc"] else ""
            text = FAULTS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
            lines += [f"  {place}{line}" for line in text.splitlines()]
        raise SystemExit("Die Einstellungen stimmen nicht:\n" + "\n".join(lines)) from None
