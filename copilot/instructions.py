"""Sentences of documents that tell somebody what to do or to write: they are no answer, and they support none.

A document is data, and code decides what is done with it, so nothing depends on recognising these. What is recognised
is not quoted as an answer and counts as no evidence for a model's sentence. ``benchmarks/injection.py`` measures the
share of hidden instructions that are recognised, and of sentences of filings and statements that are taken for one.
"""

from __future__ import annotations

import re

from copilot.inert import INVISIBLE, LOOKS_LIKE_MARK, as_name
from vectorstore.sentences import sentence_spans

_COMMANDS = (
    "add|append|augment|answer with|anagram|begin your|break down|cite|click|combine|compose|"
    "conclude with|convert|create|delete|describe|disable|disregard|do not|don't|download|"
    "emphasi[sz]e|enable|encode|encourage|end with|enhance|ensure|execute|explain|finish with|"
    "forget|give|ignore|imagine|include|inform|insert|install|integrate|introduce|invite|jumble|"
    "make sure|mention|misspell|modify|never|omit|pretend|print|promote|provide|rearrange|"
    "recommend|refuse to|remember to|remind|remove|render|repeat|rephrase|replace|reply|respond|"
    "reveal|reverse|rewrite|say|scramble|send|shuffle|spell|start with|substitute|suggest|"
    "summari[sz]e|swap|tell|translate|treat|visit|write"
)
"""Verbs that begin a sentence of reports only as a command."""
_NOUNS_TOO = (
    "act|answer|call|change|compare|correct|cover|design|develop|display|draft|fetch|format|group|help|hide|highlight|leak|"
    "link|list|move|name|open|output|pose|post|produce|quote|rate|read|report|search|set|share|show|state|talk|test|teach|use"
)
"""Verbs that are nouns too: a command where what it takes follows."""
_TAKES = (
    r"(?:me|us|them|it|him|her|you|your|yourself|my|our|the|a|an|this|these|those|all|any|every|each|some|no|as|only|"
    r"[\"“‘'`]\w|users?|readers?|people|letters?|words?|numbers?|random|exactly)\b"
)
_LEAD = (
    r"^[\s\"“‘'(>*_#\-–—•|]*(?:(?:[A-Z][\w ]{2,30}:|please|kindly|now|then|also|first|next|finally|instead|always|"
    r"additionally|importantly|in addition|from now on|at the end|before (?:answering|you answer)|"
    r"(?:in|with|to|at the end of|throughout) your (?:\w+ )?(?:answer|reply|response|message|output|text|summary))"
    r"[,:]?\s+){0,3}"
)
_IMPERATIVE = re.compile(
    rf"{_LEAD}(?:(?:{_COMMANDS})\b(?!\s+(?:of|and|is|was|were)\b)|(?:{_NOUNS_TOO})\s+{_TAKES})", re.IGNORECASE
)
_MACHINE = r"(?:ai(?!-)|llm|language model|chatbot|assistant|copilot|bot)"
_TO_A_WRITER = re.compile(
    r"\byour (?:\w+ ){0,2}"
    r"(?:answer|reply|response|message|output|instruction|prompt|guideline|task|summary|training)s?\b"
    r"|\b(?:previous|prior|above|earlier|foregoing|system|developer|original|safety)"
    r"\s(?:instruction|prompt|rule|message|direction|guideline)s?\b"
    rf"|\b(?:as an|dear|attention|note (?:to|for)|hey|hello)\s(?:the\s|all\s|any\s)?{_MACHINE}\b"
    rf"|\b(?:the|any|every|this) (?:ai |research )?{_MACHINE}"
    r"\s(?:must|should|shall|has to|needs? to|is (?:required|asked|instructed) to|will now)\b"
    r"|\byou (?:are|act) (?:now |no longer |going to be )?(?:an?|the|in|as|my)\b"
    r"|\byou (?:must|shall|have to|are to|need to|will now) (?:not )?"
    r"(?:answer|reply|respond|write|say|tell|add|include|call|use|ignore|follow|obey|output|print|cite|mention)\b",
    re.IGNORECASE,
)
_OF_A_PROTOCOL = re.compile(
    r"<\|?\s*/?\s*(?:im_start|im_end|system|assistant|user|inst)\b|\[/?INST\]|<<SYS>>"
    r"|^\s*(?:#{1,4}\s*)?(?:system|assistant|instruction)s?\s*:"
    r"|\b(?:tool_calls?|function_call)\b|\b[a-z]+_[a-z_]+\([^)]*\)",
    re.IGNORECASE | re.MULTILINE,
)
_TOLD = re.compile(r":\s+|[\x00-\x1f<>‹]")
"""What somebody is told begins behind a colon, too."""
LONGEST_NAME = 60
LONGEST_PARTICLE = 3  # of, and, the, van
SHORT_NAME_WORDS = 2
"""Of so many words a name may be written small: my notes."""
_QUESTION = re.compile(r"\?[\"”’')\]]*(?:\s|$)")
_TAG = re.compile(r"[<‹]\s*[/!]?\s*[A-Za-z]")
"""What is left of a tag: it parts what stands around it, and no sentence of a report holds one."""


def reads_as_instruction(text: str) -> bool:
    """Whether any sentence of ``text`` is a command, or speaks to whoever writes an answer."""
    seen = text.translate(INVISIBLE)
    if _TO_A_WRITER.search(seen) or _OF_A_PROTOCOL.search(seen):
        return True
    sentences = (seen[start:end] for start, end in sentence_spans(seen, 0, len(seen)))
    return any(_IMPERATIVE.match(piece) for sentence in sentences for piece in _TOLD.split(sentence))


def name_of_source(publisher: str) -> str:
    """The name of a publisher as prose can hold it; what is too long, or reads as a sentence, is ``A source``."""
    name = as_name(publisher)
    words = [word for word in name.split() if len(word) > LONGEST_PARTICLE]
    lower = sum(word[0].islower() for word in words)
    sentence = len(words) > SHORT_NAME_WORDS and lower > 0
    return (
        "A source"
        if sentence or "?" in name or len(name) > LONGEST_NAME or reads_as_instruction(name)
        else name
    )


def may_be_quoted(text: str) -> bool:
    """Whether words of a document can stand in an answer as what it says.

    No question or instruction is, nor words with a tag or with a mark like those of our citations.
    """
    signs = (_QUESTION, _TAG, LOOKS_LIKE_MARK)
    return not (any(sign.search(text) for sign in signs) or reads_as_instruction(text))
