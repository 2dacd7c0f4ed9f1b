"""The built book in a real browser: language, links, search, no third party, weight, room on a phone."""

import gzip
import pathlib
import re

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

pytestmark = pytest.mark.browser
SECTIONS = (
    "11_1_vanishing_exploding_gradients",
    "11_1_1_initialization",
    "11_1_2_activations",
    "11_1_3_batch_normalization",
    "11_1_4_gradient_clipping",
    "11_2_reusing_pretrained_layers",
    "11_2_1_transfer_learning",
    "11_2_2_unsupervised_pretraining",
    "11_2_3_auxiliary_task",
)
EXERCISES = tuple(
    f"exercises/{path.stem}" for path in sorted((ROOT / "book" / "en" / "exercises").glob("1*.ipynb"))
)
PAGES = (
    "index",
    *SECTIONS,
    "exercises/index",
    *EXERCISES,
    "evidence",
    "glossary",
    "errata",
    "references",
    "api",
    "playground",
    "search",
)
ADDRESS = "https://ingu627.github.io/handson11/"  # where the book is published, without BOOK_ADDRESS
EVERY_PAGE = ["book/index", *(f"book/{language}/{page}" for language in ("ko", "en") for page in PAGES)]
# Words that a Korean page may hold in Latin letters: names, code, and the other language's name.
LATIN_INTERFACE = {"English", "Colab", "GitHub", "Ctrl", "K", "ipynb", "md", "pdf", "source"}


