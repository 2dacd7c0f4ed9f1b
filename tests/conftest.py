"""What all tests share: quiet TensorFlow, English messages, the tools on the path, the book in a browser."""

import functools
import http.server
import os
import pathlib
import shutil
import sys
import tempfile
import threading

import pytest

ROOT = pathlib.Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "book" / "_tools"), str(ROOT / "book" / "_ext")]

from handson11 import i18n, runtime  # noqa: E402, F401  (runtime first: it keeps TensorFlow quiet)

# Answers that a docstring's example gives are no progress of whoever runs the tests.
PROGRESS = tempfile.TemporaryDirectory(prefix="handson11-tests-")
os.environ["HANDSON11_PROGRESS"] = str(pathlib.Path(PROGRESS.name) / "progress.jsonl")

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.fixture(autouse=True)
def english():
    """Every test starts in English and leaves the language as it was."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(scope="session")
def root():
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def site(root):
    """The address of the built book on this machine."""
    built = root / "_build" / "html"
    if not (built / "book" / "index.html").is_file():
        pytest.fail("The book is not built: run `make book` first.")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            """Keep the log of requests out of the test's output."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(built)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium."""
    if CHROMIUM is None:
        words = "Chromium was not found: install it, or name it in the environment variable CHROMIUM."
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A new page that keeps its requests and complaints."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.requests, page.complaints = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
    yield page
    page.close()
