"""Every text that a language model is given, one file each."""

from prompts.loader import PromptError, load_prompt

__all__ = ["PromptError", "load_prompt"]
