"""The pages as search engines, links and lost readers meet them: heads, root files, evidence, first pages."""

import functools
import http.server
import json
import pathlib
import re
import struct
import threading
import tomllib
import xml.etree.ElementTree as ET

import claim_table
import course
import depth_figure
import light_pages
import page_head
import pytest
import section_info
import site_address
from conftest import ROOT

BUILT = ROOT / "_build" / "html"


# ---- Without a browser. ----


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/Ada/engine", "https://ada.github.io/engine/"),
        ("https://github.com/ada/engine.git", "https://ada.github.io/engine/"),
        ("https://github.com/ada/ada.github.io", "https://ada.github.io/"),
    ],
)
def test_the_address_follows_from_the_repository(repository, address):
    """GitHub Pages serves a repository under its owner's host, and the owner's own at the root."""
    assert site_address.of_repository(repository) == address


def test_rebasing_moves_relative_addresses_only():
    """Other hosts, the root, places in the page and data stay what they are."""
    same = '<a href="https://x.org/a"></a><a href="/a"></a><a href="#a"></a><img src="data:x"><a href="mailto:a@b">'
    assert site_address.rebase(same, "/book/{}".format) == same
    moved = site_address.rebase(
        '<a href="b.html#c"><form action="s.html">', lambda address: f"/book/{address}"
    )
    assert moved == '<a href="/book/b.html#c"><form action="/book/s.html">'


def test_a_description_is_whole_sentences_within_its_length():
    """Hangul counts twice; the first sentence is cut at a word if it alone is too long."""
    assert page_head.summary(["One two. Three four. Five."], 20) == "One two. Three four."
    assert page_head.summary(["가나. 다라."], 6) == "가나."
    assert page_head.summary(["A sentence that is long."], 12) == "A sentence…"
    assert page_head.summary([]) == ""


def printed(monkeypatch, capsys, language, claim, **quantities):
    """Return a notebook whose one cell holds what `claims.check` prints."""
    from handson11 import claims, i18n

    i18n.use(language)
    claims.check(claim, **quantities)
    text = capsys.readouterr().out
    return {
        "cells": [{"outputs": []}, {"outputs": [{"name": "stdout", "text": text.splitlines(keepends=True)}]}]
    }


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_check_prints_is_read_back(monkeypatch, capsys, language):
    """Statement, value with spread, extremes, bound and cell; exact values have no spread."""
    from handson11 import claims

    values = {"fan_in_forward": [0.97, 0.99], "fan_in_backward": [0.06, 0.064]}
    values |= {"fan_avg_forward": [0.117, 0.118], "fan_avg_backward": [0.117, 0.118]}
    content = printed(monkeypatch, capsys, language, "two-way-flow", **values)
    (result,) = course.results(content, language)
    claim = claims.ledger()["two-way-flow"]
    assert (result.id, result.section, result.verdict, result.cell) == ("two-way-flow", "11.1.1", "holds", 1)
    assert result.statement == getattr(claim, language)
    first = result.quantities[0]
    assert first.value == "≈ 0.98 ± 0.01" and first.bound == claim.quantities["fan_in_forward"].bound
    assert first.extremes == "≈ 0.970 … ≈ 0.990" and "2" in first.seeds
    (exact,) = course.results(
        printed(monkeypatch, capsys, language, "lecun-formula", variance=0.02), language
    )
    assert exact.quantities[0][1:] == ("0.02", "", "", "= 0.02")


def test_an_output_that_is_not_the_ledgers_is_stale(monkeypatch, capsys):
    """Another statement or a missing quantity is an error, not a gap in the table."""
    content = printed(monkeypatch, capsys, "en", "lecun-formula", variance=0.02)
    lines = content["cells"][1]["outputs"][0]["text"]
    for changed in (["[lecun-formula] Something else.\n", *lines[1:]], lines[:1]):
        content["cells"][1]["outputs"][0]["text"] = changed
        with pytest.raises(course.Stale, match="lecun-formula"):
            course.results(content, "en")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_claim_of_the_ledger_is_measured_in_its_section(language):
    """The stored outputs hold each claim once, in the section that the ledger names."""
    ledger = tomllib.loads((ROOT / "handson11" / "claims.toml").read_text("utf-8"))
    found = []
    for stem in course.sections():
        results = course.results(course.notebook(course.BOOK / language / f"{stem}.ipynb"), language)
        assert {result.section for result in results} == {course.section_number(stem)}
        found += [result.id for result in results]
    assert sorted(found) == sorted(ledger)


