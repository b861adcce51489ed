"""What a report says of its sources: figures without a citation, sources never cited, one named and another cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from copilot.audit.report import Report, Sentence, Source
from copilot.audit.result import Finding, Reference, finding

if TYPE_CHECKING:
    from copilot.audit.subjects import SubjectFinder

_NAME = r"(?P<name>[A-Z0-9][\w&.’'/-]*(?:\s(?:(?:of|and|&|for|the)\s)?[A-Z][\w&.’'/-]*){0,5})"
_STRONG = re.compile(
    rf"(?:\b{_NAME}(?:[’']s?)?\s(?:\w+\s){{0,2}}?(?:analys(?:is|ts?)|data|research|survey|forecasts?|estimates?|projections?|"
    r"economists?|strategists?|figures|polls?|notes?|has\snoted|projects?|expects?|reckons?|calculates?|warns?|"
    r"argues?|counts|finds|cautions?|officials)\b"
    rf"|\b(?:[Aa]ccording\sto|[Dd]ata\s(?:from|of|by)|[Ss]urvey\s(?:by|from)|[Rr]esearch\s(?:by|from)|[Aa]nalysts\sat|"
    rf"[Ee]conomists\sat|[Ss]trategists\sat|[Ee]stimates?\s(?:by|from|of)|[Ff]igures\sfrom|[Cc]ited\sby)\s(?:the\s)?"
    rf"{_NAME.replace('name', 'name_after')})"
)
_WEAK = re.compile(rf"\b{_NAME}\s(?:reported|reports|said|says|wrote|writes|noted|showed|shows)\b")
_NO_SOURCE = re.compile(
    r"\A(?:The|This|That|These|Those|Its?|Our|His|Her|Their|Several|Many|Some|Most|All|Historical|Recent|New|Latest|Market|"
    r"Analysts?|Economists?|Strategists?|Management|Company|Prior|Previous|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Q[1-4]|First|Second|"
    r"Third|Fourth|Net|Total|Revenue|Sales|GDP|CPI|PCE|PMI|ISM|In|On|As|If|While|Although|Notable|Wall\sStreet|Street|"
    r"Consensus|Sector|U\.?S\.?|US|Inflation|Payroll|Retail|Earnings|Price|Growth|Technical|Economic|Key)\Z"
)
_SPLIT = re.compile(r"\s[-–—|:]\s|,\s|\.\s|\(|“|\"")
_STOP = frozenset(
    "the of and for a an inc corp co llc ltd plc group street st com www https http news data us research".split()
)


def check_sources(report: Report, finder: SubjectFinder) -> list[Finding]:
    """Every finding about citations and sources."""
    found = list(_never_cited(report))
    found += _missing(report)
    found += _mismatches(report, finder)
    found += _uncited(report)
    return found


def references_of(report: Report) -> tuple[Reference, ...]:
    """The list of sources with how often each is cited."""
    counted = Counter(label for sentence in report.sentences for label in sentence.cites)
    return tuple(
        Reference(source.label, source.text, source.start, source.end, counted[source.label])
        for source in report.sources
    )


def publisher_of(source: Source) -> str:
    """Who published it: the first part of the entry."""
    return _SPLIT.split(source.text.strip(" *_[]"))[0].strip()


def _never_cited(report: Report) -> Iterator[Finding]:
    cited = {label for sentence in report.sentences for label in sentence.cites}
    if not cited:
        return
    for source in report.sources:
        if source.label and source.label not in cited:
            reason = f"source [{source.label}] stands in the list and no sentence cites it"
            yield finding("never_cited", source.text, reason, [(source.start, source.end)])


def _missing(report: Report) -> Iterator[Finding]:
    labels = {source.label for source in report.sources}
    if not any(labels):
        return
    told: set[str] = set()
    for sentence in report.sentences:
        for label in sentence.cites:
            if label not in labels and label not in told:
                told.add(label)
                reason = f"[{label}] is cited and the list of sources has no such entry"
                yield finding("missing_reference", sentence.text, reason, [(sentence.start, sentence.end)])


def _mismatches(report: Report, finder: SubjectFinder) -> Iterator[Finding]:
    """A source that the sentence names, where it cites only others."""
    entries = {source.label: source for source in report.sources if source.label}
    publishers = {label: publisher_of(source) for label, source in entries.items()}
    for sentence in report.sentences:
        cited = [label for label in sentence.cites if label in entries]
        if not cited or not sentence.is_prose:
            continue
        for name, start, end in _named_sources(sentence, finder, publishers.values()):
            if any(_names(name, entries[label].text) for label in cited):
                continue
            told = ", ".join(f"[{label}] {publishers[label]}" for label in cited)
            listed = [label for label in entries if _names(name, entries[label].text)]
            where = (
                f"; it stands in the list as [{listed[0]}]" if listed else "; it stands nowhere in the list"
            )
            reason = f"the sentence names {name} and cites {told}{where}"
            span = (sentence.start + start, sentence.start + end)
            yield finding("source_mismatch", sentence.text, reason, [span])
            break


def _named_sources(
    sentence: Sentence, finder: SubjectFinder, publishers: Collection[str]
) -> Iterator[tuple[str, int, int]]:
    """The names to which the sentence attributes what it says, with their places."""
    text = sentence.text
    for match in _STRONG.finditer(text):
        group = "name" if match["name"] else "name_after"
        name, start, end = _trimmed(match[group], match.start(group))
        if re.search(r"[A-Za-z]{2}", name) and not _is_thing(name, text, start, finder):
            yield name, start, end
    for match in _WEAK.finditer(text):
        name, start, end = _trimmed(match["name"], match.start("name"))
        if name and any(_names(name, publisher) for publisher in publishers):
            yield name, start, end


def _trimmed(name: str, start: int) -> tuple[str, int, int]:
    """The name without words in front that are none, and without a possessive."""
    bare = re.sub(r"[’']s?\Z", "", name)
    while True:
        first, _, rest = bare.partition(" ")
        if not _NO_SOURCE.match(first):
            break
        if not rest:
            return "", start, start
        start += len(first) + 1
        bare = rest
    return bare, start, start + len(bare)


def _is_thing(name: str, text: str, start: int, finder: SubjectFinder) -> bool:
    """Whether the name is what the sentence is about, no source: an index, a sector, a series."""
    for subject in finder.find(text):
        if subject.start < start + len(name) and start < subject.end and subject.instrument:
            return subject.instrument.kind != "stock" or subject.company != ""
    return False


def _names(name: str, entry: str) -> bool:
    """Whether the entry is by ``name``: all its telling words, or its initials, stand in the entry."""
    words = _words(name)
    held = _words(entry)
    if words and words <= held:
        return True
    squeezed, where = re.sub(r"\W", "", name).casefold(), re.sub(r"\W", "", entry).casefold()
    if len(squeezed) > 3 and squeezed in where:
        return True
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", name) if word[0].isupper()).casefold()
    if len(initials) > 1 and initials in held:
        return True
    entry_initials = "".join(word[0] for word in re.findall(r"\b[A-Z][a-z]+", entry)).casefold()
    return len(words) == 1 and len(name) > 1 and name.isupper() and name.casefold() in entry_initials


def _words(text: str) -> set[str]:
    found = {word.casefold() for word in re.findall(r"[A-Za-z0-9]+", text)}
    return (found - _STOP) or found


def _uncited(report: Report) -> Iterator[Finding]:
    """Sentences that state figures and cite nothing; one finding for a report without any citation."""
    bare = [s for s in report.sentences if s.is_prose and s.figures and not s.cites]
    if not bare:
        return
    if not any(sentence.cites for sentence in report.sentences):
        count = sum(len(sentence.figures) for sentence in bare)
        reason = f"the report cites nothing: {count} figures stand without a source"
        spans = [(f.start, f.end) for sentence in bare for f in sentence.figures]
        found = finding("uncited", bare[0].text, reason, spans)
        yield Finding(found.kind, "note", found.sentence, found.reason, found.spans)
        return
    cited_near: Mapping[int, Sequence[str]] = {
        s.paragraph: [label for other in report.paragraph(s) for label in other.cites] for s in bare
    }
    for sentence in bare:
        near = list(dict.fromkeys(cited_near[sentence.paragraph]))
        also = (
            f"; its paragraph cites {', '.join(f'[{label}]' for label in near)} for other sentences"
            if near
            else ""
        )
        listed = ", ".join(figure.text for figure in sentence.figures)
        reason = f"no citation for {listed}{also}"
        yield finding("uncited", sentence.text, reason, [(f.start, f.end) for f in sentence.figures])
