"""What comes out of `cleaning.py`: pictures and documents without anything that acts or tells on somebody."""

import io
import time
import zlib

import pikepdf
import pytest
from PIL import Image

from app.files.cleaning import MOST_PAGES, Cleaned, Refused, clean
from tests.files.samples import (
    IN_DISGUISE,
    PDF_SECRETS,
    SECRETS,
    a_bomb,
    a_pdf,
    a_photo,
    a_polyglot,
    an_active_pdf,
    laid_open,
)

pytestmark = pytest.mark.once


def refusal_of(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        clean(data)
    return str(refused.value)


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
def test_no_metadata_survives_and_the_picture_stands_upright(kind: str) -> None:
    sent = a_photo(kind)
    assert b"Kamera Erika" in sent
    cleaned = clean(sent)
    assert (cleaned.media_type, cleaned.width, cleaned.height) == ("image/webp", 40, 60)
    for data in (cleaned.data, cleaned.preview):
        assert not any(secret in data for secret in SECRETS)
        assert dict(opened(data).getexif()) == {}
        assert opened(data).size == (40, 60)
        assert set(opened(data).info) <= {"loop", "background", "timestamp", "duration"}


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    cleaned = clean(a_photo("GIF"))
    assert b"geheimer-ort" not in cleaned.data
    assert getattr(opened(cleaned.data), "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("mode", "kind"), [("L", "JPEG"), ("CMYK", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("1", "PNG")]
)
def test_every_kind_of_colour_becomes_one_of_the_web(mode: str, kind: str) -> None:
    assert opened(clean(a_photo(kind, mode=mode)).data).mode in {"RGB", "RGBA"}


def test_a_clear_ground_stays_clear() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(clean(out.getvalue()).data).getpixel((5, 5)) == (0, 0, 0, 0)


def test_large_pictures_are_made_smaller() -> None:
    cleaned = clean(a_photo("PNG", (3000, 30)))
    assert (cleaned.width, cleaned.height) == (20, 2000)
    assert max(opened(cleaned.preview).size) == 640


def test_what_hid_in_a_picture_is_gone() -> None:
    sent = a_polyglot()
    assert b"<script>" in sent
    cleaned = clean(sent)
    assert b"script" not in cleaned.data + cleaned.preview


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refusal_of(a_bomb()) == "pixels"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (name, "broken" if name in {"wave.webp", "half.jpg", "half.pdf", "empty.gif"} else "type")
        for name in IN_DISGUISE
    ],
)
def test_the_type_is_what_the_bytes_say(name: str, why: str) -> None:
    assert refusal_of(IN_DISGUISE[name]) == why


def test_a_phone_photo_nobody_else_can_read_is_named() -> None:
    assert refusal_of(b"\0\0\0\x18ftypheic\0\0\0\0") == "heic"


# ---- documents -----------------------------------------------------------------------------------


def test_nothing_in_a_document_acts_or_tells_on_its_author() -> None:
    sent = an_active_pdf()
    assert [secret for secret in PDF_SECRETS if secret not in laid_open(sent)] == []
    cleaned = clean(sent)
    assert cleaned.media_type == "application/pdf"
    seen = laid_open(cleaned.data)
    assert [secret for secret in PDF_SECRETS if secret in seen] == []
    for word in (
        b"/JavaScript",
        b"/OpenAction",
        b"/AA",
        b"/Launch",
        b"/SubmitForm",
        b"/EmbeddedFiles",
        b"/XFA",
        b"/Info",
    ):
        assert word not in seen, word


def test_a_harmless_link_and_the_photo_in_a_document_stay() -> None:
    cleaned = clean(an_active_pdf())
    assert b"https://example.org/gut" in laid_open(cleaned.data)
    with pikepdf.open(io.BytesIO(cleaned.data)) as pdf:
        photo = pikepdf.PdfImage(pdf.pages[0].Resources.XObject.I).as_pil_image()
        assert photo.size == (60, 40)
        assert dict(photo.getexif()) == {}


def test_the_same_document_is_the_same_whenever_it_comes() -> None:
    data = a_pdf()
    first = clean(data).data
    time.sleep(1.1)  # The number it would be given counts seconds.
    assert clean(data).data == first


def test_a_document_may_have_so_many_pages() -> None:
    assert isinstance(clean(a_pdf(MOST_PAGES)), Cleaned)
    assert refusal_of(a_pdf(MOST_PAGES + 1)) == "pages"


@pytest.mark.parametrize("user", ["", "geheim"])
def test_a_locked_document_is_refused(user: str) -> None:
    assert refusal_of(a_pdf(encryption=pikepdf.Encryption(owner="haus", user=user))) == "encrypted"


@pytest.mark.parametrize("packings", [[], ["FlateDecode"], ["ASCIIHexDecode", "FlateDecode"]])
@pytest.mark.parametrize("parameters", [False, True])
def test_a_photo_in_a_document_tells_nothing_however_it_is_packed(packings: list[str], parameters: bool) -> None:
    photo = a_photo()
    packed = zlib.compress(photo) if packings else photo
    packed = packed.hex().encode() + b">" if len(packings) > 1 else packed
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        stream = pdf.make_stream(
            packed, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=60, Height=40, BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB,
            Filter=pikepdf.Array([pikepdf.Name(f"/{name}") for name in [*packings, "DCTDecode"]]),
        )  # fmt: skip
        if parameters:
            stream.DecodeParms = pikepdf.Array([*(None for _ in packings), pikepdf.Dictionary(ColorTransform=1)])
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=stream))
        sent = io.BytesIO()
        pdf.save(sent, compress_streams=False)
    cleaned = clean(sent.getvalue()).data
    with pikepdf.open(io.BytesIO(cleaned)) as pdf:
        image = pdf.pages[0].Resources.XObject.I
        assert str(image.Filter) == "/DCTDecode"
        assert not any(secret in image.read_raw_bytes() for secret in SECRETS)
        assert pikepdf.PdfImage(image).as_pil_image().size == (60, 40)
    assert b"Kamera" not in laid_open(cleaned)


def test_a_link_into_another_document_is_gone() -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100))
        thread = pikepdf.Dictionary(S=pikepdf.Name.Thread, F="faden.pdf")
        page.obj.Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=thread)]
        )
        sent = io.BytesIO()
        pdf.save(sent)
    assert b"faden.pdf" in laid_open(sent.getvalue())
    assert b"faden.pdf" not in laid_open(clean(sent.getvalue()).data)
