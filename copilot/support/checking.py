"""The check of support: each sentence of an answer against the evidence that it cites.

A sentence is supported where the evidence holds its words of meaning near each other, the names and days it gives, its
figures, and says them the same way round. What lacks is told in the reason. The check compares words: it does not
understand. What it finds is a mark for the reader, no proof; a model can be set to judge
(:mod:`copilot.support.judging`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from copilot.evidence import Evidence
from copilot.figures import find_figures
from copilot.inert import ADDRESS
from copilot.support.entities import day_words, days_in, lacks_name, names_in, subject_name
from copilot.support.lexicon import receipt_words
from copilot.support.polarity import contradiction
from copilot.support.sources import Source, Window, meanings_of, source_of
from copilot.tieout import UNTIED, CheckedFigure
from copilot.tieout.segments import MARKER, Segments, Sentence
from vectorstore.analysis import words_of

Support = Literal["supported", "weak", "unsupported", "uncited"]
UNSOUND: tuple[Support, ...] = ("unsupported", "uncited", "weak")
"""The verdicts that a reader is shown, the worst first."""

MIN_HELD = 0.6
"""Share of a sentence's words of meaning that its evidence must hold; below it is weak. ``benchmarks/support.py``
measures both sides."""
MIN_HELD_AT_ALL = 0.34
"""… and below this unsupported."""
MIN_WORDS = 3
"""Words of meaning from which on an uncited sentence says something."""
ROUNDING = 0.06
"""Relative: "about 3" for 2.9. How exactly a figure is written is the matter of the tie-out."""
WORDS_NAMED = 4
"""Missing words named in a reason."""

_QUOTED = re.compile(r"[“\"]([^”\"\n]{12,})[”\"]")
_MARKUP = re.compile(r"[*_#>|`]+|^\s*(?:[-+•]|\d{1,3}[.)])\s", re.MULTILINE)
_LACKING = re.compile(
    r"\b(?:no|not|nothing|none|neither|cannot|could not|unable|lacks?|missing|without|only)\b", re.IGNORECASE
)
_TELLS_NO_MATTER = re.compile(
    r"\b(?:records?|mentions?|gives?|names?|contains?|says?|lists?|shows?)\s(?:no|nothing|none|nobody)\b"
    r"|\b(?:does|do|did)\snot\s(?:record|mention|give|name|contain|say|list|show)\b|:$",
    re.IGNORECASE,
)
"""That evidence is silent no words of it can show; a sentence that ends with a colon has its matter behind it."""
_HEAD_OF_TABLE = re.compile(r"\s*\|[\s:|-]*-{3}")
_OF_THE_LIBRARY = re.compile(
    r"\b(?:evidence|librar(?:y|ies)|documents?|sources?|passages?|tables?|tools?|data|information|comput\w+|answers?|"
    r"question|found|understand|available)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of an answer's prose, at ``[start, end)``, with how far its evidence supports it."""

    start: int
    end: int
    verdict: Support
    evidence: tuple[str, ...]
    """The ids that it was compared with: those it cites, or else those of its paragraph."""
    reasons: tuple[str, ...] = ()
    """What the evidence lacks or contradicts, in words; empty where it is supported."""


def check_support(
    prose: str, evidence: Sequence[Evidence], figures: Sequence[CheckedFigure]
) -> list[CheckedSentence]:
    """The sentences of ``prose`` that say something, each with its verdict.

    ``[n]`` of the prose is ``evidence[n - 1]``; ``figures`` are those of the prose, checked.
    """
    sources = [source_of(item) for item in evidence]
    segments = Segments(prose)
    found = []
    for sentence in segments.sentences:
        own = [figure for figure in figures if sentence.start <= figure.start < sentence.end]
        checked = _check(prose, sentence, segments, sources, own)
        if checked:
            found.append(checked)
    return found


