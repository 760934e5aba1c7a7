// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title PlainArt
/// @notice For tests only: stands in for CollectibleArt and answers with what it was asked.
contract PlainArt {
    bytes16 private constant DIGITS = "0123456789abcdef";

    function tokenURI(string calldata collection, uint256 id, bytes32 seed) external pure returns (string memory) {
        return string.concat("piece|", collection, "|", _hex(bytes32(id)), "|", _hex(seed));
    }

    function coverURI(string calldata collection, uint256 id) external pure returns (string memory) {
        return string.concat("cover|", collection, "|", _hex(bytes32(id)));
    }

    function contractURI(string calldata collection, string calldata description)
        external
        pure
        returns (string memory)
    {
        return string.concat("collection|", collection, "|", description);
    }

    function _hex(bytes32 word) private pure returns (string memory) {
        bytes memory digits = new bytes(64);
        for (uint256 place = 0; place < 64; place++) {
            digits[place] = DIGITS[uint256(word) >> (252 - 4 * place) & 15];
        }
        return string(digits);
    }
}
