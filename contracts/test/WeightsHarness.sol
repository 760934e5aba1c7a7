// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Clock} from "../lottery/Clock.sol";
import {DrawSums} from "../lottery/DrawSums.sol";
import {DrawWeights} from "../lottery/DrawWeights.sol";
import {Weights} from "../lottery/Weights.sol";

/// @title WeightsHarness
/// @notice For tests only: the library's functions, for anybody to call.
contract WeightsHarness {
    using DrawSums for Weights;
    using DrawWeights for Weights;

    struct Parts {
        uint256 openedAt;
        uint256 places;
        uint256 depth;
    }

    error NotThatMuch(address account, uint256 balance, uint256 amount);

    Weights private _weights;

    constructor() {
        _weights.open();
    }

    function increase(address account, uint256 amount) external {
        _weights.increase(account, amount);
    }

    /// @notice Gives many accounts something, to fill the tree: `first`, `first` + 1 and so on, as addresses.
    function populate(uint160 first, uint256 number, uint256 amount) external {
        for (uint160 i = 0; i < number; i++) {
            _weights.increase(address(first + i), amount);
        }
    }

    function decrease(address account, uint256 amount) external {
        _requireBalance(account, amount);
        _weights.decrease(account, amount);
    }

    function move(address from, address to, uint256 amount) external {
        _requireBalance(from, amount);
        _weights.move(from, to, amount);
    }

    function setOutside(address account, bool isOut) external {
        _weights.setOutside(account, isOut);
    }

    function close() external {
        _weights.close();
    }

    function settle() external {
        _weights.settle();
    }

    /// @notice As if so many draws had been, to come near the last one.
    function skipTo(uint256 drawId) external {
        Clock now_ = _weights.clock;
        _weights.clock = Clock.wrap(Clock.unwrap(now_) + ((drawId - now_.drawId()) << 224));
    }

    /// @notice As if so many places had been given out, the last of them having been looked at last.
    function pretendPlaces(uint256 places, uint256 depth) external {
        _weights.clock = _weights.clock.withPlaces(places, places).withDepth(depth);
    }

    function clock() external view returns (Parts memory) {
        Clock now_ = _weights.clock;
        return Parts(now_.openedAt(), now_.places(), now_.depth());
    }

    function placeOf(address account) external view returns (uint256) {
        return _weights.accounts[account].tally.place();
    }

    function accountAt(uint256 place) external view returns (address) {
        return _weights.accountAt[place];
    }

    function total() external view returns (uint256) {
        return _weights.total();
    }

    function balanceOf(address account) external view returns (uint256) {
        return _weights.balanceOf(account);
    }

    function isOutside(address account) external view returns (bool) {
        return _weights.isOutside(account);
    }

    function openWeightOf(address account) external view returns (uint256) {
        return _weights.openWeightOf(account);
    }

    function openWeight() external view returns (uint256) {
        return _weights.openWeight();
    }

    function closedWeightOf(address account) external view returns (uint256) {
        return _weights.closedWeightOf(account);
    }

    function closedWeight() external view returns (uint256) {
        return _weights.closedWeight();
    }

    function pick(uint256 point) external view returns (address) {
        return _weights.pick(point);
    }

    function _requireBalance(address account, uint256 amount) private view {
        uint256 balance = _weights.balanceOf(account);
        if (balance < amount) revert NotThatMuch(account, balance, amount);
    }
}