def _check(
    prose: str,
    sentence: Sentence,
    segments: Segments,
    sources: Sequence[Source],
    figures: Sequence[CheckedFigure],
) -> CheckedSentence | None:
    words = prose[sentence.start : sentence.end]
    start = sentence.start + len(words) - len(words.lstrip())
    end = sentence.start + len(words.rstrip())
    cited = [sources[n - 1] for n in sentence.cites if n <= len(sources)]
    if cited:
        hard, soft = _lacks(words, cited, figures, sentence.start)
        verdict: Support = "unsupported" if hard else "weak" if soft else "supported"
        return CheckedSentence(start, end, verdict, tuple(item.id for item in cited), tuple(hard + soft))
    is_head = words.lstrip().startswith("|") and _HEAD_OF_TABLE.match(prose, sentence.end)
    if (is_head or not _says_something(words)) and not any(figure.verdict in UNTIED for figure in figures):
        return None
    near = segments.cited_in_paragraph(sentence.paragraph) or tuple(range(1, len(sources) + 1))
    meant = [sources[n - 1] for n in near if n <= len(sources)]
    hard, soft = _lacks(words, meant, figures, sentence.start) if meant else ([], ["nothing is cited"])
    ids = tuple(item.id for item in meant)
    if not (hard or soft):
        return CheckedSentence(start, end, "supported", ids)
    return CheckedSentence(start, end, "uncited", ids, ("it cites nothing", *hard, *soft))


def _says_something(words: str) -> bool:
    """Whether a sentence without a citation claims anything: no heading, nor that evidence lacks."""
    if ADDRESS.search(words):
        return True
    plain = _MARKUP.sub(" ", words).strip()
    if plain.endswith(":") or words.lstrip().startswith("#") or not re.search(r"[A-Za-z]", plain):
        return False
    if _LACKING.search(plain) and _OF_THE_LIBRARY.search(plain):
        return False
    return len(meanings_of(plain)) >= MIN_WORDS


def _lacks(
    words: str, cited: Sequence[Source], figures: Sequence[CheckedFigure], offset: int
) -> tuple[list[str], list[str]]:
    """What the evidence contradicts or lacks, and what of it is only weak. ``offset`` is that of ``words``."""
    quoted, misquoted = _quotations(words, cited)
    figures = [
        item for item in figures if not any(start <= item.start - offset < end for start, end in quoted)
    ]
    for start, end in quoted:
        words = words[:start] + " " * (end - start) + words[end:]
    claim = MARKER.sub(" ", words)
    claim = _MARKUP.sub(" ", claim)
    wanted = _wanted(claim, cited)
    windows = [source.nearest(wanted) for source in cited]
    hard = [f"“{_short(item)}” is not word for word in what it cites" for item in misquoted]
    hard += [_figure_reason(figure) for figure in figures if figure.verdict in UNTIED]
    everything = "\n".join(f"{source.about}\n{source.text}" for source in cited)
    hard += [f"{name} is not in what it cites" for name in names_in(claim) if lacks_name(name, everything)]
    known = days_in(everything)
    hard += [f"{day_words(day)} is not in what it cites" for day in sorted(days_in(claim) - known)]
    hard += [
        f"{found[0]} is an address that is not in what it cites" for found in _addresses(words, everything)
    ]
    near = "\n".join([*(window.around for window in windows), *(source.rows_on(wanted) for source in cited)])
    few, soft = list[str](), list[str]()
    if not _TELLS_NO_MATTER.search(claim.strip()):
        few, soft = _words_lacking(claim, wanted, windows)
        if any(not source.computed for source in cited):
            turned = contradiction(claim, " ".join(window.text for window in windows))
            hard += [turned] if turned else []
    subject = subject_name(claim)
    soft += [f"{subject} is not in what it cites"] if subject and lacks_name(subject, everything) else []
    soft += _elsewhere(claim, cited, near, everything)
    soft += _figures_elsewhere(figures, cited, near)
    return hard + few, soft


