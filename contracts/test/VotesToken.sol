// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "../token/ERC20.sol";
import {ERC20Votes} from "../token/ERC20Votes.sol";

/// @title VotesToken
/// @notice For tests only: a token with votes that anybody can make.
contract VotesToken is ERC20Votes {
    constructor() ERC20("Demo Token", "DEMO") {}

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }

    function burn(uint256 value) external {
        _burn(msg.sender, value);
    }
}
