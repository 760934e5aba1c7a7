// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Call} from "../libraries/Call.sol";
import {Payment} from "../libraries/Payment.sol";

/// @title Puppet
/// @notice FOR LESSONS: a contract that calls whatever its master says, and so can bid, pay in or vote.
/// @dev It has no `receive`: whoever pays it fails, unless an heir has one.
contract Puppet {
    /// @notice Somebody else pulled the strings.
    /// @param caller Who it was.
    /// @param master Who may.
    error NotMaster(address caller, address master);

    address public immutable master = msg.sender;

    modifier byMaster() {
        if (msg.sender != master) revert NotMaster(msg.sender, master);
        _;
    }

    /// @notice Calls a contract, with the ether that comes along. Fails as the call fails.
    /// @param target The contract.
    /// @param data Function and arguments.
    function run(address target, bytes calldata data) external payable byMaster {
        Call.run(target, msg.value, data);
    }

    /// @notice Hands all the ether that is here to the master.
    function handOver() external byMaster {
        Payment.pay(master, address(this).balance);
    }
}
