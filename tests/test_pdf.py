"""The PDF of the book, and single pages on paper: what pypdf finds in the one, and Chromium in the other."""

import collections
import datetime
import json
import re
import tomllib

import conftest
import pypdf
import pytest
from bs4 import BeautifulSoup
from pdf import __main__ as pdf
from pdf import chromium, numbers
from pdf.document import Document, DocumentError, names, slug

pytestmark = pytest.mark.browser
DATE = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
# Enough for every kind of page: figures, formulas, questions, folded code, exercises, tables, references.
SOME = (
    ("index", 1),
    ("11_1_4_gradient_clipping", 1),
    ("exercises/index", 1),
    ("exercises/11_1_3_batch_normalization", 2),
    ("exercises/11_1_4_gradient_clipping", 2),
    ("glossary", 1),
    ("errata", 1),
    ("references", 1),
)


def some(language):
    """Return the pages of the small PDF."""
    return [(f"book/{language}/{name}", level) for name, level in SOME]


@pytest.fixture(scope="module", params=["ko", "en"])
def whole(request):
    """The document of the whole book in a language, as (language, elements)."""
    return request.param, BeautifulSoup(Document(request.param).render(DATE), "html.parser")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A PDF of a few Korean pages: its path."""
    if conftest.CHROMIUM is None:
        pytest.skip("Chromium was not found.")
    out = pdf.OUT.with_name("pdf-test")  # beside the built book, as images and styles are found from there
    return pdf.make("ko", out=out, pages=some("ko"), date=DATE)[0]


@pytest.fixture(scope="module")
def reader(made):
    """The PDF, opened."""
    return pypdf.PdfReader(made)


@pytest.fixture(scope="module")
def texts(reader):
    """The text of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def outline(reader, entries=None, level=1):
    """Yield the bookmarks of a PDF as (level, title, page counted from 1, height above the foot)."""
    for entry in reader.outline if entries is None else entries:
        if isinstance(entry, list):
            yield from outline(reader, entry, level + 1)
        else:
            yield level, entry.title, reader.get_destination_page_number(entry) + 1, float(entry["/Top"])


def structure(reader):
    """Yield every element of the structure of a PDF, as a screen reader meets it."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting.extend(element)
        elif isinstance(element, dict):
            yield element
            waiting.extend([element["/K"]] if "/K" in element else [])


def annotations(reader):
    """Yield every link of a PDF with the number of its page, counted from 1."""
    for number, page in enumerate(reader.pages, start=1):
        for annotation in page.get("/Annots", []):
            yield number, annotation.get_object()


# ---- The document. ----


def test_every_page_of_the_toc_is_in_the_document_in_order(whole):
    """Pages stand in the order of the toc; solutions follow the exercises, and the code of figures comes last."""
    language, document = whole
    ids = [chapter["id"] for chapter in document.select("section.chapter")]
    expected = [slug(name) for name, _ in names(language)]
    assert [name for name in ids if name not in ("solutions", "code")] == expected
    assert ids.index("solutions") == max(i for i, name in enumerate(ids) if name.startswith("exercises-")) + 1
    assert ids[-1] == "code" and not {"api", "playground"} & set(ids)


def test_every_link_leads_somewhere(whole):
    """Ids are unique; a link leads to one of them or to an address on the web, never to a file."""
    _, document = whole
    counts = collections.Counter(element["id"] for element in document.find_all(id=True))
    assert [name for name, count in counts.items() if count > 1] == []
    links = [link["href"] for link in document.select("a[href]")]
    assert [link for link in links if link.startswith("#") and link[1:] not in counts] == []
    assert [link for link in links if not re.match(r"#|https?://|mailto:", link)] == []
    assert len([link for link in links if link.startswith("#")]) > 400
    numbered = {element["data-page-of"] for element in document.select("[data-page-of]")}
    assert numbered <= {link[1:] for link in links}  # only what is linked has a place in the PDF


def test_nothing_of_the_interface_is_left(whole):
    """No control, no folded text, nothing hidden in templates."""
    _, document = whole
    left = document.body.select("button, input, form, details, template, script, noscript, .headerlink")
    assert left == []


def test_each_question_is_asked_and_answered_at_the_end(root, whole):
    """Every question of book/questions/ stands in its section; the letter at the end is that of the right choice."""
    language, document = whole
    for path in sorted((root / "book" / "questions").glob("*.toml")):
        questions = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
        asked = document.find(id=path.stem).select(".print-question")
        answers = document.find(id=f"solutions-{path.stem}-questions").select(".answer")
        assert len(asked) == len(answers) == len(questions)
        for question, form, answer in zip(questions, asked, answers, strict=True):
            if question["kind"] == "choice":
                right = next(i for i, choice in enumerate(question["choice"]) if choice.get("right"))
                letter = answer.select_one("strong").get_text()
                assert letter == "ABCDEFGH"[right] + "."
                items = form.select("ol > li")
                assert len(items) == len(question["choice"])
                assert items[right].get_text() in answer.get_text()
            else:
                value = answer.select_one("p strong").get_text().replace(",", "").replace("−", "-")
                assert float(re.match(r"[-0-9.e+]+", value)[0]) == pytest.approx(question["value"])


def test_each_solution_moves_to_the_end(root, whole):
    """An exercise keeps its task and its check; its solution, code and reason, stands with the solutions."""
    language, document = whole
    for path in sorted((root / "book" / language / "solutions").glob("*.ipynb")):
        cells = {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}
        solved = [name for name in cells if f"{name}-why" in cells]
        exercises = document.find(id=f"exercises-{path.stem}")
        solutions = document.find(id=f"solutions-{path.stem}-exercises").select(".solution")
        assert len(solved) == len(solutions)
        squeeze = lambda text: re.sub(r"\s", "", text)  # noqa: E731
        for name, solution in zip(solved, solutions, strict=True):
            code = squeeze("".join(cells[name]["source"]))
            assert code in squeeze(solution.get_text())
            if len(code) > 60:
                assert code not in squeeze(exercises.get_text())


def test_a_missing_page_is_named():
    """Without the built page the error says which it is, and what to do."""
    with pytest.raises(DocumentError, match=r"nowhere\.html is missing: build the book first"):
        Document("ko", [("book/ko/nowhere", 1)])


# ---- The PDF. ----


def test_contents_and_bookmarks_name_the_right_pages(reader, texts):
    """What pypdf says of each bookmark's page agrees with the printed contents and with the text of the page."""
    printed = " ".join(texts[1:3])
    entries = list(outline(reader))
    assert len(entries) > 40
    for level, title, page, _ in entries:
        assert " ".join(title.split()) in texts[page - 1]
        if level == 1 and title != "차례":
            assert re.search(rf"{re.escape(title)} {page}\b", printed), (title, page)
    assert {level for level, *_ in entries} >= {1, 2, 3}


