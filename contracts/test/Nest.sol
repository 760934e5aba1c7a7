// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Inner
/// @notice For tests only: the contract that is called by another.
contract Inner {
    /// @notice The inner contract had enough.
    /// @param caller Who called it.
    /// @param limit The largest value it takes.
    /// @param value The value it was given.
    error TooMuch(address caller, uint256 limit, uint256 value);

    event Stored(address indexed by, uint256 value);

    uint256 public constant LIMIT = 100;

    uint256 public stored;

    function store(uint256 value) external payable returns (uint256 previous) {
        if (value > LIMIT) revert TooMuch(msg.sender, LIMIT, value);
        previous = stored;
        stored = value;
        emit Stored(msg.sender, value);
    }

    function failWithText() external pure {
        revert("inner failure");
    }

    function failWithPanic(uint256 a, uint256 b) external pure returns (uint256) {
        return a / b;
    }

    function failWithNothing() external pure {
        revert();
    }
}

/// @title InnerToLookAt
/// @notice For tests only: what `Inner` looks like to somebody who believes that `store` changes nothing.
interface InnerToLookAt {
    function store(uint256 value) external view returns (uint256 previous);
}

/// @title Outer
/// @notice For tests only: calls `Inner`, lets its failures through or catches them.
contract Outer {
    enum Failure {
        None,
        Text,
        Panic,
        Other
    }

    event Relayed(uint256 value, uint256 previous);
    event Caught(Failure kind, string text, uint256 code, bytes data);
    event Depth(uint256 left);

    Inner public immutable inner;

    constructor(Inner inner_) {
        inner = inner_;
    }

    /// @notice One event here, before it one of the inner contract. Fails as the inner contract fails.
    function relay(uint256 value) external payable returns (uint256 previous) {
        previous = inner.store{value: msg.value}(value);
        emit Relayed(value, previous);
    }

    /// @notice The same with one more contract in between: this one itself.
    function relayTwice(uint256 value) external returns (uint256 previous) {
        return this.relay(value);
    }

    function relayText() external view {
        inner.failWithText();
    }

    function relayPanic() external view {
        inner.failWithPanic(1, 0);
    }

    function relayNothing() external view {
        inner.failWithNothing();
    }

    /// @notice Stores, and goes on if that fails.
    function tryStore(uint256 value) external returns (bool stored) {
        try inner.store(value) {
            return true;
        } catch (bytes memory data) {
            emit Caught(Failure.Other, "", 0, data);
        }
    }

    /// @notice Lets the inner contract fail in the given way, and goes on.
    function tryFailure(Failure kind) external {
        if (kind == Failure.Text) {
            try inner.failWithText() {}
            catch Error(string memory text) {
                emit Caught(Failure.Text, text, 0, "");
            }
        } else if (kind == Failure.Panic) {
            try inner.failWithPanic(1, 0) {}
            catch Panic(uint256 code) {
                emit Caught(Failure.Panic, "", code, "");
            }
        } else if (kind == Failure.Other) {
            try inner.failWithNothing() {}
            catch (bytes memory data) {
                emit Caught(Failure.Other, "", 0, data);
            }
        }
    }

    /// @notice Calls with a little gas only, catches that it was not enough, and goes on.
    function tryWithGas(uint256 value, uint256 amount) external returns (bool stored) {
        try inner.store{gas: amount}(value) {
            return true;
        } catch (bytes memory data) {
            emit Caught(Failure.Other, "", 0, data);
        }
    }

    /// @notice Asks the inner contract to write although it may only look: fails, and takes nearly all gas along.
    function storeWhileLooking(uint256 value) external view returns (uint256 previous) {
        return InnerToLookAt(address(inner)).store(value);
    }

    /// @notice Calls an address that should be a contract like the inner one. Fails if nothing is there.
    function storeAt(address target, uint256 value) external returns (uint256 previous) {
        return Inner(target).store(value);
    }

    /// @notice Calls itself so many times, one call inside the other, with an event on each level.
    function dive(uint256 depth) external {
        emit Depth(depth);
        if (depth > 0) this.dive(depth - 1);
    }
}
