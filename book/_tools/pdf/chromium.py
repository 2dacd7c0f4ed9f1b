"""Chromium without a driver: its DevTools protocol over a pipe, for printing one document.

A reply to a message ends in a zero byte. Chromium reads from descriptor 3 and writes to 4.
"""

import base64
import fcntl
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
OLDEST = 131  # the first with boxes in the margins of a page, which hold the running title
ARGUMENTS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",  # it opens nothing but our own pages, and in a container the sandbox does not start
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--allow-file-access-from-files",  # the fonts lie in a folder beside that of the document
    "--font-render-hinting=none",
)
PAPER = {
    "preferCSSPageSize": True,
    "printBackground": True,
    "generateTaggedPDF": True,
    "generateDocumentOutline": True,
}


class ChromiumError(Exception):
    """Chromium is missing, too old, or says that something went wrong."""


def find():
    """Return the path of Chromium or Chrome: that in the environment variable CHROMIUM, else the first found."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*NAMES, *MAC]
    path = next(filter(None, map(shutil.which, candidates)), None)
    if path is None:
        missing = f"CHROMIUM names {named!r}, which is no program" if named else "Chromium was not found"
        raise ChromiumError(f"{missing}. Install it (package chromium), or name it in the variable CHROMIUM.")
    return path


class Chromium:
    """One page of a headless Chromium; use it in a `with` block."""

    def __enter__(self):
        self._profile = tempfile.TemporaryDirectory(prefix="handson11-pdf-", ignore_cleanup_errors=True)
        (theirs_in, self._out), (self._in, theirs_out) = (map(_high, os.pipe()) for _ in range(2))

        def connect():
            os.dup2(theirs_in, 3)
            os.dup2(theirs_out, 4)

        self._process = subprocess.Popen(
            [find(), *ARGUMENTS, f"--user-data-dir={self._profile.name}", "about:blank"],
            preexec_fn=connect,
            pass_fds=(3, 4),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._numbers, self._rest, self._session = itertools.count(1), b"", None
        version = self.call("Browser.getVersion")["product"]
        if int(version.split("/")[1].split(".")[0]) < OLDEST:
            raise ChromiumError(f"Chromium {OLDEST} or newer is needed. Received: {version}")
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return self

    def __exit__(self, *error):
        os.close(self._out)  # Chromium ends when its pipe does
        os.close(self._in)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._profile.cleanup()

    def call(self, method, **params):
        """Call a method of the DevTools protocol and return its result."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        try:
            _write(self._out, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise ChromiumError("Chromium did not start, or has ended.") from None
        while True:
            reply = self._read()
            if reply.get("id") == number:
                break
        if "error" in reply:
            raise ChromiumError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    def _read(self):
        """Return the next message, a reply or an event."""
        parts = [self._rest]
        while b"\0" not in parts[-1]:
            chunk = os.read(self._in, 1 << 20)
            if not chunk:
                raise ChromiumError("Chromium did not start, or has ended.")
            parts.append(chunk)
        message, _, self._rest = b"".join(parts).partition(b"\0")
        return json.loads(message)

    def evaluate(self, expression):
        """Return the value of a JavaScript expression; a promise is waited for."""
        reply = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in reply:
            details = reply["exceptionDetails"]
            raise ChromiumError(details.get("exception", {}).get("description", details["text"]))
        return reply["result"].get("value")

    def open(self, path):
        """Open a file and wait until it is loaded."""
        self.call(
            "Emulation.setEmulatedMedia",
            media="print",
            features=[{"name": "prefers-color-scheme", "value": "light"}],
        )
        address = pathlib.Path(path).resolve().as_uri()
        error = self.call("Page.navigate", url=address).get("errorText")
        if error:
            raise ChromiumError(f"{path}: {error}")
        loaded = "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))"
        self.evaluate(loaded)

    def pdf(self):
        """Return the open document as PDF: tagged, with bookmarks, on the paper that its style sheet names."""
        stream = self.call("Page.printToPDF", **PAPER, transferMode="ReturnAsStream")["stream"]
        parts, ended = [], False
        while not ended:
            piece = self.call("IO.read", handle=stream, size=1 << 20)
            parts.append(
                base64.b64decode(piece["data"])
                if piece.get("base64Encoded")
                else piece["data"].encode("latin-1")
            )
            ended = piece["eof"]
        self.call("IO.close", handle=stream)
        return b"".join(parts)


def _high(descriptor):
    """Move a descriptor out of the way of those that Chromium wants."""
    high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return high


def _write(descriptor, data):
    while data:
        data = data[os.write(descriptor, data) :]
