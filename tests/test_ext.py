"""The book's own Sphinx extensions, without a build."""

import re

import bilingual
import formulas
import glossary_terms
import interface_ko
import korean_search
import light_figures
import notebook_figures
import numpy as np
import pytest
import search_texts
from bs4 import BeautifulSoup
from docutils import nodes
from PIL import Image
from sphinxcontrib import katex


@pytest.mark.parametrize(
    ("page", "language", "other"),
    [
        ("book/ko/index", "ko", "book/en/index"),
        ("book/en/a/b", "en", "book/ko/a/b"),
        ("book/index", "en", None),
        ("search", "en", None),
        ("book/korea/x", "en", None),
    ],
)
def test_a_page_has_the_language_of_its_folder(page, language, other):
    """And its twin the same name in the other folder."""
    assert bilingual.language_of(page) == language
    assert bilingual.twin(page) == other


@pytest.mark.parametrize(
    ("link", "same"),
    [("b.html", True), ("../en/b.html", False), ("../index.html", False), ("sub/c.html", True)],
)
def test_previous_and_next_stay_in_the_language(link, same):
    """A neighbour counts only if its link stays below the page's folder."""
    assert bilingual._same_language(link, "book/ko/a") == same


def test_every_string_of_the_interface_has_korean():
    """Messages and phrases are translated, and no phrase is lost in another."""
    for table in (interface_ko.MESSAGES, interface_ko.PHRASES):
        assert all(re.search("[가-힣]", korean) for korean in table.values())
    assert bilingual.in_korean('<a title="Link to this heading">') == '<a title="이 제목의 링크">'


@pytest.fixture
def search():
    """The search language as Sphinx makes it."""
    return korean_search.SearchKorean({})


def test_a_hangul_word_is_indexed_with_its_beginnings(search):
    """동결 is in the index of 동결하면, 초기화 in that of 초기화를."""
    assert {"동결", "동결하면"} <= set(search.split("동결하면"))
    assert "초기화" in search.split("(초기화를)")


def test_mixed_words_are_split_where_the_script_changes(search):
    """ReLU에서 gives ReLU and 에서."""
    assert {"ReLU", "에서"} <= set(search.split("ReLU에서"))


def test_english_is_stemmed(search):
    """initializing, initialized and initialization meet in one stem; Hangul has none."""
    stems = {search.stem(word) for word in ("initializing", "initialized", "initialize")}
    assert len(stems) == 1
    assert search.stem("초기화") == "초기화"


def test_longer_particles_are_tried_first():
    """No particle stands before a longer one that ends in it."""
    for index, particle in enumerate(korean_search.PARTICLES):
        assert not any(
            later.endswith(particle) and later != particle for later in korean_search.PARTICLES[index + 1 :]
        )


def test_alt_texts_come_in_the_order_of_the_figures():
    """Only PNG outputs count; a missing alt text is empty."""
    png = {"data": {"image/png": "x"}, "metadata": {"image/png": {"alt": "one"}}}
    made = {
        "cells": [
            {"outputs": [{"data": {"text/plain": ""}}, png]},
            {},
            {"outputs": [{"data": {"image/png": ""}}]},
        ]
    }
    assert notebook_figures.alt_texts(made) == ["one", ""]


@pytest.fixture
def korean_terms():
    """Terms of a small glossary."""
    table = "| 용어 | 영어 | 다른 표기 | 뜻 |\n|---|---|---|---|\n| 정규화 | normalization |  | 맞춤 |\n"
    table += "| 배치 정규화 | batch normalization |  | 배치로 맞춤 |\n| 층 | layer |  | 모임 |\n"
    return glossary_terms.terms(table, "ko")


def test_a_term_is_linked_at_its_first_use_only(korean_terms):
    """The longest term wins; headings, code and links stay; a single syllable is no term; the note has the English."""
    page = nodes.section("", nodes.title(text="정규화"))
    page += nodes.paragraph(
        "", "", nodes.literal(text="정규화"), nodes.Text(" 배치 정규화를 하는 층, 정규화와 정규화")
    )
    glossary_terms.link(page, korean_terms, "ko", "glossary.html")
    links = list(page.findall(nodes.reference))
    assert [link.astext() for link in links] == ["배치 정규화", "정규화"]
    assert links[0]["refuri"] == "glossary.html#term-batch-normalization"
    assert links[0]["reftitle"] == "batch normalization: 배치로 맞춤"
    assert page.astext().count("정규화") == 5


def test_an_english_term_is_found_in_the_plural():
    """Whole words only, in any case."""
    found = glossary_terms.terms(
        "| term | Korean | meaning |\n|---|---|---|\n| bias | 편향 | a number |\n", "en"
    )
    page = nodes.section("", nodes.paragraph(text="Biased? Biases, and a bias."))
    glossary_terms.link(page, found, "en", "glossary.html")
    assert [link.astext() for link in page.findall(nodes.reference)] == ["Biases"]


