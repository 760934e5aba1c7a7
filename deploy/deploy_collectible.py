"""Deploy a drop: CollectibleArt, which draws the pictures, and the Collectible.

python deploy/deploy_collectible.py --network sepolia --account NAME [--dry-run]
"""

from pydemo.cli.deploy import run_script
from pydemo.units import days

run_script(
    "collectible",
    # Who gets the proceeds and the royalties: an address. The deployer, if it is left out.
    beneficiary=None,
    # Whose signed vouchers are worth a piece: an address. Nobody's, if it is left out.
    venue=None,
    name="Bright Field",
    symbol="BRIGHT",
    max_supply=10_000,
    # Ether a piece.
    price="0.08",
    # Basis points of a later sale: 500 are 5%.
    royalty=500,
    # Seconds that the sale is open, from now on.
    duration=days(7),
)
