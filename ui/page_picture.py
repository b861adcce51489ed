"""The page of a PDF as a picture, with the words of a quotation marked where they stand.

    python -m ui.page_picture FILE PAGE < QUOTE > PICTURE.png

It runs as a process of its own: a file that breaks the renderer, or takes too long, costs one picture.
"""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image
    from pypdfium2 import PdfTextPage

SCALE = 1.6
"""Pixels a point: 115 to the inch, which is read without strain on a screen."""

CHUNK_WORDS = 5
"""So many words in a row are looked for: fewer would be found in places that were not meant."""

TIMEOUT_S = 20.0
MARK = (255, 214, 64, 90)


def page_picture(file: Path, page: int, quote: str) -> bytes | None:
    """Page ``page`` (counted from 1) of ``file`` as PNG; ``None`` where it is no PDF, is gone, or cannot be drawn."""
    if file.suffix.lower() != ".pdf" or not file.is_file():
        return None
    command = [sys.executable, "-P", "-m", "ui.page_picture", str(file), str(page)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and no shell
            command, input=quote.encode(), capture_output=True, timeout=TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def draw_page(file: Path, page: int, quote: str) -> Image:
    """The picture itself. Raises what pypdfium2 raises for a file or a page that it cannot open."""
    import pypdfium2
    from PIL import Image, ImageDraw

    document = pypdfium2.PdfDocument(file)
    opened = document[page - 1]
    picture = opened.render(scale=SCALE).to_pil().convert("RGBA")
    over = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(over)
    height = opened.get_height()
    for left, bottom, right, top in _boxes(opened.get_textpage(), quote):
        pen.rectangle(
            (left * SCALE, (height - top) * SCALE, right * SCALE, (height - bottom) * SCALE), fill=MARK
        )
    marked: Image.Image = Image.alpha_composite(picture, over).convert("RGB")
    return marked


def _boxes(text: PdfTextPage, quote: str) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of the quote's words on the page: left, bottom, right, top in points."""
    written = text.get_text_range()
    plain, places = [], []
    for place, sign in enumerate(written):
        if not sign.isspace() and sign != "|":
            plain.append(sign.casefold())
            places.append(place)
    page_text = "".join(plain)
    words = [word for word in quote.replace("|", " ").split() if word]
    marked: set[int] = set()
    for first in range(max(1, len(words) - CHUNK_WORDS + 1)):
        chunk = "".join(words[first : first + CHUNK_WORDS]).casefold()
        found = page_text.find(chunk)
        if chunk and found >= 0:
            marked.update(places[found : found + len(chunk)])
    for place in sorted(marked):
        yield text.get_charbox(place)


def _main() -> None:
    file, page = Path(sys.argv[1]), int(sys.argv[2])
    held = BytesIO()
    draw_page(file, page, sys.stdin.read()).save(held, "PNG", optimize=False)
    sys.stdout.buffer.write(held.getvalue())


if __name__ == "__main__":
    _main()
