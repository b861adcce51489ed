"""Settings: what is in force, and where each value comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from copilot.errors import SettingsError

ENV_PREFIX = "TIEOUT_"
CONFIG_NAME = "tieout.toml"
EMBEDDED_MODEL = "embedded"
HIDDEN = "**********"
_USERINFO = re.compile(r"(?<=://)[^/?#]*(?=@)")


class Settings(BaseSettings):
    """All settings. Each can be set as ``TIEOUT_<NAME>`` or as ``name = …`` in ``tieout.toml``."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True)

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("tieout", appauthor=False)),
        description="The folder that holds the library, the market tables and the conversations.",
    )
    model: str = Field(
        default=EMBEDDED_MODEL,
        description='Who answers: "embedded" (no key, no network) or a LangChain name such as "openai:gpt-5-mini".',
    )
    base_url: str = Field(
        default="", description="Address of an OpenAI-compatible endpoint; empty for the provider's own."
    )
    api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for the model; empty lets the provider's own variable apply."
    )
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2",
        description="What turns text into vectors: the shipped model, or a sentence-transformers name or folder.",
    )
    rerank_model: str = Field(
        default="",
        description="A cross-encoder that reads the best passages again (a sentence-transformers name or folder); "
        "empty for none. It takes seconds for each search without a GPU.",
    )
    chroma_url: str = Field(
        default="", description="Address of a Chroma server; empty keeps the vectors in the home folder."
    )
    tables: str = Field(
        default="",
        description="Where the market tables lie: a folder, or a URI such as s3://bucket/prefix, with its credentials "
        "in the environment (AWS_ACCESS_KEY_ID and the like); empty for the home's folder market.",
    )
    source_order: str = Field(
        default="",
        description="Which source of a close goes before the others: names with commas between, the first one best, "
        "* for any characters. After these the source with the most rows of the symbol.",
    )
    fallback_model: str = Field(
        default="",
        description='Who answers where the model fails: a cheaper one by its LangChain name, or "embedded"; '
        "empty for nobody.",
    )
    fallback_base_url: str = Field(default="", description="Address of the fallback model's endpoint.")
    fallback_api_key: SecretStr = Field(default=SecretStr(""), description="Key for the fallback model.")
    judge_model: str = Field(
        default="",
        description="A model that judges whether each cited sentence follows from what it cites, by its LangChain "
        "name, with the address and key of the model; empty for the check by words alone.",
    )
    context_tokens: int = Field(
        default=0,
        ge=0,
        description="Tokens that fit into the model's window; 0 for what LangChain knows of the model, else 32,768.",
    )
    max_steps: int = Field(
        default=12, ge=1, le=100, description="How often a model may be called for one answer."
    )
    max_tokens: int = Field(
        default=300_000, gt=0, description="Tokens that one answer may take, in and out, over all calls."
    )
    max_seconds: float = Field(default=300.0, gt=0, description="Seconds that one answer may take in all.")
    max_retries: int = Field(
        default=3, ge=0, le=10, description="How often one call of a model is tried again after a fault."
    )
    timeout_s: float = Field(
        default=60.0, gt=0, description="Seconds to wait for the next word of a model's reply."
    )
    prices: dict[str, tuple[float, float]] = Field(
        default={},
        description="US dollars for a million tokens in and out, by model: "
        '{"openai:my-model": [0.25, 2.0]}. Without them no cost is shown.',
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force: its value as shown (a key or a password is never shown) and who set it."""

    name: str
    value: str
    origin: str
    description: str


def load_settings(**overrides: object) -> tuple[Settings, dict[str, str]]:
    """The settings in force and the origin of each: the command line, a variable, a ``tieout.toml``, or the default.

    The first wins. Files are ``./tieout.toml``, then ``tieout.toml`` in the home folder.
    Raises :class:`~copilot.errors.SettingsError` naming the setting, where it stands and the mend.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    layers: list[tuple[str, dict[str, Any]]] = [("command line", given)]
    layers.append(("environment", _environment_layer()))
    layers.append(_file_layer(Path.cwd() / CONFIG_NAME))
    home = _merged(layers)[0].get("home") or Settings.model_fields["home"].get_default(
        call_default_factory=True
    )
    layers.append(_file_layer(Path(str(home)).expanduser() / CONFIG_NAME))
    values, origins = _merged(layers)
    return _validated(values, origins), {name: origins.get(name, "default") for name in Settings.model_fields}


def describe_settings(settings: Settings, origins: dict[str, str]) -> list[Setting]:
    """One row per setting, in the order of declaration."""
    return [
        Setting(name, _shown(name, getattr(settings, name)), origins[name], field.description or "")
        for name, field in Settings.model_fields.items()
    ]


def _environment_layer() -> dict[str, Any]:
    try:
        return EnvSettingsSource(Settings)()
    except ValueError:  # from None: the value stands in the error's cause, and it may be a key
        raise SettingsError(
            f"{ENV_PREFIX}PRICES is not valid JSON. Write for instance " + '{"openai:my-model": [0.25, 2.0]}.'
        ) from None


def _file_layer(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        if not path.is_file():
            return str(path), {}
        values = TomlConfigSettingsSource(Settings, toml_file=path).toml_data
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}). Make it readable, or move it away."
        ) from error
    except ValueError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error
    if unknown := sorted(values.keys() - Settings.model_fields.keys()):
        known = ", ".join(Settings.model_fields)
        raise SettingsError(f"{path} sets {unknown[0]!r}, which is no setting. Settings are: {known}.")
    return str(path), values


def _merged(layers: list[tuple[str, dict[str, Any]]]) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        for name, value in layer.items():
            if name not in values:
                values[name] = value
                origins[name] = f"{ENV_PREFIX}{name.upper()}" if origin == "environment" else origin
    return values, origins


def _validated(values: dict[str, Any], origins: dict[str, str]) -> Settings:
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        shown = _shown(name, repr(values.get(name)))
        # "from None": pydantic's message repeats the value, and it may be a key
        raise SettingsError(f"{name} = {shown} ({origins.get(name)}): {first['msg']}.") from None
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})


def _shown(name: str, value: object) -> str:
    """``value`` as it may be seen: no key, and no name or password in an address."""
    field = Settings.model_fields.get(name)
    if field and field.annotation is SecretStr:
        return HIDDEN if str(value) else ""
    return _USERINFO.sub(HIDDEN, str(value))
