// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "../token/ERC20.sol";
import {ERC20BurnableVotes} from "../token/ERC20BurnableVotes.sol";

/// @title PoolToken
/// @notice POOL, by which savers govern the lottery: a unit is a vote. All there ever will be at most is made at the start.
/// @dev It has no owner, nobody can make more, and nothing here takes a unit from whoever has it: its holder alone can
/// destroy it, or let somebody destroy it, which is how members leave a Governor with their share. It has no claim on
/// deposits or prizes either: what it governs is the owner's part of a PrizeVault, if a Timelock that obeys these votes
/// is the owner.
/// WARNING: until they are handed out, all votes are the first holder's.
contract PoolToken is ERC20BurnableVotes {
    /// @param supply Units there are at first, 2^96 - 1 at most.
    /// @param holder Account that gets all of them, to hand out.
    constructor(uint256 supply, address holder) ERC20("Pool", "POOL") {
        _mint(holder, supply);
    }
}
