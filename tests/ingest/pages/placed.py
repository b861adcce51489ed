"""Words as they stand on a page, written as the page looks: three spaces or more are a wide gap."""

from ingest.pages.words import Word

LETTER, SIZE, PITCH = 5.0, 12.0, 13.0


def words(page, weight=400, size=SIZE, pitch=PITCH, top=0.0, slanted=False):
    """The words of ``page``, one letter 5 points wide."""
    found = []
    for number, line in enumerate(page.strip("\n").split("\n")):
        position = 0
        for text in line.split(" "):
            if text:
                left = position * LETTER
                width = len(text) * LETTER
                found.append(Word(left, left + width, top + number * pitch, size, weight, slanted, text))
            position += len(text) + 1
    return found
