"""Keys and passwords, kept out of whatever is shown, stored or sent to a model."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from pydantic import SecretStr

from copilot.settings import HIDDEN, Settings

KEY_VARIABLE = re.compile(r"(?:API_?KEY|TOKEN|SECRET|PASSWORD)$", re.IGNORECASE)
"""Environment variables that hold what providers' clients read as a key."""

SHORTEST_KEY = 6
"""Shorter values of such variables (``none``, ``x``) are no secrets, and occur in plain words."""

_USERINFO = re.compile(r"(?<=://)[^/?#\s]*(?=@)")
_KEY_LIKE = re.compile(r"\b(?:sk|pk|gsk|xai)-[\w-]{12,}|(?<=Bearer )[\w.~+/=-]{8,}")
"""Keys as the large providers write them: an endpoint may repeat one that it was sent."""


def secrets_of(settings: Settings) -> list[str]:
    """The keys in force: those of the settings, and those in the environment. The longest first."""
    fields = (getattr(settings, name) for name in Settings.model_fields)
    stated = [field.get_secret_value() for field in fields if isinstance(field, SecretStr)]
    inherited = [value for name, value in os.environ.items() if KEY_VARIABLE.search(name)]
    found = {value for value in (*stated, *inherited) if len(value) >= SHORTEST_KEY}
    return sorted(found, key=len, reverse=True)


def hide_secrets(text: str, secrets: Iterable[str]) -> str:
    """``text`` without ``secrets``, passwords in addresses, and words that look like keys."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _KEY_LIKE.sub(HIDDEN, _USERINFO.sub(HIDDEN, text))
