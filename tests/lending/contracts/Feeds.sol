// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title OddFeed
/// @notice For tests only: an oracle that says whatever it was told, or nothing.
contract OddFeed {
    error FeedIsDown();

    uint8 public decimals;
    int256 private _answer;
    uint256 private _updatedAt;
    bool private _isDown;

    constructor(uint8 decimals_, int256 answer) {
        decimals = decimals_;
        tell(answer, block.timestamp);
    }

    function tell(int256 answer, uint256 updatedAt) public {
        (_answer, _updatedAt, _isDown) = (answer, updatedAt, false);
    }

    function breakDown() external {
        _isDown = true;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (_isDown) revert FeedIsDown();
        return (1, _answer, _updatedAt, _updatedAt, 1);
    }
}

/// @title OddCurve
/// @notice For tests only: a rate model that says whatever it was told, or nothing.
contract OddCurve {
    error CurveIsDown();

    uint256 private _rate;
    bool private _isDown;

    function tell(uint256 rate) external {
        _rate = rate;
    }

    function breakDown() external {
        _isDown = true;
    }

    function borrowRate(uint256) external view returns (uint256) {
        if (_isDown) revert CurveIsDown();
        return _rate;
    }
}

/// @title PlainToken
/// @notice For tests only: nothing but a token's name and digits.
contract PlainToken {
    string public constant name = "Plain";
    string public constant symbol = "PLN";
    uint8 public immutable decimals;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    function approve(address, uint256) external pure returns (bool) {
        return true;
    }
}
