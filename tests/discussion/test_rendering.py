"""Comments are plain text: nothing in them becomes markup but paragraphs, line breaks and links."""

import html5lib
import pytest

from app.discussion.rendering import ATTRIBUTES, TAGS, render

pytestmark = pytest.mark.once

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "<a href='javascript:alert(1)'>hier</a>",
    "javascript:alert(1)",
    'https://gut.example/"onmouseover="alert(1)',
    "https://gut.example/'onmouseover='alert(1)",
    "https://gut.example/<script>alert(1)</script>",
    "https://gut.example/`onclick=alert(1)`",
    "https://gut.example/&quot;onclick=alert(1)",
    "https://gut.example/&#34;onclick=alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "[hier](javascript:alert(1))",
    "<!--<img src=x onerror=alert(1)>-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<math><mtext></p><img src=x onerror=alert(1)></math>",
    "<style>@import 'https://gut.example'</style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<p style='position:fixed' class='btn'>Hier</p>",
    "{{ 7*7 }} {% raw %}",
    "https://bank.example@boese.example/",
    "https://[::1/",
    "https://",
    "http://.",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_becomes_markup(text: str) -> None:
    tree = html5lib.parseFragment(f"<div>{render(text)}</div>", namespaceHTMLElements=False)
    (div,) = list(tree)
    for element in div.iter():
        assert element.tag in {"div", *TAGS}, element.tag
        assert set(element.attrib) <= {"href", "rel"}
        if element.tag == "a":
            assert element.get("href", "").lower().startswith(("https://gut.example", "http://gut.example"))
            assert element.get("rel") == "nofollow ugc noopener"
    assert "".join(div.itertext()) == text
    assert set(ATTRIBUTES) == {"a"}


def test_paragraphs_and_lines_stay() -> None:
    assert render("Eins\nzwei\n\n\nDrei") == "<p>Eins<br>zwei</p><p>Drei</p>"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Siehe https://a.example/b.", "https://a.example/b"),
        ("(Siehe https://a.example/b)", "https://a.example/b"),
        ("https://a.example/b_(c) dort", "https://a.example/b_(c)"),
        ("„https://a.example/b“", "https://a.example/b"),
        ("HTTPS://A.example/?a=1&b=2!", "HTTPS://A.example/?a=1&amp;b=2"),
    ],
)
def test_an_address_becomes_a_link_without_the_marks_around_it(text: str, address: str) -> None:
    assert f'<a href="{address}" rel="nofollow ugc noopener">{address}</a>' in render(text)
