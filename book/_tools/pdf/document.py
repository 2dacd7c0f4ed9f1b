"""The built pages of one language as a single HTML document, ready to be printed.

Order: title page, contents, then the pages as in `_toc.yml`; the solutions, which the pages fold up, follow the
exercises. Ids get the name of their page in front, so that every link leads to its place in the document.
"""

import html
import os
import pathlib
import re

import yaml

from . import cover
from .back import BackMatter
from .pages import HEADINGS, Page, slug, soup, text
from .words import WORDS

ROOT = pathlib.Path(__file__).parents[3]
BUILT = ROOT / "_build" / "html"
STYLE = pathlib.Path(__file__).with_name("book.css")
SCREEN_ONLY = ("api", "playground")  # pages to search or to play with, not to read
NO_PAPER = "script, template, button, form:not(.question), .headerlink, .d-print-none, .landing-ways"
PLAIN_TOKENS = ("p", "n", "w", "nn", "nx", "x")  # parts of code in the colour of the text
SCHEME = re.compile(r"[a-z]+:")
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")


class DocumentError(Exception):
    """The built book is missing, or not what the PDF can be made from."""


def names(language, toc=None):
    """Return the pages of a language as (name, level), in the order of the toc."""
    toc = toc or yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = []

    def walk(entries, level):
        for entry in entries:
            name = entry.get("file", "")
            if name.startswith(f"book/{language}/") and slug(name) not in SCREEN_ONLY:
                found.append((name, level))
            walk(entry.get("sections", []), level + 1)

    for part in toc["parts"]:
        walk(part["chapters"], 1)
    return found


