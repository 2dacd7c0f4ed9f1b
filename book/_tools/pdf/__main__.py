"""Make the PDF of the book: `python -m pdf [ko] [en]`, with the book built."""

import datetime
import json
import os
import subprocess
import sys
import time

from . import numbers
from .chromium import Chromium, ChromiumError
from .document import ROOT, Document, DocumentError
from .words import WORDS

OUT = ROOT / "_build" / "pdf"
READY = """(async () => {
  // Every font, before the first page is laid out: one that came later would change the pages in between.
  await Promise.allSettled([...document.fonts].map(face => face.load()));
  await document.fonts.ready;
  await Promise.all([...document.images].map(image => image.decode()));
})()"""
FILL = """for (const [id, page] of Object.entries(%s))
  document.querySelectorAll(`[data-page-of='${id}']`).forEach(number => { number.textContent = page; });"""


def edition_date():
    """Return the date of the last commit, in UTC, or that of SOURCE_DATE_EPOCH; None where there is neither."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        command = ["git", "log", "-1", "--format=%ct"]
        try:
            epoch = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return None
    return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)


def make(language, out=OUT, pages=None, date=None):
    """Print the book of one language; return the path of the PDF and how many pages it has.

    Args:
        language: `"ko"` or `"en"`.
        out: The folder to write to, beside the built book.
        pages: The pages as (name, level); those of the toc unless given.
        date: The date of the edition, a `datetime`; that of the last commit unless given.
    """
    date = date or edition_date()
    out.mkdir(parents=True, exist_ok=True)
    source = out / f"handson11-{language}.html"
    source.write_text(Document(language, pages).render(date), encoding="utf-8")
    with Chromium() as chromium:
        chromium.open(source)
        chromium.evaluate(READY)
        known = {}
        for _ in range(3):  # as the numbers take no other room than their placeholders, twice will do
            pdf = chromium.pdf()
            found = numbers.pages_of(pdf)
            if found == known:
                break
            known = found
            chromium.evaluate(FILL % json.dumps(known))
        else:
            raise DocumentError("The page numbers do not settle.")
    path = out / f"handson11-{language}.pdf"
    path.write_bytes(numbers.reproducible(pdf, date))
    return path, numbers.page_count(pdf)


def main(languages):
    """Make the PDFs of the languages named, or of both."""
    for language in languages or WORDS:
        began = time.monotonic()
        try:
            path, count = make(language)
        except (ChromiumError, DocumentError) as error:
            sys.exit(str(error))
        size = path.stat().st_size / 1e6
        print(
            f"{path.relative_to(ROOT)}: {count} pages, {size:.1f} MB, {time.monotonic() - began:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
