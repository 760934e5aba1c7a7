// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-6372: by what clock a contract counts
/// @notice Whoever asks for the past must name it in the same unit: seconds here, blocks elsewhere.
interface IERC6372 {
    /// @notice The clock, as of now.
    /// @return timepoint The time.
    function clock() external view returns (uint48 timepoint);

    /// @notice What kind of clock it is, for programs to read.
    /// @return mode "mode=timestamp" for seconds in Unix time.
    function CLOCK_MODE() external view returns (string memory mode);
}