def test_no_heading_stands_alone_at_the_foot(reader):
    """Below every heading there is room for three lines of text."""
    margin, lines = 57, 3 * 16
    assert [(title, page) for _, title, page, top in outline(reader) if top < margin + lines] == []


def test_links_work(reader):
    """Inner links have a destination, page numbers beside them are its page, the others keep their address."""
    places = {
        name: reader.get_destination_page_number(destination) + 1
        for name, destination in reader.named_destinations.items()
    }
    inner, outer = set(), set()
    for _, link in annotations(reader):
        if "/A" in link:
            outer.add(link["/A"].get_object()["/URI"])
        else:
            inner.add(str(link["/Dest"]))
    assert len(inner) > 40 and inner <= set(places)
    assert outer and all(re.match(r"https?://", address) for address in outer)
    assert "https://arxiv.org/abs/1211.5063" in outer
    pdf_bytes = reader.stream
    pdf_bytes.seek(0)
    assert numbers.pages_of(pdf_bytes.read()) == {
        name.removeprefix("/"): page for name, page in places.items()
    }


def test_korean_can_be_searched_and_copied(reader, texts):
    """Sentences of the page come out of the PDF; every font is embedded and maps its glyphs to characters."""
    everything = "".join(texts).replace(" ", "")
    for phrase in ("그레이디언트 클리핑", "폭주하는 신경망 살리기", "과대적합", "정답과 해설"):
        assert phrase.replace(" ", "") in everything
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            fonts[font.get_object().indirect_reference.idnum] = font.get_object()
    assert len(fonts) > 4
    for font in fonts.values():
        assert "/ToUnicode" in font
        if font["/Subtype"] == "/Type0":
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_formulas_are_set(texts):
    """No TeX is left in the text outside of code, and no page is blank."""
    assert not any(re.search(r"\\\(|\\\[|\\frac|\\sigma", text) for text in texts)
    assert all(len(text) > 20 for text in texts)


def test_formulas_are_read_aloud(reader):
    """Each stands once in the structure of the PDF, as a figure whose alternative text is its TeX."""
    alternatives = [element["/Alt"] for element in structure(reader) if "/Alt" in element]
    markup = BeautifulSoup(Document("ko", pages=some("ko")).render(DATE), "html.parser")
    formulas = [formula["aria-label"] for formula in markup.select(".katex-html")]
    assert len(formulas) > 20
    assert collections.Counter(formulas) <= collections.Counter(alternatives)


