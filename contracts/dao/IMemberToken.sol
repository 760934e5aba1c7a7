// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "../token/IERC20.sol";
import {IERC5805} from "../token/IERC5805.sol";

/// @title What a governor needs of the token whose holders vote
/// @notice A token with votes that can be destroyed for somebody who leaves, as ERC20BurnableVotes can.
interface IMemberToken is IERC20, IERC5805 {
    /// @notice How many units there are, those included with which nobody votes or that are not claimed yet.
    /// @return supply The units: what a share is a share of.
    function currentTotalSupply() external view returns (uint256 supply);

    /// @notice When an account last said who votes for it.
    /// @param account The account.
    /// @return time Second (Unix time); zero if it never did, and always voted for itself.
    function delegatedAt(address account) external view returns (uint256 time);

    /// @notice How few votes an account had at the end of any second since a time, and has now.
    /// @dev It must not cost more than a transaction can, however often anybody changed an account's votes by sending it
    /// units: else that would keep the account from leaving. See ERC20Votes for how.
    /// @param account The account.
    /// @param time A second (Unix time); what was at its end counts too.
    /// @return votes The fewest.
    function leastVotesSince(address account, uint256 time) external view returns (uint256 votes);

    /// @notice Destroys units of somebody who allowed the caller to take them.
    /// @param account Who has them.
    /// @param units How many.
    function burnFrom(address account, uint256 units) external;
}
