// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface IPool {
    function totalAssets() external view returns (uint256);
    function convertToAssets(uint256 shares) external view returns (uint256);
    function cash() external view returns (uint256);
    function debtOf(address account) external view returns (uint256);
    function collateralOf(address account) external view returns (uint256);
}

/// @title Onlooker
/// @notice For tests only: somebody who acts, and when it is called in between writes down what it sees,
/// or refuse.
contract Onlooker {
    struct Sight {
        uint256 totalAssets;
        uint256 shareValue;
        uint256 cash;
        uint256 debt;
        uint256 collateral;
        uint256 ether_;
    }

    /// @notice What it does when it is sent ether.
    enum Manner {
        Look,
        Refuse,
        RefuseSilently,
        BurnAllGas
    }

    error NoThanks();

    IPool private immutable _pool;
    Manner private _manner;
    Sight private _seen;

    constructor(IPool pool) {
        _pool = pool;
    }

    function act(address target, bytes calldata data) external payable {
        (bool succeeded, bytes memory answer) = target.call{value: msg.value}(data);
        if (!succeeded) {
            assembly {
                revert(add(answer, 0x20), mload(answer))
            }
        }
    }

    function behave(Manner manner) external {
        _manner = manner;
    }

    function look() public {
        _seen = view_();
    }

    function view_() public view returns (Sight memory) {
        return Sight(
            _pool.totalAssets(),
            _pool.convertToAssets(1e24),
            _pool.cash(),
            _pool.debtOf(address(this)),
            _pool.collateralOf(address(this)),
            address(_pool).balance
        );
    }

    function seen() external view returns (Sight memory) {
        return _seen;
    }

    receive() external payable {
        if (_manner == Manner.Refuse) revert NoThanks();
        if (_manner == Manner.RefuseSilently) revert();
        while (_manner == Manner.BurnAllGas) {}
        look();
    }
}
