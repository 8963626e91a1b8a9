"""A message -> a target of the user's: e-mail, webhook, Slack, Teams, ntfy … (the only apprise).

targets.py    alerts.toml and the environment -> Target, each with its secret address
delivery.py   Target + title + body -> sent, or AlertError that says why without the secret
"""

from __future__ import annotations

from aggregator.notify.delivery import Form, form, send
from aggregator.notify.targets import Secret, Target, targets

__all__ = ["Form", "Secret", "Target", "form", "send", "targets"]
