"""The contracts on a lesson's chain, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydemo.errors import LessonError
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain
    from pydemo.contract.handle import Contract


class DeployedContracts(Mapping[str, "Contract"]):
    """Handles by the contract's name, whoever deployed it; the newest where there are several."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def all(self, name: str) -> list[Contract]:
        """Every contract of that name, the oldest first."""
        return [self._chain.at(name, place) for place, known in self._places() if known == name]

    def first(self, name: str) -> Contract:
        """The oldest contract of that name: the story's. Raises errors.LessonError without one."""
        return self._found(name)[0]

    def __getitem__(self, name: str) -> Contract:
        return self._found(name)[-1]

    def _found(self, name: str) -> list[Contract]:
        if found := self.all(name):
            return found
        known = ", ".join(self) or "-"
        raise NotDeployed(text("lessons.not_deployed", name=repr(name), known=known))

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for _, name in self._places()))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<DeployedContracts {', '.join(self) or '-'}>"

    def _places(self) -> list[tuple[str, str]]:
        people = {account.address for account in self._chain.accounts}
        return [place for place in self._chain.names.items() if place[0] not in people]


class NotDeployed(LessonError, KeyError):
    """A KeyError too, so that ``contracts.get(name)`` gives None."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would print its repr
