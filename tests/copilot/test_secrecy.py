import pytest
from pydantic import SecretStr

from copilot.secrecy import hide_secrets, secrets_of
from copilot.settings import HIDDEN, Settings


def test_keys_of_settings_and_environment_are_known(tmp_path, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "from-the-environment")
    monkeypatch.setenv("OTHER_KEYBOARD", "no-secret-at-all")
    settings = Settings(home=tmp_path, api_key=SecretStr("of-the-model"), fallback_api_key=SecretStr("none"))
    found = secrets_of(settings)
    assert {"from-the-environment", "of-the-model"} <= set(found)
    assert {"no-secret-at-all", "none"}.isdisjoint(found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("wrong key abc-def-123!", f"wrong key {HIDDEN}!"),
        ("GET http://me:hush@host:80/v1", f"GET http://{HIDDEN}@host:80/v1"),
        ("Incorrect API key: sk-proj-abcdefghijkl", f"Incorrect API key: {HIDDEN}"),
        ("Authorization: Bearer abcdefgh.ijk", f"Authorization: Bearer {HIDDEN}"),
        ("the risk-weighted assets, 12 % @ 3.5", "the risk-weighted assets, 12 % @ 3.5"),
    ],
)
def test_secrets_are_struck_out_and_other_words_stay(text, shown):
    assert hide_secrets(text, ["abc-def-123"]) == shown
