// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC4626} from "../token/IERC4626.sol";

/// @title Savings
/// @notice A vault after ERC-4626 that owes one unit for each ticket, and puts what it takes into another vault, the
/// source. What the source earns belongs to nobody yet: it is what prizes are paid of.
/// @dev Savers can leave at any time, as far as the source has money at hand (`maxWithdraw` says how much).
///
/// If the source is worth less than what is owed, there is nobody who would pay for it: whoever leaves gets their part
/// of what there is, and deposits are refused (`maxDeposit` is 0). When the source is made whole again, so is everybody
/// who has stayed.
///
/// A source rounds in its own favour. Somebody has to cover that: the surplus does. So a new vault needs a little of
/// one before it takes a first deposit, say a thousand units, which anybody can put there:
/// `source.deposit(1000, vault)`. Nobody gets them back.
///
/// The source must be an ERC-4626 vault of the same token that takes no fee: not from who pays in (a deposit is refused
/// if more is kept than a rounding), and not from who takes out. Its `previewRedeem` must be what it would pay.
///
/// WARNING: whatever the source can lose, savers can lose.
/// WARNING: the surplus pays for the roundings of everybody, one for each time that somebody pays in or takes out. One
/// is a unit and up to what a share of the source is worth. So use a source whose shares are worth about a unit or less
/// (as of the lending pool here, or of OpenZeppelin's vault with an offset): where a share is worth a thousandth of the
/// prize, a thousand deposits burn it.
interface ISavings is IERC4626 {
    /// @notice The source is a vault for another token.
    /// @param asset The token that was asked for.
    /// @param sourceAsset The source's token.
    error AssetMismatch(address asset, address sourceAsset);

    /// @notice What the vault has in the source would not cover what it owes: the source has made a loss, or it keeps
    /// so much by rounding that a deposit would lose (then a few units of surplus help).
    /// @param worth Units of the asset that the source would pay.
    /// @param owed Units of the asset that would be owed.
    error SourceBelowPrincipal(uint256 worth, uint256 owed);

    /// @notice Of a deposit the source would keep more than it may by rounding: it takes a fee, and the surplus, which
    /// is the prize, would pay it.
    /// @param assets Units of the asset that went in.
    /// @param worth Units of the asset that the source would pay for them.
    error SourceKeepsTooMuch(uint256 assets, uint256 worth);

    /// @notice The vault that assets are put into.
    /// @return vault Its address.
    function source() external view returns (IERC4626 vault);

    /// @notice Pays in assets of the caller's, with their signature instead of an allowance given before.
    /// @dev If somebody else has handed the signature in already, the deposit goes on with the allowance it gave.
    /// @param assets Units of the asset that go in; the signature is for as many.
    /// @param receiver Account that gets the tickets.
    /// @param deadline Second (Unix time) until which the signature is good.
    /// @param v Of the signature.
    /// @param r Of the signature.
    /// @param s Of the signature.
    /// @return tickets Tickets that come out: as many as units went in.
    function depositWithPermit(uint256 assets, address receiver, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        returns (uint256 tickets);
}
