"""Two languages in one build: each page gets the language of its folder.

Pages lie in book/ko/ and book/en/ under the same names. For each page this extension sets
`<html lang>` and the language of the interface, links the same page in the other language, and keeps
sidebar, previous/next and search within the language. Pages outside both folders are English.
"""

import gettext
import json
import os
import pathlib
import re

import sphinx.locale
from bs4 import BeautifulSoup
from docutils import nodes
from interface_ko import COPY_BUTTON, MESSAGES, PHRASES

LANGUAGES = {"ko": "한국어", "en": "English"}
BRAND = {"ko": "심층 신경망 훈련하기", "en": "Training deep neural networks"}
DEFAULT = "en"


def language_of(pagename):
    """Return the language of a page: that of its folder, else the default."""
    match = re.match(r"book/(ko|en)/", pagename)
    return match.group(1) if match else DEFAULT


def twin(pagename):
    """Return the name of the same page in the other language, or None outside both folders."""
    language = language_of(pagename)
    if not pagename.startswith(f"book/{language}/"):
        return None
    other = "en" if language == "ko" else "ko"
    return pagename.replace(f"book/{language}/", f"book/{other}/", 1)


class KoreanTranslations(gettext.NullTranslations):
    """Our own Korean first, then a theme's or Sphinx's."""

    def __init__(self, catalog):
        super().__init__()
        self.add_fallback(catalog)

    def gettext(self, message):
        """Return the Korean of `message`, or `message` itself where nobody has any."""
        return MESSAGES.get(message) or super().gettext(message)


def _load_translators(app):
    """Keep a translator for each language and catalog; Sphinx itself loads but one language."""
    themes = pathlib.Path(__import__("sphinx_book_theme").__file__).parent
    folders = {
        ("general", "sphinx"): pathlib.Path(sphinx.locale.__file__).parent,
        ("general", "booktheme"): themes / "theme" / "sphinx_book_theme" / "static" / "locales",
    }
    app.bilingual_translators = {
        "en": {key: gettext.NullTranslations() for key in folders},
        "ko": {
            key: KoreanTranslations(gettext.translation(key[1], folder, languages=["ko"]))
            for key, folder in folders.items()
        },
    }


def _speak(app, language):
    """Make Sphinx, the themes and their templates speak `language` from now on."""
    translators = app.bilingual_translators[language]
    sphinx.locale.translators.update(translators)
    environment = getattr(app.builder.templates, "environment", None)
    if environment is not None:
        environment.install_gettext_translations(translators["general", "sphinx"])


def _before_writing(app, doctree, docname):
    """Titles of notes and the like are translated while the document is written."""
    if app.builder.format == "html":
        _speak(app, language_of(docname))


def _before_page(app, pagename, templatename, context, doctree):
    """Runs before the theme prepares the page, whose button texts are translated then."""
    language = language_of(pagename)
    _speak(app, language)
    context["language"] = language
    context["docstitle"] = context["project"] = BRAND[language]
    context["theme_search_bar_text"] = "검색" if language == "ko" else "Search"
    context["theme_logo"] = {"text": BRAND[language], "alt": BRAND[language]}
    other = twin(pagename)
    if has_twin(app, other):
        code = language_of(other)
        context["language_switch"] = {"href": context["pathto"](other), "lang": code, "name": LANGUAGES[code]}


def has_twin(app, other):
    """Whether the page that `twin` named is in the book."""
    return other is not None and (other in app.env.found_docs or other.endswith("/search"))


def _after_theme(app, pagename, templatename, context, doctree):
    """Runs after the theme: nothing of the other language in the navigation."""
    language, other = language_of(pagename), twin(pagename)
    for direction in ("prev", "next"):
        neighbour = context.get(direction)
        if neighbour and not (other and _same_language(neighbour["link"], pagename)):
            context[direction] = None
    _search_in_language(context, language)
    _navigate_in_language(context, language if other else None)
    context["script_files"] = [
        script
        for script in context.get("script_files", [])
        if "thebe" not in str(getattr(script, "filename", ""))
    ]
    context["css_files"] = [
        sheet for sheet in context.get("css_files", []) if "thebe" not in str(sheet.filename)
    ]
    if language == "ko" and context.get("body"):
        context["body"] = in_korean(context["body"])


