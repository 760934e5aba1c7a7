// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Source of randomness
/// @notice Gives a number for each request: nobody knows it at the time of the request, nobody can change it after.
/// @dev A request ends in one of two ways, complete or failed, within 6 days, and stays so. Until then it is neither.
/// Whoever asks for a number must fix before what it will be used for, and wait 6 days at least before giving it up:
/// if somebody may know the number while nobody else can tell that it is there, that somebody could have it drawn anew.
/// Anybody may ask for numbers, and as many as they like, unless a source says otherwise: that disturbs no other
/// request.
interface IRng {
    /// @notice There is no such request.
    /// @param id The request.
    error UnknownRequest(uint256 id);

    /// @notice The number is not there yet.
    /// @param id The request.
    error RandomnessNotReady(uint256 id);

    /// @notice The number will never be there.
    /// @param id The request.
    error RandomnessFailed(uint256 id);

    /// @notice Somebody has asked for a number.
    /// @param id The request.
    /// @param requester Account that asked.
    event RandomnessRequested(uint256 indexed id, address indexed requester);

    /// @notice Asks for a number.
    /// @return id The request.
    function request() external returns (uint256 id);

    /// @notice Whether the number is there.
    /// @param id The request.
    /// @return isComplete True if it is; it will be the same for good.
    function isRequestComplete(uint256 id) external view returns (bool isComplete);

    /// @notice Whether the number will never be there.
    /// @param id The request.
    /// @return isFailed True if so, for good.
    function isRequestFailed(uint256 id) external view returns (bool isFailed);

    /// @notice The number. Any number is possible, zero too.
    /// @param id The request.
    /// @return number The number: it reverts rather than give one before it is there.
    function randomNumber(uint256 id) external view returns (uint256 number);
}
