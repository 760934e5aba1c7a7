// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "../token/IERC20.sol";

/// @title Timelock: the treasury, and the time between a decision and what it does
/// @notice Holds what the members own together: ether, tokens, pieces. It has no owner. What it does is scheduled by its
/// governor, after a vote, and done when everybody has had the time to look at it, and to leave.
/// @dev An operation is a proposal of the governor's, and has its number for an id: the governor's events tell when one is
/// scheduled. Errors, and the event, are those of OpenZeppelin's TimelockController. What that has and this does not:
/// roles, an admin, cancelling, predecessors.
interface ITimelock {
    /// @notice How far an operation is. One that stays Ready for too long its governor does not execute any more.
    enum OperationState {
        Unset,
        Waiting,
        Ready,
        Done
    }

    /// @notice Only the governor may do this.
    /// @param caller Who tried.
    error TimelockUnauthorizedCaller(address caller);

    /// @notice The operation is not as far as it would have to be, or further.
    /// @param operationId The operation.
    /// @param expectedStates One bit for each state it could have been in, counted from the right.
    error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates);

    /// @notice There must be more time to look at what was decided.
    /// @param delay Seconds asked for.
    /// @param minDelay Seconds that it takes at least.
    error TimelockInsufficientDelay(uint256 delay, uint256 minDelay);

    /// @notice A call was made.
    /// @param id The operation it is part of.
    /// @param index Which part, from 0.
    /// @param target Account that was called.
    /// @param value Wei it got.
    /// @param data Selector and arguments.
    event CallExecuted(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data);

    /// @notice Somebody who leaves got their part.
    /// @param to Who.
    /// @param token Of what; the zero address for ether.
    /// @param value Units of it, or wei.
    event SharePaid(address indexed to, address indexed token, uint256 value);

    /// @notice Lets the delay of an operation begin. Only for the governor.
    /// @param id The operation; it must not have been scheduled before.
    /// @param delay Seconds until it can be executed; `MIN_DELAY` at least.
    /// @return readyAt_ Second (Unix time) from which on it can be.
    function schedule(bytes32 id, uint256 delay) external returns (uint256 readyAt_);

    /// @notice Makes the calls, all or none. Only for the governor, whom anybody can ask to: it sees to it that the
    /// contracts called are still those that were voted on.
    /// @param targets Accounts to call.
    /// @param values Wei for each: of the treasury's, and of what was sent along.
    /// @param payloads Selector and arguments for each.
    /// @param salt What tells this operation from others with the same calls: the hash of what was said about it.
    function execute(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 salt
    ) external payable;

    /// @notice Pays somebody who leaves a part of the ether and of some tokens, rounded down. Only for the governor.
    /// @dev Panics (0x11) if a token says that there are more than 2^256 / `part` units here.
    /// @param to Who leaves; reverts with PaymentRefused if it does not take the ether.
    /// @param tokens The tokens, each once.
    /// @param part How much of `whole`.
    /// @param whole What it is a part of; not zero.
    function payShare(address to, IERC20[] calldata tokens, uint256 part, uint256 whole) external;

    /// @notice Who schedules.
    /// @return governor_ The governor; never another one.
    function governor() external view returns (address governor_);

    /// @notice No operation can be executed sooner after it was scheduled.
    /// @return seconds_ Seconds.
    function MIN_DELAY() external view returns (uint256 seconds_);

    /// @notice The id of an operation: a hash of all of it.
    /// @param targets Accounts to call.
    /// @param values Wei for each.
    /// @param payloads Selector and arguments for each.
    /// @param salt What tells it from others with the same calls.
    /// @return id The id.
    function hashOperation(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 salt
    ) external pure returns (bytes32 id);

    /// @notice From when on an operation can be executed.
    /// @param id The operation.
    /// @return timestamp Second (Unix time), also after it was executed; 0 if it was never scheduled.
    function readyAt(bytes32 id) external view returns (uint256 timestamp);

    /// @notice How far an operation is.
    /// @param id The operation.
    /// @return state The state.
    function getOperationState(bytes32 id) external view returns (OperationState state);
}
