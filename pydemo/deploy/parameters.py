"""What a plan is told: values as people type them, checked before anything else happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pydemo.chain.address import canonical, checksum
from pydemo.errors import ArgumentError, DeploymentError, did_you_mean
from pydemo.units import ether

Kind: TypeAlias = Literal["address", "ether", "number", "text"]
Values: TypeAlias = Mapping[str, Any]
"""By a parameter's name: a checksummed address or None, wei, a whole number, or a text."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something a plan can be told.

    - ``kind``: "address"; "ether", decimal, of anything with 18 digits behind the point; "number",
      whole, of seconds, pieces or basis points; "text"
    - ``default``: as the plan has it; None for an address that the plan finds itself
    - ``needed``: wherever money is worth something, it must be said
    - ``choices``: words that may stand for an address
    - ``instead_of``: a parameter that is not needed, and must not be there, when this one is given
    """

    name: str
    kind: Kind
    default: Any = None
    needed: bool = False
    instead_of: str = ""
    choices: tuple[str, ...] = ()

    def parse(self, text: str) -> Any:
        """Raises errors.DeploymentError."""
        if text in self.choices:
            return text
        try:
            match self.kind:
                case "address":
                    return checksum(canonical(text))
                case "ether":
                    return _not_negative(ether(text))
                case "number":
                    return _whole(text)
                case "text":
                    return text
        except (ArgumentError, ValueError) as problem:
            said = str(problem)
            if self.choices:
                known = ", ".join(self.choices)
                said = f"{did_you_mean(text, self.choices)}{known} or an address is expected"
            raise DeploymentError(f"--set {self.name}={text[:80]}: {said}") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("a whole number is expected")
    return int(text)


def _not_negative(amount: int) -> int:
    if amount < 0:
        raise ValueError("an amount is not negative")
    return amount


def split(settings: Iterable[str]) -> dict[str, str]:
    """``NAME=VALUE`` each. Raises errors.DeploymentError."""
    found: dict[str, str] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name or not value:
            raise DeploymentError(f"--set {setting[:80]!r}: NAME=VALUE is expected")
        if name in found:
            raise DeploymentError(f"--set {name} is there twice")
        found[name] = value
    return found


def values_of(
    plan: str, parameters: tuple[Parameter, ...], given: Mapping[str, str], *, may_stand_in: bool
) -> Values:
    """All of a plan's parameters, with defaults for those that are not given.

    Args:
        may_stand_in: what is needed may be left out.

    Raises:
        errors.DeploymentError: unknown, unreadable or missing ones, or two that exclude each other.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            raise DeploymentError(
                f"the plan {plan} has no parameter {name!r}; there are: {', '.join(known)}"
            )
    replaced = {one.instead_of: one.name for one in parameters if one.name in given}
    for name in given:
        if name in replaced:
            raise DeploymentError(
                f"--set {name} and --set {replaced[name]} exclude each other: give one of them"
            )
    missing = [
        one.name
        for one in parameters
        if one.needed and one.name not in given and one.name not in replaced
    ]
    if missing and not may_stand_in:
        others = {one.instead_of: one.name for one in parameters if one.instead_of}
        shown = " ".join(
            f"--set {name}=..." + (f" (or {others[name]}=...)" if name in others else "")
            for name in missing
        )
        raise DeploymentError(
            f"the plan {plan} needs {', '.join(missing)} on this network: {shown}"
        )
    return {
        name: parameter.parse(given[name]) if name in given else parameter.default
        for name, parameter in known.items()
    }
