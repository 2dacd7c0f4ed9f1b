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
    assert "depth=11" in page.url
    page.locator("button[name=step]").focus()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('[data-counter=steps]').textContent === '1'")
    page.locator("#playground-layer").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelector('#playground-readout').textContent.startsWith('Layer 2: mean 0.')"
    )
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
    assert page.inner_text(".playground-verdict").startswith(
        "Diverged after 1 step: the loss is NaN. Change a setting"
    )
    assert page.locator("button[name=train]").is_disabled()
    assert page.locator(".playground-none").is_hidden()
    page.locator("button[name=again]").click()
    page.wait_for_selector(".playground[data-state=paused]")
    assert counter(page, "steps") == 0
    opened(page, address(site, "en", "#depth=50&width=100&activation=relu&initializer=random_normal"))
    assert "leave the range" in page.inner_text(".playground-verdict")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_preset_keeps_its_note(site, page, language):
    """Text and mark stay and the change is named; the address, too, remembers; a button puts all back."""
    opened(page, address(site, language, "#preset=clipping-saves"))
    words, preset = (
        playground.WORDS[language],
        next(each for each in playground.load() if each["id"] == "clipping-saves"),
    )
    note, changed = page.locator(".playground-look:visible"), page.locator(".playground-changed")
    assert not changed.is_visible()
    place = page.locator(".playground-controls").bounding_box()
    page.locator("[name=clipping]").select_option("none")
    for _ in range(2):  # now, and when the address is opened elsewhere
        assert preset["look"][language] in note.inner_text()
        assert (
            page.locator(".playground-presets [aria-current]").get_attribute("href")
            == "#preset=clipping-saves"
        )
        assert (
            changed.is_visible() and words["changed"].format(names=words["clipping"]) in changed.inner_text()
        )
        assert page.locator(".playground-controls").bounding_box() == place
        opened(page, page.url)
    page.locator("button[name=new_seed]").click()
    assert f"{words['seed']}, {words['clipping']}" in changed.inner_text()
    page.locator("button[name=back]").click()
    expected = {name: str(value) for name, value in playground.complete(preset["settings"]).items()}
    assert settings(page) == expected and page.url.endswith("#preset=clipping-saves")
    assert not changed.is_visible() and note.is_visible()
    page.locator("[name=depth]").fill("9")
    page.locator("[name=depth]").fill("10")
    assert page.url.endswith("#preset=clipping-saves") and not changed.is_visible()
    assert page.complaints == []


def test_the_run_before_stays_in_grey(site, page):
    """After a change the old curves stand behind the new ones; another preset begins without them."""
    opened(page, address(site, "en", "#preset=he-keeps"))
    for training in (1, 2):
        page.locator("button[name=train]").click()
        page.wait_for_function(
            "Number(document.querySelector('[data-counter=epoch]').textContent) >= 2", timeout=60_000
        )
        page.locator("button[name=train]").click()
        page.wait_for_selector(".playground[data-state=paused]")
        assert page.locator("[data-curve=loss] .playground-line").count() == 2 * training
        page.locator("[name=initializer]").select_option("glorot_uniform")
        page.wait_for_function("document.querySelector('[data-counter=steps]').textContent === '0'")
        assert page.locator("[data-curve=loss]").is_visible()
        assert page.locator("[data-curve=loss] .playground-line").count() == 2
        if training == 1:
            assert page.locator("[data-curve=accuracy] .playground-before-training").count() == 1
    page.locator(".playground-presets a").first.click()
    page.wait_for_function("!document.querySelector('[data-curve=loss] .playground-line')")


def test_one_step_is_not_judged(site, page):
    """How many steps were trained is said, and nothing of guessing before an epoch is done."""
    opened(page, address(site, "en", "#preset=he-keeps"))
    page.locator("button[name=step]").click()
    page.wait_for_function(
        "document.querySelector('.playground-verdict').textContent.startsWith('Trained for 1 step;')"
    )
    assert "guessing" not in page.inner_text(".playground-verdict")


