"""What the themes and docutils write that keeps a reader with a screen reader or a keyboard from something."""

import re

from bilingual import language_of
from bs4 import BeautifulSoup

PAGES_OF = {"ko": "{}: 하위 차례 여닫기", "en": "{}: show or hide its pages"}
REPLACEMENTS = (
    # A summary is named by what it shows; another name says something else than what is read.
    (' aria-label="Toggle hidden content"', ""),
    # The corner of a table is no heading.
    ('<th scope="col"></th>', "<td></td>"),
    # The roles of dpub-aria do not belong into a list, and doc-biblioentry is deprecated.
    ('role="doc-biblioentry"', 'role="listitem"'),
)


def mended(markup):
    """Return the text of a page with what docutils and myst-nb wrote put right."""
    for wrong, right in REPLACEMENTS:
        markup = markup.replace(wrong, right)
    # Figures far down are fetched when they come near.
    return re.sub(r"<img (?![^>]*\bloading=)", '<img loading="lazy" decoding="async" ', markup)


def named_toggles(markup, language):
    """Return a table of contents whose toggles say what they open."""
    soup = BeautifulSoup(str(markup), "html.parser")
    for summary in soup.select("li > details > summary"):
        item = summary.find_parent("li")
        title = item.find("a").get_text(strip=True)
        part = summary.find_parent("ul", lang=True)
        summary["aria-label"] = PAGES_OF[part["lang"] if part else language].format(title)
    return str(soup)


def _mend(app, pagename, templatename, context, doctree):
    if context.get("body"):
        context["body"] = mended(context["body"])


def _name_toggles(app, pagename, templatename, context, doctree):
    generate, language = context.get("generate_toctree_html"), language_of(pagename)
    if generate is not None:
        context["generate_toctree_html"] = lambda *args, **kwargs: named_toggles(
            generate(*args, **kwargs), language
        )


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("html-page-context", _mend, priority=890)  # while the themes' English is still there
    app.connect("html-page-context", _name_toggles, priority=910)  # after bilingual has marked the languages
    return {"version": "1", "parallel_read_safe": True}
