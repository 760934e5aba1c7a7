// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPriceOracle} from "./IPriceOracle.sol";

/// @title SettablePriceOracle
/// @notice For demos and lessons: a price that somebody sets.
/// @dev WARNING: who sets the price can take everything that is lent against it. Never use it with real money.
contract SettablePriceOracle is IPriceOracle {
    /// @notice Only the setter may do this.
    /// @param caller Account that tried.
    /// @param setter Account that may.
    error NotSetter(address caller, address setter);

    /// @notice There is a new price.
    /// @param answer The price, with `decimals` digits behind the point.
    /// @param roundId Number of the answer.
    /// @param updatedAt Second (Unix time) from which it counts.
    event AnswerUpdated(int256 indexed answer, uint256 indexed roundId, uint256 updatedAt);

    /// @inheritdoc IPriceOracle
    uint8 public constant decimals = 8;

    /// @notice Account that sets the price.
    address public immutable setter;

    int256 private _answer;
    uint80 private _round;
    uint64 private _updatedAt;

    /// @param setter_ Account that sets the price.
    /// @param answer The first price, with 8 digits behind the point.
    constructor(address setter_, int256 answer) {
        setter = setter_;
        _update(answer);
    }

    /// @notice Sets the price. Zero or less stands for "no price", to see what happens then.
    /// @param answer The price, with 8 digits behind the point.
    function setPrice(int256 answer) external {
        if (msg.sender != setter) revert NotSetter(msg.sender, setter);

        _update(answer);
    }

    /// @inheritdoc IPriceOracle
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (_round, _answer, _updatedAt, _updatedAt, _round);
    }

    function _update(int256 answer) private {
        _answer = answer;
        _round += 1;
        _updatedAt = uint64(block.timestamp);
        emit AnswerUpdated(answer, _round, block.timestamp);
    }
}
