"""A real browser for pages of ours: Chromium without a window, spoken to over a pipe in its DevTools protocol.

    → {"id": 7, "method": "Page.captureScreenshot", "params": {…}, "sessionId": "…"}\\0      ← {"id": 7, "result": {…}}\\0

Found as `chromium`, `chromium-browser` or `google-chrome` on the path, or where AGGREGATOR_CHROMIUM says. Nothing is downloaded.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE = 60.0  # seconds for one answer; loading a page takes one or two


def found() -> str | None:
    """The path of the browser; None where there is none."""
    told = os.environ.get("AGGREGATOR_CHROMIUM")
    return told or next(filter(None, map(shutil.which, _NAMES)), None)


@dataclass(slots=True)
class Browser:
    """A running browser with one page. `asks` and `answers` are the ends of its pipes."""

    asks: int
    answers: int
    session: str = ""
    _number: int = 0
    _rest: bytes = field(default=b"", repr=False)

    def do(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """Do something and wait for its answer. Raises RuntimeError with what the browser says against it."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.asks, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                value: Mapping[str, Any] = answer["result"]
                return value

    def open(self, page: Path, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Open a file in a window of this size, and wait until it is there."""
        phone = width < 600
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.do("Emulation.setEmulatedMedia", features=[scheme])
        self.do("Page.setBypassCSP", enabled=True)  # for the checker alone: the page allows no script
        self.do("Page.navigate", url=page.as_uri())
        until = time.monotonic() + _PATIENCE
        while self.value("document.readyState + location.protocol") != "completefile:" and time.monotonic() < until:
            time.sleep(0.05)

    def value(self, script: str) -> Any:
        """What a script gives, once its promise is kept."""
        done = self.do("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"])[:400])
        return done["result"].get("value")

    def picture(self) -> bytes:
        """The whole page as PNG."""
        return base64.b64decode(self.do("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"])

    def printed(self) -> bytes:
        """The page as it is printed on A4: a PDF."""
        sheet = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": False}
        return base64.b64decode(self.do("Page.printToPDF", **sheet)["data"])

    def _next(self) -> dict[str, Any]:
        until = time.monotonic() + _PATIENCE
        while b"\0" not in self._rest:
            if not select.select([self.answers], [], [], max(0.0, until - time.monotonic()))[0]:
                raise RuntimeError("The browser does not answer.")
            piece = os.read(self.answers, 1 << 16)
            if not piece:
                raise RuntimeError("The browser has gone.")
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        value: dict[str, Any] = json.loads(message)
        return value


@contextmanager
def running(program: str, folder: Path) -> Iterator[Browser]:
    """A browser of its own, with its files in this folder, ended with the block."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    wired = f'exec 3<&{theirs_in} 4>&{theirs_out}; exec "$0" "$@"'  # the protocol's pipes are 3 and 4
    quiet = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars"]
    arguments = [program, *quiet, "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank"]
    process = subprocess.Popen(
        ["bash", "-c", wired, *arguments], pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        browser = Browser(ours_out, ours_in)
        pages = browser.do("Target.getTargets")["targetInfos"]
        page = next(each for each in pages if each["type"] == "page")
        browser.session = browser.do("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        yield browser
        browser.session = ""
        browser.do("Browser.close")  # so that its helpers leave the folder too
        process.wait(_PATIENCE)
    finally:
        process.kill()
        process.wait()
        os.close(ours_out)
        os.close(ours_in)
