"""The mutants, and for each the checks that must fail on it."""

from __future__ import annotations

from token_checks import conformance as erc20
from token_checks import permit_conformance as erc2612
from token_checks.mutants import ECDSA, EIP712, ERC20, Mutant
from token_checks.scene import Scene

MUTANTS: tuple[Mutant[Scene], ...] = (
    # --- permits
    Mutant(
        "accepts the zero address that ecrecover gives",
        (erc2612.a_permit_of_the_zero_address_fails_whatever_the_signature,),
        (
            (ECDSA, "if (signer == address(0)) revert ECDSAInvalidSignature();", ""),
            (
                ERC20,
                "if (owner == address(0)) revert ERC20InvalidApprover(owner);\n        if",
                "if",
            ),
        ),
    ),
    Mutant(
        "takes a signature of nobody for anybody's",
        (erc2612.a_signature_of_nobody_fails,),
        (
            (ECDSA, "if (signer == address(0)) revert ECDSAInvalidSignature();", ""),
            (
                ERC20,
                "if (signer != owner) revert",
                "if (signer != owner && signer != address(0)) revert",
            ),
        ),
    ),
    Mutant(
        "does not look at the signer",
        (erc2612.a_permit_of_another_signer_fails,),
        ((ERC20, "if (signer != owner) revert ERC2612InvalidSigner(signer, owner);", ""),),
    ),
    Mutant(
        "does not raise the nonce",
        (
            erc2612.a_permit_cannot_be_used_twice,
            erc2612.a_permit_sets_the_allowance_raises_the_nonce_and_announces,
        ),
        ((ERC20, "_nonces[owner]++", "_nonces[owner]"),),
    ),
    Mutant(
        "leaves the nonce out of the signature",
        (erc2612.a_permit_for_another_nonce_fails, erc2612.a_permit_cannot_be_used_twice),
        ((ERC20, "value, nonce, deadline);", "value, 0, deadline);"),),
    ),
    Mutant(
        "does not look at the deadline",
        (erc2612.a_permit_is_void_a_second_after_its_deadline,),
        ((ERC20, "if (block.timestamp > deadline) revert ERC2612ExpiredSignature(deadline);", ""),),
    ),
    Mutant(
        "ends a second early",
        (erc2612.a_permit_is_good_to_the_second_of_its_deadline,),
        ((ERC20, "block.timestamp > deadline", "block.timestamp >= deadline"),),
    ),
    Mutant(
        "hashes another type",
        (erc2612.a_permit_is_what_the_texts_hash,),
        ((ERC20, "uint256 nonce,uint256 deadline)", "uint256 nonce, uint256 deadline)"),),
    ),
    Mutant(
        "leaves the spender out of the signature",
        (
            erc2612.a_permit_is_what_the_texts_hash,
            erc2612.a_permit_sent_with_other_values_than_signed_fails,
        ),
        ((ERC20, "uint160(owner), uint160(spender)", "uint160(owner), uint160(owner)"),),
    ),
    Mutant(
        "accepts mirrored signatures",
        (erc2612.the_mirror_image_of_a_signature_fails,),
        ((ECDSA, "if (uint256(s) > HALF_ORDER) revert ECDSAInvalidSignatureS(s);", ""),),
    ),
    Mutant(
        "permits without an event",
        (erc2612.a_permit_sets_the_allowance_raises_the_nonce_and_announces,),
        (
            (
                ERC20,
                "_approve(owner, spender, value);\n    }\n\n    /// @inheritdoc IERC20Meta",
                "_allowances[owner][spender] = value;\n    }\n\n    /// @inheritdoc IERC20Meta",
            ),
        ),
    ),
    # --- the domain
    Mutant(
        "computes the domain separator once and for all",
        (
            erc2612.after_a_split_the_domain_is_that_of_the_new_chain,
            erc2612.after_a_split_a_permit_is_good_on_its_own_chain_only,
            erc2612.code_that_runs_for_another_address_has_that_addresss_domain,
        ),
        (
            (
                EIP712,
                "if (block.chainid == _chainAtDeployment && address(this) == _selfAtDeployment) {",
                "if (_chainAtDeployment != 0 && _selfAtDeployment != address(0)) {",
            ),
        ),
    ),
    Mutant(
        "keeps the separator when the chain id changes",
        (
            erc2612.after_a_split_the_domain_is_that_of_the_new_chain,
            erc2612.after_a_split_a_permit_is_good_on_its_own_chain_only,
        ),
        ((EIP712, "block.chainid == _chainAtDeployment", "_chainAtDeployment != 0"),),
    ),
    Mutant(
        "keeps the separator when it runs for another address",
        (erc2612.code_that_runs_for_another_address_has_that_addresss_domain,),
        ((EIP712, "address(this) == _selfAtDeployment", "_selfAtDeployment != address(0)"),),
    ),
    Mutant(
        "tells of another domain than it uses",
        (erc2612.the_domain_is_told_and_is_what_the_separator_hashes,),
        ((EIP712, 'hex"0f", _domainName(), "1"', 'hex"0f", _domainName(), "2"'),),
    ),
    # --- events
    Mutant(
        "transfers without an event",
        (erc20.a_transfer_moves_and_announces, erc20.a_transfer_of_nothing_is_a_normal_transfer),
        ((ERC20, "        emit Transfer(from, to, value);\n", ""),),
    ),
    Mutant(
        "announces a transfer the wrong way round",
        (erc20.a_transfer_moves_and_announces,),
        ((ERC20, "emit Transfer(from, to, value);", "emit Transfer(to, from, value);"),),
    ),
    Mutant(
        "approves without an event",
        (erc20.an_approval_sets_the_allowance_and_announces,),
        ((ERC20, "        emit Approval(owner, spender, value);\n", ""),),
    ),
    Mutant(
        "announces another value than it approves",
        (erc20.an_approval_sets_the_allowance_and_announces,),
        ((ERC20, "emit Approval(owner, spender, value);", "emit Approval(owner, spender, 0);"),),
    ),
    Mutant(
        "mints without an event",
        (erc20.tokens_are_made_out_of_the_zero_address,),
        ((ERC20, "        emit Transfer(address(0), to, value);\n", ""),),
    ),
    # --- amounts
    Mutant(
        "counts an infinite allowance down",
        (erc20.an_infinite_allowance_is_not_counted_down,),
        (
            (
                ERC20,
                "if (allowed != type(uint256).max) {",
                "if (allowed != type(uint256).max - 1) {",
            ),
        ),
    ),
    Mutant(
        "counts no allowance down",
        (
            erc20.spending_moves_counts_down_and_announces_the_transfer,
            erc20.one_less_than_infinite_is_counted_down,
        ),
        ((ERC20, "_allowances[owner][spender] = allowed - value;", ""),),
    ),
    Mutant(
        "does not check the allowance",
        (erc20.spending_more_than_was_allowed_fails,),
        (
            (
                ERC20,
                "if (allowed < value) revert ERC20InsufficientAllowance(",
                "if (false) revert ERC20InsufficientAllowance(",
            ),
        ),
    ),
    Mutant(
        "adds to an allowance",
        (erc20.an_approval_replaces_the_one_before,),
        (
            (
                ERC20,
                "_allowances[owner][spender] = value;",
                "unchecked { _allowances[owner][spender] += value; }",
            ),
        ),
    ),
    Mutant(
        "does not check the balance",
        (erc20.a_transfer_of_more_than_the_balance_fails,),
        (
            (
                ERC20,
                "if (balance < value) revert ERC20InsufficientBalance(from, balance, value);\n"
                "        // What is taken away was just found to be there. What is added",
                "// What is taken away was just found to be there. What is added",
            ),
        ),
    ),
    Mutant(
        "makes tokens of a transfer to oneself",
        (erc20.a_transfer_to_oneself_changes_nothing_and_is_announced,),
        (
            (
                ERC20,
                "payer.value = balance - value;\n            _balances[to].value += value;",
                "uint256 old = _balances[to].value;\n            payer.value = balance - value;\n"
                "            _balances[to].value = old + value;",
            ),
        ),
    ),
    Mutant(
        "sends to the zero address",
        (erc20.a_transfer_to_the_zero_address_fails,),
        (
            (
                ERC20,
                "        if (to == address(0)) revert ERC20InvalidReceiver(to);\n\n        Amount",
                "        Amount",
            ),
        ),
    ),
    Mutant(
        "approves the zero address",
        (erc20.an_approval_of_the_zero_address_fails,),
        (
            (
                ERC20,
                "if (spender == address(0)) revert ERC20InvalidSpender(spender);\n\n        _allow",
                "_allow",
            ),
        ),
    ),
    Mutant(
        "refuses to transfer nothing",
        (erc20.a_transfer_of_nothing_is_a_normal_transfer,),
        (
            (
                ERC20,
                "revert ERC20InvalidSender(from);\n        if (to == address(0))",
                "revert ERC20InvalidSender(from);\n        if (to == address(0) || value == 0)",
            ),
        ),
    ),
    Mutant(
        "burns without taking from the supply",
        (erc20.tokens_are_destroyed_into_the_zero_address,),
        ((ERC20, "            _totalSupply -= value;\n", ""),),
    ),
)
