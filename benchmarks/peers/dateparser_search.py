"""dateparser: `search_dates`, anchored to the day of publication, looking back where a date is ambiguous."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from dateparser.date import DateDataParser
from dateparser.search import search_dates
from peer import Peer, Settings, Text

LAYER = "times"

#: A found date says a day even where the text says a month; the period it was read as gives the precision.
_PRECISION = {"year": "%Y", "month": "%Y-%m", "week": "%G-W%V", "day": "%Y-%m-%d", "time": "%Y-%m-%dT%H:%M"}
_WITHIN_A_DAY = frozenset({"time", "part_of_day"})


class Search(Peer):
    """The search with settings for news."""

    name = "dateparser.search"

    def tag(self, text: Text) -> list[tuple[str, datetime]]:
        """Strings and the moments they stand for."""
        return search_dates(text.text, languages=["en"], settings=_settings(text)) or []

    def items(self, text: Text, said: list[tuple[str, datetime]]) -> list[dict[str, Any]]:
        """The strings found again from left to right; their periods asked for one by one."""
        return list(_placed(text, said))


def load(settings: Settings) -> list[Peer]:
    """One peer."""
    return [Search()]


def _placed(text: Text, said: list[tuple[str, datetime]]) -> Iterator[dict[str, Any]]:
    parser = DateDataParser(languages=["en"], settings={**_settings(text), "RETURN_TIME_AS_PERIOD": True})
    position = 0
    for words, moment in said:
        at = text.text.find(words, position)
        if at >= 0:
            position = at + len(words)
            period = parser.get_date_data(words).period
            kind = "TIME" if period in _WITHIN_A_DAY else "DATE"
            value = moment.strftime(_PRECISION.get(period, _PRECISION["day"]))
            yield {"start": at, "end": position, "type": kind, "value": value, "mod": None}


def _settings(text: Text) -> dict[str, Any]:
    past: dict[str, Any] = {"PREFER_DATES_FROM": "past"}
    return past if text.created is None else {**past, "RELATIVE_BASE": datetime.combine(text.created, time(12))}
