"""What is known, each figure by itself. Where it is from: see the package's docstring."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from pydemo.units import days, ether, hours, minutes

NEW_YORK = timezone(timedelta(hours=-5), "EST")
"""Where it happened. Summer time had ended on 7 November."""
OPENING = int(datetime(2021, 11, 14, 20, 31, tzinfo=NEW_YORK).timestamp())
"""When the crowdfund opened, in Unix seconds."""
CONTRIBUTORS = 17_437
PAYMENTS = 19_200
"""What is known is "more than 19,000"."""
RAISED = ether(11_600)
"""About. In wei."""
LARGEST = (ether(1_000), ether(250), ether(250))
"""The three largest gifts: $4M, $1M and $1M, in wei."""
MEDIAN = ether("0.0515")
"""Of all gifts, in wei: about $206."""
DOLLARS = 4_000
"""What an ETH was worth, about: in this all sums are turned into dollars and back."""

TEN_MINUTES = (minutes(10), ether("62.5"))
"""After so many seconds so much had come in: $250,000."""
TWELVE_HOURS = (hours(12), ether(750))
"""$3M."""
LAST_DAYS = minutes(51 * 60 + 29)
"""Seconds after the opening at which 17 November began: more than half came in from then on."""

PRICE = ether(10_793)
"""What the rival paid, the auctioneer's premium included, in wei: $43,173,000. The hammer fell at
10,250 ETH."""
REFUNDS_OPEN = int(datetime(2021, 11, 22, 12, tzinfo=NEW_YORK).timestamp()) - OPENING
"""Seconds after the opening. The day is known, the hour is not."""
REFUNDED_IN_A_WEEK = 54
"""Percent of the contributors. A year later it was 56 at most."""
WEEK = days(7)

# Gas of Juicebox v1, the contracts of that time, measured for this project with py-evm: whole
# transactions, the middle of a range that depends on how many digits of an amount are not zero.
JUICEBOX_FIRST_PAY, JUICEBOX_PAY, JUICEBOX_REDEEM = 99_100, 82_000, 132_300
GAS_PRICE = 100 * 10**9
"""Wei a gas in all comparisons. Gas was $30 to $75 each way, which at $4,000 an ETH and with the
gas above is between 75 and 142 gwei."""
