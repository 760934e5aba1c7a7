// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "../token/ERC20.sol";
import {ERC20BurnableVotes} from "../token/ERC20BurnableVotes.sol";

/// @title VotesToken
/// @notice For tests only: a token with votes that anybody can make.
contract VotesToken is ERC20BurnableVotes {
    constructor() ERC20("Demo Token", "DEMO") {}

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }
}
