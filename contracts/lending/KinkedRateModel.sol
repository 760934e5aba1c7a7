// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRateModel} from "./IRateModel.sol";

/// @title KinkedRateModel
/// @notice Two straight lines that meet at the kink: gentle up to it, steep above.
/// @dev The steep part is what keeps money in the pool for those who want theirs back: when nearly all is lent out,
/// borrowing gets dear until somebody repays.
///
///     rate
///      |            /
///      |           / steep slope
///      |          /
///      |      ___/ kink
///      |  ___/ gentle slope
///      |_/ base
///      +------------------- utilisation
contract KinkedRateModel is IRateModel {
    /// @notice A curve that is not one: the kink must lie between 0 and 1, and no rate above 1,000% a year.
    /// @param base What was asked for, each times 1e18.
    /// @param gentle As above.
    /// @param steep As above.
    /// @param kink As above.
    error InvalidCurve(uint256 base, uint256 gentle, uint256 steep, uint256 kink);

    uint256 private constant ONE = 1e18;
    uint256 private constant HIGHEST = 10e18;

    /// @notice Rate a year when nothing is lent out, times 1e18.
    uint256 public immutable base;
    /// @notice What the rate a year rises by up to the kink, times 1e18.
    uint256 public immutable gentle;
    /// @notice What it rises by from there to full utilisation, times 1e18.
    uint256 public immutable steep;
    /// @notice Utilisation at which it gets steep, times 1e18.
    uint256 public immutable kink;

    /// @param base_ Rate a year when nothing is lent out, times 1e18.
    /// @param gentle_ What it rises by up to the kink, times 1e18.
    /// @param steep_ What it rises by above the kink, times 1e18.
    /// @param kink_ Utilisation at which it gets steep, times 1e18; above 0, below 1e18.
    constructor(uint256 base_, uint256 gentle_, uint256 steep_, uint256 kink_) {
        bool isLow = base_ <= HIGHEST && gentle_ <= HIGHEST && steep_ <= HIGHEST && base_ + gentle_ + steep_ <= HIGHEST;
        if (!isLow || kink_ == 0 || kink_ >= ONE) revert InvalidCurve(base_, gentle_, steep_, kink_);

        (base, gentle, steep, kink) = (base_, gentle_, steep_, kink_);
    }

    /// @inheritdoc IRateModel
    function borrowRate(uint256 utilisation) external view returns (uint256) {
        return yearlyRate(utilisation) / 365 days;
    }

    /// @notice The rate a year, before compounding.
    /// @param utilisation Share of the money that is lent out, times 1e18, which is the most that it can be.
    /// @return rate The rate, times 1e18.
    function yearlyRate(uint256 utilisation) public view returns (uint256 rate) {
        if (utilisation <= kink) return base + gentle * utilisation / kink;

        return base + gentle + steep * (utilisation - kink) / (ONE - kink);
    }
}
