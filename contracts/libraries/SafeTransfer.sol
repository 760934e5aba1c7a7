// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "../token/IERC20.sol";

/// @title SafeTransfer
/// @notice Moves tokens, and makes sure that they have moved.
/// @dev Tokens differ in what they do when they cannot: most revert, some return false, and some return nothing at all
/// whatever happens (USDT, BNB). Here each of them reverts, and a token that keeps a fee or is no contract does too.
library SafeTransfer {
    /// @notice The token said no without giving a reason, or there is no token at this address.
    /// @param token The token.
    error TransferFailed(address token);

    /// @notice Less arrived than was sent: the token keeps a fee on transfers, and cannot be used here.
    /// @param token The token.
    /// @param held Units that are here now.
    /// @param expected Units that should be.
    error TransferFeeNotSupported(address token, uint256 held, uint256 expected);

    /// @notice Sends tokens of this contract's.
    /// @param token The token.
    /// @param to Account that receives.
    /// @param value Number of units.
    function send(IERC20 token, address to, uint256 value) internal {
        _call(token, abi.encodeCall(IERC20.transfer, (to, value)));
    }

    /// @notice Takes tokens that their owner has allowed this contract to take. WARNING: whether all of them have
    /// arrived, the caller must find out.
    /// @param token The token.
    /// @param from Account that pays.
    /// @param value Number of units.
    function pull(IERC20 token, address from, uint256 value) internal {
        _call(token, abi.encodeCall(IERC20.transferFrom, (from, address(this), value)));
    }

    /// @notice Takes tokens that their owner has allowed this contract to take, and checks that all have arrived.
    /// @param token The token.
    /// @param from Account that pays; not this contract.
    /// @param value Number of units.
    function take(IERC20 token, address from, uint256 value) internal {
        uint256 expected = token.balanceOf(address(this)) + value;
        pull(token, from, value);
        uint256 held = token.balanceOf(address(this));
        if (held < expected) revert TransferFeeNotSupported(address(token), held, expected);
    }

    /// @notice Lets somebody take tokens of this contract's. What was allowed before must have been used up: some
    /// tokens (USDT) refuse to change one allowance into another.
    /// @param token The token.
    /// @param spender Account that may take.
    /// @param value Number of units.
    function allow(IERC20 token, address spender, uint256 value) internal {
        _call(token, abi.encodeCall(IERC20.approve, (spender, value)));
    }

    function _call(IERC20 token, bytes memory data) private {
        (bool succeeded, bytes memory answer) = address(token).call(data);
        if (!succeeded && answer.length != 0) {
            // Solidity can catch another contract's error but not throw it again as it was.
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        // No answer means yes, if there is a contract to say nothing. One that is too short for a word means nothing.
        bool isYes = answer.length == 0
            ? address(token).code.length != 0
            : answer.length >= 32 && abi.decode(answer, (uint256)) == 1;
        if (!succeeded || !isYes) revert TransferFailed(address(token));
    }
}
