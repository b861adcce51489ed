"""Faults of clients that are not OpenAI's: told by status and headers alone."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest
from langchain_core.messages import AIMessage

from copilot.faults import fault_in, fault_of


class ClientError(Exception):
    """What some provider's client raises."""

    def __init__(self, status=None, headers=None, said="no"):
        super().__init__(said)
        self.response = SimpleNamespace(status_code=status, headers=headers or {})


@pytest.mark.parametrize(
    ("status", "again"),
    [
        (400, False),
        (401, False),
        (404, False),
        (408, True),
        (409, True),
        (429, True),
        (500, True),
        (529, True),
    ],
)
def test_status_says_whether_asking_again_may_help(status, again):
    assert fault_of(ClientError(status)).again is again


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "1000"},
        {"retry-after-ms": "1000000"},
        {"retry-after": format_datetime(datetime.now(UTC) + timedelta(seconds=1000))},
    ],
)
def test_wait_is_read_in_each_form(headers):
    assert 500 < fault_of(ClientError(429, headers)).wait_s <= 1000


@pytest.mark.parametrize("headers", [{}, {"retry-after": "soon"}, {"retry-after": ""}])
def test_wait_that_cannot_be_read_is_none(headers):
    assert fault_of(ClientError(429, headers)).wait_s is None


@pytest.mark.parametrize(
    "said",
    ["This model's maximum context length is 8192 tokens", "prompt is too long: 9 > 8", "too many tokens"],
)
def test_window_that_is_full_is_told_from_other_bad_requests(said):
    assert fault_of(ClientError(400, said=said)).mend == "shorten"
    assert fault_of(ClientError(500, said=said)).mend == ""


def test_error_without_a_status_may_pass():
    assert fault_of(TimeoutError()).again
    assert fault_of(TimeoutError()).reason == "TimeoutError"


def test_long_reason_is_cut():
    assert len(fault_of(ClientError(502, said="<html>" * 1000)).reason) == 300


@pytest.mark.parametrize("metadata", [{"model_provider": "anthropic"}, {}])
def test_reply_of_a_provider_that_does_not_say_why_it_ended_is_trusted(metadata):
    assert fault_in(AIMessage("Up 10 %.", response_metadata=metadata)) is None


def test_model_that_declines_is_no_fault():
    assert fault_in(AIMessage("", additional_kwargs={"refusal": "I do not advise."})) is None
