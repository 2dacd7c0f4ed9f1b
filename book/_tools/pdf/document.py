"""The built pages of one language as a single HTML document, ready to be printed.

Order: title page, contents, then the pages as in `_toc.yml`; the solutions, which the pages fold up, follow the
exercises. Ids get the name of their page in front, so that every link leads to its place in the document.
"""

import html
import os
import pathlib
import re
from typing import NamedTuple

import yaml
from bs4 import BeautifulSoup

from . import cover
from .words import WORDS

ROOT = pathlib.Path(__file__).parents[3]
BUILT = ROOT / "_build" / "html"
STYLE = pathlib.Path(__file__).with_name("book.css")
SCREEN_ONLY = ("api",)  # pages that are there to be searched, not read
NO_PAPER = "script, template, button, .headerlink, .d-print-none"
PLAIN_TOKENS = ("p", "n", "w", "nn", "nx", "x")  # parts of code in the colour of the text
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")


class DocumentError(Exception):
    """The built book is missing, or not what the PDF can be made from."""


class Page(NamedTuple):
    """A page of the book: its name as in `_toc.yml`, how deep it stands there, and its contents."""

    name: str
    level: int
    section: object

    @property
    def slug(self):
        """The part of the page's ids that no other page has."""
        return slug(self.name)

    @property
    def stem(self):
        """The name without its folders; a section and its exercises share it."""
        return self.name.rpartition("/")[2]


def slug(name):
    """Return what stands in front of the ids of a page: book/ko/exercises/11_1 → exercises-11_1."""
    return name.split("/", 2)[2].replace("/", "-")


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


