// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {BlockHash} from "../libraries/BlockHash.sol";
import {Hash} from "../libraries/Hash.sol";
import {IRng} from "./IRng.sol";

/// @title FutureBlockRng
/// @notice Randomness from the hash of a block that does not exist yet when it is asked for.
/// @dev A request *is* the number of its block, so asking costs nothing to store, and two requests in one block get the
/// same number: who minds mixes in something of their own.
///
/// The hash can be read for 8,191 blocks, some 27 hours; where the chain does not keep them (EIP-2935) for 256, some 51
/// minutes. In this time anybody may `keep` the number for good. After that, a request whose number was not kept has
/// failed: it is never the hash of a later block, and never zero. (PoolTogether's first version drew from a hash that
/// had become zero; others read the hash of the block before the reveal, so whoever revealed could pick.)
///
/// WARNING: whoever proposes the block can throw it away if they do not like its hash, and lose the reward for it: for
/// one in a set of proposers in a row, one more throw each. It is worth it for a prize above a block's reward times the
/// change in their odds. For larger prizes use ChainlinkRng, or CommitRevealRng with a bond to match.
contract FutureBlockRng is IRng {
    /// @notice Blocks from the request to the one that decides, about a minute: a reorganisation of the chain that
    /// could undo the request and ask again would have to be that deep.
    uint256 public constant DELAY = 5;

    /// @notice A number is there for good now.
    /// @param id The request.
    /// @param number The number.
    event NumberKept(uint256 indexed id, uint256 number);

    mapping(uint256 id => uint256) private _kept;

    /// @inheritdoc IRng
    function request() external returns (uint256 id) {
        id = block.number + DELAY;
        emit RandomnessRequested(id, msg.sender);
    }

    /// @notice Keeps a number beyond the time in which its block can be looked up. For anybody to call.
    /// @param id The request.
    function keep(uint256 id) external {
        uint256 number = randomNumber(id);
        if (_kept[id] != 0) return;

        _kept[id] = number;
        emit NumberKept(id, number);
    }

    /// @inheritdoc IRng
    function isRequestComplete(uint256 id) external view returns (bool) {
        return _find(id) != 0;
    }

    /// @inheritdoc IRng
    function isRequestFailed(uint256 id) external view returns (bool) {
        return id < block.number && _find(id) == 0;
    }

    /// @inheritdoc IRng
    function randomNumber(uint256 id) public view returns (uint256 number) {
        number = _find(id);
        if (number != 0) return number;

        if (id > block.number + DELAY) revert UnknownRequest(id);
        if (id >= block.number) revert RandomnessNotReady(id);
        revert RandomnessFailed(id);
    }

    /// @dev The number, or zero if there is none. No hash is zero, as far as anybody will ever see.
    function _find(uint256 id) private view returns (uint256 number) {
        number = _kept[id];
        if (number != 0) return number;

        bytes32 blockHash = BlockHash.hashOf(id);
        // Mixed with this address, so that other contracts which draw from the block have other numbers.
        return blockHash == 0 ? 0 : uint256(Hash.words(uint256(blockHash), uint160(address(this))));
    }
}
