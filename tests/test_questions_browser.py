"""The questions at the end of each section, answered in a real browser."""

import math

import pytest
import questions
import test_book
from bs4 import BeautifulSoup

pytestmark = pytest.mark.browser
SECTIONS = test_book.SECTIONS
LANGUAGES = ("ko", "en")
EVERY_SECTION = [(language, section) for language in LANGUAGES for section in SECTIONS]


def address(site, language, section):
    """Return the address of a section's page."""
    return f"{site}/book/{language}/{section}.html"


def of_section(section):
    """Return the questions of a section."""
    return questions.load(questions.FOLDER / f"{section}.toml")


def pieces(text):
    """Return the parts of a text around its formulas, whose text stands twice, for the eye and for screen readers."""
    markup = BeautifulSoup(questions.inline(text.strip()), "html.parser")
    for formula in markup.select(".math"):
        formula.replace_with("\0")
    return [piece.strip() for piece in markup.get_text().split("\0") if piece.strip()]


def form_of(page, question):
    """Return the form of a question."""
    return page.locator(f"#question-{question['id']}")


def verdict(form):
    """Press the button; return the state and the words of the verdict."""
    form.locator("button[type=submit]").click()
    return form.get_attribute("data-state"), form.locator("[role=status]").text_content()


def type_in(form, text):
    """Write an answer into the form of a number; return the verdict on it."""
    form.locator("input[type=text]").fill(text)
    return verdict(form)


def put(page, section, identifier):
    """Return the form of the question with this id."""
    return form_of(page, next(each for each in of_section(section) if each["id"] == identifier))


@pytest.mark.parametrize(("language", "section"), EVERY_SECTION)
def test_every_answer_gets_its_verdict(site, page, language, section):
    """Right answers are right, each wrong one gets its own feedback, nothing at all gets a prompt."""
    words = questions.WORDS[language]
    page.goto(address(site, language, section))
    for question in of_section(section):
        form = form_of(page, question)
        assert form.locator("[role=status]").text_content() == ""
        state, said = verdict(form)
        assert state == "ask" and words["choose" if question["kind"] == "choice" else "enter"] in said
        if question["kind"] == "choice":
            for place, choice in enumerate(question["choice"]):
                form.locator("input").nth(place).check()
                state, said = verdict(form)
                expected = "right" if choice.get("right") else "wrong"
                assert state == expected and words[expected] in said, (question["id"], place)
                assert all(piece in said for piece in pieces(choice["feedback"][language])), said
        else:
            low, high = questions.right_range(question)
            for value in {low, question["value"], high}:
                state, said = type_in(form, repr(value))
                assert state == "right" and words["right"] in said, (question["id"], value)
            for wrong in question["wrong"]:
                for value in {wrong["low"], (wrong["low"] + wrong["high"]) / 2, wrong["high"]}:
                    state, said = type_in(form, repr(value))
                    assert state == "wrong" and words["wrong"] in said, (question["id"], value)
                    assert all(piece in said for piece in pieces(wrong["feedback"][language])), said
            state, said = type_in(form, "987654321")
            assert state == "wrong"
            assert all(piece in said for piece in pieces(question["other"][language])), said
    assert all(url.startswith((site, "data:")) for url in page.requests)
    assert page.complaints == []


@pytest.mark.parametrize(
    ("section", "identifier", "state", "answers"),
    [
        (
            "11_1_1_initialization",
            "he-variance",
            "right",
            ["0.01", "0,01", ".01", " 0.01 ", "1/100", "2 / 200", "1e-2", "1E−2", "10^-2", "10⁻²", "1 × 10⁻²"]
            + ["1 %", "1%", "≈ 0.01", "0.010", "０.０１", "+0.01"],
        ),
        ("11_1_3_batch_normalization", "share-of-the-start", "right", ["81", "81%", "81 %", "81,0", "162/2"]),
        ("11_2_reusing_pretrained_layers", "what-trains", "right", ["243", "243 parameters", "3^5"]),
        (
            "11_1_4_gradient_clipping",
            "two-norms",
            "right",
            ["2.5", "5/2", "6.5/13*5", "5×6.5/13", "10/2^2", "25⋅10⁻¹"],
        ),
        ("11_1_2_activations", "prelu-parameters", "wrong", ["25,000", "25.000,5e0", "−350", "3500", "-3"]),
        (
            "11_1_4_gradient_clipping",
            "two-norms",
            "ask",
            ["abc", "1/0", "1/", "*2", "-", "2.5.1", "1e", "2,5,1", "%"],
        ),
    ],
)
def test_numbers_are_read_as_people_write_them(site, page, section, identifier, state, answers):
    """Decimal comma, fraction, powers, percent, spaces and signs; what is no number is said to be none."""
    page.goto(address(site, "en", section))
    form = put(page, section, identifier)
    found = {answer: type_in(form, answer)[0] for answer in answers}
    unread = {"25.000,5e0": "ask"}
    assert found == {answer: unread.get(answer, state) for answer in answers}