class Document:
    """The document of one language while it is put together.

    Args:
        language: `"ko"` or `"en"`.
        pages: The pages as (name, level); those of the toc unless given.
        built: The folder of the built book.
    """

    def __init__(self, language, pages=None, built=BUILT):
        self.language, self.words, self.built = language, WORDS[language], pathlib.Path(built)
        self.styles, self.scripts = {}, {}
        self.names = pages or names(language)
        self.answers, self.solutions, self.codes = {}, {}, {}  # by stem
        self.pages = [self._read(name, level) for name, level in self.names]
        self._drop_repeated()
        for page in self.pages:
            self._prepare(page)

    # ---- Reading. ----

    def _read(self, name, level):
        path = self.built / f"{name}.html"
        if not path.is_file():
            raise DocumentError(f"{path} is missing: build the book first, with `make book`.")
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        folder = path.parent
        for link in soup.select("link[rel=stylesheet]"):
            file = (folder / link["href"].partition("?")[0]).resolve()
            self.styles.setdefault(file, link.get("media", "all"))
        for script in soup.find_all("script"):
            if "mathjax" in script.get("src", ""):
                self.scripts["file"] = (folder / script["src"].partition("?")[0]).resolve()
            elif script.string and script.string.startswith("window.MathJax"):
                self.scripts["settings"] = script.string
        section = soup.select_one("article.bd-article > section")
        if section is None:
            raise DocumentError(f"{path} holds no text of the book.")
        return Page(name, level, section.extract())

    def _drop_repeated(self):
        """Drop what stands on every page of exercises: how a notebook is used, and the progress table."""
        pages = [page for page in self.pages if _is_exercise(page)]
        if len(pages) < 2:
            return
        parts = [
            {_text(part): part for part in page.section.find_all(["p", "section"], recursive=False)}
            for page in pages
        ]
        for text in set.intersection(*map(set, parts)):
            for part in parts:
                part[text].decompose()

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
        self._notebook_line(page)
        for image in section.find_all("img"):
            image["src"] = self._relative(self.built / os.path.dirname(page.name) / image["src"])
            image["loading"] = "eager"
        for element in section.find_all(True):
            self._rename(element, page)
        section["id"] = page.slug
        self._questions(page)
        self._take_code(page)
        if _is_exercise(page):
            self._take_solutions(page)
        for details in section.find_all("details"):
            self._unfold(details)
        _shift_headings(section, page.level)

    def _relative(self, path):
        return os.path.relpath(path, self.built.parent / "pdf").replace(os.sep, "/")

    def _notebook_line(self, page):
        """Put the address of the notebook where the page links its twin."""
        other = "en" if self.language == "ko" else "ko"
        twin = page.name.replace(f"book/{self.language}/", f"book/{other}/", 1)
        source = source_of(page.name)
        for paragraph in page.section.find_all("p", recursive=False):
            link = paragraph.find("a", href=True)
            if link and _text(link) == _text(paragraph) and self._target(link["href"], page)[0] == twin:
                paragraph.clear()
                paragraph["class"] = "notebook"
                address = f"{repository()}/blob/main/{source}"
                paragraph.append(_soup(f'{self.words["notebook"]} <a href="{address}">{source}</a>'))

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
            if element.get(name) is not None and not re.match(r"[a-z]+:", element[name]):
                element[name] = self._address(element[name], page)
                element.attrs.pop("target", None)

    def _address(self, href, page):
        name, fragment = self._target(href, page)
        if name in dict(self.names):
            return f"#{slug(name)}--{fragment}" if fragment else f"#{slug(name)}"
        return f"{repository()}/blob/main/{source_of(name) or ''}".removesuffix("/blob/main/")

    def _unfold(self, details):
        """Show what is folded, under the words that it is folded under."""
        summary = details.find("summary", recursive=False)
        if summary:
            summary.name = "p"
            summary["class"] = "unfolded-title"
        details.name = "div"
        details.attrs.pop("open", None)

    def _page_number(self, target):
        return self.words["page"].format(f'<span data-page-of="{target}">000</span>')

    def _reference(self, words, target, class_="turn"):
        """Return a line that leads to an element and names its page."""
        text = self.words[words].format(self._page_number(target))
        return f'<p class="{class_}"><a href="#{target}">{text}</a></p>'

    def _take_code(self, page):
        """Move the code that a page folds, that of figures and tables, to the end of the book."""
        for number, details in enumerate(page.section.select("details.hide"), start=1):
            cell, start = details.find_parent(class_="cell"), f"code-{page.stem}-{number}"
            cell["id"] = cell.get("id") or f"{page.slug}--{start}"
            cell.append(_soup(self._reference("code", start)))
            topic = html.escape(_text(details.find_parent("section").find(HEADINGS)))
            details.summary.decompose()
            code = (
                f'<div class="folded-code" id="{start}"><p><a href="#{cell["id"]}">{topic}, '
                f"{self._page_number(cell['id'])}</a></p>{details.decode_contents()}</div>"
            )
            self.codes.setdefault(page.stem, []).append(code)
            details.decompose()

    # ---- Questions and exercises. ----

    def _questions(self, page):
        """Set the questions for paper, and keep their answers for the end of the book."""
        answers = []
        for number, form in enumerate(page.section.select("form.question"), start=1):
            legend, details = form.select_one("legend"), form.select_one("details")
            choices = form.select(".question-choice")
            if choices:
                items = "".join(f"<li>{choice.span.decode_contents()}</li>" for choice in choices)
                field = f'<ol class="choices" type="A">{items}</ol>'
                right = chr(ord("A") + int(form.select_one("template[data-right]")["data-value"]))
            else:
                unit = form.select_one(".question-number span")
                unit = unit.decode_contents() if unit else ""
                field = f'<p class="blank">{self.words["answer"]} <span></span> {unit}</p>'
                right = ""
            details.summary.decompose()
            answer, *explanation = details.find_all("p", recursive=False)
            right = f"<strong>{right}.</strong> " if right else ""
            body = f"<p>{right}{answer.decode_contents()}</p>{''.join(map(str, explanation))}"
            answers.append(f'<div class="answer"><p class="number">{number}</p><div>{body}</div></div>')
            form.replace_with(
                _soup(
                    f'<div class="print-question" id="{form["id"]}"><div class="asked">'
                    f"{legend.decode_contents()}</div>{field}</div>"
                )
            )
        if answers:
            self.answers[page.stem] = answers
            page.section.select_one(".questions").append(
                _soup(self._reference("answers", f"solutions-{page.stem}-questions"))
            )

    def _take_solutions(self, page):
        """Move the solutions of a page of exercises to the end of the book."""
        for outcome in page.section.select(".cell_output:has(.handson11-check)"):
            outcome.decompose()  # "not attempted", each of them
        for number, details in enumerate(page.section.find_all("details"), start=1):
            exercise = details.find_parent("section")
            heading = exercise.find(HEADINGS)
            target = f"solutions-{page.stem}-{number}"
            details.replace_with(_soup(self._reference("solution", target)))
            details.summary.decompose()
            solution = (
                f'<section class="solution" id="{target}"><h4>{heading.decode_contents()}</h4>'
                f"{self._reference('back', exercise['id'], 'back')}{details.decode_contents()}</section>"
            )
            self.solutions.setdefault(page.stem, []).append(solution)

    def _solutions_part(self):
        """Return answers and solutions, section by section, or nothing where there are none."""
        parts = []
        for page in self.pages:
            answers, solutions = self.answers.get(page.stem), self.solutions.get(page.stem)
            if _is_exercise(page) or not (answers or solutions):
                continue
            start = f"solutions-{page.stem}"
            title = html.escape(_title(page))
            part = f'<section class="solutions-of" id="{start}"><h2>{title}</h2>'
            if answers:
                part += f'<section id="{start}-questions"><h3>{self.words["questions"]}</h3>{"".join(answers)}</section>'
            if solutions:
                part += f'<section id="{start}-exercises"><h3>{self.words["exercises"]}</h3>{"".join(solutions)}</section>'
            parts.append(part + "</section>")
        if not parts:
            return ""
        return (
            f'<section class="chapter" id="solutions"><h1 class="page-title">{self.words["solutions"]}</h1>'
            f"<p>{self.words['solutions-lead']}</p>{''.join(parts)}</section>"
        )

    def _code_part(self):
        """Return the code that the pages fold, section by section, or nothing where there is none."""
        parts = [
            f'<section class="codes-of" id="code-{page.stem}"><h2>{html.escape(_title(page))}</h2>{"".join(self.codes[page.stem])}</section>'
            for page in self.pages
            if page.stem in self.codes and not _is_exercise(page)
        ]
        if not parts:
            return ""
        return (
            f'<section class="chapter" id="code"><h1 class="page-title">{self.words["codes"]}</h1>'
            f"<p>{self.words['codes-lead']}</p>{''.join(parts)}</section>"
        )

    # ---- The whole. ----

    def render(self, date):
        """Return the HTML of the document.

        Args:
            date: The `datetime` of the edition, or None.
        """
        title = _title(self.pages[0])
        heading = self.pages[0].section.find("h1")
        heading.string = self.words["preface"]
        body, added = [], False
        last_exercise = max(
            (i for i, page in enumerate(self.pages) if _is_exercise(page)), default=len(self.pages) - 1
        )
        for place, page in enumerate(self.pages):
            page.section["class"] = "chapter"
            page.section.find(HEADINGS)["class"] = "page-title"
            body.append(str(page.section))
            if place == last_exercise and not added:
                body.append(self._solutions_part())
                added = True
        body.append(self._code_part())
        main = _soup(f'<main class="bd-article tex2jax_ignore mathjax_ignore">{"".join(body)}</main>')
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
            if re.match(r"\d", _text(heading)) and not chapter["id"].startswith("exercises"):
                yield _line(part["id"], part.find(HEADINGS), 3)
            elif chapter["id"] in ("solutions", "code"):
                yield _line(part["id"], part.find(HEADINGS), 2)

    def _head(self, title, main):
        links = "".join(
            f'<link rel="stylesheet" href="{self._relative(path)}" media="{media}">'
            for path, media in self.styles.items()
        )
        scripts = f"<script>{self.scripts['settings']}</script>" if "settings" in self.scripts else ""
        if "file" in self.scripts:
            scripts += f'<script defer src="{self._relative(self.scripts["file"])}"></script>'
        style = STYLE.read_text(encoding="utf-8") + _running_titles(main, title)
        font = self._relative(ROOT / "handson11" / "fonts" / "Handson11SansKR.ttf")
        return (
            f'<!doctype html><html lang="{self.language}" data-theme="light" data-mode="light"><head><meta charset="utf-8">'
            f"<title>{html.escape(title)}</title>{links}<style>{style.replace('FONT_FILE', font)}</style>{scripts}</head>"
        )


