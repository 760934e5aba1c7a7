"""Governors with one thing wrong, and for each the tests that must fail on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from invariants import test_governor as attacks
from invariants import test_ragequit as ragequit

from dao import test_deciding as deciding
from dao import test_hostile as hostile
from dao import test_leaving as leaving
from dao import test_leaving_meanwhile as meanwhile
from dao import test_proposing as proposing
from dao import test_settings as settings
from dao import test_timelock as timelocks
from dao import test_voting as voting
from dao.exit_machine import search
from dao.mutants import Mutant
from dao.scene import DEFEATED, EXECUTED, EXPIRED, Dao
from pydemo.units import ether

PROPOSE, STATE = "dao/Governor.sol", "dao/GovernorState.sol"
VOTES, EXIT = "dao/GovernorVotes.sol", "dao/GovernorExit.sol"
SETTINGS, TIMELOCK = "dao/GovernorSettings.sol", "dao/Timelock.sol"
CHECKPOINTS = "libraries/Checkpoints.sol"

Check: TypeAlias = Callable[[Dao], None]


def on(test: Callable[..., None], *more: Any) -> Check:
    """A test of a governor as a check of one."""
    return lambda dao: test(dao, *more)


def on_call(test: Callable[..., None], *more: Any) -> Check:
    """A test that takes a proposal too."""
    return lambda dao: test(dao, dao.pay(dao.people["frank"], ether(1)), *more)


def on_coins(test: Callable[..., None]) -> Check:
    """A test that takes tokens of the treasury's too."""
    return lambda dao: test(dao, leaving.coins_of(dao))


def nothing_is_not_sent(dao: Dao) -> None:
    made = [
        dao.chain.deploy(name, sender=dao.people["erin"]) for name in ("Stranger", "StrangeCoin")
    ]
    hostile.TestPayees().test_a_share_of_nothing_is_not_sent(dao, *made)


def no_way_is_found(dao: Dao) -> None:
    search(dao, shrinking=False)


weight, denominators = attacks.TestWeightBeforeTheVote(), attacks.TestDenominators()
grief, ballots = attacks.TestProposalIdGrief(), attacks.TestOneBallot()
executed, exits = attacks.TestWhatExecutesIsWhatWasVoted(), ragequit.TestLeaving()
staying, busy = leaving.TestStaying(), meanwhile.TestWhileSomethingIsDecided()
share, settling = leaving.TestTheShare(), meanwhile.TestSettling()
codes, executing = deciding.TestCode(), deciding.TestExecuting()

MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        "6: counts votes as they are now",
        (
            on_call(weight.test_votes_that_voted_do_not_vote_again, "transfer"),
            on_call(weight.test_votes_that_voted_do_not_vote_again, "delegate"),
            on_call(weight.test_votes_bought_when_the_vote_is_on_do_not_count),
        ),
        VOTES,
        "_token.getPastVotes(account, voteStart)",
        "_token.getPastVotes(account, block.timestamp - 1)",
    ),
    Mutant(
        "6: lets votes of this transaction propose",
        (on(weight.test_votes_borrowed_for_a_transaction_propose_nothing),),
        PROPOSE,
        "_token.getPastVotes(msg.sender, block.timestamp - 1)",
        "_token.getVotes(msg.sender)",
    ),
    Mutant(
        "8: takes the quorum of now",
        (
            on_call(denominators.test_burning_does_not_revive_what_failed),
            on_call(denominators.test_new_units_do_not_kill_what_succeeded),
        ),
        STATE,
        "_token.getPastTotalSupply(timepoint)",
        "_token.currentTotalSupply()",
    ),
    Mutant(
        "8: takes the percentage of now",
        (
            on_call(denominators.test_another_quorum_is_for_later_snapshots, 50, "bob", 4),
            on_call(denominators.test_another_quorum_is_for_later_snapshots, 1, "carol", 3),
        ),
        STATE,
        "quorumNumerator(timepoint)",
        "quorumNumerator()",
    ),
    Mutant(
        "9: lets others propose in somebody's name",
        (
            on(grief.test_nobody_takes_a_named_proposal_away),
            on(proposing.TestProposing().test_a_description_that_names_its_proposer_is_theirs, str),
        ),
        PROPOSE,
        "if (!ProposerSuffix.allows(bytes(description), msg.sender))"
        " revert GovernorRestrictedProposer(msg.sender);",
    ),
    Mutant(
        "9: lets anybody cancel",
        (
            on(grief.test_nobody_takes_a_named_proposal_away),
            on_call(proposing.TestCancelling().test_nobody_else_can_and_not_later),
        ),
        PROPOSE,
        "msg.sender != _proposals[proposalId].proposer",
        "false",
    ),
    Mutant(
        "10: lets everybody vote twice",
        (
            on_call(ballots.test_one_by_whatever_way, "castVote", "castVoteBySig"),
            on_call(voting.TestVoting().test_nobody_votes_twice),
        ),
        VOTES,
        "if (votes >> shift & VOTED != 0) revert GovernorAlreadyCastVote(account);",
    ),
    Mutant(
        "10: takes a signature for any vote",
        (on_call(ballots.test_a_signature_is_one_voters_once_for_one_governor),),
        VOTES,
        "abi.encode(BALLOT_TYPEHASH, proposalId, support, voter, _useNonce(voter))",
        "abi.encode(BALLOT_TYPEHASH, proposalId, uint8(1), voter, _useNonce(voter))",
    ),
    Mutant(
        "10: takes signatures again",
        (
            on_call(ballots.test_a_signature_is_one_voters_once_for_one_governor),
            on_call(voting.TestSignedVotes().test_anybody_hands_them_in),
        ),
        VOTES,
        "_voters[account].nonce++",
        "_voters[account].nonce",
    ),
    Mutant(
        "11: does not compare code",
        (
            on(executed.test_a_contract_exchanged_after_the_vote_is_not_called),
            on(codes.test_a_contract_that_was_exchanged_is_not_called),
        ),
        PROPOSE,
        "_verify(targets, proposal.number);",
    ),
    Mutant(
        "11: takes code that became known later",
        (on(codes.test_a_contract_that_was_exchanged_is_not_called),),
        PROPOSE,
        "uint32(known) > number",
        "false",
    ),
    Mutant(
        "11: compares only what had code at first",
        (on(codes.test_an_account_that_became_a_contract_is_not_called),),
        PROPOSE,
        "known >> NUMBER_BITS == uint256(Code.hashOf(target)) >> NUMBER_BITS",
        "known == 0 || known >> NUMBER_BITS == uint256(Code.hashOf(target)) >> NUMBER_BITS",
    ),
    Mutant(
        "11: needs no quorum",
        (on_call(executed.test_a_few_do_not_decide_for_all),),
        STATE,
        "forVotes >= needed || forVotes + proposal.abstainVotes >= needed",
        "true",
    ),
    Mutant(
        "11: executes at once",
        (
            on_call(executed.test_there_is_time_between_the_vote_and_what_it_does),
            on_call(executing.test_not_before_the_delay_is_over),
        ),
        TIMELOCK,
        "operation.readyAt > block.timestamp",
        "false",
    ),
    Mutant(
        "11: does not extend",
        (
            on_call(executed.test_a_whale_who_votes_in_the_last_second_can_be_answered),
            on_call(deciding.TestDeciding().test_a_late_quorum_extends_the_vote_once),
        ),
        VOTES,
        "extended <= voteEnd || !_reachesQuorum(proposal, weight)",
        "true",
    ),
    Mutant(
        "11: extends after an early quorum too",
        (on_call(deciding.TestDeciding().test_an_early_quorum_does_not),),
        VOTES,
        "votes >= needed && votes - weight < needed",
        "votes >= needed",
    ),
    Mutant(
        "11: takes orders from everybody",
        (
            on_call(timelocks.TestTimelock().test_it_obeys_its_governor_only),
            on(share.test_the_timelock_pays_at_its_governors_word_only),
        ),
        TIMELOCK,
        "if (msg.sender != governor) revert TimelockUnauthorizedCaller(msg.sender);",
    ),
    Mutant(
        "11: lets everybody change its terms",
        (on(settings.TestSettings().test_nobody_can_do_it_without_a_proposal, "setVotingPeriod"),),
        SETTINGS,
        "if (msg.sender != address(_timelock)) revert GovernorOnlyExecutor(msg.sender);",
    ),
    Mutant(
        "11: executes again",
        (on_call(executing.test_what_was_decided_waits_and_then_is_done),),
        PROPOSE,
        "proposal.fate = Fate.Executed;",
    ),
    Mutant(
        "12: binds nobody",
        (
            on_call(exits.test_not_after_a_yes),
            on_call(staying.test_a_yes_binds_until_it_could_have_been_executed),
        ),
        VOTES,
        "voter.openYes++;",
    ),
    Mutant(
        "12: counts the votes of now",
        (
            on_call(exits.test_not_by_a_second_account),
            on_call(busy.test_the_fewest_count),
            no_way_is_found,
        ),
        EXIT,
        "_token.leastVotesSince(account, first)",
        "_token.balanceOf(account)",
    ),
    Mutant(
        "12: forgets who left with what",
        (
            on_call(exits.test_not_in_turns_with_the_same_votes),
            on_call(busy.test_units_got_back_do_not_leave_again),
        ),
        EXIT,
        "least < rest ? least : rest",
        "least",
    ),
    Mutant(
        "12: counts what was before somebody left as if they had not",
        (
            on_call(exits.test_not_in_turns_with_the_same_votes),
            on_call(busy.test_units_got_back_do_not_leave_again),
        ),
        EXIT,
        "uint96(most - units)",
        "uint96(most)",
    ),
    Mutant(
        "12: lets those vote who have left",
        (
            on_call(exits.test_who_has_left_does_not_vote, "castVote"),
            on_call(exits.test_who_has_left_does_not_vote, "castVoteBySig"),
            no_way_is_found,
        ),
        VOTES,
        "if (voter.leftAt > voteStart) revert GovernorHasLeft(account, voter.leftAt, voteStart);",
    ),
    Mutant(
        "12: forgets all that was before the last proposal",
        (on_call(busy.test_what_was_before_the_first_of_the_proposals_does_not_count),),
        PROPOSE,
        "firstSnapshot == 0 || block.timestamp > lastSnapshot + opening.longestLife",
        "true",
    ),
    Mutant(
        "12: lets everybody leave after a pause as if nothing was proposed",
        (
            on_call(exits.test_not_by_a_second_account),
            on_call(busy.test_the_fewest_count),
            no_way_is_found,
        ),
        PROPOSE,
        "if (isAlone) firstSnapshot = voteStart;",
    ),
    Mutant(
        "12: never forgets the first proposal",
        (on_call(busy.test_who_came_while_nothing_could_be_executed_leaves_when_something_is),),
        PROPOSE,
        "firstSnapshot == 0 || block.timestamp > lastSnapshot + opening.longestLife",
        "firstSnapshot == 0",
    ),
    Mutant(
        "12: never forgets that somebody left",
        (on_call(busy.test_what_somebody_left_with_counts_no_more_when_that_is_over),),
        EXIT,
        "leftAt < first",
        "leftAt == 0",
    ),
    Mutant(
        "12: never lets go of who voted yes",
        (on_call(staying.test_it_binds_no_more_when_it_is_over, EXECUTED), no_way_is_found),
        VOTES,
        "isYes = votes >> shift & YES != 0;",
    ),
    Mutant(
        "12: settles nothing",
        (
            on_call(settling.test_when_all_are_over_everybody_leaves_with_all_they_have),
            no_way_is_found,
        ),
        EXIT,
        "if (count == _opening.proposals) _opening.firstSnapshot = 0;",
    ),
    Mutant(
        "12: locks in whoever has not been there for long",
        (
            no_way_is_found,
            on_call(exits.test_whoever_comes_before_the_votes_count_and_is_against_it_can_leave),
            on_call(exits.test_whoever_takes_a_delegation_back_before_the_votes_count_can_leave),
        ),
        EXIT,
        "first < _opening.firstSnapshot",
        "false",
    ),
    Mutant(
        "12: does not ask who voted for somebody",
        (on_call(exits.test_not_with_the_votes_of_those_who_trusted_one),),
        EXIT,
        "_token.delegates(account) != account || _token.delegatedAt(account) > first",
        "false",
    ),
    Mutant(
        "12: settles what is not over",
        (on_call(settling.test_none_is_passed_over),),
        EXIT,
        "!_isOver(proposalId)",
        "false",
    ),
    Mutant(
        "12: settles in any order",
        (on_call(settling.test_none_is_passed_over),),
        EXIT,
        "proposal.number != count + 1",
        "false",
    ),
    Mutant(
        "12: lets a later proposal begin before an earlier one",
        (on_call(settling.test_a_later_proposal_does_not_begin_before_an_earlier_one),),
        PROPOSE,
        "voteStart < lastSnapshot",
        "false",
    ),
    Mutant(
        "12: forgets the longer delay",
        (on(staying.test_shorter_terms_set_nobody_free_earlier),),
        SETTINGS,
        "fresh > _closing.longestDelay",
        "true",
    ),
    Mutant(
        "12: releases what is still to be executed",
        (
            on_call(staying.test_it_binds_no_more_when_it_is_over, EXECUTED),
            on_call(staying.test_it_binds_no_more_when_it_is_over, EXPIRED),
            on_call(staying.test_it_binds_no_more_when_it_is_over, DEFEATED),
        ),
        EXIT,
        "_isOver(proposalId) && _unbind(voter, _proposals[proposalId].number)",
        "_unbind(voter, _proposals[proposalId].number)",
    ),
    Mutant(
        "12: does not expire once it is queued",
        (on_call(executing.test_it_expires_if_it_is_not_executed_within_a_week),),
        STATE,
        "block.timestamp <= eta + TIME_TO_EXECUTE",
        "true",
    ),
    Mutant(
        "12: does not expire before it is queued",
        (on_call(executing.test_it_expires_if_it_is_not_queued_within_a_week),),
        STATE,
        "block.timestamp <= voteEnd + TIME_TO_QUEUE",
        "true",
    ),
    Mutant(
        "12: lets who is paid come back",
        (
            on_call(exits.test_who_is_paid_can_do_nothing_meanwhile, "ragequit"),
            on_call(exits.test_who_is_paid_can_do_nothing_meanwhile, "execute"),
        ),
        "libraries/ReentrancyGuard.sol",
        "_entered = 1;",
    ),
    Mutant(
        "12: pays a part of what is left now",
        (on_coins(share.test_it_is_as_large_as_the_part_of_all_units),),
        TIMELOCK,
        "address(this).balance * part / whole",
        "address(this).balance * part / (whole - part)",
    ),
    Mutant(
        "12: sends a share of no ether",
        (nothing_is_not_sent,),
        TIMELOCK,
        "value != 0",
        "true",
    ),
    Mutant(
        "12: sends a share of no coins",
        (nothing_is_not_sent,),
        TIMELOCK,
        "shares[i] == 0",
        "false",
    ),
    Mutant(
        "12: pays for a token twice",
        (on_coins(share.test_tokens_are_listed_once_each_by_rising_address),),
        EXIT,
        "_requireAscending(tokens);",
    ),
)
