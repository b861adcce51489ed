"""Quotes as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.web.markup import escape

if TYPE_CHECKING:
    from copilot.quoteboard import Quote


def render_quotes(found: Sequence[Quote], periods: Sequence[str]) -> str:
    """Quotes as an HTML table; each row says of which session it is."""
    head = "".join(f'<th class="number">{escape(name)}</th>' for name in ("close", "day", *periods))
    rows = "".join(
        f"<tr><td><strong>{escape(quote.symbol)}</strong> {escape(_other_name(quote))}</td>"
        f'<td class="number">{quote.close:,.2f}</td>{_move(quote.change_pct)}'
        f"{''.join(_move(quote.returns.get(period)) for period in periods)}<td>{escape(quote.date)}</td></tr>"
        for quote in found
    )
    return (
        f'<div class="scroll"><table class="rows quotes"><thead><tr><th>instrument</th>{head}'
        f"<th>session</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _other_name(quote: Quote) -> str:
    return "" if quote.name == quote.symbol else quote.name


def _move(percent: float | None) -> str:
    if percent is None:
        return '<td class="number muted">n/a</td>'
    way, sign = ("rise", "▲") if percent > 0 else ("fall", "▼") if percent < 0 else ("", "")
    return f'<td class="number {way}">{sign} {percent:+.2f} %</td>'