def _is_exercise(page):
    return "/exercises/" in page.name and page.stem != "index"


def _text(element):
    return " ".join(element.get_text().split())


def _title(page):
    heading = page.section.find(HEADINGS)
    return _text(heading).removesuffix("#").strip()


def _soup(markup):
    return BeautifulSoup(markup, "html.parser")


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
                raise DocumentError(f"A link leads nowhere: {target} ({_text(link)})")


def _line(target, heading, level):
    return (
        f'<li class="level-{level}"><a href="#{target}"><span>{heading.decode_contents()}</span>'
        f'<i></i><b data-page-of="{target}">000</b></a></li>'
    )


def _running_titles(main, title):
    """Return the style that names each chapter at the foot of its pages."""
    rules = []
    for chapter in main.select("section.chapter"):
        words = _text(chapter.find(HEADINGS)).replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
        rules.append(
            f"#{_css(chapter['id'])} {{ page: {_css('p-' + chapter['id'])}; }}\n"
            f'@page {_css("p-" + chapter["id"])} {{ @bottom-left {{ content: "{words}"; }} }}\n'
        )
    return "".join(rules)


def _css(name):
    """Return a name as CSS wants it."""
    return re.sub(r"^\d", lambda match: f"\\3{match[0]} ", re.sub(r"[^\w-]", "-", name))
