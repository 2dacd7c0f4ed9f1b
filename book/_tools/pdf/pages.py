"""A page of the book while the document is put together, and the small tools that all parts of it use."""

from typing import NamedTuple

from bs4 import BeautifulSoup

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


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

    @property
    def title(self):
        """The heading of the page, as text."""
        return text(self.section.find(HEADINGS)).removesuffix("#").strip()

    @property
    def is_exercise(self):
        """Whether the page holds the exercises of a section."""
        return "/exercises/" in self.name and self.stem != "index"


def slug(name):
    """Return what stands in front of the ids of a page: book/ko/exercises/11_1 → exercises-11_1."""
    return name.split("/", 2)[2].replace("/", "-")


def text(element):
    """Return the text of an element on one line."""
    return " ".join(element.get_text().split())


def soup(markup):
    """Return the elements of some HTML."""
    return BeautifulSoup(markup, "html.parser")
