// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Child
/// @notice For tests only: a contract that is made by another.
contract Child {
    /// @notice A child needs a name.
    error NameMissing();

    event Born(address indexed parent, string name);

    address public immutable parent;
    string public name;

    constructor(string memory name_) payable {
        if (bytes(name_).length == 0) revert NameMissing();
        parent = msg.sender;
        name = name_;
        emit Born(msg.sender, name_);
    }
}

/// @title Nursery
/// @notice For tests only: makes contracts, at an address that depends on its nonce or on a salt.
contract Nursery {
    event Made(Child indexed child);

    Child[] public children;

    /// @notice CREATE. Fails with `NameMissing` if the name is empty.
    function make(string calldata name) external payable returns (Child child) {
        child = new Child{value: msg.value}(name);
        _keep(child);
    }

    /// @notice CREATE2. Fails without a reason when name and salt were used before.
    function makeAt(string calldata name, bytes32 salt) external payable returns (Child child) {
        child = new Child{value: msg.value, salt: salt}(name);
        _keep(child);
    }

    /// @notice Where `makeAt` puts the child.
    function addressOf(string calldata name, bytes32 salt) external view returns (address) {
        bytes32 codeHash = keccak256(abi.encodePacked(type(Child).creationCode, abi.encode(name)));
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", address(this), salt, codeHash)))));
    }

    function _keep(Child child) private {
        children.push(child);
        emit Made(child);
    }
}
