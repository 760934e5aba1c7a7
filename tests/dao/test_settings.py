"""What proposals can change about a governor, within bounds."""

from __future__ import annotations

import pytest

from dao.scene import (
    DAY,
    DEFEATED,
    DELAY,
    EXTENSION,
    HOUR,
    MOST_THRESHOLD,
    NAME,
    PERIOD,
    SUCCEEDED,
    TERMS,
    THRESHOLD,
    TIMELOCK_DELAY,
    Call,
    Dao,
)
from pydemo import errors
from pydemo.units import ether


class TestSettings:
    BAD = (
        ("setVotingDelay", 0, "GovernorInvalidVotingDelay", (0, 1, 30 * DAY)),
        ("setVotingDelay", 30 * DAY + 1, "GovernorInvalidVotingDelay", (30 * DAY + 1, 1, 30 * DAY)),
        ("setVotingPeriod", HOUR - 1, "GovernorInvalidVotingPeriod", (HOUR - 1,)),
        ("setVotingPeriod", 60 * DAY + 1, "GovernorInvalidVotingPeriod", (60 * DAY + 1,)),
        (
            "setProposalThreshold",
            MOST_THRESHOLD + 1,
            "GovernorInvalidProposalThreshold",
            (MOST_THRESHOLD + 1, MOST_THRESHOLD),
        ),
        ("updateQuorumNumerator", 0, "GovernorInvalidQuorumFraction", (0, 100)),
        ("updateQuorumNumerator", 51, "GovernorInvalidQuorumFraction", (51, 100)),
        (
            "setLateQuorumVoteExtension",
            2 * DAY + 1,
            "GovernorPreventLateQuorumVoteExtensionTooLarge",
            (2 * DAY + 1, 2 * DAY),
        ),
        (
            "setTimelockDelay",
            HOUR - 1,
            "GovernorInvalidTimelockDelay",
            (HOUR - 1, HOUR, 30 * DAY),
        ),
        (
            "setTimelockDelay",
            30 * DAY + 1,
            "GovernorInvalidTimelockDelay",
            (30 * DAY + 1, HOUR, 30 * DAY),
        ),
    )
    GOOD = (
        ("setVotingDelay", "votingDelay", 30 * DAY, "VotingDelaySet", DELAY),
        ("setVotingPeriod", "votingPeriod", 60 * DAY, "VotingPeriodSet", PERIOD),
        (
            "setProposalThreshold",
            "proposalThreshold",
            MOST_THRESHOLD,
            "ProposalThresholdSet",
            THRESHOLD,
        ),
        ("updateQuorumNumerator", "quorumNumerator", 50, "QuorumNumeratorUpdated", 20),
        (
            "setLateQuorumVoteExtension",
            "lateQuorumVoteExtension",
            2 * DAY,
            "LateQuorumVoteExtensionSet",
            EXTENSION,
        ),
        ("setTimelockDelay", "timelockDelay", HOUR, "TimelockDelaySet", TIMELOCK_DELAY),
    )

    @pytest.mark.parametrize(("function", "view", "value", "event", "before"), GOOD)
    def test_a_proposal_changes_them(
        self, dao: Dao, function: str, view: str, value: int, event: str, before: int
    ) -> None:
        assert getattr(dao.governor, view)() == before
        receipt = dao.carry_out(dao.call(dao.governor, function, value))
        assert getattr(dao.governor, view)() == value
        told = [each for each in receipt.events if each.name == event]
        assert [tuple(each.args.values()) for each in told] == [(before, value)]

    @pytest.mark.parametrize(("function", "value", "error", "operands"), BAD)
    def test_nothing_outside_the_bounds_can_be_decided(
        self, dao: Dao, function: str, value: int, error: str, operands: tuple[int, ...]
    ) -> None:
        with errors.reverts(error, *operands):
            dao.carry_out(dao.call(dao.governor, function, value))

    @pytest.mark.parametrize("function", [each[0] for each in GOOD])
    def test_nobody_can_do_it_without_a_proposal(self, dao: Dao, function: str) -> None:
        with errors.reverts("GovernorOnlyExecutor", dao.people["alice"]):
            getattr(dao.governor, function)(HOUR, sender=dao.people["alice"])

    @pytest.mark.parametrize(
        ("index", "value"), [(0, 0), (1, HOUR - 1), (2, 2 * DAY + 1), (3, 0), (4, 0)]
    )
    def test_nor_can_it_begin_outside_of_them(self, dao: Dao, index: int, value: int) -> None:
        terms = (*TERMS[:index], value, *TERMS[index + 1 :])
        with pytest.raises(errors.ContractError) as raised:
            dao.chain.deploy("Governor", NAME, dao.token, terms, sender=dao.people["alice"])
        assert raised.value.name.startswith("Governor")

    def test_the_quorum_is_that_of_the_snapshot(self, dao: Dao, call: Call) -> None:
        change = dao.call(dao.governor, "updateQuorumNumerator", 50)
        dao.accept(change)
        number = dao.open(call)
        dao.vote(number, by="bob")
        dao.queue(change)
        dao.chain.advance(TIMELOCK_DELAY)
        dao.execute(change)
        now = dao.chain.time
        dao.chain.advance(PERIOD)
        assert dao.governor.quorumNumerator() == 50
        assert dao.governor.quorumNumerator(now) == 50
        assert dao.governor.quorumNumerator(now - 1) == 20
        assert dao.governor.quorum(now) == ether(50)
        assert dao.governor.quorum(now - 1) == ether(20)
        assert dao.governor.state(number) == SUCCEEDED
        later = dao.open(dao.pay(dao.people["frank"], 1, "more"))
        dao.vote(later, by="bob")
        dao.chain.advance(PERIOD + 1)
        assert dao.governor.state(later) == DEFEATED