def _wanted(claim: str, cited: Sequence[Source]) -> frozenset[str]:
    """The meanings that the evidence must hold; of what is computed not those that any computation may be told in."""
    wanted = meanings_of(claim)
    return wanted - receipt_words() if any(source.computed for source in cited) else wanted


def _words_lacking(
    claim: str, wanted: frozenset[str], windows: Sequence[Window]
) -> tuple[list[str], list[str]]:
    held = frozenset[str]().union(*(window.held for window in windows))
    missing = {item for item in wanted - held if not _begins_alike(item, windows)}
    share = 1 - len(missing) / len(wanted) if wanted else 1.0
    if share >= MIN_HELD or len(missing) < 2:
        return [], []
    shown = [word for word in re.findall(r"[^\W\d_]+", claim) if meanings_of(word) & missing][:WORDS_NAMED]
    reason = f"what it cites does not speak of {', '.join(dict.fromkeys(shown))}"
    return ([reason], []) if share < MIN_HELD_AT_ALL else ([], [reason])


def _begins_alike(stem: str, windows: Sequence[Window]) -> bool:
    """Whether a word of the windows is a longer or shorter form of ``stem``: inflation, inflationary."""
    if len(stem) < 5:
        return False
    return any(
        word.startswith(stem[:6]) or (len(word) > 4 and stem.startswith(word))
        for window in windows
        for word in words_of(window.text)
    )


def _elsewhere(claim: str, cited: Sequence[Source], near: str, everything: str) -> list[str]:
    """Names that the evidence has, though not near what is said of them."""
    near = "\n".join([*(source.about for source in cited), near])
    return [
        f"what it cites says this of something else than {name}"
        for name in names_in(claim)
        if lacks_name(name, near) and not lacks_name(name, everything)
    ]


def _figures_elsewhere(figures: Sequence[CheckedFigure], cited: Sequence[Source], near: str) -> list[str]:
    """Figures that stand in evidence that is not cited, or not near what is said with them."""
    ids = {source.id for source in cited}
    found = [
        f"{figure.text} comes from evidence that it does not cite"
        for figure in figures
        if figure.evidence and ids.isdisjoint(figure.evidence)
    ]
    if any(source.computed for source in cited):
        return found
    sizes = [abs(item.value) for item in find_figures(near)]
    return found + [
        f"what it cites gives {figure.text} for something else"
        for figure in figures
        if figure.verdict == "quoted" and not any(_alike(abs(figure.value), value) for value in sizes)
    ]


def _alike(value: float, other: float) -> bool:
    """Whether two sizes are the same but for rounding, or for the scale in the head of a table."""
    return any(
        abs(value - other * scale) <= ROUNDING * max(value, other * scale) for scale in (1, 1e3, 1e6, 1e9)
    )


def _figure_reason(figure: CheckedFigure) -> str:
    return f"{figure.text}: {figure.step}" if figure.step else f"{figure.text} is not in what it cites"


def _addresses(words: str, everything: str) -> list[re.Match[str]]:
    return [found for found in ADDRESS.finditer(words) if found[0].rstrip(".,;`") not in everything]


def _quotations(words: str, cited: Sequence[Source]) -> tuple[list[tuple[int, int]], list[str]]:
    """Where ``words`` quote what they cite word for word, and the quotations that do not."""
    texts = [_plain(f"{source.text}\n{source.about}") for source in cited if not source.computed]
    exact, misquoted = [], []
    for match in _QUOTED.finditer(words) if texts else ():
        pieces = [_plain(piece) for piece in re.split(r"…|\.\.\.|\[[^\]]*\]", match[1])]
        if all(any(piece in text for text in texts) for piece in pieces):
            exact.append(match.span())
        else:
            misquoted.append(match[1])
    return exact, misquoted


def _plain(text: str) -> str:
    """``text`` as quotations are compared: one line, lower case, one kind of quotation marks, no stop at its end."""
    return re.sub(r"[‘’“”\"']", "'", " ".join(text.replace("`", "").split())).casefold().strip(" .,;:!?'")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
