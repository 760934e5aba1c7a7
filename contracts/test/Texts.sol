// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Base64} from "../libraries/Base64.sol";
import {Decimal} from "../libraries/Decimal.sol";
import {Json} from "../libraries/Json.sol";

/// @title Texts
/// @notice For tests only: what the libraries for texts do, and what stands in memory behind their results.
contract Texts {
    function base64(bytes memory data) external pure returns (string memory) {
        return Base64.encode(data);
    }

    /// @notice Encodes a part of `data`, behind which the rest of it stays in memory.
    function base64Start(bytes memory data, uint256 length) external pure returns (string memory) {
        // Why assembly: Solidity has no way to make an array in memory shorter.
        assembly ("memory-safe") {
            mstore(data, length)
        }
        return Base64.encode(data);
    }

    function escape(string memory text) external pure returns (string memory) {
        return Json.escape(text);
    }

    function decimal(uint256 number) external pure returns (string memory) {
        return Decimal.text(number);
    }

    /// @notice A result must not reach into what is allocated after it, nor the other way round.
    function all(bytes memory data, string memory text, uint256 number)
        external
        pure
        returns (string memory, string memory, string memory)
    {
        return (Base64.encode(data), Json.escape(text), Decimal.text(number));
    }
}
