"""When a generated network is: a moment that is fixed, since a clock would change the network."""

from __future__ import annotations

from datetime import UTC, date, datetime

from linkgraph.rules.policy import CURRENT

#: The moment at which the network is as it is; nothing in it is later.
NOW = datetime(2026, 1, 1, tzinfo=UTC)

FIRST_JOINED = date(2003, 5, 5)
# before the first invitation that can still be pending (A6)
LAST_JOINED = (NOW - CURRENT.expire_after).date()
