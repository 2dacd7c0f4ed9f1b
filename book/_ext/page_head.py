"""What a page's head says to search engines and to whoever is sent its link.

Description, canonical address, the same page in the other language, and a card (Open Graph) with a picture.
"""

import html
import re
import unicodedata

import site_address
from bilingual import BRAND, has_twin, language_of, twin
from docutils import nodes

DESCRIPTIONS = {
    "ko": "깊은 신경망은 왜 훈련하기 어려울까요? 모든 주장을 노트북에서 직접 측정하고, 기준을 벗어나면 멈추는 "
    "한국어·영어 딥러닝 교재입니다.",
    "en": "Why are deep networks hard to train? A course in Korean and English in which every claim is measured "
    "by a notebook that stops when the claim fails.",
}
SEARCH = {
    "ko": "이 책의 모든 페이지에서 찾습니다. 조사나 어미가 붙은 말도, 붙여 쓴 말도, 영어 용어도 찾습니다.",
    "en": "Search all pages of this book: in any form of a word, and for the names of functions and claims.",
}
CARDS = {
    # Made by book/_tools/make_cards.py.
    "ko": "층을 지나며 사라지거나 유지되는 신호의 그래프 위에 적힌 책 제목: 심층 신경망 훈련하기",
    "en": "The title, Training deep neural networks, above curves of signals that vanish or last through depth",
}
CARD_SIZE = (1200, 630)
LOCALES = {"ko": "ko_KR", "en": "en_US"}
LENGTH = 200  # columns of a description; a syllable of Hangul takes two


def columns(text):
    """Return how many columns a text takes where Latin letters take one and Hangul two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def summary(texts, length=LENGTH):
    """Return the first sentences of some paragraphs that fit; the start of the first where not even it fits.

    Example:
        >>> summary(["One two. Three four.", "Five."], 20), summary(["A sentence that is long."], 12)
        ('One two. Three four.', 'A sentence…')
    """
    sentences = [
        sentence
        for text in texts
        for sentence in re.split(r"(?<=[.?!])\s+", " ".join(text.split()))
        if sentence
    ]
    chosen = ""
    for sentence in sentences:
        longer = f"{chosen} {sentence}".strip()
        if columns(longer) > length:
            break
        chosen = longer
    if chosen or not sentences:
        return chosen
    words = sentences[0].split()
    while words and columns(" ".join(words)) >= length:
        words.pop()
    return " ".join(words).rstrip(",;:") + "…"


def description(doctree):
    """Return the first sentences of a page's prose, or "" where it has none."""
    texts = []
    for paragraph in doctree.findall(nodes.paragraph):
        in_prose = isinstance(paragraph.parent, nodes.section | nodes.document)
        # The link to the other language is no prose.
        if in_prose and any(isinstance(child, nodes.Text) for child in paragraph.children):
            math = [node.astext() for node in paragraph.findall(nodes.math)]
            if not math:
                texts.append(paragraph.astext())
        if columns(" ".join(texts)) > LENGTH:
            break
    return summary(texts)


def tags(app, pagename, title, text):
    """Return the tags of a page as HTML."""
    language, other = language_of(pagename), twin(pagename)
    address = site_address.page(app, pagename)
    width, height = CARD_SIZE
    links = [f'<link rel="canonical" href="{address}" />']
    if has_twin(app, other):
        names = {language: pagename, language_of(other): other, "x-default": "book/index"}
        links += [
            f'<link rel="alternate" hreflang="{code}" href="{site_address.page(app, name)}" />'
            for code, name in names.items()
        ]
    elif pagename == "book/index":
        links += [
            f'<link rel="alternate" hreflang="{code}" href="{site_address.page(app, name)}" />'
            for code, name in {
                "ko": "book/ko/index",
                "en": "book/en/index",
                "x-default": "book/index",
            }.items()
        ]
    properties = {
        "og:type": "website" if pagename.endswith("/index") else "article",
        "og:site_name": BRAND[language],
        "og:title": title,
        "og:description": text,
        "og:url": address,
        "og:locale": LOCALES[language],
        "og:image": f"{site_address.of(app)}_static/card-{language}.png",
        "og:image:width": width,
        "og:image:height": height,
        "og:image:alt": CARDS[language],
    }
    names = {"description": text, "twitter:card": "summary_large_image"}
    metas = [
        f'<meta name="{name}" content="{html.escape(str(content))}" />' for name, content in names.items()
    ]
    metas += [
        f'<meta property="{name}" content="{html.escape(str(content))}" />'
        for name, content in properties.items()
    ]
    return "\n" + "\n".join([*links, *metas])


def _add(app, pagename, templatename, context, doctree):
    language = language_of(pagename)
    if pagename.rpartition("/")[2] == "404":  # nothing to be found by, and nothing to be sent
        text = html.escape(DESCRIPTIONS[language])
        found = f'\n<meta name="robots" content="noindex" />\n<meta name="description" content="{text}" />'
        context["metatags"] = context.get("metatags", "") + found
        return
    own = (context.get("meta") or {}).get("description")
    if pagename.endswith("/search"):
        own = SEARCH[language]
    text = own or (doctree is not None and description(doctree)) or DESCRIPTIONS[language]
    title = re.sub("<[^>]+>", "", context.get("title") or "") or BRAND[language]
    context["metatags"] = context.get("metatags", "") + tags(app, pagename, html.unescape(title), text)


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("html-page-context", _add, priority=950)
    return {"version": "1", "parallel_read_safe": True}