def test_thousands_may_be_set_apart(site, page):
    """82,483 is eighty-two thousand, and gets the feedback on it."""
    page.goto(address(site, "en", "11_2_reusing_pretrained_layers"))
    form = put(page, "11_2_reusing_pretrained_layers", "what-trains")
    assert type_in(form, "82,483") == type_in(form, "82483")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_is_enough(site, page, language):
    """Tab, arrows, space and Enter answer a choice and a number."""
    page.goto(address(site, language, "11_1_4_gradient_clipping"))
    choice, number = page.locator("form.question").nth(0), page.locator("form.question").nth(1)
    page.locator("#check-yourself h2").click()
    for _ in range(3):  # the link of the heading may stand between
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert choice.get_attribute("data-state") == "right"
    number.locator("input").focus()
    page.keyboard.type("two and a half")
    page.keyboard.press("Enter")
    assert number.get_attribute("data-state") == "ask"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("5/2")
    page.keyboard.press("Enter")
    assert number.get_attribute("data-state") == "right"
    page.keyboard.press("Tab")  # from the field to the button
    assert page.evaluate("document.activeElement.className") == "question-check"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    assert page.url.endswith(".html")


def test_a_new_choice_clears_the_verdict(site, page):
    """Verdict and state go, for radio buttons and for numbers."""
    page.goto(address(site, "en", "11_1_4_gradient_clipping"))
    choice, number = page.locator("form.question").nth(0), page.locator("form.question").nth(1)
    choice.locator("input").nth(0).check()
    assert verdict(choice)[0] == "wrong"
    choice.locator("input").nth(1).check()
    assert choice.get_attribute("data-state") is None
    assert choice.locator("[role=status]").text_content() == ""
    assert type_in(number, "5")[0] == "wrong"
    number.locator("input").press("1")
    assert number.get_attribute("data-state") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_offered_after_two_wrong_tries(site, page, language):
    """Not before; a prompt is no try; after the right answer the explanation lies open."""
    page.goto(address(site, language, "11_1_4_gradient_clipping"))
    choice, number = page.locator("form.question").nth(0), page.locator("form.question").nth(1)
    answer = number.locator("details")
    for text, visible in (("", False), ("5", False), ("", False), ("6.5", True)):
        type_in(number, text)
        assert answer.is_visible() == visible, text
    assert answer.get_attribute("open") is None
    assert not choice.locator("details").is_visible()
    choice.locator("input").nth(2).check()
    assert verdict(choice)[0] == "right"
    assert choice.locator("details p").first.is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_the_explanations_can_be_read(site, browser, language):
    """No button that does nothing; Enter sends nothing away; every answer can be unfolded."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    url = address(site, language, "11_1_4_gradient_clipping")
    page.goto(url)
    forms = page.locator("form.question").all()
    assert len(forms) == 3
    for form, question in zip(forms, of_section("11_1_4_gradient_clipping"), strict=True):
        assert not form.locator("button[type=submit]").is_visible()
        explanation = form.locator("details p").last
        assert not explanation.is_visible()
        form.locator("summary").click()
        assert explanation.is_visible()
        assert all(piece in form.text_content() for piece in pieces(question["explanation"][language]))
    page.locator("form.question input[type=text]").fill("3")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.url == url
    context.close()


@pytest.mark.parametrize(("language", "section"), EVERY_SECTION)
def test_there_is_room_on_a_phone(site, page, language, section):
    """At 390 px nothing scrolls sideways, with everything unfolded, and a finger finds its target."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address(site, language, section), wait_until="networkidle")
    for question in of_section(section):
        form = form_of(page, question)
        if question["kind"] == "choice":
            right = [bool(choice.get("right")) for choice in question["choice"]].index(True)
            form.locator("input").nth(right).check()
            assert verdict(form)[0] == "right"
        else:
            assert type_in(form, repr(question["value"]))[0] == "right"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sizes = page.evaluate(
        """[...document.querySelectorAll(".question :is(.question-choice, input[type=text], button, summary)")]
            .map(element => element.getBoundingClientRect().height)"""
    )
    assert len(sizes) > 9 and min(sizes) >= 44
    wide = page.evaluate(
        "[...document.querySelectorAll('.question')].filter(each => each.scrollWidth > each.clientWidth).map(e => e.id)"
    )
    assert wide == []