def test_interface_is_not_printed(texts):
    """No word of the screen's controls, and no verdict of an exercise that nobody has tried."""
    everything = " ".join(texts)
    for words in (
        "맨 위로",
        "코드 보기",
        "코드 숨기기",
        "Read in English",
        "아직 풀지 않았습니다 clip",
        "클립보드",
    ):
        assert words not in everything


def test_figures_are_whole(reader):
    """No image is drawn on two pages, and all of the section's are there, at no less than 150 dots an inch."""
    drawn = collections.Counter()
    for page in reader.pages:
        for reference in page["/Resources"].get("/XObject", {}).values():
            thing = reference.get_object()
            if thing["/Subtype"] == "/Image" and thing["/Width"] > 200:
                drawn[thing.indirect_reference.idnum] += 1
    assert len(drawn) >= 4 and set(drawn.values()) == {1}


def test_the_pdf_says_what_it_is(reader):
    """Title, language, structure, and the date of the edition on the title page and in the file."""
    assert reader.metadata.title == "심층 신경망 훈련하기"
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "ko" and catalog["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in catalog
    assert reader.metadata.creation_date == reader.metadata.modification_date == DATE
    assert "2026년 1월 31일" in reader.pages[0].extract_text()
    width, height = (float(side) * 25.4 / 72 for side in reader.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx((210, 297), abs=0.5)


def test_the_same_commit_gives_the_same_file(made):
    """Printed again, the file is the same to the byte."""
    before = made.read_bytes()
    again = pdf.make("ko", out=made.parent, pages=some("ko"), date=DATE)[0]
    after = again.read_bytes()
    other = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    assert other is None, (before[other - 200 : other + 60], after[other - 200 : other + 60])
    assert len(after) == len(before)


def test_dates_change_no_offset(made):
    """A new date leaves every other byte where it is."""
    content = made.read_bytes()
    other = numbers.reproducible(content, datetime.datetime(1999, 12, 31, 23, 59, 58))
    assert len(other) == len(content) and other.count(b"(D:19991231235958+00'00')") == 2
    assert numbers.page_count(other) == len(pypdf.PdfReader(made).pages)


def test_a_chromium_that_is_not_there_is_named(monkeypatch):
    """The error names the variable and its value."""
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(chromium.ChromiumError, match="/no/such/browser"):
        chromium.find()


# ---- A single page on paper. ----

VISIBLE = (
    "names => names.filter(name => [...document.querySelectorAll(name)].some(e => e.getClientRects().length))"
)
SCREEN = [
    ".bd-header-article",
    ".bd-sidebar-primary",
    ".bd-sidebar-secondary",
    "#pst-back-to-top",
    ".prev-next-area",
    ".copybtn",
    ".headerlink",
    ".bd-footer",
    ".question-check",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_prints_without_the_interface_and_never_dark(site, browser, scheme):
    """In print: no control is left, folded code is open, ground is white and text dark, nothing is cut."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": 660, "height": 900})
    page.goto(f"{site}/book/ko/11_1_1_initialization.html", wait_until="networkidle")
    assert ".bd-header-article" in page.evaluate(VISIBLE, SCREEN)
    page.evaluate("scrollTo(0, 3000)")
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.evaluate(VISIBLE, SCREEN) == []
    assert page.locator(".bd-article h1").is_visible()
    assert page.evaluate("[...document.querySelectorAll('details.hide pre')].every(e => e.checkVisibility())")
    assert not page.evaluate(
        "[...document.querySelectorAll('.question-answer')].some(e => e.checkVisibility())"
    )
    colours = page.evaluate(
        """[...document.querySelectorAll('html, body, .bd-article, .bd-article :is(p, td, pre, h2, .highlight span)')]
        .map(element => {
          const style = getComputedStyle(element);
          const light = text => {
            const [r, g, b, a = 1] = text.match(/[0-9.]+/g).map(Number);
            return a ? (r + g + b) / 3 : 255;
          };
          return [light(style.backgroundColor), light(style.color)];
        })"""
    )
    assert min(ground for ground, _ in colours) > 235 and max(ink for _, ink in colours) < 130
    wide = """[...document.querySelectorAll('.bd-article :is(pre, table, .katex-display)')]
        .filter(element => element.scrollWidth > innerWidth).length"""
    assert page.evaluate(wide) == 0
    page.close()


def test_solutions_print_only_where_they_are_open(site, page):
    """A sheet of exercises does not give its solutions away; one that the reader has opened is printed."""
    page.goto(f"{site}/book/en/exercises/11_1_4_gradient_clipping.html")
    solutions = page.locator(".bd-article details:not(.hide)")
    solutions.nth(1).locator("summary").click()
    page.emulate_media(media="print")
    shown = [solutions.nth(i).is_visible() for i in range(solutions.count())]
    assert shown == [i == 1 for i in range(len(shown))] and len(shown) >= 4