def test_the_numbers_of_the_course_are_counted(root):
    """Against the files themselves, counted another way."""
    numbers = course.numbers()
    ledger = (root / "handson11" / "claims.toml").read_text("utf-8")
    assert numbers["claims"] == ledger.count("\nverdict = ")
    assert numbers["holds"] + numbers["holds-when"] + numbers["not-found"] == numbers["claims"]
    assert numbers["exercises"] == len(json.loads((root / "handson11/checks/stubs.json").read_text("utf-8")))


def test_every_section_has_a_run_time(root):
    """`make notebooks` measured each."""
    times = json.loads((root / "book" / "run_times.json").read_text("utf-8"))
    assert set(times) == set(course.sections())
    assert all(5 < time["cpu_seconds"] < 300 for time in times.values())
    assert all(section_info.run_time(stem, "en") for stem in times)


def test_markup_in_a_claim_is_shown_not_run():
    """Only code in backquotes becomes markup."""
    assert claim_table.statement("<b> & `a<b`") == (
        '&lt;b&gt; &amp; <code class="docutils literal notranslate">a&lt;b</code>'
    )


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_verdict_says_no_to_its_sentence(language):
    """Every sentence of the ledger is true as measured: no cross stands beside one, in sign or in word."""
    for verdict in claim_table.VERDICTS:
        badge = claim_table.badge(verdict, language)
        assert not re.search("[✗✘×]|안 됨|아님|not found|fail", badge)
        assert f"\N{NO-BREAK SPACE}{claim_table.WORDS[language][verdict]}</span>" in badge


def test_values_and_bounds_stay_whole_in_a_table():
    """After a sign, and around the × of a power of ten, the space does not break."""
    measured = course.Measured("a ≤ 1", "≈ 2.06 × 10⁻⁹ ± 0.1", "5 seeds", "≈ 1 … ≈ 3", "≤ 0.16")
    result = course.Result("x", "11.1", "holds", "It is ≥ 2.", (measured,), 1)
    table = claim_table.table([result], "en", caption="c")
    assert not re.search("[≈≤≥±] | × 10", table)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_figure_of_the_first_page_names_its_axes(language):
    """In the language of the page; on the page of both, in both."""
    words = depth_figure.WORDS[language]
    for figure in (depth_figure.figure(language), depth_figure.figure("ko", "en")):
        assert all(f">{words[axis]}</tspan>" in figure for axis in ("depth", "size"))


