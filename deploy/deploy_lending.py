"""Deploy a lending pool with its interest curve and a price that somebody sets (for lessons only).

python deploy/deploy_lending.py --network sepolia --account NAME [--dry-run]
"""

from pydemo.cli.deploy import run_script

run_script(
    "lending",
    # The token that is lent: an address. On a development network a new DemoToken, if left out.
    asset=None,
    # Who sets the price of ether: an address. The deployer, if it is left out.
    price_setter=None,
    # Whole tokens that an ether is worth at first.
    ether_price=4_000,
)