def test_a_strict_policy_does_not_stop_the_questions(site, page):
    """Under a Content-Security-Policy without inline scripts, handlers or styles they still work."""
    url = address(site, "en", "11_1_4_gradient_clipping")

    def strictly(route):
        response = route.fetch()
        policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'none'"
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    page.route(url, strictly)
    page.goto(url)
    form = page.locator("form.question").nth(1)
    assert type_in(form, "2.5")[0] == "right"
    # KaTeX writes heights into its formulas.
    page.evaluate(
        """const templates = [...document.querySelectorAll(".questions template")].map(each => each.content);
           for (const root of [document, ...templates]) root.querySelectorAll(".math").forEach(each => each.remove())"""
    )
    assert not page.evaluate(
        "document.querySelector('.questions').outerHTML.match(/style=|onclick=|<script/)"
    )


def test_the_questions_work_from_disk(root, page):
    """From a folder, without a server."""
    page.goto((root / "_build/html/book/ko/11_1_4_gradient_clipping.html").as_uri())
    assert type_in(page.locator("form.question").nth(1), "2,5")[0] == "right"
    assert all(url.startswith("file:") for url in page.requests)


def test_the_script_is_loaded_where_it_is_needed(site, page):
    """On sections, and on no other page; the contents name the questions."""
    loads = "[...document.scripts].filter(script => script.src.includes('questions.js')).length"
    page.goto(address(site, "ko", "11_1_1_initialization"))
    assert page.evaluate(loads) == 1
    assert page.locator(".bd-sidebar-secondary a[href='#check-yourself']").inner_text() == "확인 문제"
    page.goto(f"{site}/book/ko/glossary.html")
    assert page.evaluate(loads) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_verdicts_have_contrast(site, browser, scheme):
    """Words of verdict, button and link reach 4.5 on their ground, and a symbol stands beside the colour."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(address(site, "ko", "11_1_4_gradient_clipping"), wait_until="networkidle")
    form = page.locator("form.question").nth(1)
    for answer, sign in (("5", "✗"), ("2.5", "✓")):
        type_in(form, answer)
        assert form.locator(".question-sign").text_content() == sign
        ratios = form.evaluate(
            """form => {
              const numbers = text => text.match(/[0-9.]+/g).map(Number);
              const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
              const light = rgb => [0.2126, 0.7152, 0.0722].reduce((sum, k, i) => sum + k * channel(rgb[i]), 0);
              const ground = element => {
                for (; element; element = element.parentElement) {
                  const rgb = numbers(getComputedStyle(element).backgroundColor);
                  if (rgb.length < 4 || rgb[3] === 1) return rgb;
                }
              };
              return ['legend', '.question-verdict', '.question-sign', '.question-check', 'summary', 'details p']
                .map(name => form.querySelector(name)).filter(element => element)
                .map(element => {
                  const pair = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
                  const [a, b] = pair.sort((x, y) => y - x);
                  return (a + 0.05) / (b + 0.05);
                });
            }"""
        )
        assert len(ratios) == 6 and all(math.isfinite(ratio) and ratio >= 4.5 for ratio in ratios), ratios
    page.close()
