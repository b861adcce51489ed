"""Opens the models that answer: the embedded analyst, or any model that LangChain can open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel

from copilot.errors import SettingsError
from copilot.secrecy import hide_secrets, secrets_of
from copilot.settings import EMBEDDED_MODEL, Settings

if TYPE_CHECKING:
    from copilot.workspace import Workspace

WINDOW_TOKENS = 32_768
"""Of a model of which neither the settings nor LangChain know: what endpoints of one's own mostly have. A window that
is smaller is found out when the endpoint refuses, and then half is sent."""


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A chat model, ready to be asked."""

    name: str
    chat: BaseChatModel
    window_tokens: int = WINDOW_TOKENS
    by_rules: bool = False
    """The embedded analyst: it takes no tokens, and asking it again changes nothing."""
    no_tools: str | dict[str, str] | None = None
    """The tool choice that allows no call, where the provider has one."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What differs between providers: the options of a chat model, and how calls of tools are forbidden."""

    options: Callable[[Settings], dict[str, Any]]
    no_tools: str | dict[str, str] | None = None


def _openai_options(settings: Settings) -> dict[str, Any]:
    # stream_usage: LangChain leaves token counts out where a base_url is set
    return {"timeout": settings.timeout_s, "max_retries": 0, "stream_usage": True}


def _ollama_options(settings: Settings) -> dict[str, Any]:
    # num_ctx: Ollama cuts a conversation at 4,096 tokens without a word, where it is not told otherwise
    window = settings.context_tokens or WINDOW_TOKENS
    return {"num_ctx": window, "client_kwargs": {"timeout": settings.timeout_s}}


def _other_options(settings: Settings) -> dict[str, Any]:
    return {"timeout": settings.timeout_s, "max_retries": 0}


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(_openai_options, "none"),
    "azure_openai": Provider(_openai_options, "none"),
    "anthropic": Provider(_other_options, {"type": "none"}),
    "ollama": Provider(_ollama_options),
}
"""Asking again is ours, with each try shown, so the clients do not (``max_retries``)."""

OTHER = Provider(_other_options)


def open_models(workspace: Workspace, as_of: datetime) -> list[OpenedModel]:
    """The model that the settings name, then its fallback where there is one.

    Raises :class:`~copilot.errors.SettingsError` for a name that LangChain cannot open, or a missing key.
    """
    settings = workspace.settings
    models = [
        open_model(workspace, as_of, settings.model, settings.base_url, settings.api_key.get_secret_value())
    ]
    if settings.fallback_model:
        key = settings.fallback_api_key.get_secret_value()
        models.append(open_model(workspace, as_of, settings.fallback_model, settings.fallback_base_url, key))
    return models


def open_model(workspace: Workspace, as_of: datetime, name: str, base_url: str, key: str) -> OpenedModel:
    """The chat model ``name``. Empty address and key leave both to the provider. Raises ``SettingsError``."""
    settings = workspace.settings
    if name == EMBEDDED_MODEL:
        from copilot.analyst.model import EmbeddedAnalyst

        return OpenedModel(name, EmbeddedAnalyst.over(workspace, as_of), by_rules=True)
    from langchain.chat_models import init_chat_model
    from openai import OpenAIError

    provider = PROVIDERS.get(name.partition(":")[0], OTHER)
    options = provider.options(settings)
    if base_url:
        options["base_url"] = base_url
    if key:
        options["api_key"] = key
    try:
        chat: BaseChatModel = init_chat_model(name, **options)
    except (ImportError, ValueError, OpenAIError) as error:
        shown = hide_secrets(str(error), secrets_of(settings))
        raise SettingsError(f"The model {name!r} cannot be opened: {shown}") from None
    return OpenedModel(
        name,
        chat,
        settings.context_tokens or _window_known(chat) or WINDOW_TOKENS,
        no_tools=provider.no_tools,
    )


def _window_known(chat: BaseChatModel) -> int:
    """The window as LangChain knows it; 0 for a model that it does not know."""
    known = (chat.profile or {}).get("max_input_tokens")
    return known if isinstance(known, int) else 0
