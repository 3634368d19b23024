"""Tiny files made in code: photos that tell on their makers, documents that act, and things in disguise."""

import io
import struct
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ExifTags, Image

SECRETS = (b"Kamera Erika", b"geheimer-ort", b"Exif", b"http://ns.adobe.com")
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>http://ns.adobe.com geheimer-ort</x:xmpmeta>"


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), *, mode: str = "RGB", **options: Any) -> bytes:
    """A photo lying on its side, with camera, place and comment in its metadata."""
    picture = Image.new(mode, size, (200, 30, 30) if mode == "RGB" else None or 0)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Kamera Erika"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (51.0, 20.0, 3.0), 3: "E", 4: (12.0, 35.0, 1.0)})
    out = io.BytesIO()
    if kind == "GIF":
        picture.save(out, kind, comment=b"geheimer-ort", save_all=True, append_images=[Image.new("RGB", size)])
    else:
        picture.save(out, kind, exif=exif, **({"xmp": XMP} if kind in {"JPEG", "WEBP", "PNG"} else {}) | options)
    return out.getvalue()


def a_bomb() -> bytes:
    """A few bytes of PNG that say they are a picture of 30,000 × 30,000."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def a_polyglot() -> bytes:
    """A JPEG that a careless browser would read as a page with a script."""
    return a_photo(comment=b"<html><script>alert(1)</script>") + b"<html><body><script>alert(2)</script></body></html>"


def a_pdf(pages: int = 1, **options: Any) -> bytes:
    """A plain document."""
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(100, 100))
        out = io.BytesIO()
        pdf.save(out, **options)
        return out.getvalue()


PDF_SECRETS = (
    b"app.alert", b"evil", b"onclose", b"cmd.exe", b"submit.example", b"Erika", b"geheime-anlage", b"xfa-skript",
    b"Kamera", b"javascript:", b"FileAttachment", b"C:\\\\Users", b"XMP-Autorin",
)  # fmt: skip


def an_active_pdf() -> bytes:
    """A document that acts on opening, on a click, through forms and attachments, and tells who wrote it where."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        page = pdf.pages[0]
        pdf.attachments["anlage.txt"] = b"geheime-anlage"
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
        pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS="onclose()"))
        pdf.Root.Names.JavaScript = Dictionary(Names=Array(["x", Dictionary(S=Name.JavaScript, JS="evil()")]))
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"xfa-skript"))
        submit = Dictionary(S=Name.SubmitForm, F="https://submit.example/")
        actions = [
            Dictionary(S=Name.Launch, F="cmd.exe"),
            Dictionary(S=Name.URI, URI="https://example.org/gut", Next=Array([submit])),
            Dictionary(S=Name.URI, URI="javascript:alert(1)"),
        ]
        box = Array([0, 0, 9, 9])
        links = [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, A=one, T="Erika") for one in actions]
        clip = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=box, Contents="anbei")
        page.Annots = Array([*(pdf.make_indirect(one) for one in links), clip])
        photo = {
            "Type": Name.XObject, "Subtype": Name.Image, "Width": 60, "Height": 40, "Filter": Name.DCTDecode,
            "ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8,
        }  # fmt: skip
        page.Resources = Dictionary(XObject=Dictionary(I=pdf.make_stream(a_photo(), **photo)))
        page.Contents = pdf.make_stream(b"q 60 0 0 40 0 0 cm /I Do Q")
        with pdf.open_metadata() as metadata:
            metadata["dc:creator"] = ["XMP-Autorin"]
        pdf.docinfo["/Author"] = "Erika"
        pdf.docinfo["/Title"] = "C:\\Users"
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def laid_open(pdf: bytes) -> bytes:
    """The same document with everything readable that lies packed in it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        out = io.BytesIO()
        opened.save(
            out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )  # fmt: skip
        return out.getvalue()


IN_DISGUISE = {
    "page.jpg": b"<!doctype html><script>alert(1)</script>",
    "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "letter.pdf": b"PK\x03\x04word/document.xml",
    "program.webp": b"MZ\x90\x00This program cannot be run",
    "late.pdf": b"<html><script>alert(1)</script>" + a_pdf(),
    "wave.webp": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "half.jpg": a_photo()[:200],
    "half.pdf": b"%PDF-1.7\n1 0 obj\n<<",
    "empty.gif": b"GIF89a",
}
