"""A model as the judge of support: optional, after the check by words.

It can call a sentence weak that the words support, and clear one that is weak by its words alone. What the check found
against the evidence (a name, a day, a figure, a negation) stays: evidence is untrusted, and could talk a judge round.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot.evidence import Evidence, PassageEvidence, describe_source
from copilot.inert import as_data
from copilot.support.checking import CheckedSentence, check_support
from prompts import load_prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from copilot.tieout import CheckedFigure
    from copilot.workspace import Workspace

EVIDENCE_CHARS = 6000
"""Of the evidence of one sentence that a judge is given: what five passages hold."""
_ARRAY = re.compile(r"\[.*\]", re.DOTALL)


def assess(
    prose: str, evidence: Sequence[Evidence], figures: Sequence[CheckedFigure], workspace: Workspace
) -> tuple[tuple[CheckedSentence, ...], str]:
    """The sentences of ``prose`` with their verdicts, judged by a model where the settings name one.

    The second value says why it was not judged, where it should have been; else it is empty.
    """
    checked = check_support(prose, evidence, figures)
    settings = workspace.settings
    if not settings.judge_model:
        return tuple(checked), ""
    from datetime import UTC, datetime

    from copilot.models import open_model
    from copilot.secrecy import hide_secrets, secrets_of

    key = settings.api_key.get_secret_value()
    chat = open_model(workspace, datetime.now(UTC), settings.judge_model, settings.base_url, key).chat
    try:
        return tuple(judge_sentences(checked, prose, evidence, chat)), ""
    except Exception as error:  # noqa: BLE001 - any client's failure: the answer stands without its judge
        said = hide_secrets(str(error), secrets_of(settings))
        return tuple(checked), f"The judge {settings.judge_model} gave no verdict: {said}"


def judge_sentences(
    checked: Sequence[CheckedSentence], prose: str, evidence: Sequence[Evidence], chat: BaseChatModel
) -> list[CheckedSentence]:
    """``checked`` with the judge's verdict on the sentences that it may decide.

    Raises ``ValueError`` where the reply is no JSON array, and whatever the model's client raises.
    """
    texts = {item.id: _words(item) for item in evidence if isinstance(item, PassageEvidence)}
    open_ones = [
        number
        for number, item in enumerate(checked)
        if item.verdict in ("supported", "weak") and any(cited in texts for cited in item.evidence)
    ]
    if not open_ones:
        return list(checked)
    statements = "\n\n".join(
        _statement(n, prose, checked[number], texts) for n, number in enumerate(open_ones, start=1)
    )
    verdicts = _read(chat.invoke(load_prompt("judge", statements=statements)).text)
    judged = list(checked)
    for n, number in enumerate(open_ones, start=1):
        if n in verdicts:
            judged[number] = _judged(checked[number], *verdicts[n])
    return judged


def _judged(item: CheckedSentence, supported: bool, reason: str) -> CheckedSentence:  # noqa: FBT001 - a verdict
    if supported:
        return replace(item, verdict="supported", reasons=())
    told = f"the judge: {reason}" if reason else "the judge does not find it supported"
    return replace(item, verdict="weak", reasons=(*item.reasons, told))


def _statement(n: int, prose: str, item: CheckedSentence, texts: dict[str, str]) -> str:
    cited = "\n".join(texts[one] for one in item.evidence if one in texts)[:EVIDENCE_CHARS]
    return f"Statement {n}: {as_data(prose[item.start : item.end])}\n<passage>\n{cited}\n</passage>"


def _words(passage: PassageEvidence) -> str:
    return as_data(f"{describe_source(passage)}\n{passage.quote}")


def _read(reply: str) -> dict[int, tuple[bool, str]]:
    found = _ARRAY.search(reply)
    if not found:
        raise ValueError("its reply holds no JSON array")
    rows = [row for row in json.loads(found[0]) if isinstance(row, dict)]
    return {
        row["n"]: (row["supported"], str(row.get("reason", ""))[:200])
        for row in rows
        if isinstance(row.get("n"), int) and isinstance(row.get("supported"), bool)
    }