def test_the_curves_of_the_first_page_scale_with_the_variance():
    """Twice He's variance is √2 times the signal in each layer; with He's the size stays within two decades."""
    lasts, doubled = depth_figure.curve(0, 1.0), depth_figure.curve(0, 2.0)
    assert doubled[-1] - lasts[-1] == pytest.approx(depth_figure.LAYERS * 0.150515, rel=1e-5)
    assert all(
        abs(value) < 2 for seed in range(depth_figure.SEEDS) for value in depth_figure.curve(seed, 1.0)
    )


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_card_is_a_small_picture_of_the_size_that_the_page_states(language):
    """A PNG of 1200 × 630 in at most 60 KiB."""
    data = (ROOT / "book" / "_static" / f"card-{language}.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == page_head.CARD_SIZE and len(data) <= 60 * 1024


def test_rules_that_no_page_needs_are_left_out():
    """A selector goes if a class that it asks for is unused; brackets, strings and nesting are seen as such."""
    css = (
        '/* x */@import "a.css";.on,.off{a:b}.off{c:d}@media (x){.off{e:f}.on .deep:not(.off){g:h}}'
        '.on::after{content:"}.off{"}@media print{.off{i:j}}:is(.off,.on){k:l}'
    )
    kept = light_pages.slim(css, {"on", "deep"})
    assert (
        kept == '.on{a:b}@media (x){.on .deep:not(.off){g:h}}.on::after{content:"}.off{"}:is(.off,.on){k:l}'
    )


def test_addresses_in_a_moved_sheet_still_lead_to_their_files():
    """Relative to the folder above; data and absolute ones stay."""
    css = 'a{b:url(../x/y.svg)}c{d:url("z.svg")}e{f:url(data:image/x)}'
    assert (
        light_pages.moved(css, "styles") == 'a{b:url(x/y.svg)}c{d:url("styles/z.svg")}e{f:url(data:image/x)}'
    )


# ---- The built book. ----

browser = pytest.mark.browser


@browser
def test_the_sitemap_lists_every_page_once():
    """Each is there, and none that search engines should not list."""
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    places = [place.text for place in ET.parse(BUILT / "sitemap.xml").iter(name)]
    base = places[0].split("book/")[0]
    files = {path.relative_to(BUILT).as_posix() for path in (BUILT / "book").rglob("*.html")}
    expected = {base + file for file in files if not file.endswith("/search.html")} - {
        f"{base}book/index.html"
    }
    assert sorted(places) == sorted(expected | {base})
    assert f"Sitemap: {base}sitemap.xml" in (BUILT / "robots.txt").read_text("utf-8")


@browser
def test_every_page_says_what_it_is():
    """A description of its own in its language, its address, and a card whose picture is there."""
    seen = {}
    for path in sorted((BUILT / "book").rglob("*.html")):
        name = path.relative_to(BUILT).as_posix()
        text = path.read_text("utf-8")
        (description,) = re.findall(r'<meta name="description" content="([^"]+)"', text)
        assert 40 <= page_head.columns(description) <= 260, name
        if "/ko/" in name:
            assert re.search("[가-힣]", description), name
        assert seen.setdefault(description, name) == name
        (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)"', text)
        assert canonical.endswith(name) or name == "book/index.html"
        (picture,) = re.findall(r'<meta property="og:image" content="[^"]+/(_static/[^"]+)"', text)
        assert (BUILT / picture).is_file()


@browser
def test_no_script_stands_in_a_page():
    """Neither text in a script element nor an event handler."""
    for path in [*BUILT.glob("*.html"), *(BUILT / "book").rglob("*.html")]:
        text = path.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"<[a-z][^>]*\son[a-z]+=", re.sub(r'"[^"]*"', '""', text)), path


@browser
def test_every_icon_is_in_the_small_fonts():
    """What pages show as an icon has a glyph; run book/_tools/make_icons.py if not."""
    import make_icons
    from fontTools import ttLib

    glyphs = set()
    for name in light_pages.ICON_FONTS:
        glyphs |= set(ttLib.TTFont(ROOT / "book" / "_static" / name).getBestCmap())
    assert make_icons.characters() <= glyphs