@pytest.mark.parametrize("name", EVERY_PAGE)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_whole_by_itself(site, page, name, width):
    """No third party, no complaint in the console, no sideways scroll, the right language, one main heading."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/{name}.html", wait_until="networkidle")
    assert all(url.startswith((site, "data:", "blob:")) for url in page.requests)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    language = re.match("book/(ko|en)/", name)
    assert page.get_attribute("html", "lang") == (language.group(1) if language else "en")
    assert page.locator("h1:visible").count() == 1


@pytest.mark.parametrize("name", [name for name in EVERY_PAGE if name != "book/index"])
def test_every_page_leads_to_its_twin(site, page, name):
    """The switch and the alternates name the same page in the other language, and it exists."""
    language, other = ("ko", "en") if "/ko/" in name else ("en", "ko")
    page.goto(f"{site}/{name}.html")
    alternates = {
        link.get_attribute("hreflang"): link.evaluate("link => link.href")
        for link in page.locator("link[rel=alternate][hreflang]").all()
    }
    twin = f"{name.replace(f'/{language}/', f'/{other}/')}.html"
    own = f"{ADDRESS}{name}.html"
    assert alternates == {language: own, other: ADDRESS + twin, "x-default": ADDRESS}
    twin = f"{site}/{twin}"
    switch = page.locator("a.language-switch")
    assert switch.get_attribute("hreflang") == other
    switch.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(twin)
    assert page.get_attribute("html", "lang") == other


@pytest.mark.parametrize("name", [name for name in EVERY_PAGE if name != "book/index"])
def test_navigation_stays_in_the_language(site, page, name):
    """Sidebar and previous/next lead to pages of the same language only."""
    page.goto(f"{site}/{name}.html")
    folder = f"{site}/{'/'.join(name.split('/')[:2])}/"
    links = page.locator(
        ".bd-sidebar-primary nav a[href]:not(.navbar-brand), .prev-next-footer a[href]"
    ).all()
    targets = [link.evaluate("link => link.href") for link in links]
    assert len(targets) >= 6
    assert all(target.startswith(folder) for target in targets)


def test_the_first_page_offers_both_languages(site, page):
    """A card and a part of the sidebar for each language; no next page, since the reader has to choose."""
    page.goto(f"{site}/book/index.html")
    cards = {
        card.get_attribute("lang"): card.locator("a.landing-first").evaluate("link => link.href")
        for card in page.locator(".landing-card").all()
    }
    assert cards == {language: f"{site}/book/{language}/index.html" for language in ("ko", "en")}
    sidebar = page.locator(".bd-sidebar-primary nav a[href]:not(.navbar-brand)").all()
    targets = [link.evaluate("link => link.href") for link in sidebar]
    assert all(any(f"/book/{language}/" in target for target in targets) for language in ("ko", "en"))
    assert page.locator(".prev-next-footer a").count() == 0


@pytest.mark.parametrize("name", [name for name in EVERY_PAGE if "/ko/" in name])
def test_the_korean_interface_is_korean(site, page, name):
    """Titles, labels, placeholders, buttons and navigation hold no English sentence."""
    page.goto(f"{site}/{name}.html")
    texts = page.evaluate(
        """() => {
          const attributes = ['title', 'aria-label', 'placeholder', 'data-tooltip'];
          const parts = 'button, summary, .skip-link, .bd-header-article, .page-toc, .prev-next-info p, footer';
          return [...document.querySelectorAll('[title], [aria-label], [placeholder], [data-tooltip]')]
            .flatMap(element => attributes.map(name => element.getAttribute(name)))
            .concat([...document.querySelectorAll(parts)].map(element => element.innerText))
            .filter(text => text);
        }"""
    )
    english = [text for text in texts if not re.search("[가-힣]", text)]
    assert not [text for text in english if set(re.findall("[A-Za-z]+", text)) - LATIN_INTERFACE]


def test_no_english_page_has_korean_left(root):
    """Code and the titles of books aside, Hangul stands only in what is marked as Korean, such as the switch."""
    built, left = root / "_build" / "html" / "book" / "en", []
    for path in sorted(built.rglob("*.html")):
        markup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for extra in markup.select("pre, code, script, [lang=ko], .citation"):
            extra.decompose()
        texts = [*markup.stripped_strings]
        for element in markup.find_all(True):
            texts += [value for value in element.attrs.values() if isinstance(value, str)]
        left += [(str(path.relative_to(built)), text) for text in texts if re.search("[가-힣]", text)]
    assert not left


def test_examples_of_the_package_are_set_as_code(root):
    """No example of a docstring has run into the prose."""
    path = root / "_build" / "html" / "book" / "en" / "api.html"
    markup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    assert len(markup.select(".highlight pre")) > 50
    assert not [text.get_text() for text in markup.select("article p") if ">>>" in text.get_text()]


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [
        ("ko", "동결", "glossary"),
        ("ko", "동결하면", "glossary"),
        ("ko", "초기화를", "11_1_1_initialization"),
        ("ko", "포화가", "11_1_vanishing_exploding_gradients"),
        ("ko", "그레이디언트 소실", "11_1_vanishing_exploding_gradients"),
        ("ko", "LSUV", "11_1_1_initialization"),
        # particles
        ("ko", "활성화 함수에서는", "11_1_2_activations"),
        ("ko", "학습률이란", "11_2_1_transfer_learning"),
        ("ko", "오토인코더로", "11_2_2_unsupervised_pretraining"),
        # verbs
        ("ko", "동결했더니", "11_2_1_transfer_learning"),
        ("ko", "초기화하면서", "11_1_1_initialization"),
        ("ko", "자르려면", "11_1_4_gradient_clipping"),
        # compounds, written as one and apart
        ("ko", "배치정규화", "11_1_3_batch_normalization"),
        ("ko", "배치 정규화의", "11_1_3_batch_normalization"),
        ("ko", "전이학습", "11_2_1_transfer_learning"),
        ("ko", "그레이디언트클리핑을", "11_1_4_gradient_clipping"),
        # English on Korean pages, and both together
        ("ko", "batch normalization", "11_1_3_batch_normalization"),
        ("ko", "fine-tuning", "11_2_1_transfer_learning"),
        ("ko", "clipnorm", "11_1_4_gradient_clipping"),
        ("ko", "ReLU가 죽는", "11_1_2_activations"),
        ("ko", "He초기화", "11_1_1_initialization"),
        # a rival form leads to the glossary, which names the book's own
        ("ko", "기울기 소실", "glossary"),
        ("ko", "과적합", "glossary"),
        ("en", "batch normalization", "11_1_3_batch_normalization"),
        ("en", "frozen layers", "11_2_1_transfer_learning"),
        ("en", "clipping", "11_1_4_gradient_clipping"),
        ("en", "autoencoders", "11_2_2_unsupervised_pretraining"),
        ("en", "he_normal", "11_1_1_initialization"),
        ("en", "initializing", "11_1_1_initialization"),
        ("en", "saturated", "11_1_vanishing_exploding_gradients"),
        ("en", "exploding gradient", "11_1_vanishing_exploding_gradients"),
    ],
)
def test_search_finds_words_in_every_form(site, page, language, query, found):
    """Particles and English endings make no difference; results are of the page's language, and lead somewhere."""
    page.goto(f"{site}/book/{language}/search.html?q={query}")
    page.wait_for_selector("#search-results li a")
    page.wait_for_timeout(300)
    targets = [link.evaluate("link => link.href") for link in page.locator("#search-results li a").all()]
    assert any(f"/book/{language}/{found}.html" in target for target in targets)
    assert all(f"/book/{language}/" in target for target in targets)
    assert bool(re.search("[가-힣]", page.inner_text("#search-results p"))) == (language == "ko")
    response = page.request.get(targets[0])
    assert response.ok


