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
/// WARNING: whoever builds the block chooses its hash. There is room in it for 32 bytes of anything, so they can try as
/// many hashes as they like, for the price of computing them, and who proposes which block is known minutes before,
/// when anybody may still pick the moment to ask. Nobody else can do anything about the number, and nobody at all can
/// do so later. So this is for lessons, for chains whose blocks are not sold to the highest bidder, and for prizes that
/// are not worth a builder's while. For others use CommitRevealRng with a bond to match, or ChainlinkRng. (One bit a
/// proposer, as EIP-4399 has it, is for PREVRANDAO, of which the EVM gives no past ones.)
/// WARNING: a number that nobody awards by or keeps in time is lost, and what it was for is drawn anew. Whoever wins by
/// it had better see to it.
/// WARNING: where `block.number` does not count the blocks that `blockhash` tells of (Arbitrum), it is of no use.
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
