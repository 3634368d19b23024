"""A program of its own that makes one file harmless: bytes in, bytes out. It knows neither the app nor its data.

`python cleaning.py < file` is started for every file somebody sends, with bounds on time and memory: whatever a
hostile file does to a decoder happens here and ends here. Answers with a line of JSON, then the bytes.
"""

import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

PICTURES = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "GIF": b"GIF8", "WEBP": b"RIFF"}
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")
LONG_SIDE, PREVIEW_SIDE = 2000, 640
MOST_PIXELS = 40_000_000
MOST_PAGES = 200
MOST_OBJECTS = 100_000
CPU_SECONDS = 20
MEMORY = 2 * 1024**3

ACTIVE = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
    "/RichMediaExecute", "/ResetForm", "/Hide", "/SetOCGState", "/GoTo3DView", "/Trans", "/Thread",
}  # fmt: skip
"""Actions of a PDF that do more than lead to a page or an address."""
DROPPED_KEYS = (
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/EF", "/EmbeddedFiles", "/AF", "/Collection", "/Metadata",
    "/PieceInfo", "/RichMediaContent", "/RichMediaSettings", "/LastModified",
)  # fmt: skip
DROPPED_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
JPEG_FILTERS = {"/DCTDecode", "/DCT"}
SAFE_ADDRESSES = ("http://", "https://", "mailto:", "tel:")


class Refused(Exception):
    """The file is not taken; the word says why."""


@dataclass(frozen=True)
class Cleaned:
    """What may be kept of a file."""

    media_type: str
    data: bytes
    preview: bytes = b""
    width: int | None = None
    height: int | None = None


def clean(data: bytes) -> Cleaned:
    """The file without anything that could harm or tell on somebody; its type is what its bytes say."""
    if any(data.startswith(start) for start in PICTURES.values()):
        return _clean_picture(data)
    if data.startswith(b"%PDF-"):
        return _clean_pdf(data)
    raise Refused("heic" if data[4:12] in HEIC else "type")


# ---- pictures ------------------------------------------------------------------------------------


def _clean_picture(data: bytes) -> Cleaned:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Any = Image.open(io.BytesIO(data), formats=[*PICTURES, "MPO"])
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("pixels")
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
            picture.load()
            picture = ImageOps.exif_transpose(_shrunk(_in_plain_colours(picture), LONG_SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("pixels") from error
    except Refused:
        raise
    # A broken picture makes a decoder raise nearly anything; all of it means the same.
    except Exception as error:
        raise Refused("broken") from error
    small = _shrunk(picture.copy(), PREVIEW_SIDE)
    return Cleaned("image/webp", _as_webp(picture), _as_webp(small), picture.width, picture.height)


def _in_plain_colours(picture: Any) -> Any:
    """As RGB or RGBA in the colours of the web; what a colour profile said is worked in, the profile goes."""
    from PIL import ImageCms

    info = dict(picture.info)
    profile = info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            picture = ImageCms.profileToProfile(picture, source, target, outputMode="RGB") or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            picture = picture.convert("RGB")
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in info
    picture = picture.convert("RGBA" if has_alpha else "RGB")
    picture.info.update({name: info[name] for name in ("exif", "xmp") if name in info})
    return picture


def _shrunk(picture: Any, side: int) -> Any:
    picture.thumbnail((side, side))
    return picture


def _as_webp(picture: Any) -> bytes:
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80, method=4, exif=b"", xmp=b"", icc_profile=None)
    return out.getvalue()


# ---- documents -----------------------------------------------------------------------------------


def _clean_pdf(data: bytes) -> Cleaned:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            if len(pdf.pages) > MOST_PAGES:
                raise Refused("pages")
            if len(pdf.pages) == 0:
                raise Refused("broken")
            if len(pdf.objects) > MOST_OBJECTS:
                raise Refused("pages")
            _disarm(pdf)
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True)  # Else two that are alike would differ by the second of their coming.
    except Refused:
        raise
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    except Exception as error:
        raise Refused("broken") from error
    return Cleaned("application/pdf", out.getvalue())


