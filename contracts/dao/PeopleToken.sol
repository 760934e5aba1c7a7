// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "../token/ERC20.sol";
import {ERC20BurnableVotes} from "../token/ERC20BurnableVotes.sol";

/// @title PeopleToken
/// @notice PEOPLE: a vote in what a crowdfund has bought, 1,000,000 for each ether given.
/// @dev Only the crowdfund makes units, for those who have given. It can destroy a unit only for its holder, who asks
/// for the ether behind it. Anybody may destroy their own, or let a Governor do it, which pays for them in the same
/// transaction: that is how members leave with their share.
///
/// Units are made when they are claimed, and most are claimed late. The votes of all, from which a quorum is
/// counted, are those of `fullSupply` nevertheless: else whoever claims first could decide alone.
contract PeopleToken is ERC20BurnableVotes {
    /// @notice Only the crowdfund may do this.
    /// @param caller Who tried.
    /// @param crowdfund Who may.
    error NotCrowdfund(address caller, address crowdfund);

    /// @notice Units for a wei: 1,000,000 PEOPLE for an ether.
    uint256 public constant UNITS_PER_WEI = 1_000_000;
    /// @notice The crowdfund.
    address public immutable crowdfund;

    /// @notice Units for all that was given, less those destroyed: what a share is a share of. After an auction that was
    /// lost there is nothing to share, and those for what was taken back are still counted.
    uint256 public fullSupply;

    constructor() ERC20("PeopleToken", "PEOPLE") {
        crowdfund = msg.sender;
    }

    /// @notice Says how many units there can be. The crowdfund calls this once, before it makes the first.
    /// @param given Wei that were raised; 2^96 / 1,000,000 at most.
    function open(uint256 given) external {
        _requireCrowdfund();
        fullSupply = super._changeSupply(given * UNITS_PER_WEI, 0);
    }

    /// @notice Makes units. Only the crowdfund may.
    /// @param account Who gets them.
    /// @param given Wei that they gave; with those before no more than were raised.
    /// @return units How many.
    function mint(address account, uint256 given) external returns (uint256 units) {
        _requireCrowdfund();
        // What was raised was multiplied before.
        unchecked {
            units = given * UNITS_PER_WEI;
        }
        _mint(account, units);
    }

    /// @notice Destroys units for ether. Only the crowdfund may.
    /// @param account Who has them, and asked for it.
    /// @param units How many.
    function burnFor(address account, uint256 units) external {
        _requireCrowdfund();
        _burn(account, units);
    }

    /// @dev What is made was counted when the token was opened; only what is destroyed changes the votes of all.
    function _changeSupply(uint256, uint256 less) internal override returns (uint256 current) {
        if (less == 0) return 0;

        current = super._changeSupply(0, less);
        fullSupply = current;
    }

    function _requireCrowdfund() private view {
        if (msg.sender != crowdfund) revert NotCrowdfund(msg.sender, crowdfund);
    }
}
