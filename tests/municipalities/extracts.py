"""Extracts that fit the cast: the same three places, or with what an official one brings anew."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from flask import Flask

from app.municipalities.loading import read_extract
from app.municipalities.schemas import MunicipalityFile

NAUNHOF, BRANDIS, ELSEWHERE, NEWTOWN = "14729300", "14729060", "13076001", "14729999"


def a_place(ags: str, name: str, district: str, **values: Any) -> dict[str, Any]:
    return {
        "ags": ags, "ars": ags + "0000", "name": name, "district": district, "association": None, "population": 8000,
        "area_km2": 40.0, "postcode": "04683", "latitude": 51.2, "longitude": 12.6, **values,
    }  # fmt: skip


_AS_THE_CAST = {
    "source": "Verzeichnis (Beispiel)",
    "reference_date": "2025-01-01",
    "districts": [
        {"key": "14729", "name": "Landkreis Hier", "land": "SN", "authority": "hier"},
        {"key": "13076", "name": "Landkreis Drüben", "land": "MV", "authority": "drueben"},
    ],
    "regions": [{"slug": "partheland", "name": "Partheland", "authority": "verbund", "members": [NAUNHOF, BRANDIS]}],
    "municipalities": [
        a_place(NAUNHOF, "Naunhof, Stadt", "14729"), a_place(BRANDIS, "Brandis, Stadt", "14729"),
        a_place(ELSEWHERE, "Alt Krenzlin, Stadt", "13076"),
    ],
    "former": [],
}  # fmt: skip


def an_extract(day: str = "2025-01-01") -> dict[str, Any]:
    """The register as the cast has it, as of that day."""
    return deepcopy(_AS_THE_CAST) | {"reference_date": day}


def without(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The same without these places, in the list and in the region."""
    data["municipalities"] = [one for one in data["municipalities"] if one["ags"] not in keys]
    for region in data["regions"]:
        region["members"] = [one for one in region["members"] if one not in keys]
    return data


def merged(day: str = "2026-01-01", last_day: str = "2025-12-31") -> dict[str, Any]:
    """Brandis has gone into Naunhof."""
    data = without(an_extract(day), BRANDIS)
    data["former"] = [{"ags": BRANDIS, "until": last_day, "merged_into": NAUNHOF}]
    return data


def text_of(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, allow_unicode=True)


def as_file(data: dict[str, Any]) -> MunicipalityFile:
    return read_extract("auszug.yaml", text_of(data).encode())


def load(app: Flask, folder: Path, data: dict[str, Any], *options: str) -> Any:
    """`flask municipalities load` with that extract."""
    path = folder / "auszug.yaml"
    path.write_text(text_of(data), encoding="utf-8")
    return app.test_cli_runner().invoke(args=["municipalities", "load", str(path), *options])
