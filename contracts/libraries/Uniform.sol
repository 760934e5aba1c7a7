// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Uniform
/// @notice A random number below a bound, each as likely as any other.
library Uniform {
    /// @notice Takes a random word down to below a bound.
    /// @dev The remainder of a division alone would prefer small numbers, as 2^256 is no multiple of the bound. So the
    /// first 2^256 mod `bound` words are refused, and a new one made of each. For bounds of 120 bits that happens once
    /// in 2^136 times.
    /// @param word The random word.
    /// @param bound The first number that is too large; not zero.
    /// @return number The number.
    function below(uint256 word, uint256 bound) internal pure returns (uint256 number) {
        uint256 refused = (type(uint256).max - bound + 1) % bound;
        while (word < refused) {
            word = uint256(keccak256(abi.encode(word)));
        }
        return word % bound;
    }
}