def repository():
    """Return the address of the repository, as the book's buttons have it."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    name = os.environ.get("GITHUB_REPOSITORY")
    return f"https://github.com/{name}" if name else config["repository"]["url"]


def source_of(name):
    """Return the path of the file that a page was made from, or None."""
    paths = (ROOT / f"{name}{ending}" for ending in (".ipynb", ".md"))
    return next((path.relative_to(ROOT) for path in paths if path.is_file()), None)


def _name_formula(formula):
    """A PDF knows no MathML: let the glyphs of a formula be one figure, whose alternative text is its TeX."""
    glyphs = formula.select_one(".katex-html")
    glyphs["role"], glyphs["aria-label"] = "img", text(formula.select_one("annotation"))
    del glyphs["aria-hidden"]
    formula.select_one(".katex-mathml").decompose()


class Document:
    """The document of one language while it is put together.

    Args:
        language: `"ko"` or `"en"`.
        pages: The pages as (name, level); those of the toc unless given.
        built: The folder of the built book.
    """

    def __init__(self, language, pages=None, built=BUILT):
        self.language, self.words, self.built = language, WORDS[language], pathlib.Path(built)
        self.styles, self.site = {}, repository()
        self.names = pages or names(language)
        self.back = BackMatter(self.words)
        self.pages = [self._read(name, level) for name, level in self.names]
        self._drop_repeated()
        for page in self.pages:
            self._prepare(page)

    # ---- Reading. ----

    def _read(self, name, level):
        path = self.built / f"{name}.html"
        if not path.is_file():
            raise DocumentError(f"{path} is missing: build the book first, with `make book`.")
        markup = soup(path.read_text(encoding="utf-8"))
        folder = path.parent
        for link in markup.select("link[rel=stylesheet]"):
            file = (folder / link["href"].partition("?")[0]).resolve()
            self.styles.setdefault(file, link.get("media", "all"))
        canonical = markup.select_one("link[rel=canonical]")
        if canonical and canonical["href"].endswith(f"{name}.html"):
            self.site = canonical["href"].removesuffix(f"/{name}.html")
        section = markup.select_one("article.bd-article > section")
        if section is None:
            raise DocumentError(f"{path} holds no text of the book.")
        return Page(name, level, section.extract())

    def _drop_repeated(self):
        """Drop what stands on every page of exercises: how a notebook is used, and the progress table."""
        pages = [page for page in self.pages if page.is_exercise]
        if len(pages) < 2:
            return
        parts = [
            {text(part): part for part in page.section.find_all(["p", "section"], recursive=False)}
            for page in pages
        ]
        for repeated in set.intersection(*map(set, parts)):
            for part in parts:
                part[repeated].decompose()

    # ---- Each page. ----

    def _prepare(self, page):
        """Make a page printable, and take the answers out of it."""
        section = page.section
        for extra in section.select(NO_PAPER):
            if extra.name == "template" and extra.find_parent("form"):
                continue  # which choice is right
            extra.decompose()
        for fallback in section.find_all("noscript"):
            fallback.unwrap()
        for token in section.select(", ".join(f".highlight span.{name}" for name in PLAIN_TOKENS)):
            token.unwrap()  # each would be an element of its own in the structure of the PDF
        for formula in section.select(".katex"):
            _name_formula(formula)
        self._notebook_line(page)
        for image in section.find_all("img"):
            if not SCHEME.match(image["src"]):
                image["src"] = self._relative(self.built / os.path.dirname(page.name) / image["src"])
            image["loading"] = "eager"
        for element in section.find_all(True):
            self._rename(element, page)
        section["id"] = page.slug
        self.back.take_questions(page)
        self.back.take_code(page)
        if page.is_exercise:
            self.back.take_solutions(page)
        for details in section.find_all("details"):
            self._unfold(details)
        _shift_headings(section, page.level)

    def _relative(self, path):
        return os.path.relpath(path, self.built.parent / "pdf").replace(os.sep, "/")

    def _notebook_line(self, page):
        """Name the file of the notebook below its title, and leave out the link to the other language."""
        other = "en" if self.language == "ko" else "ko"
        twin = page.name.replace(f"book/{self.language}/", f"book/{other}/", 1)
        for paragraph in page.section.find_all("p", recursive=False):
            link = paragraph.find("a", href=True)
            if link and text(link) == text(paragraph) and self._target(link["href"], page)[0] == twin:
                paragraph.decompose()
        source = source_of(page.name)
        if source and source.suffix == ".ipynb":
            address = f"{repository()}/blob/main/{source}"
            line = f'<p class="notebook">{self.words["notebook"]} <a href="{address}">{source}</a></p>'
            page.section.find("h1").insert_after(soup(line))

    def _target(self, href, page):
        """Return page and fragment that a relative link leads to."""
        path, _, fragment = href.partition("#")
        if not path:
            return page.name, fragment
        name = os.path.normpath(os.path.join(os.path.dirname(page.name), path)).replace(os.sep, "/")
        return name.removesuffix(".html"), fragment

    def _rename(self, element, page):
        """Put the page's name in front of an id and of what refers to ids, and lead links to their place."""
        prefix = f"{page.slug}--"
        if element.get("id"):
            element["id"] = prefix + element["id"]
        for name in REFERRING:
            if element.get(name):
                element[name] = " ".join(prefix + word for word in element[name].split())
        for name, value in element.attrs.items():
            if isinstance(value, str) and "url(#" in value:
                element[name] = value.replace("url(#", f"url(#{prefix}")
        for name in ("href", "xlink:href"):
            if element.get(name) is not None and not SCHEME.match(element[name]):
                element[name] = self._address(element[name], page)
                element.attrs.pop("target", None)

    def _address(self, href, page):
        name, fragment = self._target(href, page)
        if name in dict(self.names):
            return f"#{slug(name)}--{fragment}" if fragment else f"#{slug(name)}"
        if self.site == repository():
            return self.site
        return f"{self.site}/{name}.html" + (f"#{fragment}" if fragment else "")

    def _unfold(self, details):
        """Show what is folded, under the words that it is folded under."""
        summary = details.find("summary", recursive=False)
        if summary:
            summary.name = "p"
            summary["class"] = "unfolded-title"
        details.name = "div"
        details.attrs.pop("open", None)

    # ---- The whole. ----

    def render(self, date):
        """Return the HTML of the document.

        Args:
            date: The `datetime` of the edition, or None.
        """
        title = self.pages[0].title
        heading = self.pages[0].section.find("h1")
        heading.string = self.words["preface"]
        body = []
        for page in self.pages:
            page.section["class"] = "chapter"
            page.section.find(HEADINGS)["class"] = "page-title"
            body.append(str(page.section))
        after = max((i for i, page in enumerate(self.pages, 1) if page.is_exercise), default=len(body))
        body.insert(after, self.back.solutions_part(self.pages))
        body.append(self.back.code_part(self.pages))
        main = soup(f'<main class="bd-article">{"".join(body)}</main>')
        _mend_links(main)
        front = cover.render(title, self.words, date, repository()) + self._contents(main)
        return self._head(title, main) + f'<body class="print-book">{front}{main}</body></html>\n'

    def _contents(self, main):
        """Return the table of contents; page numbers are filled in later."""
        lines = []
        for chapter in main.select("section.chapter"):
            lines += self._lines(chapter)
        return (
            f'<nav class="book-contents" id="contents"><h1 class="page-title">{self.words["contents"]}</h1>'
            f"<ul>{''.join(lines)}</ul></nav>"
        )

    def _lines(self, chapter):
        """Return the lines of a chapter: its title, and the topics of a section or the parts of the solutions."""
        heading = chapter.find(HEADINGS)
        level = int(heading.name[1])
        yield _line(chapter["id"], heading, level)
        for part in chapter.find_all("section", recursive=False):
            if re.match(r"\d", text(heading)) and not chapter["id"].startswith("exercises"):
                yield _line(part["id"], part.find(HEADINGS), 3)
            elif chapter["id"] in ("solutions", "code"):
                yield _line(part["id"], part.find(HEADINGS), 2)

    def _head(self, title, main):
        links = "".join(
            f'<link rel="stylesheet" href="{self._relative(path)}" media="{media}">'
            for path, media in self.styles.items()
        )
        style = STYLE.read_text(encoding="utf-8") + _running_titles(main)
        font = self._relative(ROOT / "handson11" / "fonts" / "Handson11SansKR.ttf")
        return (
            f'<!doctype html><html lang="{self.language}" data-theme="light" data-mode="light">'
            f'<head><meta charset="utf-8"><title>{html.escape(title)}</title>{links}'
            f"<style>{style.replace('FONT_FILE', font)}</style></head>"
        )


