// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Payment} from "../libraries/Payment.sol";

/// @title WeakenedBank
/// @notice FOR LESSONS, never deploy it for real: keeps ether, and pays before it writes down that it has paid.
/// @dev What is left out: the order of checks, effects, interactions. Whoever is paid can ask again meanwhile. That way
/// The DAO lost 3.6 million ether on 17 June 2016. Compare `withdraw` in AuctionHouse, or in Crowdfund.
contract WeakenedBank {
    /// @notice There is nothing to pay.
    /// @param account Who asked.
    error NothingOwed(address account);

    mapping(address account => uint256) public balanceOf;

    /// @notice Pays in.
    function deposit() external payable {
        balanceOf[msg.sender] += msg.value;
    }

    /// @notice Takes out all that the caller has.
    function withdraw() external {
        uint256 value = balanceOf[msg.sender];
        if (value == 0) revert NothingOwed(msg.sender);

        Payment.pay(msg.sender, value);
        balanceOf[msg.sender] = 0; // too late
    }
}
