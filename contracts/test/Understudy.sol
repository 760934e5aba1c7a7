// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Script
/// @notice For tests only: code that an `Understudy` runs in its own name.
contract Script {
    /// @notice Only the one who set it may change it.
    /// @param owner Who set it.
    /// @param caller Who wanted to change it.
    error NotYours(address owner, address caller);

    event Changed(address indexed by, address indexed self, uint256 value);

    uint256 public value;
    address public owner;

    function change(uint256 newValue) external payable {
        if (owner != address(0) && owner != msg.sender) revert NotYours(owner, msg.sender);
        owner = msg.sender;
        value = newValue;
        emit Changed(msg.sender, address(this), newValue);
    }

    /// @notice Whose storage, balance and caller the code sees.
    function whoAmI() external view returns (address self, address caller) {
        return (address(this), msg.sender);
    }
}

/// @title Delegation
/// @notice For tests only: hands a call on as it is, and its result back as it is.
/// @dev Why assembly: Solidity's fallback can return bytes, but it cannot revert with bytes it did not make itself.
library Delegation {
    /// @notice Runs `target`'s code on the caller's behalf. Does not return to the function that called it.
    function forward(address target) internal {
        assembly {
            // Memory belongs to this function alone, as nothing runs after it.
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(done) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}

/// @title Understudy
/// @notice For tests only: a proxy. It has no functions of its own and runs those of a script by delegatecall.
contract Understudy {
    address private immutable _script;

    constructor(address script) {
        _script = script;
    }

    receive() external payable {}

    fallback() external payable {
        Delegation.forward(_script);
    }
}