@pytest.mark.parametrize(
    ("language", "query", "first"),
    [
        ("ko", "전이 학습 동결", "11_2_1_transfer_learning"),
        ("ko", "사전훈련", "11_2_2_unsupervised_pretraining"),
        ("ko", "배치 정규화 모멘텀", "11_1_3_batch_normalization"),
        ("ko", "왜 그레이디언트가 소실될까요?", "11_1_vanishing_exploding_gradients"),
        ("ko", "초기화를", "11_1_1_initialization"),
        ("ko", "클리핑", "11_1_4_gradient_clipping"),
        ("ko", "과적합", "glossary"),
        ("ko", "시드", "glossary"),
        ("ko", "11.1.3", "11_1_3_batch_normalization"),
        ("en", "why do gradients vanish", "11_1_vanishing_exploding_gradients"),
        ("en", "batch normalization momentum", "11_1_3_batch_normalization"),
        ("en", "transfer learning freeze", "11_2_1_transfer_learning"),
        ("en", "he-keeps-relu", "11_1_1_initialization"),
        ("en", "clipnorm", "11_1_4_gradient_clipping"),
        ("en", "seed", "glossary"),
        ("en", "GlorotNormal", "11_1_1_initialization"),  # stands in code only
    ],
)
def test_the_page_that_teaches_it_is_found_first(site, page, language, query, first):
    """Titles and terms count for more, sections come before exercises, pages with all words before those with some."""
    page.goto(f"{site}/book/{language}/search.html?q={query}")
    page.wait_for_selector("#search-results li a")
    assert f"/{first}.html" in page.locator("#search-results li a").first.evaluate("link => link.href")


@pytest.mark.parametrize(
    ("language", "query", "words"),
    [("en", "dying relu", ("dying", "relu")), ("ko", "죽은 ReLU", ("죽", "relu"))],
)
def test_a_term_and_where_it_is_taught_are_found_first(site, page, language, query, words):
    """The row of the glossary, and the part of the section, each with a sentence that holds the words."""
    page.goto(f"{site}/book/{language}/search.html?q={query}")
    page.wait_for_selector("#search-results li a")
    links = [link.evaluate("link => link.href") for link in page.locator("#search-results li a").all()[:2]]
    assert links[0].endswith("/glossary.html#term-dying-relu") and "/11_1_2_activations.html#" in links[1]
    for text in page.locator("#search-results .context").all_inner_texts()[:2]:
        assert all(word in text.lower() for word in words)


@pytest.mark.parametrize(
    ("language", "query"), [("ko", "학습률"), ("en", "learning rate"), ("en", "variance")]
)
def test_an_excerpt_can_be_read(root, page, language, query):
    """From a folder too: no TeX, no list of contents, no cell of code."""
    page.goto((root / f"_build/html/book/{language}/search.html").as_uri() + f"?q={query}")
    page.wait_for_selector("#search-results li a")
    texts = page.locator("#search-results .context").all_inner_texts()
    assert len(texts) >= 5 and all(len(text) < 300 for text in texts)
    assert not [
        text for text in texts if re.search(r"\\[a-z(]|[_^]\{|Contents|이 페이지의 내용|import ", text)
    ]