@pytest.fixture(scope="module")
def pages_host():
    """The book where GitHub Pages serves it: under its name, with 404.html for what is not there."""

    class Pages(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, path):
            """Serve the book under /handson11/."""
            inside = path.split("?")[0].removeprefix("/handson11/")
            file = pathlib.Path(super().translate_path(f"/{inside}"))
            return str(file) if path.startswith("/handson11/") else str(BUILT / "nowhere")

        def send_error(self, code, *args):
            """Answer like GitHub Pages."""
            data = (BUILT / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args):
            """Keep the log of requests out of the test's output."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages, directory=str(BUILT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/handson11"
    server.shutdown()


@browser
@pytest.mark.parametrize("lost", ["nothing.html", "book/ko/a/b/c/nothing.html"])
def test_a_lost_reader_finds_the_way(pages_host, page, lost):
    """At any depth: the page is dressed, its links lead somewhere, and the search of each language works."""
    response = page.goto(f"{pages_host}/{lost}")
    assert response.status == 404 and page.locator("h1:visible").inner_text() == "404"
    assert page.evaluate("getComputedStyle(document.querySelector('.lost form')).display") == "flex"
    targets = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])")
    assert len(targets) > 20
    for target in {target for target in targets if target.startswith(pages_host)} - {page.url}:
        assert page.request.get(target).ok, target
    page.fill('.lost[lang="ko"] input', "초기화를")
    page.press('.lost[lang="ko"] input', "Enter")
    page.wait_for_selector("#search-results li a")
    assert page.url.startswith(f"{pages_host}/book/ko/search.html?q=")


@browser
@pytest.mark.parametrize("language", ["ko", "en"])
def test_evidence_is_sorted_by_the_keyboard_and_said_so(site, page, language):
    """A heading is a button; aria-sort follows it, and so do the rows; a second press turns them round."""
    page.goto(f"{site}/book/{language}/evidence.html")
    verdicts = "[...document.querySelectorAll('table.claims tbody')].map(claim => claim.dataset.verdict)"
    button = page.locator('th[data-sort="verdict"] button')
    button.focus()
    order = list(claim_table.VERDICTS)
    for direction, sign in (("ascending", 1), ("descending", -1)):
        page.keyboard.press("Enter")
        assert page.locator("th[aria-sort]").count() == 1
        assert page.get_attribute('th[data-sort="verdict"]', "aria-sort") == direction
        places = [sign * order.index(verdict) for verdict in page.evaluate(verdicts)]
        assert places == sorted(places) and len(places) == course.numbers()["claims"]


@browser
def test_evidence_is_narrowed_and_the_choice_can_be_linked(site, page):
    """By verdict, section and words; the address keeps it, from a folder too; reset shows all again."""
    count = course.numbers()
    shown = "[...document.querySelectorAll('table.claims tbody')].filter(claim => !claim.hidden).length"
    for base in (site, BUILT.as_uri()):
        page.goto(f"{base}/book/en/evidence.html?verdict=not-found")
        assert page.evaluate(shown) == count["not-found"]
        assert page.inner_text(".evidence-count").startswith(f"{count['not-found']} of {count['claims']}")
        page.goto(f"{base}/book/en/index.html", wait_until="networkidle")
        page.click(".landing-numbers a[href*=verdict]")
        page.wait_for_selector(".evidence-controls")
        assert page.evaluate(shown) == count["not-found"] + count["holds-when"]
        assert page.locator("tbody:not([hidden]) .verdict-holds").count() == 0
        page.select_option("select[name=verdict]", "")
        page.fill("input[name=text]", "he-keeps RELU")
        assert page.evaluate(shown) >= 1 and "text=he-keeps" in page.url
        page.click("button[type=reset]")
        page.wait_for_function(f"{shown} === {count['claims']}")
    assert page.complaints == []


@browser
@pytest.mark.parametrize("name", ["evidence", "11_1_1_initialization"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_claim_has_the_whole_width_of_a_phone(site, page, language, name):
    """Statement and quantities are as wide as the card they stand in."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/book/{language}/{name}.html")
    assert page.evaluate(
        """[...document.querySelectorAll('.claims :is(.claim-statement, .claim-quantity)')].every(
          cell => cell.offsetWidth > 0.95 * cell.closest('table').offsetWidth)"""
    )


@browser
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_section_leads_to_its_summary(site, page, language):
    """First of the ways at its head; all three ways stand in one line, also on a phone."""
    page.set_viewport_size({"width": 390, "height": 800})
    for stem in course.sections():
        page.goto(f"{site}/book/{language}/{stem}.html")
        ways = page.locator(".section-facts a")
        title, text = section_info.WORDS[language]["summary"]
        assert ways.first.inner_text() == text
        place = page.evaluate("decodeURIComponent(document.querySelector('.section-facts a').hash.slice(1))")
        assert page.locator(f"[id='{place}'] > h2").inner_text().startswith(title)
        assert len({way.bounding_box()["y"] for way in ways.all()}) == 1, stem


@browser
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_claim_leads_to_the_cell_that_measured_it(site, page, language):
    """The anchor is the cell whose output names the claim."""
    for stem in course.sections():
        page.goto(f"{site}/book/{language}/{stem}.html")
        texts = page.evaluate(
            """[...document.querySelectorAll('#measured-claims a.claim-cell')].map(link => {
              const place = document.getElementById(link.hash.slice(1));
              return [link.textContent, place?.closest('div.cell')?.textContent ?? ''];
            })"""
        )
        assert texts and all(f"[{name}] " in text for name, text in texts), stem


@browser
@pytest.mark.parametrize("name", ["book/ko/evidence", "book/en/11_1_3_batch_normalization", "book/index"])
def test_without_scripts_everything_is_there(site, browser, name):
    """Claims, links and texts; only what needs a script is hidden."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{name}.html")
    assert not page.locator(".evidence-controls").is_visible()
    if "index" not in name:
        assert page.locator("table.claims tbody").first.is_visible()
    context.close()
