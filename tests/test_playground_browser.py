"""The playground page in a real browser: keyboard, address, presets, words, disk, policy, phone."""

import re

import playground
import pytest

pytestmark = pytest.mark.browser
LANGUAGES = ("ko", "en")
PRESETS = [preset["id"] for preset in playground.load()]


def address(site, language, fragment=""):
    """Return the address of the page."""
    return f"{site}/book/{language}/playground.html{fragment}"


def opened(page, url):
    """Open the page and wait for the first picture."""
    page.goto("about:blank")
    page.goto(url)
    page.wait_for_selector(".playground-picture svg")
    page.wait_for_function("document.querySelector('.playground-verdict').textContent.length > 20")


def counter(page, name):
    """Return what a counter shows, as a number."""
    return float(page.inner_text(f"[data-counter={name}]").replace(",", "").replace("–", "0"))


def settings(page):
    """Return what the form holds, as text by name."""
    found = page.evaluate(
        "[...document.querySelectorAll('.playground-controls [name]')].map(e => [e.name, e.value])"
    )
    return dict(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_trains_and_stops(site, page, language):
    """The picture and a sentence stand there before any training; then steps count, curves come, pause holds."""
    opened(page, address(site, language))
    assert counter(page, "steps") == 0
    assert page.locator("[data-curve=loss]").is_hidden()
    words = playground.WORDS[language]
    train = page.locator("button[name=train]")
    assert train.inner_text() == words["train"]
    train.click()
    page.wait_for_function("document.querySelector('[data-counter=epoch]').textContent > 3", timeout=60_000)
    assert train.inner_text() == words["pause"]
    train.click()
    page.wait_for_selector(".playground[data-state=paused]")
    steps = counter(page, "steps")
    page.wait_for_timeout(400)
    assert counter(page, "steps") == steps > 60
    assert page.locator("[data-curve=loss] path").count() == 2
    sentence = page.inner_text(".playground-verdict")
    assert f"{steps:,.0f}" in sentence
    assert page.text_content(".playground-spoken") == page.text_content(".playground-verdict")
    assert all(url.startswith((site, "data:", "blob:")) for url in page.requests)
    assert page.complaints == []


def test_the_keyboard_is_enough(site, page):
    """Preset, setting, step, train, pause and the layer that is looked at."""
    opened(page, address(site, "en"))
    page.locator(".playground-presets a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.playground-verdict').textContent.includes('vanishes')")
    page.locator("[name=depth]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('#playground-layer').max === '11'")
    assert (
        "depth=11" in page.url
        and page.locator("[aria-current]").count() == page.locator("nav [aria-current=page]").count()
    )
    page.locator("button[name=step]").focus()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('[data-counter=steps]').textContent === '1'")
    page.locator("#playground-layer").focus()
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#playground-readout").startswith("Layer 2: mean 0.")
    page.locator("button[name=train]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".playground[data-state=running]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".playground[data-state=paused]")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_every_setting_travels_in_the_address(site, page):
    """What one reader sets another one sees, in the other language too: the same form, the same numbers."""
    other = {
        "depth": 7,
        "width": 20,
        "activation": "elu",
        "initializer": "lecun_normal",
        "scale": 0.5,
        "seed": 77,
    }
    other |= {"batch_norm": "after", "clipping": "clipnorm", "threshold": 10, "optimizer": "momentum"}
    other |= {"rate": 0.003, "batch": 16}
    assert set(other) == set(playground.CHOICES)
    assert all(
        playground.is_choice(*item) and item[1] != playground.CHOICES[item[0]][1] for item in other.items()
    )
    opened(page, address(site, "en"))
    for name, value in other.items():
        control = page.locator(f".playground-controls [name={name}]")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(str(value))
        else:
            control.fill(str(value))
    expected = {name: str(value) for name, value in other.items()}
    assert settings(page) == expected
    page.wait_for_function("document.querySelector('#playground-layer').max === '7'")
    page.wait_for_timeout(300)
    link, readout, sentence = (
        page.url,
        page.inner_text("#playground-readout"),
        page.inner_text(".playground-verdict"),
    )
    opened(page, link)
    assert settings(page) == expected
    assert page.inner_text("#playground-readout") == readout
    assert page.inner_text(".playground-verdict") == sentence
    page.locator("a.language-switch").click()
    page.wait_for_url(re.compile("/ko/"))
    page.wait_for_selector(".playground-picture svg")
    assert settings(page) == expected


@pytest.mark.parametrize(
    ("fragment", "changed"),
    [
        ("#how-to-read-the-picture", {}),
        ("#depth=51&width=33&activation=<b>&rate=0.5&batch=0&seed=-1", {}),
        ("#preset=nobody", {}),
        ("#preset=__proto__", {}),
        ("#depth=1e1&scale=NaN&colour=red", {}),
        ("#depth=5&width=7&activation=tanh&rate=", {"depth": "5", "activation": "tanh"}),
        ("#%E0%A4%A", {}),
    ],
)
def test_bad_addresses_are_ignored(site, page, fragment, changed):
    """What cannot be chosen falls back to its default, and nothing complains."""
    opened(page, address(site, "en", fragment))
    defaults = {name: str(default) for name, (_, default) in playground.CHOICES.items()}
    assert settings(page) == {**defaults, **changed}
    assert page.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_presets_set_the_form(site, page, language):
    """Each link sets everything, says what to look for, and names its section."""
    for preset in playground.load():
        opened(page, address(site, language, f"#preset={preset['id']}"))
        expected = {name: str(value) for name, value in playground.complete(preset["settings"]).items()}
        assert settings(page) == expected
        look = page.locator(".playground-look:visible")
        assert look.count() == 1 and preset["look"][language] in look.inner_text()
        assert look.locator("a").get_attribute("href") == f"{preset['section']}.html"
    assert page.complaints == []


def test_a_diverged_network_is_shown_as_such(site, page):
    """Training stops by itself, and can only be begun anew."""
    opened(page, address(site, "en", "#preset=exploding"))
    page.locator("button[name=train]").click()
    page.wait_for_selector(".playground[data-state=diverged]")
    assert "Diverged" in page.inner_text(".playground-verdict")
    assert page.locator("button[name=train]").is_disabled()
    page.locator("button[name=again]").click()
    page.wait_for_selector(".playground[data-state=paused]")
    assert counter(page, "steps") == 0
    opened(page, address(site, "en", "#depth=50&width=100&activation=relu&initializer=random_normal"))
    assert "leave the range" in page.inner_text(".playground-verdict")


@pytest.mark.parametrize("kind", ["disk", "no worker", "policy without workers"])
def test_it_trains_anywhere(site, page, root, kind):
    """From a folder; without workers; under a policy that forbids them and every script but the site's own."""
    url = address(site, "en")
    if kind == "disk":
        url = (root / "_build/html/book/en/playground.html").as_uri()
    elif kind == "no worker":
        page.add_init_script("delete window.Worker")
    else:

        def strictly(route):
            response = route.fetch()
            policy = "default-src 'self'; style-src 'self'; script-src 'self'; worker-src 'none'; img-src 'self' data:"
            route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

        page.route(url, strictly)
    page.goto(url)
    page.wait_for_selector(".playground-picture svg")
    page.locator("button[name=train]").click()
    page.wait_for_selector("[data-curve=loss] path")
    page.locator("button[name=train]").click()
    page.wait_for_selector(".playground[data-state=paused]")
    if kind != "policy without workers":
        assert page.complaints == []


def test_worker_and_page_compute_the_same(site, page):
    """After three steps the numbers are the same with and without a worker."""
    seen = []
    for script in ("", "delete window.Worker"):
        page.add_init_script(script or "0")
        opened(page, address(site, "en", "#preset=bn-rescues"))
        for number in (1, 2, 3):
            page.locator("button[name=step]").click()
            page.wait_for_function(
                f"document.querySelector('[data-counter=steps]').textContent === '{number}'"
            )
        seen.append(page.inner_text("#playground-readout") + page.inner_text("[data-counter=batch_loss]"))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_room_on_a_phone(site, page, language):
    """Nothing scrolls sideways; targets are large; the picture stays in sight beside the controls."""
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, address(site, language, "#preset=selu-50"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    heights = page.evaluate("[...document.querySelectorAll('.playground button')].map(b => b.offsetHeight)")
    assert len(heights) == 5 and min(heights) >= 44
    page.locator("[name=rate]").evaluate("e => e.scrollIntoView()")
    page.wait_for_timeout(300)
    assert page.locator(".playground-picture").bounding_box()["y"] >= 0
    box = page.locator(".playground-picture").bounding_box()
    assert page.locator("[name=rate]").bounding_box()["y"] >= box["y"] + box["height"]


def test_without_scripts_there_is_a_table(site, browser):
    """The record of every preset, and no control that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(site, "ko"))
    assert page.locator("noscript tbody tr").count() == len(PRESETS)
    assert page.locator("form.playground-controls").is_hidden()
    context.close()


def test_reduced_motion_draws_seldom(site, browser):
    """At most about one picture a second, and training goes on."""
    for motion, most, least in (("reduce", 4, 1), ("no-preference", 60, 8)):
        page = browser.new_page(reduced_motion=motion)
        opened(page, address(site, "en"))
        page.evaluate(
            """() => {
              window.drawn = 0;
              new MutationObserver(() => (window.drawn += 1))
                .observe(document.querySelector(".playground-picture"), { childList: true });
            }"""
        )
        page.locator("button[name=train]").click()
        page.wait_for_timeout(2500)
        assert least <= page.evaluate("window.drawn") <= most
        page.close()


def test_the_scripts_are_loaded_where_they_are_needed(site, page):
    """On this page, and on no other."""
    page.goto(f"{site}/book/ko/glossary.html")
    assert not any("/playground/" in url for url in page.requests)