def in_korean(markup):
    """Replace what the themes wrote in English into the markup of a Korean page."""
    for english, korean in PHRASES.items():
        markup = markup.replace(english, korean)
    return markup


def _same_language(link, pagename):
    """Whether a relative link leads to a page of the language of `pagename`."""
    target = os.path.normpath(os.path.join(os.path.dirname(pagename), link))
    return target.startswith(f"book/{language_of(pagename)}/")


def _search_in_language(context, language):
    """Send the search form to the search page of the language."""
    pathto = context["pathto"]

    def pathto_in_language(name, *args, **kwargs):
        return pathto(f"book/{language}/search" if name == "search" else name, *args, **kwargs)

    context["pathto"] = pathto_in_language


def _navigate_in_language(context, language):
    """Leave the other language's part out of the sidebar; with `None`, show both, each marked as what it is."""
    generate = context.get("generate_toctree_html")
    if generate is None:
        return
    languages = {name: code for code, name in LANGUAGES.items()}

    def generate_in_language(kind, *args, **kwargs):
        markup = generate(kind, *args, **kwargs)
        soup = BeautifulSoup(str(markup), "html.parser")
        for caption in soup.select("p.caption"):
            part, code = caption.find_next_sibling("ul"), languages[caption.get_text(strip=True)]
            if language is None:
                caption["lang"] = part["lang"] = code
                continue
            if code != language:
                part.decompose()
            caption.decompose()
        return str(soup)

    context["generate_toctree_html"] = generate_in_language


def _without_thebe(app, config):
    """Disconnect sphinx-thebe: jupyter-book loads it always, and it names a third party's script."""
    for listeners in app.events.listeners.values():
        listeners[:] = [listener for listener in listeners if listener.handler.__module__ != "sphinx_thebe"]


def _without_link_to_twin(app, doctree):
    """The paragraph of a notebook that leads to the other language is for Jupyter; the page's header has it already."""
    other = twin(app.env.docname)
    if other is None:
        return
    target = f"/{other.rpartition('/')[2]}"
    for paragraph in doctree.findall(nodes.paragraph):
        only = len(paragraph.children) == 1 and paragraph.children[0]
        if isinstance(only, nodes.Element) and only.get("reftarget", "").split(".")[0].endswith(target):
            paragraph.parent.remove(paragraph)
            return


def _search_pages(app):
    """A search page in each language; the themes know a single one."""
    return [(f"book/{language}/search", {"title": "Search"}, "search.html") for language in LANGUAGES]


def _repository_from_environment(app, config):
    """In a fork's CI the repository buttons lead to the fork."""
    name = os.environ.get("GITHUB_REPOSITORY")
    if name:
        config.html_theme_options["repository_url"] = f"https://github.com/{name}"


def _finish(app, error):
    """Translate what templates wrote without a catalog, and drop what no page uses."""
    if error or app.builder.format != "html":
        return
    out = pathlib.Path(app.outdir)
    for page in (out / "book" / "ko").rglob("*.html"):
        markup = page.read_text(encoding="utf-8")
        head, body = markup.split("<body", 1) if "<body" in markup else ("", markup)
        page.write_text(f"{head}<body{in_korean(body)}", encoding="utf-8")
    script = out / "_static" / "copybutton.js"
    head, tail = script.read_text(encoding="utf-8").split("const messages = {", 1)
    korean = json.dumps(COPY_BUTTON, ensure_ascii=False)
    script.write_text(f"{head}const messages = {{\n  'ko': {korean},{tail}", encoding="utf-8")
    # The icons come from a font; this script (1.5 MB) would draw them a second time.
    (out / "_static" / "scripts" / "fontawesome.js").write_text("")


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("config-inited", _repository_from_environment, priority=100)
    app.connect("config-inited", _without_thebe, priority=900)
    app.connect("builder-inited", _load_translators)
    app.connect("doctree-read", _without_link_to_twin, priority=80)  # before others describe the page
    app.connect("doctree-resolved", _before_writing, priority=100)
    app.connect("html-collect-pages", _search_pages)
    app.connect("html-page-context", _before_page, priority=100)
    app.connect("html-page-context", _after_theme, priority=900)
    app.connect("build-finished", _finish)
    # Writing switches the language from page to page, which only works one page at a time.
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
