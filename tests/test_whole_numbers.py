"""Numbers that no line of a page tears: in prose and in what cells print, but not in code."""

import re

import pytest
import test_book
import whole_numbers
from bs4 import BeautifulSoup
from docutils import nodes

from handson11 import show


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("is ≈ 0.0624 ± 0.0003 of it", "is ≈_0.0624_±_0.0003 of it"),
        ("≈ 3.5 × 10⁻⁶배", "≈_3.5_×_10⁻⁶배"),
        ("≈ −0.14 ± 0.15; bound ≤ 1 × 10⁻⁶", "≈_−0.14_±_0.15; bound ≤_1_×_10⁻⁶"),
        ("11 ± 2 % of 28 × 28", "11_±_2_% of 28 × 28"),
        ("a ≤ b, 100 layers, x % y", "a ≤ b, 100 layers, x % y"),
    ],
)
def test_the_spaces_within_a_number_do_not_break(text, joined):
    """And no others."""
    assert whole_numbers.whole(text) == joined.replace("_", "\u00a0")


@pytest.mark.parametrize("values", [0.0, 0.97, -3.2e-7, [0.9, 1.0, 1.1], [1e-6, 2e-6], 1e9])
def test_what_measured_writes_stays_in_one_piece(values):
    """Whatever its form."""
    assert " " not in whole_numbers.whole(show.measured(values))


def test_numbers_are_kept_whole_in_sentences_and_outputs_but_not_in_code():
    """Prose, what a cell has printed, and drawn tables; attributes and code stay as they are."""
    code = nodes.literal_block("≈ 1", "≈ 1", language="python")
    printed = nodes.literal_block("≈ 1", "≈ 1", classes=["output", "stream"])
    output = nodes.container("", printed, classes=["cell_output"])
    table = '<table class="handson11-table" title="≈ 1"><td>≈ 1</td></table>'
    prose = nodes.paragraph(
        "", "", nodes.Text("is ≈ 2 × "), nodes.math(text="≈ 1"), nodes.literal(text="≈ 1")
    )
    page = nodes.section("", prose, code, output, nodes.raw("", table, format="html"))
    whole_numbers.join(page)
    kept = "≈\N{NO-BREAK SPACE}"
    assert [node.astext() for node in prose.children] == [f"is {kept}2 × ", "≈ 1", "≈ 1"]
    assert (code.astext(), printed.astext(), printed.rawsource) == ("≈ 1", f"{kept}1", f"{kept}1")
    assert page.children[-1].astext() == table.replace("<td>≈ ", f"<td>{kept}")


@pytest.mark.browser  # it needs the built book
@pytest.mark.parametrize("section", test_book.SECTIONS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_of_the_book_tear_no_number(root, language, section):
    """Neither in a paragraph nor in what a cell printed; code is left as it stands."""
    page = BeautifulSoup(
        (root / "_build/html/book" / language / f"{section}.html").read_text("utf-8"), "html.parser"
    )
    for code in page.select("p code, li code"):
        code.decompose()
    texts = [each.get_text() for each in page.select("article p, article li, .cell_output pre")]
    assert sum("≈\u00a0" in text for text in texts) >= 3
    assert not [text for text in texts if re.search(r"≈ [−\d]|\d × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]|\d ± \d", text)]
    assert "\u00a0" not in "".join(each.get_text() for each in page.select(".cell_input pre"))