def linked(korean_terms, *children, skipped=frozenset()):
    """Return what is linked in a paragraph."""
    page = nodes.section("", nodes.paragraph("", "", *children))
    glossary_terms.link(page, korean_terms, "ko", "glossary.html", skipped)
    return [reference.astext() for reference in page.findall(nodes.reference)]


def test_no_part_of_a_longer_expression_is_linked(korean_terms):
    """Bold is one expression; a word that goes on is another word, unless it goes on with a particle or an ending."""
    assert linked(korean_terms, nodes.strong(text="처음 정규화의 크기")) == []
    assert linked(korean_terms, nodes.strong(text="배치 정규화"), nodes.Text("는")) == ["배치 정규화"]
    assert linked(korean_terms, nodes.Text("정규화상수와 재정규화")) == []
    for text in ("정규화는", "정규화하면", "정규화된", "정규화.", "정규화에서는"):
        assert linked(korean_terms, nodes.Text(text)) == ["정규화"]


def test_what_readers_bring_along_can_be_left_out(korean_terms):
    """Nothing is linked in its place."""
    text = nodes.Text("배치 정규화와 정규화")
    assert linked(korean_terms, text, skipped={"term-normalization"}) == ["배치 정규화"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_basics_are_terms_of_the_glossary(root, language):
    """Of both languages, so that an anchor that changes its name is noticed."""
    found = glossary_terms.terms(
        (root / "book" / language / "glossary.md").read_text(encoding="utf-8"), language
    )
    assert {term.anchor for term in found} >= glossary_terms.BASICS
    assert "term-seed" in {term.anchor for term in found}


# ---- What the search page quotes. ----


def test_what_is_quoted_can_be_read():
    """Prose, code within it and what claims say; no cell, no TeX, no link to the other language, heading by heading."""
    link = nodes.paragraph("", "", nodes.reference("", "Read in English", refuri="x"))
    formula = nodes.math(text=r"\(2 \times 10^{-5}\)")
    first = nodes.paragraph(
        "", "", nodes.Text("Take "), nodes.math(text="n = 2"), nodes.Text(" or "), formula
    )
    cell = nodes.container("", nodes.literal_block("x = 1", "x = 1"), nb_element="cell_code_source")
    output = nodes.literal_block(
        "", "(2, 3)\n[two-way-flow] It `flows`.\n  variance: ≈ 1", classes=["output"]
    )
    inner = nodes.section("", nodes.title(text="Inner"), output, nodes.math_block(text="y"), ids=["inner"])
    page = nodes.section("", nodes.title(text="Page"), link, first, cell, inner, ids=["page"])
    assert search_texts.parts(page) == [
        ("Page", "page", "Take n = 2 or …"),
        ("Inner", "inner", "[two-way-flow] It flows."),
    ]


# ---- Formulas and figures. ----


def test_a_formula_is_set_for_eye_and_ear():
    """KaTeX writes letters and fractions for the eye, MathML for screen readers, and keeps the Korean words."""
    markup = BeautifulSoup(
        formulas.render(r"\frac{a}{b} = \text{순전파의 배율}", display=True), "html.parser"
    )
    assert markup.select_one(".katex-display .katex-html[aria-hidden=true] .mfrac")
    assert [each.get_text() for each in markup.select("math mfrac > *")] == ["a", "b"]
    assert "순전파의 배율" in markup.select_one("math mtext").get_text().replace("\N{NO-BREAK SPACE}", " ")
    assert not BeautifulSoup(formulas.render("a"), "html.parser").select(".katex-display")


def test_a_formula_that_cannot_be_read_is_named():
    """The build ends, instead of a page with red TeX."""
    with pytest.raises(formulas.FormulaError, match=r"in the formula \\frac\{a$"):
        formulas.render(r"\frac{a")


def test_the_style_sheet_is_of_the_version_that_sets_the_formulas(root):
    """A newer KaTeX with an older sheet would misplace what it sets; every font of the sheet is there."""
    folder = root / "book" / "_static" / "katex"
    sheet = (folder / "katex.css").read_text(encoding="utf-8")
    assert f'content:"{katex.katex_version}"' in sheet
    fonts = re.findall(r"url\(([^)]*)\)", sheet)
    assert sorted(fonts) == sorted(f"fonts/{path.name}" for path in (folder / "fonts").iterdir())


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_figure_keeps_every_pixel(tmp_path, mode):
    """WebP without loss, with and without transparency."""
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 4), dtype=np.uint8)
    picture = Image.fromarray(pixels).convert("RGB" if mode != "RGBA" else "RGBA").convert(mode)
    picture.save(tmp_path / "a.png")
    light_figures.convert(tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.webp"]
    kept = "RGBA" if mode == "RGBA" else "RGB"
    visible = np.array(picture.convert("RGBA"))[..., 3:] > 0  # what cannot be seen has no colour
    with Image.open(tmp_path / "a.webp") as light:
        assert light.mode == kept
        np.testing.assert_array_equal(np.array(light) * visible, np.array(picture.convert(kept)) * visible)
