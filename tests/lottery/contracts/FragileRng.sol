// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title FragileRng
/// @notice For tests only: a source of randomness for one request that can break in several ways.
contract FragileRng {
    enum State {
        Waiting,
        Complete,
        Failed,
        Reverting,
        Silent,
        Costly
    }

    error Broken();

    State public state;

    function become(State state_) external {
        state = state_;
    }

    function request() external pure returns (uint256) {
        return 1;
    }

    function isRequestComplete(uint256) external view returns (bool) {
        _breakDown();
        return state == State.Complete || state == State.Costly;
    }

    function isRequestFailed(uint256) external view returns (bool) {
        _breakDown();
        return state == State.Failed;
    }

    function randomNumber(uint256) external view returns (uint256) {
        _breakDown();
        return 7;
    }

    function _breakDown() private view {
        if (state == State.Reverting) revert Broken();
        if (state == State.Silent) {
            assembly {
                return(0, 0)
            }
        }
        if (state == State.Costly) {
            uint256 before = gasleft();
            while (before - gasleft() < 250_000) {}
        }
    }
}
