"""The reference of the metrics in Markdown, from their files alone: ``python -m market.metric_docs``.

It writes ``docs/metrics.md``; folders given as arguments add metrics of one's own, and ``-`` as the only argument
prints instead.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from market.metric_files import Metric, Parameter, load_metrics

REFERENCE_FILE = Path(__file__).parents[1] / "docs" / "metrics.md"

_HEAD = """\
# Metrics

<!-- Written by `python -m market.metric_docs` from the files in market/sql. Change those, not this. -->

Each metric is one SQL file: a header that says all that stands here, and one statement over the as-of views. From it
come the command, the agent's tool, the MCP tool and the receipt. A file of your own in the folder `metrics/` of the
home is there beside these; [market/metric_files.py](../market/metric_files.py) describes the header.

`tieout metric NAME parameter=value … [--as-of DATE] [--sql]` computes one, `tieout recheck ID` computes its receipt
again, and `tieout metrics NAME` shows what stands here.

A unit in braces, such as `{currency}`, stands in that column of the row. A *group* is symbols with commas between, or a
name such as `sectors`; a *period* is words or dates, such as `YTD`, `March 2020` or `2020-02-19..2020-03-23`."""


def reference(metrics: Iterable[Metric]) -> str:
    """The reference of ``metrics``, in the order of their names."""
    ordered = sorted(metrics, key=lambda metric: metric.name)
    listed = "\n".join(f"| [{item.name}](#{item.name}) | {_cell(item.summary)} |" for item in ordered)
    parts = [_HEAD, f"| metric | what it says |\n|---|---|\n{listed}", *map(_section, ordered)]
    return "\n\n".join(parts) + "\n"


def _section(metric: Metric) -> str:
    return "\n\n".join(part for part in _parts(metric) if part)


def _parts(metric: Metric) -> Iterator[str]:
    yield f"## {metric.name}"
    yield f"{metric.title}. {metric.summary}"
    call = " ".join(["tieout metric", metric.name, *map(_call_part, metric.parameters)])
    yield f"```console\n$ {call}\n```"
    if metric.parameters:
        rows = "\n".join(map(_parameter_row, metric.parameters))
        yield f"| parameter | kind | default | what it is |\n|---|---|---|---|\n{rows}"
    rows = "\n".join(
        f"| `{column.name}`{' (the value)' if column.name == metric.value else ''} | {_cell(column.unit)} "
        f"| {_cell(column.description)} |"
        for column in metric.columns
    )
    yield f"| column | unit | what it holds |\n|---|---|---|\n{rows}"
    facts = [f"Formula: {metric.formula_source}.", f"Minimum: {_minimum(metric)}."]
    facts += [f"Note on adjusted closes: {metric.adjusted_note}."] if metric.adjusted_note else []
    facts += [f"Note on closes as traded: {metric.traded_note}."] if metric.traded_note else []
    facts.append(f"Reads: {', '.join((*metric.tables, *metric.statement.period_views))}.")
    yield "\n".join(f"- {fact}" for fact in facts)
    yield "Questions that it answers:"
    yield "\n".join(f"- {example}" for example in metric.examples)


def _call_part(parameter: Parameter) -> str:
    written = f"{parameter.name}={parameter.kind.upper()}"
    return written if parameter.default is None else f"[{parameter.name}={parameter.default}]"


def _parameter_row(parameter: Parameter) -> str:
    bounds = f", {parameter.bounds[0]:g} to {parameter.bounds[1]:g}" if parameter.bounds else ""
    default = "required" if parameter.default is None else f"`{parameter.default}`"
    return f"| `{parameter.name}` | {parameter.kind}{bounds} | {default} | {_cell(parameter.description)} |"


def _minimum(metric: Metric) -> str:
    """What a result must rest on, in words."""
    if metric.minimum is None:
        return "one row"
    least = metric.minimum.least
    return f"`{metric.minimum.column}` of {f'the parameter `{least}`' if isinstance(least, str) else least} in each row"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: list[str]) -> None:
    """Writes the reference."""
    if arguments == ["-"]:
        sys.stdout.write(reference(load_metrics().values()))
        return
    REFERENCE_FILE.write_text(reference(load_metrics(*map(Path, arguments)).values()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
