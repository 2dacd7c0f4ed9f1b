"""What is read from, and written into, a PDF as Chromium makes it.

Chromium (Skia) leaves the objects that matter here uncompressed: the tree of pages, the destinations of links and
the dates. That is enough to know on which page an element stands, without a library for PDF.
"""

import re

OBJECT = re.compile(rb"^(\d+) 0 obj\n<<(.*?)>>\nendobj", re.DOTALL | re.MULTILINE)
DESTINATION = re.compile(rb"/(\S+) \[(\d+) 0 R /XYZ")
DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)")
NODE = re.compile(rb"\(node\d{8}\)")


def _objects(pdf):
    return {int(number): body for number, body in OBJECT.findall(pdf)}


def _kids(objects, number):
    """Yield the numbers of the pages below an object, in order."""
    match = re.search(rb"/Kids \[([^\]]*)\]", objects.get(number, b""))
    if match is None:
        yield number
        return
    for kid in re.findall(rb"(\d+) 0 R", match[1]):
        yield from _kids(objects, int(kid))


def _root(pdf, objects):
    catalog = objects[int(re.findall(rb"/Root (\d+) 0 R", pdf)[-1])]
    return {name: int(re.search(rb"/%s (\d+) 0 R" % name, catalog)[1]) for name in (b"Pages", b"Dests")}


def page_count(pdf):
    """Return how many pages a PDF of Chromium has."""
    objects = _objects(pdf)
    return len(list(_kids(objects, _root(pdf, objects)[b"Pages"])))


def pages_of(pdf):
    """Return the page, counted from 1, of each element that a link of the document leads to: id → page."""
    objects = _objects(pdf)
    root = _root(pdf, objects)
    page = {number: place for place, number in enumerate(_kids(objects, root[b"Pages"]), start=1)}
    found = DESTINATION.findall(objects[root[b"Dests"]])
    return {_name(name): page[int(number)] for name, number in found}


def _name(name):
    """Return a PDF name without its escapes."""
    return re.sub(rb"#([0-9A-F]{2})", lambda match: bytes([int(match[1], 16)]), name).decode(
        "utf-8", "replace"
    )


def reproducible(pdf, date):
    """Return the PDF without what differs from one run to the next; every byte stays at its place.

    Args:
        pdf: The bytes of the PDF.
        date: The date to state, in UTC, or None to leave it.
    """
    # Header cells are named by the numbers of their nodes in the browser; only the order of these matters.
    nodes = {node: b"(node%08d)" % rank for rank, node in enumerate(sorted(set(NODE.findall(pdf))), start=1)}
    pdf = NODE.sub(lambda match: nodes[match[0]], pdf)
    if date is None:
        return pdf
    stamp = date.strftime("(D:%Y%m%d%H%M%S+00'00')").encode()
    return DATE.sub(lambda match: b"/" + match[1] + b" " + stamp, pdf)
