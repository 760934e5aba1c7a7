"""The mutants, and for each the checks that must fail on it."""

from __future__ import annotations

from token_checks.mutants import ECDSA, Mutant

from collectible_checks import drop_checks as drop
from collectible_checks import erc721_conformance as erc721
from collectible_checks import reveal_checks as reveal
from collectible_checks import safe_transfer_conformance as safe
from collectible_checks import voucher_checks as voucher
from collectible_checks.scene import Scene

ERC721, RUN, COLLECTIBLE = (f"collectible/{name}.sol" for name in ("ERC721", "Run", "Collectible"))
BLOCK_HASH, SIGNATURES = "libraries/BlockHash.sol", "libraries/Signatures.sol"

MUTANTS: tuple[Mutant[Scene], ...] = (
    # --- runs
    Mutant(
        "gives the rest of a run to the receiver",
        (
            erc721.a_transfer_moves_one_piece_and_announces_it,
            erc721.pieces_of_a_batch_can_leave_in_any_order,
        ),
        ((ERC721, "runOf(from, end - next)", "runOf(to, end - next)"),),
    ),
    Mutant(
        "does not write down the rest of a run",
        (
            erc721.a_transfer_moves_one_piece_and_announces_it,
            erc721.pieces_of_a_batch_can_leave_in_any_order,
        ),
        ((ERC721, "if (next < end && !_runs[next].exists())", "if (next < next)"),),
    ),
    Mutant(
        "overwrites the next entry",
        (erc721.pieces_of_a_batch_can_leave_in_any_order,),
        ((ERC721, "next < end && !_runs[next].exists()", "next < end"),),
    ),
    Mutant(
        "writes an entry past the end of the run",
        (erc721.every_piece_of_the_longest_batch_has_its_owner_and_the_next_has_none,),
        (
            (ERC721, "next < end && !", "next <= end && !"),
            (ERC721, "end - next)", "end - next + 1)"),
        ),
    ),
    Mutant(
        "makes the rest of a run one too short",
        (
            erc721.pieces_of_a_batch_can_leave_in_any_order,
            erc721.a_transfer_moves_one_piece_and_announces_it,
        ),
        ((ERC721, "runOf(from, end - next)", "runOf(from, end - next - 1)"),),
    ),
    Mutant(
        "does not end a run where it ends",
        (
            erc721.a_piece_that_does_not_exist_has_no_owner,
            erc721.a_piece_that_does_not_exist_cannot_be_moved_or_approved,
        ),
        (
            (
                ERC721,
                "        if (tokenId >= end) revert ERC721NonexistentToken(tokenId);\n",
                "",
            ),
        ),
    ),
    Mutant(
        "does not look back far enough",
        (erc721.every_piece_of_the_longest_batch_has_its_owner_and_the_next_has_none,),
        ((ERC721, "tokenId - first >= MAX_BATCH - 1", "tokenId - first >= MAX_BATCH - 2"),),
    ),
    Mutant(
        "mints one run too short",
        (
            erc721.pieces_are_made_out_of_the_zero_address_one_event_each,
            erc721.every_piece_of_the_longest_batch_has_its_owner_and_the_next_has_none,
        ),
        (
            (
                ERC721,
                "_runs[first] = runOf(to, quantity);",
                "_runs[first] = runOf(to, quantity - (quantity > 5 ? 1 : 0));",
            ),
        ),
    ),
    Mutant(
        "keeps the length where a part of the owner is",
        (
            erc721.pieces_are_made_out_of_the_zero_address_one_event_each,
            erc721.a_transfer_moves_one_piece_and_announces_it,
        ),
        (
            (RUN, "length << 160 |", "length << 159 |"),
            (RUN, "Run.unwrap(run) >> 160", "Run.unwrap(run) >> 159"),
        ),
    ),
    # --- balances, rights, events
    Mutant(
        "does not take from the balance",
        (
            erc721.a_transfer_moves_one_piece_and_announces_it,
            erc721.a_transfer_to_oneself_changes_nothing_and_is_announced,
        ),
        ((ERC721, "            _holders[from].balance -= 1;\n", ""),),
    ),
    Mutant(
        "does not add to the balance",
        (erc721.a_transfer_moves_one_piece_and_announces_it,),
        ((ERC721, "            _holders[to].balance += 1;\n", ""),),
    ),
    Mutant(
        "counts what was given as minted",
        (drop.nobody_mints_above_the_limit_whatever_became_of_their_pieces,),
        ((ERC721, "return _holders[account].minted;", "return _holders[account].balance;"),),
    ),
    Mutant(
        "keeps the approval after a transfer",
        (
            erc721.a_transfer_ends_the_approval_without_an_event,
            safe.a_safe_transfer_ends_the_approval_before_it_asks,
        ),
        ((ERC721, "if (approved != address(0)) permission.account = address(0);", ""),),
    ),
    Mutant(
        "asks for an operator of the sender's word",
        (
            erc721.a_transfer_from_somebody_else_than_the_owner_fails,
            erc721.an_operator_moves_all_that_the_owner_has_and_nothing_else,
        ),
        (
            (
                ERC721,
                "&& !_operators[owner][msg.sender]\n        )",
                "&& !_operators[from][msg.sender]\n        )",
            ),
        ),
    ),
    Mutant(
        "asks for an operator the wrong way round",
        (erc721.an_operator_moves_all_that_the_owner_has_and_nothing_else,),
        (
            (
                ERC721,
                "&& !_operators[owner][msg.sender]\n        )",
                "&& !_operators[msg.sender][owner]\n        )",
            ),
        ),
    ),
    Mutant(
        "takes nobody for approved where nobody is",
        (drop.being_nobody_is_no_approval,),
        ((ERC721, "(msg.sender != approved || approved == address(0))", "msg.sender != approved"),),
    ),
    Mutant(
        "lets the sender name any owner",
        (erc721.a_transfer_from_somebody_else_than_the_owner_fails,),
        ((ERC721, "if (owner != from) revert ERC721IncorrectOwner(from, tokenId, owner);", ""),),
    ),
    Mutant(
        "lets anybody approve",
        (erc721.only_the_owner_and_its_operators_approve,),
        (
            (
                ERC721,
                "if (msg.sender != owner && !_operators[owner][msg.sender]) "
                "revert ERC721InvalidApprover(msg.sender);",
                "",
            ),
        ),
    ),
    Mutant(
        "sends to the zero address",
        (erc721.a_transfer_to_the_zero_address_fails,),
        (
            (
                ERC721,
                "if (to == address(0)) revert ERC721InvalidReceiver(to);\n        (address owner",
                "(address owner",
            ),
        ),
    ),
    Mutant(
        "transfers without an event",
        (erc721.a_transfer_moves_one_piece_and_announces_it,),
        ((ERC721, "        emit Transfer(from, to, tokenId);\n", ""),),
    ),
    Mutant(
        "announces a batch by its first piece",
        (erc721.pieces_are_made_out_of_the_zero_address_one_event_each,),
        (
            (
                ERC721,
                "emit Transfer(address(0), to, tokenId);",
                "emit Transfer(address(0), to, first);",
            ),
        ),
    ),
    Mutant(
        "does not ask the receiver",
        (
            safe.a_contract_is_asked_after_the_transfer_and_told_everything,
            safe.a_contract_that_refuses_gets_nothing_and_its_reason_comes_through,
        ),
        ((ERC721, "if (to.code.length == 0) return;", "return;"),),
    ),
    Mutant(
        "takes any answer",
        (
            safe.a_contract_that_answers_wrong_gets_nothing,
            safe.a_contract_that_answers_too_little_gets_nothing,
            safe.an_echo_is_no_answer,
        ),
        (
            (
                ERC721,
                "!succeeded || answer.length < 32\n                || bytes32(answer) != "
                "bytes32(IERC721Receiver.onERC721Received.selector)",
                "!succeeded",
            ),
        ),
    ),
    Mutant(
        "takes four bytes for an answer",
        (safe.a_contract_that_answers_too_little_gets_nothing,),
        ((ERC721, "!succeeded || answer.length < 32", "!succeeded"),),
    ),
    Mutant(
        "takes an answer that begins rightly",
        (safe.an_echo_is_no_answer, drop.an_answer_of_the_wrong_size_is_named_as_what_it_is),
        (
            (
                ERC721,
                "bytes32(answer) != bytes32(IERC721Receiver.onERC721Received.selector)",
                "bytes4(answer) != IERC721Receiver.onERC721Received.selector",
            ),
        ),
    ),
    Mutant(
        "hides the receiver's reason",
        (safe.a_contract_that_refuses_gets_nothing_and_its_reason_comes_through,),
        (
            (
                ERC721,
                "if (!succeeded && answer.length != 0) {",
                "if (succeeded && answer.length == 0) {",
            ),
        ),
    ),
    Mutant(
        "says that the owner sent it, whoever did",
        (safe.a_contract_is_asked_after_the_transfer_and_told_everything,),
        ((ERC721, "(msg.sender, from, tokenId, data)", "(from, from, tokenId, data)"),),
    ),
    Mutant(
        "does not know ERC-721's own interface id",
        (erc721.it_tells_what_it_supports,),
        ((ERC721, "interfaceId == type(IERC721).interfaceId", "interfaceId == 0xffffffff"),),
    ),
    # --- the sale
    Mutant(
        "allows one piece above the limit",
        (
            drop.nobody_mints_above_the_limit_whatever_became_of_their_pieces,
            drop.with_a_limit_of_none_nobody_mints,
        ),
        ((COLLECTIBLE, "quantity > walletLimit - minted", "quantity > walletLimit - minted + 1"),),
    ),
    Mutant(
        "overflows where the limit is unlimited",
        (drop.a_batch_has_1_to_20_pieces,),
        (
            (
                COLLECTIBLE,
                "        if (quantity > MAX_BATCH) revert InvalidQuantity(quantity, MAX_BATCH);\n",
                "",
            ),
        ),
    ),
    Mutant(
        "sells one piece more than there is",
        (drop.the_last_piece_ends_the_sale_and_no_other,),
        (
            (
                COLLECTIBLE,
                "if (quantity > available) revert",
                "if (quantity > available + 1) revert",
            ),
        ),
    ),
    Mutant(
        "does not sell the last piece",
        (drop.the_last_piece_ends_the_sale_and_no_other,),
        ((COLLECTIBLE, "if (quantity > available) revert", "if (quantity >= available) revert"),),
    ),
    Mutant(
        "does not end the sale with the last piece",
        (
            drop.the_last_piece_ends_the_sale_and_no_other,
            voucher.the_last_piece_may_go_by_voucher_and_then_no_other,
        ),
        ((COLLECTIBLE, "        if (quantity == available) _scheduleReveal();\n", ""),),
    ),
    Mutant(
        "closes a second late",
        (
            drop.the_sale_opens_and_closes_to_the_second,
            voucher.a_voucher_is_good_before_the_sale_opens_and_not_after_it_closes,
        ),
        ((COLLECTIBLE, "block.timestamp >= closesAt", "block.timestamp > closesAt"),),
    ),
    Mutant(
        "takes a wei less",
        (drop.too_little_is_refused_to_the_wei,),
        ((COLLECTIBLE, "if (msg.value < cost)", "if (msg.value + 1 < cost)"),),
    ),
    # --- money
    Mutant(
        "keeps what was paid too much",
        (
            drop.what_is_paid_too_much_comes_back_at_once,
            drop.a_wallet_that_refuses_ether_mints_all_the_same,
        ),
        ((COLLECTIBLE, "        if (msg.value > cost) _payBack(msg.value - cost);\n", ""),),
    ),
    Mutant(
        "lets a wallet that refuses ether not mint",
        (drop.a_wallet_that_refuses_ether_mints_all_the_same,),
        (
            (
                COLLECTIBLE,
                "        if (isTaken) return;\n",
                "        if (!isTaken) revert PaymentRefused(msg.sender, "
                "value);\n        if (isTaken) return;\n",
            ),
        ),
    ),
    Mutant(
        "lets a refund use all gas",
        (drop.a_wallet_that_burns_all_gas_burns_no_more_than_a_refund_may_cost,),
        ((COLLECTIBLE, "{value: value, gas: REFUND_GAS}", "{value: value}"),),
    ),
    Mutant(
        "forgets an earlier refund",
        (drop.refunds_add_up_and_are_paid_where_they_are_wanted,),
        ((COLLECTIBLE, "refundOwed[msg.sender] += value;", "refundOwed[msg.sender] = value;"),),
    ),
    Mutant(
        "pays a refund before it is written off",
        (drop.a_refund_is_paid_once_to_one_who_asks_again_meanwhile,),
        (
            (
                COLLECTIBLE,
                "        refundOwed[msg.sender] = 0;\n        _refundsOwed -= value;\n",
                "",
            ),
            (
                COLLECTIBLE,
                "        _pay(to, value);\n    }\n\n    /// @inheritdoc IERC721Metadata",
                "        _pay(to, value);\n        refundOwed[msg.sender] = 0;\n        "
                "unchecked { _refundsOwed -= value; }\n    }\n\n    /// "
                "@inheritdoc IERC721Metadata",
            ),
        ),
    ),
    Mutant(
        "pays refunds without end",
        (drop.refunds_add_up_and_are_paid_where_they_are_wanted,),
        ((COLLECTIBLE, "        refundOwed[msg.sender] = 0;\n", ""),),
    ),
    Mutant(
        "takes refunds for proceeds",
        (
            drop.refunds_that_are_owed_are_no_proceeds,
            drop.a_wallet_that_refuses_ether_mints_all_the_same,
        ),
        (
            (
                COLLECTIBLE,
                "return address(this).balance - _refundsOwed;",
                "return address(this).balance;",
            ),
        ),
    ),
    Mutant(
        "burns a refund at the zero address",
        (drop.a_refund_that_is_not_taken_stays_owed,),
        ((COLLECTIBLE, "bool isTaken = to != address(0);", "bool isTaken = true;"),),
    ),
    Mutant(
        "loses what is not taken",
        (drop.a_refund_that_is_not_taken_stays_owed, drop.proceeds_that_are_not_taken_stay),
        ((COLLECTIBLE, "        if (!isTaken) revert PaymentRefused(to, value);\n", ""),),
    ),
    Mutant(
        "pays the proceeds to whoever asks",
        (drop.the_proceeds_go_to_the_beneficiary_whoever_asks,),
        ((COLLECTIBLE, "_pay(beneficiary, value);", "_pay(msg.sender, value);"),),
    ),
    Mutant(
        "rounds royalties of every ten thousand",
        (erc721.a_royalty_is_its_share_of_the_price_rounded_down,),
        ((COLLECTIBLE, " + salePrice % BASIS_POINTS * royalty / BASIS_POINTS", ""),),
    ),
    # --- vouchers
    Mutant(
        "does not mark a voucher as used",
        (
            voucher.a_voucher_is_good_once,
            voucher.what_was_used_stays_used,
            voucher.a_voucher_mints_one_piece_for_nothing_and_is_used_up,
        ),
        ((COLLECTIBLE, "        voucherState[serial] = VoucherState.Used;\n", ""),),
    ),
    Mutant(
        "does not look at a voucher's expiry",
        (voucher.a_voucher_is_good_to_the_second_of_its_expiry,),
        (
            (
                COLLECTIBLE,
                "        if (block.timestamp > voucher.expiresAt) revert "
                "VoucherExpired(voucher.expiresAt);\n",
                "",
            ),
        ),
    ),
    Mutant(
        "does not look at a voucher's holder",
        (voucher.a_voucher_is_good_for_its_holder_only,),
        (
            (
                COLLECTIBLE,
                "        if (msg.sender != voucher.holder) revert "
                "NotVoucherHolder(msg.sender, voucher.holder);\n",
                "",
            ),
        ),
    ),
    Mutant(
        "takes anybody's signature",
        (
            voucher.a_voucher_that_was_changed_or_is_for_elsewhere_is_void,
            voucher.there_is_one_signature_to_a_voucher,
        ),
        (
            (
                SIGNATURES,
                "if (ECDSA.tryRecover(digest, signature) == signer) return true;",
                "if (ECDSA.tryRecover(digest, signature) != address(0)) return true;",
            ),
        ),
    ),
    Mutant(
        "takes nonsense for the zero address's signature",
        (voucher.without_a_venue_no_signature_is_good,),
        ((SIGNATURES, "        if (signer == address(0)) return false;\n", ""),),
    ),
    Mutant(
        "takes mirrored signatures",
        (voucher.there_is_one_signature_to_a_voucher,),
        ((ECDSA, "        if (uint256(s) > HALF_ORDER) return address(0);\n", ""),),
    ),
    Mutant(
        "asks no contract",
        (
            voucher.a_contract_signs_by_saying_so,
            voucher.a_key_that_has_lent_itself_code_still_signs,
        ),
        ((SIGNATURES, "if (signer.code.length == 0) return false;", "return false;"),),
    ),
    Mutant(
        "takes an account with code for a contract only",
        (voucher.a_key_that_has_lent_itself_code_still_signs,),
        (
            (
                SIGNATURES,
                "if (ECDSA.tryRecover(digest, signature) == signer) return true;",
                "if (signer.code.length == 0 && ECDSA.tryRecover(digest, "
                "signature) == signer) return true;",
            ),
        ),
    ),
    Mutant(
        "takes an echo for a contract's signature",
        (voucher.a_contract_that_does_not_know_the_question_signs_nothing,),
        (
            (
                SIGNATURES,
                "abi.decode(answer, (bytes32)) == bytes32(IERC1271.isValidSignature.selector)",
                "bytes4(abi.decode(answer, (bytes32))) == IERC1271.isValidSignature.selector",
            ),
        ),
    ),
    Mutant(
        "leaves the expiry out of the signature",
        (voucher.a_voucher_is_what_eip_712_hashes, voucher.the_librarys_voucher_is_good),
        (
            (
                COLLECTIBLE,
                "voucher.holder, serial, voucher.expiresAt));",
                "voucher.holder, serial, uint256(0)));",
            ),
        ),
    ),
    Mutant(
        "lets anybody take vouchers back",
        (voucher.only_the_venue_takes_vouchers_back,),
        (
            (
                COLLECTIBLE,
                "        if (msg.sender != venue) revert NotVenue(msg.sender, venue);\n",
                "",
            ),
        ),
    ),
    Mutant(
        "takes back what was used",
        (voucher.what_was_used_stays_used,),
        ((COLLECTIBLE, "if (voucherState[serials[i]] == VoucherState.Unused) {", "{"),),
    ),
    Mutant(
        "honours what was taken back",
        (voucher.a_voucher_that_was_taken_back_is_void,),
        (
            (
                COLLECTIBLE,
                "        if (state == VoucherState.Revoked) revert VoucherRevoked(serial);\n",
                "",
            ),
        ),
    ),
    # --- the reveal
    Mutant(
        "fixes the block again when closed again",
        (reveal.closing_again_moves_nothing,),
        ((COLLECTIBLE, "        if (revealBlock != 0) return;\n", ""),),
    ),
    Mutant(
        "closes while the sale is open",
        (reveal.the_sale_can_be_closed_when_its_time_is_over_by_anybody,),
        (
            (
                COLLECTIBLE,
                "        if (block.timestamp < closesAt) revert SaleStillOpen(closesAt);\n",
                "",
            ),
        ),
    ),
    Mutant(
        "draws again",
        (reveal.what_was_drawn_is_never_drawn_again,),
        ((COLLECTIBLE, "        if (isRevealed) revert AlreadyRevealed(offset);\n", ""),),
    ),
    Mutant(
        "draws from a block that is there already",
        (reveal.nothing_is_drawn_before_the_block_that_decides_is_there,),
        (
            (
                COLLECTIBLE,
                "revealBlock = block.number + REVEAL_DELAY;",
                "revealBlock = block.number - 1;",
            ),
        ),
    ),
    Mutant(
        "draws from no hash at all",
        (reveal.nothing_is_drawn_before_the_block_that_decides_is_there,),
        (
            (
                COLLECTIBLE,
                "        if (block.number <= revealBlock) revert RevealNotReady(revealBlock);\n",
                "",
            ),
            (COLLECTIBLE, "if (blockHash == 0) {", "if (false) {"),
        ),
    ),
    Mutant(
        "lets the block before its time be missed",
        (reveal.nothing_is_drawn_before_the_block_that_decides_is_there,),
        (
            (
                COLLECTIBLE,
                "        if (block.number <= revealBlock) revert RevealNotReady(revealBlock);\n",
                "",
            ),
        ),
    ),
    Mutant(
        "draws from the newest block",
        (
            reveal.the_draw_follows_from_that_blocks_hash_alone,
            reveal.the_draw_is_the_same_whoever_calls_whenever,
        ),
        (
            (COLLECTIBLE, "BlockHash.hashOf(revealBlock)", "BlockHash.hashOf(block.number - 1)"),
            (
                COLLECTIBLE,
                "keccak256(abi.encode(blockHash, address(this)))",
                "keccak256(abi.encode(blockHash, address(this), 1))",
            ),
        ),
    ),
    Mutant(
        "lets the one who calls have a say",
        (reveal.the_draw_is_the_same_whoever_calls_whenever,),
        (
            (
                COLLECTIBLE,
                "abi.encode(blockHash, address(this))",
                "abi.encode(blockHash, msg.sender)",
            ),
        ),
    ),
    Mutant(
        "forgets hashes after 256 blocks",
        (
            reveal.the_draw_is_the_same_whoever_calls_whenever,
            reveal.no_gas_limit_makes_it_draw_another_block,
        ),
        (
            (
                BLOCK_HASH,
                "if (result != 0 || number >= block.number) return result;",
                "if (true) return result;",
            ),
        ),
    ),
    Mutant(
        "shows the work beside",
        (reveal.every_work_is_shown_by_one_piece,),
        ((COLLECTIBLE, "(tokenId - 1 + offset)", "(tokenId + offset)"),),
    ),
    Mutant(
        "shows works before they are drawn",
        (reveal.every_work_is_shown_by_one_piece,),
        ((COLLECTIBLE, "        if (!isRevealed) revert NotRevealed();\n", ""),),
    ),
    Mutant(
        "shows the work instead of the cover",
        (drop.a_description_is_a_sealed_cover_until_the_reveal,),
        ((COLLECTIBLE, "return isRevealed ? art", "return !isRevealed ? art"),),
    ),
    Mutant(
        "does not tell that descriptions have changed",
        (reveal.the_draw_follows_from_that_blocks_hash_alone,),
        (
            (
                COLLECTIBLE,
                "        if (totalSupply() != 0) emit BatchMetadataUpdate(1, totalSupply());\n",
                "",
            ),
        ),
    ),
)