@pytest.mark.parametrize("value", ["-5", "", "10000", "1.5"])
def test_a_seed_that_cannot_be_is_answered(site, page, value):
    """What is allowed stands below the field as long as it holds something else."""
    opened(page, address(site, "en"))
    told = page.locator("#playground-seed-allowed")
    assert told.is_hidden()
    page.locator("[name=seed]").fill(value)
    assert told.inner_text() == "Enter a whole number from 1 to 9999."
    assert page.locator("[name=seed]").get_attribute("aria-invalid") == "true"
    page.locator("[name=seed]").fill("7")
    assert told.is_hidden() and "seed=7" in page.url


def test_a_loss_beyond_the_chart_is_marked(site, page):
    """The chart ends at 5, and says so where the loss is larger."""
    opened(page, address(site, "en", "#preset=clipping-saves"))
    page.locator("button[name=step]").click()
    page.wait_for_selector("[data-curve=loss] .playground-above")
    assert page.text_content("[data-curve=loss] .playground-above") == "↑ > 5"
    assert page.locator("[data-curve=accuracy] .playground-above").count() == 0


def test_on_a_phone_curves_follow_the_picture(site, page):
    """And picture and buttons stay in sight while the reader is at the controls."""
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, address(site, "en", "#preset=he-keeps"))
    assert page.locator(".playground-progress").is_hidden()
    page.locator("button[name=step]").click()
    page.wait_for_selector("[data-curve=loss] circle")
    top = {
        name: page.locator(f".playground-{name}").bounding_box()["y"]
        for name in ("picture", "actions", "progress", "note", "verdict", "layer", "controls")
    }
    assert list(top) == sorted(top, key=top.get)
    for control in ("activation", "rate"):
        page.locator(f"[name={control}]").evaluate("e => e.scrollIntoView()")
        page.wait_for_timeout(300)
        picture, train, field = (
            page.locator(place).bounding_box()
            for place in (".playground-picture", "button[name=train]", f"[name={control}]")
        )
        assert 0 < picture["y"] < picture["y"] + picture["height"] <= train["y"]
        assert train["y"] + train["height"] <= field["y"] < field["y"] + field["height"] <= 844


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
    page.wait_for_selector(".playground[data-state=running]")
    page.wait_for_selector(
        "[data-curve=loss] path", state="attached", timeout=60_000
    )  # of one point: it has no size
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
    assert len(heights) == 6 and min(heights) >= 44
    assert page.locator(".playground-presets").bounding_box()["height"] < 70
    chosen = page.locator(".playground-presets [aria-current]").bounding_box()
    assert chosen["x"] >= 0 and chosen["x"] + chosen["width"] <= 390
    train, picture = (
        page.locator(name).bounding_box() for name in ("button[name=train]", ".playground-picture")
    )
    assert train["y"] + train["height"] <= 844 and picture["y"] < 600
    for number, (text, right) in enumerate(
        page.evaluate(
            """() => {
              const drawing = document.querySelector(".playground-picture svg");
              const { right } = drawing.getBoundingClientRect();
              return [...drawing.querySelectorAll("text")].map((each) => [
                each.textContent, each.getBoundingClientRect().right - right]);
            }"""
        )
    ):
        assert right <= 0.5, (number, text)
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
    """At most about one picture a second, otherwise several; and training goes on."""
    for motion, wanted in (("reduce", 2), ("no-preference", 8)):
        page = browser.new_page(reduced_motion=motion)
        opened(page, address(site, "en"))
        page.evaluate(
            """() => {
              window.drawn = 0;
              window.began = performance.now();
              new MutationObserver(() => (window.drawn += 1))
                .observe(document.querySelector(".playground-picture"), { childList: true });
            }"""
        )
        page.locator("button[name=train]").click()
        page.wait_for_function(f"window.drawn >= {wanted}", timeout=60_000)
        per_second = page.evaluate("(1000 * (window.drawn - 1)) / (performance.now() - window.began)")
        assert motion != "reduce" or 0 < per_second < 1.5
        page.close()


def test_the_scripts_are_loaded_where_they_are_needed(site, page):
    """On this page, and on no other."""
    page.goto(f"{site}/book/ko/glossary.html")
    assert not any("/playground/" in url for url in page.requests)
