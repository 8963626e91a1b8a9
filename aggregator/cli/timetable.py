"""A crontab line, or systemd units, for this installation. Pure but for where the program is."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

from aggregator.errors import UsageError

_SERVICE = """\
# ~/.config/systemd/user/aggregator.service
[Unit]
Description=Healthcare partnership news: visit the sources and file what is new
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
# 3: some sources failed, which `aggregator status` tells; it is no reason to alarm
SuccessExitStatus=3
Nice=10

# ~/.config/systemd/user/aggregator.timer
[Unit]
Description=Healthcare partnership news, daily

[Timer]
OnCalendar=*-*-* {at}:00
Persistent=true
RandomizedDelaySec=10min

[Install]
WantedBy=timers.target

# then: systemctl --user daemon-reload && systemctl --user enable --now aggregator.timer
"""


def printed(way: str, at: str, config: Path, archive: Path) -> str:
    """The text for `cron` or `systemd`. Raises UsageError for another way, or a time that is none."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", at)
    if found is None:
        raise UsageError(f"{at!r} is no time of day.", hint="Write it like 06:30.")
    words = [*program(), "--config", str(config.resolve()), "--archive", str(archive.resolve()), "fetch"]
    if way == "cron":
        command = shlex.join(words).replace("%", r"\%")  # to cron a bare % is a line break
        return f"{int(found[2])} {int(found[1])} * * * {command}\n"
    if way == "systemd":
        return _SERVICE.format(command=" ".join(map(_quoted, words)), at=f"{int(found[1]):02}:{found[2]}")
    raise UsageError(f"There is no schedule {way!r}.", hint="Use cron or systemd.")


def program() -> list[str]:
    """The words that start the program that is running now, wherever the shell stands."""
    script = Path(sys.argv[0])
    if script.name == "aggregator" and script.exists():
        return [str(script.resolve())]
    beside = Path(sys.executable).with_name("aggregator")
    found = str(beside) if beside.exists() else shutil.which("aggregator")
    return [found] if found else [sys.executable, "-m", "aggregator"]


def _quoted(word: str) -> str:
    """A word of ExecStart (systemd.service(5)): % and $ doubled, quoted where it has blanks or quotes."""
    word = word.replace("%", "%%").replace("$", "$$")
    if re.search(r"[\s\"'\\;]", word):
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return word
