"""Every page in the eyes of axe-core: no violation of any level, best practices included.

tests/axe/ holds axe-core 4.10.3 (MPL-2.0, Deque Systems), so that no network is needed; the book does not contain it.
"""

import pytest
from conftest import ROOT
from test_book import EVERY_PAGE
from test_site import pages_host  # noqa: F401

pytestmark = pytest.mark.browser
AXE = (ROOT / "tests" / "axe" / "axe.min.js").read_text("utf-8")
RUN = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(violation =>
    [violation.id, violation.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]))"""


def violations(browser, address, scheme, width):
    """Return what axe-core finds on a page; the text is set first, and every folded part stays folded."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => new Promise(done => setTimeout(done)))")
    page.evaluate(AXE)
    found = page.evaluate(RUN)
    context.close()
    return found


@pytest.mark.parametrize("name", EVERY_PAGE)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(site, browser, name, scheme, width):
    """Light at a desk and dark on a phone; the two other pairs differ in nothing that these two do not show."""
    assert violations(browser, f"{site}/{name}.html", scheme, width) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_where_nothing_is(pages_host, browser, scheme, width):  # noqa: F811
    """The page for addresses that lead nowhere, served where it is published."""
    assert violations(browser, f"{pages_host}/404.html", scheme, width) == []


def test_axe_sees_what_is_wrong(site, browser):
    """The check itself: a picture without text and grey on grey are found."""
    page = browser.new_page()
    page.goto(f"{site}/book/en/glossary.html")
    page.evaluate(
        """document.querySelector('article').innerHTML +=
          '<img src="x.png" /><p style="color: #aaa; background: #999">grey</p>'"""
    )
    page.evaluate(AXE)
    assert {name for name, _ in page.evaluate(RUN)} >= {"image-alt", "color-contrast"}
    page.close()