def test_a_search_without_result_says_so_in_korean(site, page):
    """The sentence is Korean too."""
    page.goto(f"{site}/book/ko/search.html?q=쀍쀍쀍")
    page.wait_for_function("document.querySelector('#search-results p')?.innerText.includes('없습니다')")


def weight(root, path):
    """Return the bytes of a file of the book as a compressing server sends it."""
    content = (root / "_build" / "html" / path).read_bytes()
    packed = pathlib.PurePath(path).suffix in (".webp", ".png", ".woff", ".woff2")
    return len(content) if packed else len(gzip.compress(content))


@pytest.mark.parametrize(
    "name", [f"book/{language}/{section}" for language in ("ko", "en") for section in SECTIONS]
)
def test_a_section_shows_figures_math_and_claims_in_500_kb(root, site, page, name):
    """Every figure has the notebook's alt text; formulas are set; claims are readable; read to its end, it is light."""
    page.goto(f"{site}/{name}.html", wait_until="networkidle")
    assert page.locator(".math .katex").count() == page.locator(".math").count() > 0
    alts = [image.get_attribute("alt") for image in page.locator(".cell_output img").all()]
    assert len(alts) >= 2
    assert all(len(alt) > 20 and bool(re.search("[가-힣]", alt)) == ("/ko/" in name) for alt in alts)
    assert page.locator(".cell_output pre", has_text="≈").count() >= 3
    for image in page.locator(".cell_output img").all():  # each is fetched when it comes near
        image.scroll_into_view_if_needed()
    page.wait_for_function("[...document.images].every(image => image.naturalWidth > 0)")
    paths = {url.removeprefix(f"{site}/").partition("?")[0] for url in page.requests if url.startswith(site)}
    assert {pathlib.PurePath(path).suffix for path in paths} >= {".html", ".css", ".js", ".webp", ".woff2"}
    assert sum(weight(root, path) for path in paths) <= 500_000


@pytest.mark.parametrize("width", [1280, 390])
def test_no_figure_is_stretched(site, page, width):
    """A figure keeps its proportions where the column is narrower than the figure."""
    page.set_viewport_size({"width": width, "height": 800})
    for section in SECTIONS:
        page.goto(f"{site}/book/en/{section}.html", wait_until="networkidle")
        page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager'; })")
        page.wait_for_function("[...document.images].every(image => image.complete)")
        stretched = page.evaluate(
            """[...document.querySelectorAll(".cell_output img")].map(image => {
                const style = getComputedStyle(image), padding = 2 * parseFloat(style.paddingTop);
                const shown = (image.clientWidth - padding) / (image.clientHeight - padding);
                return shown / (image.naturalWidth / image.naturalHeight);
            }).filter(factor => Math.abs(factor - 1) > 0.03)"""
        )
        assert not stretched, section


