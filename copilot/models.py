"""Opens the model that answers: the embedded analyst, or any model that LangChain can open."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel

from copilot.errors import SettingsError
from copilot.settings import EMBEDDED_MODEL

if TYPE_CHECKING:
    from copilot.workspace import Workspace

MODEL_RETRIES = 2


def open_model(workspace: Workspace, as_of: datetime) -> BaseChatModel:
    """The chat model that the setting ``model`` names.

    Raises :class:`~copilot.errors.SettingsError` for a name that LangChain cannot open, or a missing key.
    """
    settings = workspace.settings
    if settings.model == EMBEDDED_MODEL:
        from copilot.analyst.model import EmbeddedAnalyst

        return EmbeddedAnalyst.over(workspace, as_of)
    from langchain.chat_models import init_chat_model
    from openai import OpenAIError

    options: dict[str, Any] = {"timeout": settings.timeout_s, "max_retries": MODEL_RETRIES}
    if settings.base_url:
        options["base_url"] = settings.base_url
    if key := settings.api_key.get_secret_value():
        options["api_key"] = key
    try:
        model: BaseChatModel = init_chat_model(settings.model, **options)
    except (ImportError, ValueError, OpenAIError) as error:
        raise SettingsError(f"The model {settings.model!r} cannot be opened: {error}") from error
    return model
