"""Documents that are made up, with the build of real ones: headings, paragraphs, tables, figures, many words.

The same seed gives the same documents. Their words are those of the embedding model's own vocabulary, so that they have
as many tokens as English text has: 170 a passage, as filings and statements have.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from vectorstore.embeddings import model_folder

FIRST_DAY = date(2015, 1, 2)
DAYS = 4000
PASSAGES_PER_DOCUMENT = 12
"""About; a document gives 4 to 21."""
PUBLISHERS = ("Reuters", "Bloomberg", "Dow Jones", "Nikkei", "Financial Times", "Company filing")
KINDS = ("article", "filing", "report", "note")
SECTIONS = (
    "Results",
    "Outlook",
    "Liquidity",
    "Segments",
    "Risks",
    "Costs",
    "Demand",
    "Guidance",
    "Market",
    "Policy",
)
SENTENCES = (
    "{Company} reported revenue of ${money} million for the {quarter} quarter of {year}, {up} {pct} % from a year ago.",
    "Net income {rose} to ${money} million, or ${eps} per diluted share, as {noun} and {noun} outweighed {noun}.",
    "Management expects {noun} to {move} in the coming quarters, and {noun} costs to stay near {pct} % of sales.",
    "The committee judges that risks to {noun} and {noun} remain {adjective}, and is attentive to {noun}.",
    "Shares of {Company} closed at ${eps} on {day}, their {adjective} close since {year}, after it said that {noun} "
    "had {rose} more than analysts thought.",
    "Demand for {noun} in {noun} markets was {adjective}, offset in part by {noun}, {noun} and the {noun} of {noun}.",
    "Cash and equivalents were ${money} million, against ${money} million at the end of {year}.",
    "We may not be able to {verb} our {noun}, and a {adjective} change of {noun} could harm our results.",
    "Yields on ten-year notes {rose} {bp} basis points to {pct} % while {noun} traders priced {adjective} {noun}.",
    "According to {Company}, the {noun} plan will {verb} {n} {noun} sites by {year} at a cost of ${money} million.",
    "\"We have seen {adjective} {noun} since {day},\" said its chief executive, who took over in {year}.",
    "The increase was due mainly to {noun}, higher {noun} prices and {n} more {noun} days than in {year}.",
)  # fmt: skip
WORDS_OF_MOVES = {
    "up": ("up", "down"),
    "rose": ("rose", "fell", "increased", "declined", "climbed", "slipped"),
    "move": ("rise", "fall", "moderate", "recover", "weaken"),
    "verb": ("expand", "protect", "finance", "replace", "deliver", "retain"),
    "adjective": (
        "strong",
        "weak",
        "adverse",
        "balanced",
        "elevated",
        "steady",
        "sharp",
        "uneven",
        "highest",
    ),
    "quarter": ("first", "second", "third", "fourth"),
}


def write_documents(folder: Path, passages: int, seed: int = 7) -> list[Path]:
    """Write Markdown files that are cut into about so many passages; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(max(1, passages // PASSAGES_PER_DOCUMENT)):
        path = folder / f"{number:06d}.md"
        path.write_text(make_document(random.Random(f"{seed} {number}")), encoding="utf-8")
        paths.append(path)
    return paths


def make_document(chance: random.Random) -> str:
    """One document in Markdown with its front matter."""
    company = _company(chance)
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    title = f"{company} {chance.choice(SECTIONS).lower()} and {_noun(chance)} {day.year} {chance.randrange(10_000)}"
    head = {
        "title": title,
        "publisher": chance.choice(PUBLISHERS),
        "kind": chance.choice(KINDS),
        "published": str(day),
    }
    lines = ["---", *(f"{name}: {json.dumps(value)}" for name, value in head.items()), "---", f"# {title}"]
    for heading in chance.sample(SECTIONS, chance.randint(2, 5)):
        lines += ["", f"## {heading}", *_paragraphs(chance, company)]
    return "\n".join(lines) + "\n"


def make_question(chance: random.Random) -> str:
    """A question in the words of the documents."""
    noun, other, company = _noun(chance), _noun(chance), _company(chance)
    return chance.choice(
        (
            f"What did {company} say about {noun} and {other}?",
            f"How much revenue did {company} report in the {chance.choice(WORDS_OF_MOVES['quarter'])} quarter?",
            f"Why did {noun} costs rise in {chance.randint(2015, 2025)}?",
            f"risks to {noun} from {other}",
        )
    )


def _paragraphs(chance: random.Random, company: str) -> Iterator[str]:
    for _ in range(chance.randint(2, 4)):
        yield ""
        sentences = (_sentence(chance, company) for _ in range(chance.randint(4, 8)))
        yield " ".join(sentences)
    if chance.random() < 0.5:
        yield from _table(chance)


def _table(chance: random.Random) -> Iterator[str]:
    year = chance.randint(2015, 2025)
    yield from ("", f"| In millions | {year} | {year - 1} |", "|---|---|---|")
    for _ in range(chance.randint(4, 9)):
        name = f"{_noun(chance)} {_noun(chance)}".capitalize()
        yield f"| {name} | {chance.randrange(90_000):,} | {chance.randrange(90_000):,} |"


def _sentence(chance: random.Random, company: str) -> str:
    template = chance.choice(SENTENCES)
    while "{" in template:
        start, end = template.index("{"), template.index("}")
        template = (
            template[:start] + _filled(template[start + 1 : end], chance, company) + template[end + 1 :]
        )
    return template


def _filled(slot: str, chance: random.Random, company: str) -> str:
    if slot in WORDS_OF_MOVES:
        return chance.choice(WORDS_OF_MOVES[slot])
    makers = {
        "Company": lambda: company if chance.random() < 0.8 else _company(chance),
        "noun": lambda: _noun(chance),
        "money": lambda: f"{chance.randrange(1, 90_000):,}",
        "pct": lambda: f"{chance.random() * 30:.1f}",
        "eps": lambda: f"{chance.random() * 300:.2f}",
        "bp": lambda: str(chance.randint(1, 40)),
        "n": lambda: str(chance.randint(2, 400)),
        "year": lambda: str(chance.randint(2015, 2025)),
        "day": lambda: (FIRST_DAY + timedelta(days=chance.randrange(DAYS))).strftime("%-d %B %Y"),
    }
    return makers[slot]()


def _noun(chance: random.Random) -> str:
    """A word; frequent ones are much more frequent, as in any text."""
    words = _vocabulary()
    return words[int(len(words) * chance.random() ** 3)]


def _company(chance: random.Random) -> str:
    words = _vocabulary()
    first, second = words[chance.randrange(2_000)], words[chance.randrange(400)]
    return f"{first} {second}".title()


@cache
def _vocabulary() -> list[str]:
    """The whole words of the model's vocabulary, in its order, which is about that of their frequency."""
    vocabulary = json.loads((model_folder() / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    words = sorted(vocabulary, key=lambda word: vocabulary[word])
    return [word for word in words if word.isascii() and word.isalpha() and len(word) > 4]
