// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Purse
/// @notice For tests only: takes ether in every way there is, and tells by which.
contract Purse {
    /// @notice A plain payment, without data.
    event Received(address indexed from, uint256 value);

    /// @notice A call that fits no function.
    event FellBack(address indexed from, uint256 value, bytes data);

    /// @notice A payment by way of `deposit`.
    event Deposited(address indexed from, uint256 value, string note);

    /// @notice The ether could not be handed on.
    /// @param to Who refused it.
    /// @param value How much it was, in wei.
    error PaymentFailed(address to, uint256 value);

    receive() external payable {
        emit Received(msg.sender, msg.value);
    }

    fallback(bytes calldata data) external payable returns (bytes memory) {
        emit FellBack(msg.sender, msg.value, data);
        return data;
    }

    function deposit(string calldata note) external payable returns (uint256 balance) {
        emit Deposited(msg.sender, msg.value, note);
        return address(this).balance;
    }

    /// @notice Takes no ether, as it is not payable.
    function look() external view returns (uint256 balance) {
        return address(this).balance;
    }

    /// @notice Hands on what comes with the call.
    function forward(address payable to) external payable {
        (bool paid,) = to.call{value: msg.value}("");
        if (!paid) revert PaymentFailed(to, msg.value);
    }

    /// @notice Pays out of what is there, to whoever asks: never put anything of value in.
    function take(uint256 value) external {
        (bool paid,) = msg.sender.call{value: value}("");
        if (!paid) revert PaymentFailed(msg.sender, value);
    }
}

/// @title Penniless
/// @notice For tests only: takes no ether.
contract Penniless {
    function nothing() external pure {}
}
