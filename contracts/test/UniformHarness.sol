// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Uniform} from "../libraries/Uniform.sol";

/// @title UniformHarness
/// @notice For tests only: the library's function, for anybody to call.
contract UniformHarness {
    function below(uint256 word, uint256 bound) external pure returns (uint256) {
        return Uniform.below(word, bound);
    }
}