@pytest.mark.parametrize("language", ["ko", "en"])
def test_old_code_can_be_read_on_a_phone(site, page, language):
    """Each row is a card: no cell is squeezed into a narrow column."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/book/{language}/errata.html")
    cells = page.locator("table.old-forms td")
    assert cells.count() >= 40
    assert min(cell.bounding_box()["width"] for cell in cells.all()) > 250


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_glossary_can_be_read_on_a_phone(site, page, language):
    """Each row is a card, in which the meaning has the whole width and follows the term."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/book/{language}/glossary.html")
    rows = page.evaluate(
        """[...document.querySelectorAll('table.glossary tbody tr')].map(row => {
          const [term, meaning] = [row.cells[0], row.cells[row.cells.length - 1]].map(c => c.getBoundingClientRect());
          return [meaning.left, meaning.right, meaning.width, meaning.top - term.bottom];
        })"""
    )
    assert len(rows) > 50
    for left, right, width, gap in rows:
        assert left >= 0 and right <= 390 and width > 300 and abs(gap) < 2


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_the_way_on_stays_in_a_phone(site, page, name):
    """Previous and next, with their words, whether both are there or one."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/{name}.html")
    for part in page.locator(".prev-next-area :is(a, p, i)").all():
        box = part.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_first_tap_on_a_term_says_what_it_means(site, browser, language):
    """It stays on the page, within the screen; a tap elsewhere or Escape closes it, a second tap leads on."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    address = f"{site}/book/{language}/11_1_2_activations.html"
    page.goto(address)
    note, terms = page.locator(".term-note"), page.locator("a.term")
    assert terms.count() >= 5
    for place in range(terms.count()):
        terms.nth(place).tap()
        box = note.bounding_box()
        assert page.url == address and box["x"] >= 0 and box["x"] + box["width"] <= 390
        assert note.inner_text().startswith(terms.nth(place).get_attribute("title"))
        page.keyboard.press("Escape")  # it may lie over the next term, and so may the keyboard's own
        assert note.count() == 0
        page.evaluate("document.activeElement.blur()")
    terms.first.tap()
    page.locator("h1:visible").tap()
    assert note.count() == 0
    terms.first.tap()
    with page.expect_navigation():
        terms.first.tap()
    assert "glossary.html#term-" in page.url
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "selectors"),
    [
        ("index", [".landing-text p", ".landing-first", ".bd-article table a", ".bd-article h1"]),
        ("evidence", [".verdict-holds", ".verdict-holds-when", ".verdict-not-found"]),
        (
            "exercises/11_1_4_gradient_clipping",
            [".handson11-check strong", ".handson11-check code", "details summary"],
        ),
    ],
)
def test_text_has_contrast(site, browser, scheme, name, selectors):
    """Body text, links and outcomes of checks reach a contrast of 4.5 on what they stand on, light and dark."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{site}/book/ko/{name}.html", wait_until="networkidle")
    ratios = page.evaluate(
        """selectors => {
          const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          const light = rgb => [0.2126, 0.7152, 0.0722].reduce((sum, k, i) => sum + k * channel(rgb[i]), 0);
          const rgb = text => text.match(/[0-9.]+/g).map(Number);
          const ground = element => {
            for (; element; element = element.parentElement) {
              const colour = rgb(getComputedStyle(element).backgroundColor);
              if (colour.length < 4 || colour[3] > 0.5) return colour;
            }
            return [255, 255, 255];
          };
          return selectors.map(selector => {
            const element = document.querySelector(`.bd-article ${selector.replace('.bd-article ', '')}`);
            const a = light(rgb(getComputedStyle(element).color)), b = light(ground(element));
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          });
        }""",
        selectors,
    )
    page.close()
    assert min(ratios) >= 4.5, ratios


def test_the_book_opens_from_disk(root, page):
    """From a folder, without a server: text, math and search work."""
    page.goto((root / "_build/html/book/ko/11_1_1_initialization.html").as_uri())
    assert page.locator(".math .katex").first.is_visible()
    assert page.evaluate("document.fonts.load('16px KaTeX_Math').then(faces => faces.length)") == 1
    page.goto((root / "_build/html/book/ko/search.html").as_uri() + "?q=초기화를")
    page.wait_for_selector("#search-results li a")
    assert all(url.startswith("file:") for url in page.requests)


def test_every_internal_link_leads_somewhere(site, page):
    """Each link of each page answers; each fragment names an element of its page, or a preset of the playground."""
    seen, broken = {}, []
    for name in EVERY_PAGE:
        page.goto(f"{site}/{name}.html")
        for target in page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)"):
            if target.startswith(site):
                address, _, fragment = target.partition("#")
                if address not in seen:
                    response = page.request.get(address)
                    seen[address] = response.text() if response.ok else None
                text = seen[address]
                name_of_place = f'href="#{fragment}"' if "=" in fragment else f'id="{fragment}"'
                if text is None or (fragment and name_of_place not in text):
                    broken.append((name, target))
    assert not broken
