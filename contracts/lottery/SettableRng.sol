// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRng} from "./IRng.sol";

/// @title SettableRng
/// @notice For demos and lessons: numbers that somebody sets.
/// @dev WARNING: who sets the numbers chooses the winners. Never use it where a prize is worth something.
contract SettableRng is IRng {
    enum State {
        Unknown,
        Waiting,
        Complete,
        Failed
    }

    /// @notice Only the setter may do this.
    /// @param caller Account that tried.
    /// @param setter Account that may.
    error NotSetter(address caller, address setter);

    /// @notice What has become of a request stays.
    /// @param id The request.
    error AlreadySettled(uint256 id);

    /// @notice A number was set.
    /// @param id The request.
    /// @param number The number.
    event NumberSet(uint256 indexed id, uint256 number);

    /// @notice A request was made to fail.
    /// @param id The request.
    event RequestFailed(uint256 indexed id);

    /// @notice Account that sets the numbers.
    address public immutable setter;
    /// @notice How many requests there have been; the last one has this number.
    uint256 public requests;
    /// @notice What has become of a request.
    mapping(uint256 id => State) public stateOf;
    mapping(uint256 id => uint256) private _numbers;

    /// @param setter_ Account that sets the numbers.
    constructor(address setter_) {
        setter = setter_;
    }

    /// @inheritdoc IRng
    function request() external returns (uint256 id) {
        id = ++requests;
        stateOf[id] = State.Waiting;
        emit RandomnessRequested(id, msg.sender);
    }

    /// @notice Sets a request's number.
    /// @param id The request.
    /// @param number The number.
    function set(uint256 id, uint256 number) external {
        _settle(id, State.Complete);
        _numbers[id] = number;
        emit NumberSet(id, number);
    }

    /// @notice Makes a request fail.
    /// @param id The request.
    function fail(uint256 id) external {
        _settle(id, State.Failed);
        emit RequestFailed(id);
    }

    /// @inheritdoc IRng
    function isRequestComplete(uint256 id) external view returns (bool) {
        return stateOf[id] == State.Complete;
    }

    /// @inheritdoc IRng
    function isRequestFailed(uint256 id) external view returns (bool) {
        return stateOf[id] == State.Failed;
    }

    /// @inheritdoc IRng
    function randomNumber(uint256 id) external view returns (uint256) {
        State state = stateOf[id];
        if (state == State.Unknown) revert UnknownRequest(id);
        if (state == State.Waiting) revert RandomnessNotReady(id);
        if (state == State.Failed) revert RandomnessFailed(id);
        return _numbers[id];
    }

    function _settle(uint256 id, State state) private {
        if (msg.sender != setter) revert NotSetter(msg.sender, setter);
        if (stateOf[id] == State.Unknown) revert UnknownRequest(id);
        if (stateOf[id] != State.Waiting) revert AlreadySettled(id);

        stateOf[id] = state;
    }
}
