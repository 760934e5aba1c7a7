"""The DAO's story with one ending, and the chain it was told on."""

from __future__ import annotations

from pydemo import messages
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.stories import tell
from pydemo.stories.dao_scene import FUND_TERMS
from pydemo.stories.step import Action, Step, Table
from pydemo.units import ether, scale

CAP = FUND_TERMS.cap
WEALTH = ether(10_000)
"""Wei that every persona begins with."""
LITTLE = ether("0.1")
"""More than anybody pays for gas, and less than anything that is given."""


class Told:
    """A story, and the chain it was told on."""

    def __init__(self, **options: str) -> None:
        self.chain = Chain()
        self.steps = list(tell("dao", self.chain, **options))

    def step(self, name: str) -> Step:
        """The step of a name in the catalogue."""
        title = messages.text(f"dao.{name}.title")
        (step,) = (step for step in self.steps if step.title == title)
        return step

    def table(self, name: str) -> Table:
        (table,) = self.step(name).tables
        return table

    @property
    def actions(self) -> list[Action]:
        return [action for step in self.steps for action in step.actions]

    @property
    def refused(self) -> list[str]:
        """Names of errors; each has a hint."""
        refused = [action for action in self.actions if action.error]
        assert all(action.hint for action in refused)
        return [action.error.partition("(")[0] for action in refused]

    def contract(self, name: str) -> Contract:
        addresses = {known: address for address, known in self.chain.names.items()}
        return self.chain.at(name, addresses[name])

    def balance(self, name: str) -> int:
        return self.chain.balance(self.chain.accounts[name])


def wei(shown: str) -> int:
    return scale(shown, 18, "ETH")
