// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title BlockHash
/// @notice Hashes of blocks up to a day old. The EVM by itself knows the last 256 only, some 51 minutes.
/// @dev Since Prague a contract at a fixed address keeps the last 8,191 (EIP-2935), 27 hours of them.
library BlockHash {
    /// @dev EIP-2935's contract. It takes a block number as its calldata and answers with the hash.
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    /// @notice The hash of a block, or zero if there is no telling: the block is yet to come, or too old.
    /// @dev Zero is no hash. Whoever draws a number from it must not go on with zero.
    /// @param number The block.
    /// @return result Its hash, or zero.
    function hashOf(uint256 number) internal view returns (bytes32 result) {
        result = blockhash(number);
        if (result != 0 || number >= block.number) return result;

        // It reverts outside of its window; on a chain without it, the answer is empty.
        (bool succeeded, bytes memory answer) = HISTORY.staticcall(abi.encode(number));
        if (succeeded && answer.length == 32) return abi.decode(answer, (bytes32));
    }
}
