"""Deploy the lottery: a pool that earns the prizes, a source of randomness, the prize vault.

python deploy/deploy_lottery.py --network sepolia --account NAME [--dry-run]

The deployer needs 1,000 of the asset's smallest unit, which cover what the pool keeps by rounding.
"""

from pydemo.cli.deploy import run_script
from pydemo.units import days

run_script(
    "lottery",
    # The token that is saved: an address. On a development network a new DemoToken, if left out.
    asset=None,
    # "future-block", "commit-reveal", or the address of an IRng, such as a ChainlinkRng.
    rng="future-block",
    # Who may change the number of winners and the reserve: an address, best a DAO's Timelock.
    owner=None,
    # Or those who save decide that: how many POOL, each a vote, are made, in whole tokens. Then a
    # new Governor's Timelock is the owner. All POOL is the deployer's at first, to be handed out.
    pool_supply=None,
    # Where savings earn: the address of any ERC-4626 vault for the asset. A new pool, if left out.
    source=None,
    # Who sets that pool's price of ether: an address. For lessons only; the deployer, if left out.
    price_setter=None,
    # Seconds that a draw is open at least.
    period=days(7),
    winners=1,
    # The owner's part, in basis points.
    reserve_rate=0,
)
