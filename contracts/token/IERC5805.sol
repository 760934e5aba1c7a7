// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC6372} from "./IERC6372.sol";
import {IVotes} from "./IVotes.sol";

/// @title ERC-5805: votes with a clock
/// @notice Both in one, and what can be wrong with them.
interface IERC5805 is IERC6372, IVotes {
    /// @notice The present may still change, and the future is not known.
    /// @param timepoint Time that was asked for.
    /// @param clock The time now.
    error ERC5805FutureLookup(uint256 timepoint, uint48 clock);

    /// @notice The signature was made for another nonce: it was used before, or signed too early.
    /// @param account Account that signed.
    /// @param currentNonce Its nonce now.
    error InvalidAccountNonce(address account, uint256 currentNonce);

    /// @notice So many units could not be counted as votes.
    /// @param increasedSupply Units there would be.
    /// @param cap Units there may be.
    error ERC20ExceededSafeSupply(uint256 increasedSupply, uint256 cap);
}
