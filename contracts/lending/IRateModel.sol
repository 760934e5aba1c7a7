// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Rate model
/// @notice What borrowing costs, by how much of the money is lent out.
interface IRateModel {
    /// @notice The interest rate.
    /// @param utilisation Share of the money that is lent out, times 1e18.
    /// @return rate Interest a second on one unit, times 1e18.
    function borrowRate(uint256 utilisation) external view returns (uint256 rate);
}
