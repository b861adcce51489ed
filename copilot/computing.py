"""Computing a metric, and computing again what was computed: for the agent, the command line, the MCP server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from copilot.answer import Answer
from copilot.conversations import UnreadableAnswer
from copilot.evidence import ReceiptEvidence
from copilot.workspace import Workspace
from market.errors import BadReceipt, UnknownReceipt
from market.metrics import Metric, find_metric, run_metric
from market.receipts import Receipt
from market.recheck import Recheck, recheck


def named_metric(workspace: Workspace, name: str) -> Metric:
    """The metric called ``name``. Raises ``UnknownMetric`` with near names."""
    return find_metric(workspace.metrics, name)


def compute(
    workspace: Workspace, name: str, arguments: Mapping[str, str], as_of: datetime | None = None
) -> Receipt:
    """The receipt of the metric called ``name``, which is kept. ``as_of`` ``None`` means this moment.

    Raises ``MarketError`` for an unknown metric, instrument or period, and where the tables hold nothing.
    """
    metric = named_metric(workspace, name)
    receipt = run_metric(metric, arguments, workspace.tables, as_of or datetime.now(UTC))
    workspace.receipts.keep(receipt)
    return receipt


def compute_again(workspace: Workspace, what: str) -> list[Recheck]:
    """Each receipt behind ``what`` computed again: the id of a receipt, an answer, or a conversation.

    Raises ``UnknownReceipt`` where nothing has that id or it cites no computation, ``UnknownConversation``,
    and ``BadReceipt`` for one that was changed.
    """
    return [recheck_receipt(workspace, receipt) for receipt in receipts_of(workspace, what)]


def recheck_receipt(workspace: Workspace, receipt: Receipt) -> Recheck:
    """``receipt`` computed again; what cannot be computed is told in its comparison."""
    return recheck(receipt, workspace.metrics, workspace.tables, datetime.now(UTC))


def receipts_of(workspace: Workspace, what: str) -> list[Receipt]:
    """The receipts behind the id of a receipt, an answer or a conversation, each once."""
    if what.startswith("a-"):
        answers = [workspace.conversations.answer(what)]
    elif what.startswith("c-"):
        answers = workspace.conversations.answers(workspace.conversations.get(what).id)
    else:
        return [workspace.receipts.get(what)]
    found = {receipt.id: receipt for answer in answers for receipt in _cited(answer)}
    if not found:
        raise UnknownReceipt(f"{what} cites no computation: there is nothing to compute again")
    return list(found.values())


def _cited(answer: Answer | UnreadableAnswer) -> list[Receipt]:
    if isinstance(answer, UnreadableAnswer):
        raise BadReceipt(f"answer {answer.id} cannot be read: {answer.reason}")
    return [item.receipt() for item in answer.citations if isinstance(item, ReceiptEvidence)]
