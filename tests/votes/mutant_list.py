"""Tokens with one thing wrong with their votes, and for each the checks that must fail on it."""

from __future__ import annotations

from token_checks.mutants import ECDSA, Mutant
from token_checks.scene import Scene

from votes import conformance as erc5805
from votes import default_checks as default
from votes import fewest_checks as fewest
from votes import signature_conformance as signed

VOTES, CHECKPOINTS = "token/ERC20Votes.sol", "libraries/Checkpoints.sol"
BURNABLE = "token/ERC20BurnableVotes.sol"
LOWER = "if (value < least) least = value;"
SMALL = (CHECKPOINTS, "GROUP = 1_500", "GROUP = 8")
"""Groups that are soon complete. What is wrong is wrong whatever their size."""
FIRST_RECEIPT = """voter.hasDelegated = true;
        emit DelegateChanged(account, address(0), account);"""

SMALL_GROUPS: Mutant[Scene] = Mutant("small groups", (), (SMALL,))
"""Nothing is wrong with it."""

MUTANTS: tuple[Mutant[Scene], ...] = (
    # --- by default
    Mutant(
        "has no votes without a delegation",
        (
            default.whoever_never_delegated_votes_with_what_they_have,
            default.what_they_get_first_announces_it_once,
        ),
        (
            (
                VOTES,
                f"voter.delegatee = account;\n        {FIRST_RECEIPT}\n        return account;",
                "return address(0);",
            ),
        ),
    ),
    Mutant(
        "does not announce the default",
        (
            default.what_they_get_first_announces_it_once,
            default.somebody_who_knows_the_events_alone_has_the_votes_right,
            default.being_delegated_to_is_not_delegating,
        ),
        ((VOTES, FIRST_RECEIPT, "voter.hasDelegated = true;"),),
    ),
    Mutant(
        "announces the default each time",
        (default.what_they_get_first_announces_it_once,),
        ((VOTES, FIRST_RECEIPT, "emit DelegateChanged(account, address(0), account);"),),
    ),
    Mutant(
        "knows no delegate of those who have nothing",
        (default.they_are_their_own_delegate_before_they_have_anything,),
        ((VOTES, "voter.hasDelegated ? voter.delegatee : account", "voter.delegatee"),),
    ),
    Mutant(
        "takes nobody for the default",
        (
            default.delegating_to_nobody_beforehand_is_not_the_default,
            erc5805.delegating_to_nobody_leaves_units_without_a_vote,
        ),
        (
            (
                VOTES,
                "if (voter.hasDelegated) return voter.delegatee;",
                "if (voter.delegatee != address(0)) return voter.delegatee;",
            ),
        ),
    ),
    Mutant(
        "forgets a delegation made beforehand",
        (
            default.a_delegation_made_beforehand_holds_for_what_comes,
            default.delegating_to_nobody_beforehand_is_not_the_default,
        ),
        (
            (
                VOTES,
                "voter.delegatee = delegatee;\n        voter.hasDelegated = true;",
                "voter.delegatee = delegatee;",
            ),
        ),
    ),
    # --- delegating
    Mutant(
        "tells nothing of a delegation",
        (
            erc5805.delegating_moves_votes_and_announces_it,
            erc5805.delegating_again_to_the_same_moves_nothing,
        ),
        ((VOTES, "emit DelegateChanged(account, before, delegatee);", ""),),
    ),
    Mutant(
        "tells of a delegation the wrong way round",
        (erc5805.delegating_moves_votes_and_announces_it,),
        (
            (
                VOTES,
                "DelegateChanged(account, before, delegatee)",
                "DelegateChanged(account, delegatee, before)",
            ),
        ),
    ),
    Mutant(
        "moves the votes of the delegate's own units",
        (erc5805.delegating_moves_votes_and_announces_it,),
        (
            (
                VOTES,
                "uint256 balance = balanceOf(account);",
                "uint256 balance = balanceOf(delegatee);",
            ),
        ),
    ),
    Mutant(
        "leaves the votes where they were",
        (
            erc5805.delegating_moves_votes_and_announces_it,
            erc5805.votes_do_not_travel_on,
            erc5805.units_that_are_passed_on_do_not_vote_twice,
        ),
        (
            (
                VOTES,
                "(uint256 before, uint256 current) = _change(_voters[from], 0, value);",
                "(uint256 before, uint256 current) = _change(_voters[from], 0, 0);",
            ),
        ),
    ),
    Mutant(
        "counts votes of nobody",
        (erc5805.delegating_to_nobody_leaves_units_without_a_vote,),
        ((VOTES, "if (to != address(0)) {", "if (to != address(1)) {"),),
    ),
    Mutant(
        "moves votes from a delegate to the same",
        (
            erc5805.a_transfer_under_one_delegate_moves_no_votes,
            erc5805.a_transfer_of_nothing_or_to_oneself_moves_no_votes,
            erc5805.delegating_again_to_the_same_moves_nothing,
        ),
        ((VOTES, "if (from == to) return;", ""),),
    ),
    Mutant(
        "tells of votes the wrong way round",
        (erc5805.a_transfer_takes_the_votes_from_delegate_to_delegate,),
        (
            (
                VOTES,
                "emit DelegateVotesChanged(from, before, current);",
                "emit DelegateVotesChanged(from, current, before);",
            ),
        ),
    ),
    # --- moving units
    Mutant(
        "takes votes from whoever pays instead of their delegate",
        (erc5805.a_transfer_under_one_delegate_moves_no_votes,),
        (
            (
                VOTES,
                "_move(_voters[from].delegatee, _delegateOfReceiver(to), value);",
                "_move(from, _delegateOfReceiver(to), value);",
            ),
        ),
    ),
    Mutant(
        "announces a default for nothing",
        (default.what_they_get_first_announces_it_once,),
        (
            (
                VOTES,
                "        if (value == 0) return;\n\n        // Whoever pays",
                "        // Whoever pays",
            ),
        ),
    ),
    Mutant(
        "does not write down what is made",
        (
            erc5805.units_that_are_made_or_destroyed_are_votes,
            erc5805.the_past_is_what_it_was_at_the_end_of_each_second,
        ),
        (
            (VOTES, "_changeSupply(value, 0);", ""),
            (VOTES, "_changeSupply(0, value);", ""),
        ),
    ),
    Mutant(
        "does not write down what is destroyed",
        (erc5805.units_that_are_made_or_destroyed_are_votes,),
        ((VOTES, "_changeSupply(0, value);", ""),),
    ),
    Mutant(
        "leaves the votes of what is destroyed",
        (erc5805.units_that_are_made_or_destroyed_are_votes,),
        ((VOTES, "_move(_voters[from].delegatee, address(0), value);", ""),),
    ),
    Mutant(
        "makes more than can be counted",
        (default.more_than_can_be_counted_is_not_made,),
        (
            (
                VOTES,
                "if (supply > Checkpoints.MOST) revert",
                "if (supply == 0) revert",
            ),
        ),
    ),
    # --- the past
    Mutant(
        "lets the present be looked up",
        (erc5805.the_present_and_the_future_cannot_be_looked_up,),
        ((VOTES, "if (timepoint >= block.timestamp)", "if (timepoint > block.timestamp)"),),
    ),
    Mutant(
        "lets the future be looked up",
        (erc5805.the_present_and_the_future_cannot_be_looked_up,),
        ((VOTES, "if (timepoint >= block.timestamp)", "if (timepoint == block.timestamp)"),),
    ),
    Mutant(
        "counts each change within a second",
        (erc5805.changes_within_a_second_count_as_one,),
        (
            (
                CHECKPOINTS,
                "if (uint32(last >> VALUE_BITS) == block.timestamp) index = count - 1;",
                "",
            ),
        ),
    ),
    Mutant(
        "writes over what another second ended with",
        (
            erc5805.the_past_is_what_it_was_at_the_end_of_each_second,
            erc5805.units_that_are_passed_on_do_not_vote_twice,
        ),
        ((CHECKPOINTS, "if (uint32(last >> VALUE_BITS) == block.timestamp) index", "index"),),
    ),
    Mutant(
        "loses the first half of a word with the second",
        (
            erc5805.the_past_is_what_it_was_at_the_end_of_each_second,
            erc5805.units_that_are_passed_on_do_not_vote_twice,
        ),
        ((CHECKPOINTS, "? fresh : uint128(word) | fresh << HALF", "? fresh : fresh << HALF"),),
    ),
    Mutant(
        "keeps what the second half of a word was",
        (erc5805.changes_within_a_second_count_as_one,),
        (
            (
                CHECKPOINTS,
                "? fresh : uint128(word) | fresh << HALF",
                "? fresh : word | fresh << HALF",
            ),
        ),
    ),
    Mutant(
        "does not look at the second half of a word",
        (erc5805.the_past_is_what_it_was_at_the_end_of_each_second,),
        ((CHECKPOINTS, "uint96(isSecond ? second : found)", "uint96(found)"),),
    ),
    Mutant(
        "does not look at the time of the second half",
        (erc5805.the_past_is_what_it_was_at_the_end_of_each_second,),
        ((CHECKPOINTS, "second != 0 && second >> VALUE_BITS <= time", "second != 0"),),
    ),
    Mutant(
        "takes an empty second half for a checkpoint",
        (erc5805.units_that_are_made_or_destroyed_are_votes,),
        ((CHECKPOINTS, "second != 0 && second >> VALUE_BITS", "second >> VALUE_BITS"),),
    ),
    Mutant(
        "does not count what happened in the second that is asked for",
        (erc5805.the_past_is_what_it_was_at_the_end_of_each_second,),
        (
            (
                CHECKPOINTS,
                "if (uint32(word >> VALUE_BITS) > time) {",
                "if (uint32(word >> VALUE_BITS) >= time) {",
            ),
        ),
    ),
    Mutant(
        "begins again in 2106",
        (default.in_2106_votes_stand_still_rather_than_go_wrong,),
        (
            (
                CHECKPOINTS,
                "if (block.timestamp > type(uint32).max) revert TimeOutOfRange(block.timestamp);",
                "",
            ),
        ),
    ),
    # --- signatures
    Mutant(
        "does not look at the expiry",
        (signed.a_delegation_is_void_a_second_after_its_expiry,),
        ((VOTES, "if (block.timestamp > expiry) revert VotesExpiredSignature(expiry);", ""),),
    ),
    Mutant(
        "ends a second early",
        (signed.a_delegation_is_good_to_the_second_of_its_expiry,),
        ((VOTES, "block.timestamp > expiry", "block.timestamp >= expiry"),),
    ),
    Mutant(
        "does not look at the nonce",
        (
            signed.a_delegation_cannot_be_used_twice,
            signed.a_delegation_for_a_later_nonce_fails,
            signed.delegations_and_permits_use_the_same_nonces_up,
        ),
        ((VOTES, "if (nonce != current) revert InvalidAccountNonce(signer, current);", ""),),
    ),
    Mutant(
        "does not raise the nonce",
        (
            signed.a_delegation_cannot_be_used_twice,
            signed.a_signature_delegates_and_uses_a_nonce_up,
            signed.delegations_and_permits_use_the_same_nonces_up,
        ),
        ((VOTES, "_nonces[signer] = current + 1;", ""),),
    ),
    Mutant(
        "hashes another type",
        (signed.what_is_signed_is_what_the_texts_hash,),
        ((VOTES, "uint256 nonce,uint256 expiry)", "uint256 nonce, uint256 expiry)"),),
    ),
    Mutant(
        "leaves the delegate out of the signature",
        (signed.what_is_signed_is_what_the_texts_hash,),
        ((VOTES, "uint160(delegatee), nonce, expiry)", "0, nonce, expiry)"),),
    ),
    Mutant(
        "leaves the expiry out of the signature",
        (signed.what_is_signed_is_what_the_texts_hash,),
        ((VOTES, "uint160(delegatee), nonce, expiry)", "uint160(delegatee), nonce, 0)"),),
    ),
    Mutant(
        "delegates for whoever hands a signature in",
        (
            signed.a_signature_delegates_and_uses_a_nonce_up,
            signed.a_signature_delegates_for_its_signer_alone,
        ),
        ((VOTES, "_delegate(signer, delegatee);", "_delegate(msg.sender, delegatee);"),),
    ),
    Mutant(
        "accepts mirrored signatures",
        (signed.the_mirror_image_of_a_delegation_fails,),
        ((ECDSA, "if (uint256(s) > HALF_ORDER) revert ECDSAInvalidSignatureS(s);", ""),),
    ),
    Mutant(
        "accepts the zero address that ecrecover gives",
        (signed.a_delegation_of_nobody_fails,),
        ((ECDSA, "if (signer == address(0)) revert ECDSAInvalidSignature();", ""),),
    ),
    # --- the fewest since, the supply of now, what others destroy
    Mutant(
        "leaves out what was at the time itself",
        (fewest.the_fewest_votes_since_a_time_are_the_fewest_of_all_its_seconds,),
        (
            (
                CHECKPOINTS,
                f"{LOWER}\n                if (since <= time) return least;",
                f"if (since <= time) return least;\n                {LOWER}",
            ),
        ),
    ),
    Mutant(
        "looks at the last change only",
        (fewest.the_fewest_votes_since_a_time_are_the_fewest_of_all_its_seconds,),
        ((CHECKPOINTS, "if (since <= time) return least;", "return least;"),),
    ),
    Mutant(
        "takes the first votes for those before them",
        (fewest.the_fewest_votes_since_a_time_are_the_fewest_of_all_its_seconds,),
        (
            (
                CHECKPOINTS,
                "// Before the first one it was zero.\n        return 0;",
                "return least;",
            ),
        ),
    ),
    Mutant(
        "takes a group for noted as a whole of which a part counts",
        (fewest.it_is_the_same_once_groups_are_noted,),
        (SMALL, (CHECKPOINTS, "if (since > time) {", "if (since != 0) {")),
    ),
    Mutant(
        "reads what was noted of another group",
        (fewest.it_is_the_same_once_groups_are_noted,),
        (SMALL, (CHECKPOINTS, "read(lows, index / GROUP - 1)", "read(lows, 2)")),
    ),
    Mutant(
        "notes the most",
        (fewest.it_is_the_same_once_groups_are_noted,),
        (
            SMALL,
            (
                CHECKPOINTS,
                f"(, uint256 value) = read(history, index);\n                {LOWER}",
                "(, uint256 value) = read(history, index);\n"
                "                if (value > least) least = value;",
            ),
        ),
    ),
    Mutant(
        "notes a group without its last",
        (fewest.it_is_the_same_once_groups_are_noted,),
        (SMALL, (CHECKPOINTS, "index < begin + GROUP;", "index + 1 < begin + GROUP;")),
    ),
    Mutant(
        "notes a group without its first",
        (fewest.it_is_the_same_once_groups_are_noted,),
        (
            SMALL,
            (
                CHECKPOINTS,
                "(uint256 since, uint256 least) = read(history, begin);",
                "(uint256 since, uint256 least) = read(history, begin);\n            least = MOST;",
            ),
        ),
    ),
    Mutant(
        "notes a group that may change",
        (fewest.a_group_is_noted_when_nothing_in_it_can_change,),
        (SMALL, (CHECKPOINTS, "count == 0 ? 0 : (count - 1) / GROUP", "count / GROUP")),
    ),
    Mutant(
        "notes groups that are still to come",
        (fewest.a_group_is_noted_when_nothing_in_it_can_change,),
        (
            SMALL,
            (CHECKPOINTS, "if (group >= groups) revert GroupNotComplete(group, groups);", ""),
        ),
    ),
    Mutant(
        "forgets the first of two groups",
        (fewest.each_group_that_is_noted_costs_as_much_as_one_change,),
        (
            SMALL,
            (
                CHECKPOINTS,
                "HALF | fresh : uint128(word) | fresh << HALF;",
                "HALF | fresh : fresh << HALF;",
            ),
        ),
    ),
    Mutant(
        "forgets the second of two groups",
        (fewest.each_group_that_is_noted_costs_as_much_as_one_change,),
        (SMALL, (CHECKPOINTS, "word >> HALF << HALF | fresh", "fresh")),
    ),
    Mutant(
        "does not read what was noted",
        (fewest.each_group_that_is_noted_costs_as_much_as_one_change,),
        (SMALL, (CHECKPOINTS, "index % GROUP == 0", "false")),
    ),
    Mutant(
        "destroys without being allowed to",
        (default.who_is_allowed_to_destroys_that_much_and_no_more,),
        ((BURNABLE, "_spendAllowance(account, msg.sender, units);", ""),),
    ),
)
