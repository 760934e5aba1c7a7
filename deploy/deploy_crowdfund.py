"""Deploy a Crowdfund for a piece in an auction, and the DAO that those who give become.

python deploy/deploy_crowdfund.py --network sepolia --account NAME [--dry-run]
"""

from pydemo.cli.deploy import run_script
from pydemo.units import days

run_script(
    "crowdfund",
    # The AuctionHouse, an address, and the number of the auction in it. On a development network
    # a house with a piece of the deployer's, if left out.
    house=None,
    auction=None,
    # Who gets what is bought: an address. A new DAO's Timelock, if it is left out.
    treasury=None,
    # The DAO's name, as it stands in signed votes.
    name="Members",
    # Ether: with less nothing is bid; the most that is taken; the most that is bid.
    goal=20,
    cap=100,
    max_bid=100,
    # Seconds that it takes ether, from now on; the auction must be open longer.
    duration=days(4),
)
