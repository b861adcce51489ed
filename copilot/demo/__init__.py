"""The shipped demo: articles and market tables on the small-cap rotation of January 2026."""

from importlib import resources
from pathlib import Path


def demo_folder() -> Path:
    """The folder with ``articles/*.md``, ``tables/*.csv`` and the README that says where they are from."""
    return Path(str(resources.files(__name__)))
