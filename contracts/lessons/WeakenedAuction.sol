// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Payment} from "../libraries/Payment.sol";

/// @title WeakenedAuction
/// @notice FOR LESSONS, never deploy it for real: pays the outbid back within the next bid.
/// @dev What is left out: credit, which everybody fetches by themselves. Whoever takes no ether cannot be outbid, and
/// stays the winner. On 22 April 2022 one contract stopped all refunds of Akutars so. (Its author let them go on; the
/// 11,539 ether that are locked there since are due to another mistake in the same refunds: bids were counted where
/// bidders should have been.) To go on without paying is no better: so King of the Ether lost payments in February 2016.
/// Compare `bid` in AuctionHouse.
contract WeakenedAuction {
    /// @notice Not enough to become the highest bidder.
    /// @param bid Wei that came.
    /// @param minimum The least that is taken.
    error BidTooLow(uint256 bid, uint256 minimum);

    address public bidder;
    uint256 public price;

    /// @notice Bids what comes along: 5% more than the bid before.
    function bid() external payable {
        (address outbid, uint256 refund) = (bidder, price);
        uint256 minimum = refund + refund / 20 + 1;
        if (msg.value < minimum) revert BidTooLow(msg.value, minimum);

        (bidder, price) = (msg.sender, msg.value);
        if (outbid != address(0)) Payment.pay(outbid, refund); // and if it will not have it?
    }
}
