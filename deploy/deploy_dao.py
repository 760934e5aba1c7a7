"""Deploy a Governor, with the Timelock that is its treasury, for a token that exists.

python deploy/deploy_dao.py --network sepolia --account NAME [--dry-run]
"""

from pydemo.cli.deploy import run_script

run_script(
    "dao",
    # Whose units are votes: the address of a token that counts them by seconds (ERC-6372). On a
    # development network a new PoolToken, if it is left out.
    token=None,
    # As it stands in signed votes.
    name="Members",
)
