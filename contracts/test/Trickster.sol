// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Trickster
/// @notice For tests only: a collection of one token, whose metadata are whatever it is told.
contract Trickster {
    string private _uri;

    function tell(string calldata uri) external {
        _uri = uri;
    }

    function tokenURI(uint256) external view returns (string memory) {
        return _uri;
    }

    function ownerOf(uint256) external view returns (address) {
        return address(this);
    }
}
