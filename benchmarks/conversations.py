"""Random conversations with a language model that misbehaves at random: whether each ends, and reloads as it was shown.

    python -m benchmarks.conversations --conversations 1000

OpenAI's real client asks an endpoint on loopback. It calls tools, right ones and wrong ones, writes answers with
right, wrong and forged figures and citations, and has one of the faults of ``benchmarks/faulty.py`` now and then.
Limits, windows, fallbacks, as-of moments, branches and restarts are drawn at random too. Counted are the faults, how
the questions ended, and what must not be: errors that nobody handled, answers that break the schema, answers that
reload otherwise than shown, words that were streamed and are not the answer's, requests that no endpoint would take
(a call without its result), evidence later than the as-of, and places where the key was seen.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import jsonschema
from pydantic import SecretStr

from benchmarks.endpoint import Endpoint, Json
from benchmarks.faulty import FaultyModel
from copilot.agent import Copilot, Finished, Retracted, Token
from copilot.answer import Answer, answer_schema
from copilot.errors import CopilotError
from copilot.evidence import PassageEvidence
from copilot.settings import Settings
from copilot.workspace import Workspace
from market.periods import parse_as_of
from ui.demo import fill_with_demo

KEY = "sk-benchmark-0123456789abcdef"
MOMENTS = (None, *(parse_as_of(day) for day in ("2025-12-31", "2026-01-15", "2026-01-22", "2026-01-30")))
QUESTIONS = (
    "How did the Russell 2000 do against the Nasdaq this year?",
    "and since the middle of January?",
    "Which sector led?",
    "Why did small caps rise?",
    "What does RSM forecast?",
    "Show me a table of the sectors",
    "¿Y el Nasdaq? 🙂",
    "a" * 3000,
)
MUST_BE_NONE = (
    "unhandled errors",
    "answers that break the schema",
    "answers that reload otherwise",
    "streams that differ from the answer",
    "requests that are unsound",
    "evidence later than the as-of",
    "places that show the key",
)
TRACEBACKS_SHOWN = 3


@dataclass
class Findings:
    """What happened."""

    counts: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def wrong(self, what: str, example: str) -> None:
        """Counts what must not be."""
        self.counts[what] += 1
        if len(self.examples) < TRACEBACKS_SHOWN:
            self.examples.append(f"{what}: {example}")


class Trial:
    """Holds conversations over one home."""

    def __init__(self, home: Path, seed: int) -> None:
        self.home = home
        self.rng = random.Random(seed)
        self.model = FaultyModel(random.Random(seed + 1))
        self.found = Findings()
        self.validator = jsonschema.Draft202012Validator(answer_schema())

    def run(self, conversations: int) -> Findings:
        """Holds that many conversations."""
        with Endpoint(self._reply) as endpoint:
            base = Settings(
                home=self.home,
                embedding_model="hash",
                model="openai:scripted",
                base_url=endpoint.base_url,
                api_key=SecretStr(KEY),
                timeout_s=0.3,
            )
            done = 0
            while done < conversations:
                print(f"{done} of {conversations} conversations", file=sys.stderr, flush=True)
                with Workspace(base) as workspace:  # opened anew now and then, as after a restart
                    for _ in range(min(20, conversations - done)):
                        workspace.settings = base.model_copy(update=self._drawn_settings(endpoint))
                        self._converse(workspace)
                        endpoint.requests.clear()
                        done += 1
        return self.found

    def _drawn_settings(self, endpoint: Endpoint) -> dict[str, object]:
        rng = self.rng
        fallback = rng.choice(["", "", "openai:cheaper", "embedded"])
        return {
            "max_steps": rng.choice([2, 4, 8, 12]),
            "max_retries": rng.choice([0, 1, 3]),
            "max_tokens": rng.choice([300_000, 300_000, 40_000]),
            "context_tokens": rng.choice([0, 0, 20_000, 13_000]),
            "fallback_model": fallback,
            "fallback_base_url": endpoint.base_url if fallback else "",
            "fallback_api_key": SecretStr(KEY if fallback else ""),
            "prices": rng.choice([{}, {"openai:scripted": (1.0, 2.0), "openai:cheaper": (0.1, 0.2)}]),
        }

    def _reply(self, body: Json):  # noqa: ANN202 - the endpoint's Reply
        if complaint := unsound(body["messages"]):  # type: ignore[arg-type]
            self.found.wrong("requests that are unsound", complaint)
        if KEY in json.dumps(body):
            self.found.wrong("places that show the key", "a request")
        return self.model.reply(body)

    def _converse(self, workspace: Workspace) -> None:
        store = workspace.conversations
        conversation = store.create(self.rng.choice(MOMENTS))
        shown: dict[str, list[Answer]] = {conversation.id: []}
        for _ in range(self.rng.randint(1, 4)):
            answer = self._ask(workspace, conversation.id, conversation.as_of)
            if answer:
                shown[conversation.id].append(answer)
            if self.rng.random() < 0.25:
                conversation = store.branch(conversation.id, self.rng.choice(MOMENTS))
                shown[conversation.id] = []
                self.found.counts["branches"] += 1
        with Workspace(workspace.settings) as again:
            for conversation_id, answers in shown.items():
                if again.conversations.answers(conversation_id) != answers:
                    self.found.wrong("answers that reload otherwise", conversation_id)
        self.found.counts["conversations"] += 1

    def _ask(self, workspace: Workspace, conversation_id: str, as_of: datetime | None) -> Answer | None:
        self.found.counts["questions"] += 1
        copilot = Copilot(workspace, pause=lambda _seconds: None)
        streamed, answer, said = "", None, []
        try:
            for event in copilot.stream(self.rng.choice(QUESTIONS), conversation_id=conversation_id):
                said.append(str(event))
                if isinstance(event, Token):
                    streamed += event.text
                elif isinstance(event, Retracted):
                    streamed = ""
                elif isinstance(event, Finished):
                    answer = event.answer
        except CopilotError as error:
            self.found.ends[f"error told: {type(error).__name__}"] += 1
            said.append("".join(traceback.format_exception(error)))
        except Exception:  # noqa: BLE001 - counting these is what this is for
            self.found.wrong("unhandled errors", traceback.format_exc())
        if any(KEY in words for words in said):
            self.found.wrong("places that show the key", "an event or an error")
        if answer:
            self._judge(answer, streamed, as_of)
        return answer

    def _judge(self, answer: Answer, streamed: str, as_of: datetime | None) -> None:
        self.found.ends["refused" if answer.refused else "answered"] += 1
        self.found.counts["answers with notes"] += bool(answer.notes)
        for figure in answer.figures:
            self.found.counts[f"figures {figure.verdict}"] += 1
        written = json.loads(json.dumps(answer.to_json()))
        for error in self.validator.iter_errors(written):
            self.found.wrong("answers that break the schema", error.message)
            break
        if Answer.from_json(written) != answer:
            self.found.wrong("answers that reload otherwise", answer.id)
        mended = any("could not mend" in note for note in answer.notes)
        if not answer.refused and not mended and streamed.strip() != answer.prose.strip():
            self.found.wrong("streams that differ from the answer", f"{streamed!r}\nis not\n{answer.prose!r}")
        for item in answer.citations if as_of else ():
            known = item.published_at if isinstance(item, PassageEvidence) else item.as_of
            if as_of and datetime.fromisoformat(known) > as_of:
                self.found.wrong("evidence later than the as-of", f"{item.id}: {known} > {as_of}")


def unsound(messages: list[Json]) -> str:
    """Why an endpoint would refuse ``messages``: calls without results, or results without calls; empty if sound."""
    open_calls: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            call_id = str(message["tool_call_id"])
            if call_id not in open_calls:
                return f"the result of {call_id} belongs to no call"
            open_calls.remove(call_id)
            continue
        if open_calls:
            return f"the call {open_calls[0]} has no result before the next {message['role']} message"
        calls: list[Json] = message.get("tool_calls") or []  # type: ignore[assignment]
        open_calls = [str(call["id"]) for call in calls]
        if len(set(open_calls)) < len(open_calls):
            return "two calls have the same id"
    return f"the call {open_calls[0]} has no result" if open_calls else ""


def main() -> None:
    """Prints the counts. The exit status is 1 where there is what must not be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with Workspace(Settings(home=home, embedding_model="hash")) as workspace:
            fill_with_demo(workspace, lambda _label, _done, _total: None)
        trial = Trial(home, given.seed)
        begun = time.perf_counter()
        found = trial.run(given.conversations)
    report = {
        "seconds": round(time.perf_counter() - begun, 1),
        "counts": dict(sorted(found.counts.items())),
        "ends": dict(found.ends.most_common()),
        "faults": dict(sorted(trial.model.faults.items())),
        "must be none": {what: found.counts[what] for what in MUST_BE_NONE},
    }
    print(json.dumps(report, indent=2))
    print("\n\n".join(found.examples))
    if any(found.counts[what] for what in MUST_BE_NONE):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