def _disarm(pdf: Any) -> None:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for thing in list(pdf.objects):
        for inner in _dictionaries(thing):
            _disarm_dictionary(inner)
    for page in pdf.pages:
        if "/Annots" in page:
            page.Annots = pdf.make_indirect(_harmless_annotations(page.Annots))


def _dictionaries(thing: Any) -> Iterator[Any]:
    """Every dictionary written inside this object; what it only refers to comes by itself."""
    import pikepdf

    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            waiting += [value for value in _values(one) if not value.is_indirect]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _values(dictionary: Any) -> Iterator[Any]:
    import pikepdf

    for name in list(dictionary.keys()):
        value = dictionary.get(name)
        if isinstance(value, pikepdf.Object):
            yield value


def _disarm_dictionary(one: Any) -> None:
    for name in DROPPED_KEYS:
        if name in one:
            del one[name]
    if str(one.get("/S", "")) in ACTIVE or _leads_astray(one):
        for name in list(one.keys()):
            del one[name]
    elif "/Subtype" in one and "/Rect" in one and str(one.Subtype) != "/Widget" and "/T" in one:
        del one["/T"]
    _strip_jpeg(one)


def _leads_astray(one: Any) -> bool:
    if str(one.get("/S", "")) != "/URI":
        return False
    return not str(one.get("/URI", "")).strip().lower().startswith(SAFE_ADDRESSES)


def _harmless_annotations(annotations: Any) -> Any:
    import pikepdf

    return pikepdf.Array(
        [
            one
            for one in annotations
            if isinstance(one, pikepdf.Dictionary) and str(one.get("/Subtype", "")) not in DROPPED_ANNOTATIONS
        ]
    )


def _strip_jpeg(one: Any) -> None:
    """A photo inside a document carries its own metadata; they go, the photo stays as it is."""
    import pikepdf

    if not isinstance(one, pikepdf.Stream):
        return
    filters, parameters = _listed(one.get("/Filter")), _listed(one.get("/DecodeParms"))
    if not filters or str(filters[-1]) not in JPEG_FILTERS:
        return
    *packings, _jpeg = filters
    own = parameters[len(packings)] if len(parameters) > len(packings) else None
    # Whatever the JPEG is packed into comes off first, so that its segments can be read.
    one.Filter, one.DecodeParms = pikepdf.Array(packings), pikepdf.Array(parameters[: len(packings)])
    jpeg = one.read_bytes() if packings else one.read_raw_bytes()
    one.write(without_metadata(jpeg), filter=pikepdf.Name.DCTDecode, decode_parms=own)


def _listed(value: Any) -> list[Any]:
    """One filter may stand alone or in a list."""
    import pikepdf

    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def without_metadata(jpeg: bytes) -> bytes:
    """The same JPEG without its Exif, XMP, IPTC and comment segments."""
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if jpeg[place + 1] not in (0xE1, 0xED, 0xFE):
            kept.append(jpeg[place:end])
        place = end
    return b"".join([*kept, jpeg[place:]])


# ---- as a program --------------------------------------------------------------------------------


def answer(data: bytes, out: BinaryIO) -> None:
    """One line that says what follows, then the file and its preview; or one line that says why not."""
    try:
        cleaned = clean(data)
    except Refused as refused:
        out.write(json.dumps({"refused": str(refused)}).encode() + b"\n")
        return
    line = {
        "media_type": cleaned.media_type, "width": cleaned.width, "height": cleaned.height, "size": len(cleaned.data),
    }  # fmt: skip
    out.write(json.dumps(line).encode() + b"\n" + cleaned.data + cleaned.preview)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answer(sys.stdin.buffer.read(), sys.stdout.buffer)
