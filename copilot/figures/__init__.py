"""The numbers of a text, with their units, scale, sign and precision."""

from copilot.figures.finding import Figure, find_figures

__all__ = ["Figure", "find_figures"]
