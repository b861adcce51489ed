"""The grammar of spans: dates, months, quarters and years as people write them, the parts that periods are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from market.day_words import (
    compact_day,
    day_of_this_month,
    day_of_week,
    day_words,
    days_ago,
    days_before_today,
    days_of_month,
    named_day_words,
    numeric_day,
    sessions_ago,
    short_weekday,
    weekday_of_last_week,
    weekday_words,
)
from market.episodes import EPISODES
from market.grammar import Row
from market.month_words import (
    before_last,
    calendar_unit_words,
    decade_words,
    last_month,
    month_or_day,
    months,
    months_until,
    part_of_decade,
    part_of_month,
    part_of_year,
    season_words,
    this_month,
    week_of,
    year_words,
    years_words,
)
from market.named_days import NAMED_DAYS
from market.part_words import (
    edge_words,
    episode_words,
    first_or_last,
    last_unit_end,
    nth_unit,
    nth_weekday,
    session_beside,
    stretch_beside,
    stretch_ended,
    turn_of_year,
)
from market.span_words import refused, value_of
from market.time_leaves import YearWords

_FISCAL = refused("a fiscal year begins in another month at each company; give its dates, or calendar years")
_SAME = refused("it leaves open which period it is compared with; give the dates of both")
_FUTURE = refused("it is not over, or has not begun; prices reach to the as-of")
_VAGUE = refused("it does not say how long; give a number")
_BACK = "last|previous|prior|preceding"
_SESSION = "session|sessions"

_NUMBER_TABLES: Mapping[str, Sequence[Row]] = {
    "count": (
        Row("[a] couple [of]", lambda _: 2),
        Row("[a] dozen", lambda _: 12),
        Row("{tens} {number_word:ones}", lambda p: p.number("tens") + p.number("ones")),
        Row("{tens}", value_of("tens")),
        Row("{number_word}", value_of("number_word")),
        Row("{digits}", value_of("digits")),
    ),
    "unit": (Row("half year|years", lambda _: "half"), Row("{unit_word}", value_of("unit_word"))),
    "calendar_unit": (
        Row("week|month|quarter|year|decade:unit", value_of("unit")),
        Row("yr", lambda _: "year"),
        Row("qtr", lambda _: "quarter"),
        Row("mth", lambda _: "month"),
        Row("wk", lambda _: "week"),
    ),
    "sessions": (
        Row("session|sessions", lambda _: "session"),
        Row("trading|business|market|working day|days|session|sessions", lambda _: "session"),
    ),
    "ordinal": (
        Row("first:word", lambda _: 1),
        Row("second:word", lambda _: 2),
        Row("third:word", lambda _: 3),
        Row("fourth|final|last:word", lambda _: 4),
        Row("{quarter_number:number} ~st|nd|rd|th", value_of("number")),
    ),
    "day_of_month": (Row("{day_number} [~st|nd|rd|th]", value_of("day_number")),),
    "nth_day": (Row("{day_number} ~st|nd|rd|th", value_of("day_number")),),
    "year": (
        Row("{full_year}", value_of("full_year")),
        Row("' ~{short_year}", value_of("short_year")),
        Row("last|previous|prior year", lambda _: YearWords(years_ago=1)),
        Row("this|current year", lambda _: YearWords()),
        Row("[the] year before last", lambda _: YearWords(years_ago=2)),
    ),
    "any_year": (
        Row("{year}", value_of("year")),
        Row("{short_year}", value_of("short_year")),
        Row("the year", lambda _: YearWords()),
    ),
    "quarter": (
        Row("q ~{quarter_number}", value_of("quarter_number")),
        Row("{quarter_number} ~q", value_of("quarter_number")),
        Row("{ordinal} quarter", value_of("ordinal")),
    ),
    "half": (
        Row("h ~{half_number}", value_of("half_number")),
        Row("{half_number} ~h", value_of("half_number")),
        Row("first:word half", lambda _: 1),
        Row("second:word half", lambda _: 2),
    ),
    "decade": (
        Row("['] {decade_number}", value_of("decade_number")),
        Row("{decade_word}", value_of("decade_word")),
    ),
}

_DAYS = (
    Row("{full_year:year} ~- ~{month_number:month} ~- ~{day_number:day}", day_words),
    Row("{full_year:year} ~/ ~{month_number:month} ~/ ~{day_number:day}", day_words),
    Row("{compact_day:day}", compact_day),
    *(
        Row(f"{{two_digits:a}} ~{sign} ~{{two_digits:b}} ~{sign} ~{{{year}:year}}", numeric_day)
        for sign in "/.-"
        for year in ("full_year", "short_year")
    ),
    Row("{day_of_month:day} {month} {short_year:year}", day_words),
    Row("[the] {day_of_month:day} [of] {month} [[,] {year}]", day_words),
    Row("{month} [the] {day_of_month:day} [[,] {year}]", day_words),
)

_MONTH_DAYS = (
    Row("{month} {day_of_month:a} -|to|through|until {day_of_month:b} [[,] {year}]", days_of_month),
    Row(
        "[the] {day_of_month:a} -|to|through|until [the] {day_of_month:b} [of] {month} [[,] {year}]",
        days_of_month,
    ),
)

_PLAIN = (
    Row("{month} ~- ~{short_year:year}", month_or_day),
    Row("{calendar_day}", value_of("calendar_day")),
    Row("{weekday} [,] {calendar_day:day}", day_of_week),
    Row("{full_year:year} ~- ~{month_number:month}", months(1, "month")),
    Row("{month_number:month} ~/ ~{full_year:year}", months(1, "month")),
    Row("{month_days}", value_of("month_days")),
    Row("last {month}", last_month),
    Row("this {month}", this_month),
    Row("{month} [[of|,|in] {year}]", months(1, "month")),
    Row("[the|that|this] month of:of {month} [[of|,|from|in] {year}]", months(1, "month")),
    Row("early|mid|late:part [in] {month} [[of|,] {year}]", part_of_month),
    Row("[the] middle:part of {month} [[of|,] {year}]", part_of_month),
    Row("[the] middle:part of {year}", part_of_year),
    Row("[the] early|mid|late:part {decade}", part_of_decade),
    Row("early|mid|late:part [in] {year}", part_of_year),
    Row(f"[the] {_BACK}|this|current:which {{calendar_unit:unit}}", calendar_unit_words),
    Row("[the] {quarter} [[of|,|/] {any_year:year}]", months(3, "quarter")),
    Row("{full_year:year} [/] {quarter}", months(3, "quarter")),
    Row("{year} 's {quarter}", months(3, "quarter")),
    Row("[the] {month} quarter [[of] {year}]", months_until),
    Row("[the] {half} [[of|,|/] {any_year:year}]", months(6, "half")),
    Row("{full_year:year} [/] {half}", months(6, "half")),
    Row("{year} 's {half}", months(6, "half")),
    Row("{full_year:year} ~- ~{short_year:end}", years_words),
    Row("[the] calendar|full|whole:sure [year] [of] {year}", year_words),
    Row("cy:sure {any_year:year}", year_words),
    Row("[the] all|entirety:sure of {year}", year_words),
    Row("[[the] year] {year}", year_words),
    Row("[the] {decade}", decade_words),
    Row("[the] {season} [[of|,] {year}]", season_words),
    Row("last|this:which {season}", season_words),
    Row("[the] {calendar_unit:unit} before last", before_last),
)

_BESIDE = "after|before|following:side"
_ENDED = "ended|ending|to|through|until|till"

TABLES: Mapping[str, Sequence[Row]] = {
    **_NUMBER_TABLES,
    "iso_day": _DAYS[:1],
    "calendar_day": _DAYS,
    "month_days": _MONTH_DAYS,
    "plain": _PLAIN,
    "weekday_span": (
        Row("[last|this:which] {full_weekday:weekday}", weekday_words),
        Row("last|this:which {weekday}", weekday_words),
        Row("{weekday}", short_weekday),
        Row("{weekday} [of] last week", weekday_of_last_week),
        Row("last week 's {weekday}", weekday_of_last_week),
    ),
    "named_day": tuple(
        Row(f"[the|last] {name}{' [[of|in|,] {year}]' if day.only_day is None else ''}", named_day_words(day))
        for day in NAMED_DAYS
        for name in day.names
    ),
    "episode": tuple(
        Row(f"[the] {name}", episode_words(episode, weak=name in episode.weak_names))
        for episode in EPISODES
        for name in (*episode.names, *episode.weak_names)
    ),
    "running_unit": (
        Row("the:which {calendar_unit:unit}", calendar_unit_words),
        Row("[the] {episode}", value_of("episode")),
        Row("{plain}", value_of("plain")),
    ),
    "edge": (
        Row("[the] end|close|start|beginning|middle:edge of {running_unit:whole}", edge_words),
        Row("end|start|mid:edge {plain:whole}", edge_words),
        Row("[the] {episode:whole} low|bottom|trough:edge", edge_words),
        Row("year end:edge [of] {year_span:whole}", edge_words),
        Row("month end:edge {plain:whole}", edge_words),
        Row("[the|its|their] close:edge on|at|from {anchor_day:whole}", edge_words),
        Row("its|their close:edge of {anchor_day:whole}", edge_words),
        Row("[the|its|their] closing level|price|value on|of|at {anchor_day:whole}", value_of("whole")),
        Row("{anchor_day:whole} 's end|close:edge", edge_words),
        Row("[the] [last] year|month|quarter:unit ['s] end", last_unit_end),
        Row("[the] turn of the year", turn_of_year),
    ),
    "anchor_day": tuple(
        Row(f"{{{name}}}", value_of(name)) for name in ("plain", "named_day", "weekday_span")
    ),
    "year_span": (Row("{year}", year_words),),
    "anchor": tuple(
        Row(f"{{{name}}}", value_of(name))
        for name in ("edge", "plain", "named_day", "episode", "weekday_span")
    ),
    "refused": (
        Row("fytd", _FISCAL),
        Row("[the] fiscal|fy [year] ['] [{any_year}] [{quarter}]", _FISCAL),
        Row("[the] fiscal|fy [year] {any_year} /|- {short_year}", _FISCAL),
        Row("[the] fiscal|fy {quarter} [[of] {any_year}]", _FISCAL),
        Row("[the] {quarter} [of] fiscal|fy [year] ['] {any_year}", _FISCAL),
        Row("[the] {half} [of] fiscal|fy [year] ['] {any_year}", _FISCAL),
        Row(f"[the] {_BACK}|this|current fiscal year|quarter", _FISCAL),
        Row("[the] same period|time|quarter|month|week [of|in] {year}", _SAME),
        Row("[the] same period|time|quarter|month|week a year ago|earlier|before", _SAME),
        Row("[the] year ago|earlier period|quarter|month|week", _SAME),
        Row("[the] next|coming|following [{count}] {unit}", _FUTURE),
        Row("next {month}", _FUTURE),
        Row("tomorrow", _FUTURE),
        Row("[the] past|last|previous|recent few|several {unit}", _VAGUE),
        Row("recent days|weeks|months|quarters|years", _VAGUE),
    ),
    "span": (
        Row("{refused}", value_of("refused")),
        Row("{plain}", value_of("plain")),
        Row("[the] week|wk of|commencing|beginning|starting {anchor:day}", week_of),
        Row("w ~/ ~c {anchor:day}", week_of),
        Row("{edge}", value_of("edge")),
        Row(
            "[the] first|opening|last|final|closing:edge {count} {unit} of|in {running_unit:whole}",
            first_or_last,
        ),
        Row("[the] first|opening|last|final|closing:edge {unit} of|in {running_unit:whole}", first_or_last),
        Row(
            "[the] first|opening|last|final|closing:edge {count} {sessions} of|in {running_unit:whole}",
            first_or_last,
        ),
        Row(
            "[the] first|opening|last|final|closing:edge {sessions} of|in {running_unit:whole}",
            first_or_last,
        ),
        Row("[the] last:last {weekday} of|in {running_unit:whole}", nth_weekday),
        Row("[the] {ordinal:nth} {weekday} of|in {running_unit:whole}", nth_weekday),
        Row("[the] {ordinal:nth} {unit} of|in {running_unit:whole}", nth_unit),
        Row(f"[the] {{count}} {{unit}} {_ENDED} {{anchor:whole}}", stretch_ended),
        Row(f"[the] {{unit}} {_ENDED} {{anchor:whole}}", stretch_ended),
        Row("[the] day before yesterday", days_before_today(2)),
        Row("{count} {unit} ago [today]", days_ago),
        Row("this time|day last {unit}", days_ago),
        Row("{count} {sessions} ago", sessions_ago),
        Row("[the] {nth_day:day}", day_of_this_month),
        Row("{weekday_span}", value_of("weekday_span")),
        Row("{named_day}", value_of("named_day")),
        Row("{episode}", value_of("episode")),
        Row(f"[the] {{count}} {{unit}} {_BESIDE} {{anchor:whole}}", stretch_beside),
        Row(f"[the] {{unit}} {_BESIDE} {{anchor:whole}}", stretch_beside),
        Row(f"[the] {{count}} {{sessions}} {_BESIDE} {{anchor:whole}}", session_beside),
        Row(f"[the] {{sessions}} {_BESIDE} {{anchor:whole}}", session_beside),
    ),
    "edge_span": (
        Row("today|now", days_before_today(0)),
        Row("[the] present", days_before_today(0)),
        Row("yesterday", days_before_today(1)),
        Row("{span}", value_of("span")),
        Row("[the] {anchor_day:whole} close:edge", edge_words),
    ),
    "code": (
        Row("d", lambda _: "day"),
        Row("w", lambda _: "week"),
        Row("m|mo|mos", lambda _: "month"),
        Row("q", lambda _: "quarter"),
        Row("y|yr|yrs", lambda _: "year"),
    ),
}
"""The grammar of spans; of two rows that fit the same words, the upper one counts."""
