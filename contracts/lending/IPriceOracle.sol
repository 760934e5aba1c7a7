// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Price oracle, with the interface of Chainlink's feeds
/// @notice Says what one ether is worth. Whoever asks must look at the sign and the age of the answer.
interface IPriceOracle {
    /// @notice How many of the answer's digits stand behind the decimal point.
    /// @return digits Usually 8.
    function decimals() external view returns (uint8 digits);

    /// @notice The newest answer.
    /// @return roundId Number of the answer.
    /// @return answer The price, with `decimals` digits behind the point. Not above zero means: no price.
    /// @return startedAt Second (Unix time) at which the round began.
    /// @return updatedAt Second at which the answer was found.
    /// @return answeredInRound Not used any more.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
