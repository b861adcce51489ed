import re
import traceback

import pytest

from copilot.errors import SettingsError
from copilot.settings import describe_settings, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No variable and no file of the machine that runs the tests counts."""
    import os

    for name in [name for name in os.environ if name.startswith("TIEOUT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    return tmp_path


def test_defaults_name_the_embedded_analyst(elsewhere):
    settings, origins = load_settings()
    assert settings.model == "embedded"
    assert origins["model"] == "default"
    assert settings.home == elsewhere / "home"
    assert origins["home"] == "TIEOUT_HOME"


def test_first_source_wins(elsewhere, monkeypatch):
    (elsewhere / "home").mkdir()
    (elsewhere / "home" / "tieout.toml").write_text(
        'model = "a:home"\nbase_url = "http://home"\nmax_steps = 5\n'
    )
    (elsewhere / "work" / "tieout.toml").write_text('model = "a:work"\nbase_url = "http://work"\n')
    monkeypatch.setenv("TIEOUT_MODEL", "a:variable")
    settings, origins = load_settings(timeout_s=7)
    assert (settings.model, origins["model"]) == ("a:variable", "TIEOUT_MODEL")
    assert (settings.base_url, origins["base_url"]) == (
        "http://work",
        str(elsewhere / "work" / "tieout.toml"),
    )
    assert (settings.max_steps, origins["max_steps"]) == (5, str(elsewhere / "home" / "tieout.toml"))
    assert (settings.timeout_s, origins["timeout_s"]) == (7, "command line")


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ('modle = "x"', "'modle', which is no setting"),
        ("max_steps = 0", "max_steps = 0"),
        ("max_steps = ", "is not valid TOML"),
    ],
)
def test_bad_file_names_the_file_and_the_setting(elsewhere, toml, complaint):
    path = elsewhere / "work" / "tieout.toml"
    path.write_text(toml)
    with pytest.raises(SettingsError, match=re.escape(complaint)) as caught:
        load_settings()
    assert str(path) in str(caught.value)


def test_bad_variable_is_named(monkeypatch):
    monkeypatch.setenv("TIEOUT_MAX_STEPS", "many")
    with pytest.raises(SettingsError, match="TIEOUT_MAX_STEPS"):
        load_settings()


def test_key_is_never_shown(monkeypatch):
    monkeypatch.setenv("TIEOUT_API_KEY", "sk-secret")
    rows = describe_settings(*load_settings())
    assert "sk-secret" not in str(rows)
    assert {row.name for row in rows} >= {"home", "model", "api_key", "chroma_url"}
    assert all(row.description for row in rows)


@pytest.mark.parametrize("written", ["123456789", "['sk-secret-123456789']", "{ key = 123456789 }"])
def test_key_of_the_wrong_type_is_never_shown(elsewhere, written):
    (elsewhere / "work" / "tieout.toml").write_text(f"api_key = {written}")
    with pytest.raises(SettingsError, match="api_key") as caught:
        load_settings()
    shown = "".join(traceback.format_exception(caught.value))
    assert "123456789" not in shown


@pytest.mark.parametrize("name", ["base_url", "chroma_url"])
def test_password_in_an_address_is_never_shown(monkeypatch, name):
    monkeypatch.setenv(f"TIEOUT_{name.upper()}", "https://me:hush@example.com:8000/v1?to=a@b")
    (row,) = [row for row in describe_settings(*load_settings()) if row.name == name]
    assert row.value == "https://**********@example.com:8000/v1?to=a@b"


def test_unset_key_is_shown_as_empty():
    (row,) = [row for row in describe_settings(*load_settings()) if row.name == "api_key"]
    assert row.value == ""
