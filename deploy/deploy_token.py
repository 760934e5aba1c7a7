"""Deploy DemoToken.

python deploy/deploy_token.py --network sepolia --account NAME [--dry-run]
"""

from pydemo.cli.deploy import run_script

run_script(
    "token",
    # Who may make tokens, for good: an address. The deployer, if it is left out.
    minter=None,
    # The most there can ever be, in whole tokens.
    cap=1_000_000,
)