def _shift_headings(section, level):
    """Set the headings of a page as deep as the page stands in the book."""
    for heading in section.find_all(HEADINGS):
        heading.name = f"h{min(6, int(heading.name[1]) + level - 1)}"


def _mend_links(main):
    """Lead a link whose target did not come along to the start of the target's page."""
    ids = {element["id"] for element in main.find_all(id=True)}
    for link in main.select("a[href^='#']"):
        target = link["href"][1:]
        if target not in ids:
            link["href"] = "#" + target.partition("--")[0]
            if link["href"][1:] not in ids:
                raise DocumentError(f"A link leads nowhere: {target} ({text(link)})")


def _line(target, heading, level):
    return (
        f'<li class="level-{level}"><a href="#{target}"><span>{heading.decode_contents()}</span>'
        f'<i></i><b data-page-of="{target}">000</b></a></li>'
    )


def _running_titles(main):
    """Return the style that names each chapter at the foot of its pages."""
    rules = []
    for chapter in main.select("section.chapter"):
        words = text(chapter.find(HEADINGS)).replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
        rules.append(
            f"#{_css(chapter['id'])} {{ page: {_css('p-' + chapter['id'])}; }}\n"
            f'@page {_css("p-" + chapter["id"])} {{ @bottom-left {{ content: "{words}"; }} }}\n'
        )
    return "".join(rules)


def _css(name):
    """Return a name as CSS wants it."""
    return re.sub(r"^\d", lambda match: f"\\3{match[0]} ", re.sub(r"[^\w-]", "-", name))
