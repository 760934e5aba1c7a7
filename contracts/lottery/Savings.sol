// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReentrancyGuard} from "../libraries/ReentrancyGuard.sol";
import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {ERC20} from "../token/ERC20.sol";
import {IERC20, IERC20Metadata} from "../token/IERC20.sol";
import {IERC20Permit} from "../token/IERC20Permit.sol";
import {IERC4626} from "../token/IERC4626.sol";
import {IERC4626Errors} from "../token/IERC4626Errors.sol";
import {ISavings} from "./ISavings.sol";
import {Tickets} from "./Tickets.sol";
import {MAX_TOTAL} from "./Weights.sol";

/// @title Savings
/// @notice Takes a token, lends it out through another vault, and gives it back one to one. What it guarantees and what
/// not is written in ISavings.
/// @dev Two numbers decide everything: the principal (all tickets) and the worth (what the source would pay for all
/// that the vault has there). As every ticket is owed one unit, worth - principal is the surplus, and pays the prizes.
///
/// Why the vault is never short by a unit although its source rounds: a deposit that leaves worth < principal reverts.
/// A withdrawal costs the vault less than one of the source's shares more than it pays. While the surplus covers that,
/// it pays one to one. If it does not, the leaver gets at most what their part of the source's shares is worth; then no
/// share is taken from anybody who stays. The same rule, unchanged, is what happens after a loss.
abstract contract Savings is Tickets, ReentrancyGuard, ISavings, IERC4626Errors {
    using SafeTransfer for IERC20;

    /// @dev What there is: shares of the source, what they are worth, and what is owed.
    struct Books {
        uint256 shares;
        uint256 worth;
        uint256 principal;
    }

    /// @dev Half of what tickets can be: the rest is room for prizes, which so never fail to fit.
    uint256 internal constant MAX_PRINCIPAL = 2 ** 95;

    /// @inheritdoc ISavings
    IERC4626 public immutable source;
    IERC20 internal immutable _asset;
    uint8 private immutable _decimals;

    /// @param asset_ The token that goes in and comes out.
    /// @param source_ The vault that it is put into.
    constructor(IERC20Metadata asset_, IERC4626 source_)
        ERC20(string.concat("Prize ticket ", asset_.name()), string.concat("p", asset_.symbol()))
    {
        if (source_.asset() != address(asset_)) revert AssetMismatch(address(asset_), source_.asset());

        source = source_;
        _asset = asset_;
        _decimals = asset_.decimals();
        // The source can take what the vault has of the asset. It has some only in between.
        _asset.allow(address(source_), type(uint256).max);
    }

    // --- in and out -------------------------------------------------------------------------------

    /// @inheritdoc IERC4626
    function deposit(uint256 assets, address receiver) external returns (uint256) {
        _payIn(assets, receiver);
        return assets;
    }

    /// @inheritdoc IERC4626
    function mint(uint256 tickets, address receiver) external returns (uint256) {
        _payIn(tickets, receiver);
        return tickets;
    }

    /// @inheritdoc ISavings
    function depositWithPermit(uint256 assets, address receiver, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        returns (uint256)
    {
        IERC20Permit token = IERC20Permit(address(_asset));
        try token.permit(msg.sender, address(this), assets, deadline, v, r, s) {}
        catch (bytes memory reason) {
            // Anybody can hand in the signature before, so that it is spent here: what it was for is done, then.
            // (A token without permits says nothing: then it says below what is missing.)
            if (_asset.allowance(msg.sender, address(this)) < assets && reason.length != 0) {
                // Solidity can catch another contract's error but not throw it again as it was.
                assembly ("memory-safe") {
                    revert(add(reason, 0x20), mload(reason))
                }
            }
        }
        _payIn(assets, receiver);
        return assets;
    }

    /// @inheritdoc IERC4626
    function withdraw(uint256 assets, address receiver, address owner) external guarded returns (uint256 tickets) {
        if (assets == 0) revert ERC4626NothingForIt();
        // No ticket is worth more than a unit.
        _requireBalance(owner, assets);
        tickets = _ticketsFor(_books(), assets);

        _payOut(assets, tickets, receiver, owner);
    }

    /// @inheritdoc IERC4626
    function redeem(uint256 tickets, address receiver, address owner) external guarded returns (uint256 assets) {
        _requireBalance(owner, tickets);
        assets = _assetsFor(_books(), tickets);
        if (assets == 0) revert ERC4626NothingForIt();

        _payOut(assets, tickets, receiver, owner);
    }

    // --- views ------------------------------------------------------------------------------------

    /// @inheritdoc IERC4626
    function asset() external view returns (address) {
        return address(_asset);
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC20, IERC20Metadata) returns (uint8) {
        return _decimals;
    }

    /// @inheritdoc IERC4626
    function totalAssets() external view returns (uint256) {
        return _books().worth;
    }

    /// @inheritdoc IERC4626
    function convertToShares(uint256 assets) external view returns (uint256) {
        Books memory books = _books();
        if (books.worth >= books.principal) return assets;
        return books.worth == 0 ? 0 : assets * books.principal / books.worth;
    }

    /// @inheritdoc IERC4626
    function convertToAssets(uint256 tickets) external view returns (uint256) {
        Books memory books = _books();
        return books.worth >= books.principal ? tickets : tickets * books.worth / books.principal;
    }

    /// @inheritdoc IERC4626
    function maxDeposit(address) public view returns (uint256) {
        Books memory books = _books();
        // Without a surplus that covers the rounding, a deposit may be refused: so none is promised.
        if (books.shares == 0 || !_coversRounding(books)) return 0;
        uint256 most = _smaller(_roomFor(books.principal), source.maxDeposit(address(this)));
        uint256 received = source.previewRedeem(source.previewDeposit(most));
        return received + 2 + books.worth / books.shares < most ? 0 : most;
    }

    /// @inheritdoc IERC4626
    function maxMint(address receiver) external view returns (uint256) {
        return maxDeposit(receiver);
    }

    /// @inheritdoc IERC4626
    function maxWithdraw(address owner) external view returns (uint256) {
        return _assetsFor(_books(), maxRedeem(owner));
    }

    /// @inheritdoc IERC4626
    function maxRedeem(address owner) public view returns (uint256 tickets) {
        Books memory books = _books();
        if (books.worth == 0) return 0;
        uint256 atHand = source.maxWithdraw(address(this));
        if (books.worth < books.principal) atHand = atHand * books.principal / books.worth;
        tickets = _smaller(balanceOf(owner), atHand);
        // Nothing is paid for too few.
        if (_assetsFor(books, tickets) == 0) tickets = 0;
    }

    /// @inheritdoc IERC4626
    function previewDeposit(uint256 assets) external pure returns (uint256) {
        return assets;
    }

    /// @inheritdoc IERC4626
    function previewMint(uint256 tickets) external pure returns (uint256) {
        return tickets;
    }

    /// @inheritdoc IERC4626
    function previewWithdraw(uint256 assets) external view returns (uint256) {
        return _ticketsFor(_books(), assets);
    }

    /// @inheritdoc IERC4626
    function previewRedeem(uint256 tickets) external view returns (uint256) {
        return _assetsFor(_books(), tickets);
    }

    // --- internals --------------------------------------------------------------------------------

    function _payIn(uint256 assets, address receiver) internal guarded {
        if (assets == 0) revert ERC4626NothingForIt();
        uint256 principal = totalSupply();
        uint256 room = _roomFor(principal);
        if (assets > room) revert ERC4626ExceededMaxDeposit(receiver, assets, room);

        // Effects after interactions, for once, so that whoever is called meanwhile sees no loss: what has come in and
        // is not owed yet looks like a surplus. `guarded` keeps the total as it was found above.
        _asset.pull(msg.sender, assets);
        // There may be more, which somebody gave away. Less means that the token kept a fee.
        uint256 held = _asset.balanceOf(address(this));
        if (held < assets) revert SafeTransfer.TransferFeeNotSupported(address(_asset), held, assets);
        uint256 shares = source.deposit(assets, address(this));
        _mint(receiver, assets);
        emit Deposit(msg.sender, receiver, assets, assets);

        // It fits: there was room for it.
        unchecked {
            principal += assets;
        }
        uint256 allShares = source.balanceOf(address(this));
        uint256 worth = source.previewRedeem(allShares);
        if (worth < principal) revert SourceBelowPrincipal(worth, principal);
        // What the source keeps, the surplus pays. It must be a rounding and not a fee, by which anybody could burn the
        // prize for nothing.
        if ((shares + 1) * worth / allShares + 2 < assets) {
            revert SourceKeepsTooMuch(assets, shares * worth / allShares);
        }
    }

    function _payOut(uint256 assets, uint256 tickets, address receiver, address owner) private {
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, tickets);
        _burn(owner, tickets);
        emit Withdraw(msg.sender, receiver, owner, assets, tickets);
        source.withdraw(assets, receiver, address(this));
    }

    function _books() internal view returns (Books memory books) {
        books.shares = source.balanceOf(address(this));
        books.worth = source.previewRedeem(books.shares);
        books.principal = totalSupply();
    }

    /// @dev What tickets are paid at: one to one if it costs nobody else anything, else at most their part.
    function _assetsFor(Books memory books, uint256 tickets) private view returns (uint256) {
        if (books.principal == 0 || _coversRounding(books)) return tickets;
        if (tickets > MAX_TOTAL) revert ERC4626ExceededMaxRedeem(address(0), tickets, books.principal);
        return _smaller(tickets, source.previewRedeem(books.shares * tickets / books.principal));
    }

    /// @dev The fewest tickets that `_assetsFor` pays so much for.
    function _ticketsFor(Books memory books, uint256 assets) private view returns (uint256 tickets) {
        if (books.shares == 0 || _coversRounding(books)) return assets;
        if (assets > MAX_TOTAL) revert ERC4626ExceededMaxWithdraw(address(0), assets, books.worth);
        uint256 shares = source.previewWithdraw(assets);
        tickets = (shares * books.principal + books.shares - 1) / books.shares;
        if (tickets < assets) tickets = assets;
    }

    function _requireBalance(address owner, uint256 tickets) private view {
        uint256 balance = balanceOf(owner);
        if (balance < tickets) revert ERC20InsufficientBalance(owner, balance, tickets);
    }

    /// @dev Whether the surplus is larger than what the source can keep by rounding once: less than one of its shares,
    /// and as much as a unit for `worth` being rounded down.
    function _coversRounding(Books memory books) private pure returns (bool) {
        if (books.shares == 0) return books.principal == 0;
        return books.worth >= books.principal + 2 + books.worth / books.shares;
    }

    function _roomFor(uint256 principal) private pure returns (uint256) {
        return principal < MAX_PRINCIPAL ? MAX_PRINCIPAL - principal : 0;
    }

    function _smaller(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
