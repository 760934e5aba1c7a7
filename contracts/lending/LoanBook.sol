// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC4626} from "../token/ERC4626.sol";
import {IERC4626} from "../token/IERC4626.sol";
import {ILendingPool} from "./ILendingPool.sol";
import {IRateModel} from "./IRateModel.sol";

/// @title LoanBook
/// @notice What the pool has and is owed: cash, debts, and the interest on them. Whether a debt is covered is not asked
/// here.
/// @dev A debt is a number of shares of all debt, so that interest is written down once for all borrowers. It is
/// rounded up, always. So the sum of what borrowers owe is never less than what the books say that all of them do, and
/// suppliers, who own what the books say, never own more than there is:
///
///     totalAssets = cash + totalDebt <= cash + sum of debtOf
///
/// There are no virtual shares as in ERC4626: nobody would ever pay their part. Instead every debt is a million units
/// or none, so that no rounding moves what a share is worth by more than a millionth of a millionth or, when somebody
/// pays the last unit of a debt, a millionth.
abstract contract LoanBook is ERC4626, ILendingPool {
    /// @dev What there is, and when that was written down last. One slot, which every supplier pays for once.
    struct Books {
        uint104 cash;
        uint104 debt;
        uint48 accruedAt;
    }

    /// @dev A borrower.
    struct Position {
        uint144 debtShares;
        uint112 collateral;
    }

    uint256 internal constant ONE = 1e18;
    /// @dev The highest rate that counts, as interest a second on one unit, times 1e18: 1,000% a year.
    uint256 private constant MOST_RATE = 10 * ONE / 365 days;
    /// @dev What the first unit of debt is in shares.
    uint256 private constant SHARES_A_UNIT = 1e6;

    /// @inheritdoc ILendingPool
    uint256 public constant LEAST_DEBT = 1e6;

    /// @notice Says what borrowing costs.
    IRateModel public immutable rateModel;

    Books internal _books;
    uint256 private _debtShares;
    mapping(address account => Position) internal _positions;

    constructor(IRateModel rateModel_) {
        rateModel = rateModel_;
        _books.accruedAt = uint48(block.timestamp);
    }

    /// @inheritdoc ILendingPool
    function accrue() external {
        _accrue();
    }

    // --- views ------------------------------------------------------------------------------------

    /// @inheritdoc IERC4626
    function totalAssets() public view override returns (uint256) {
        Books memory books = _books;
        return uint256(books.cash) + books.debt + _interest(books);
    }

    /// @inheritdoc ILendingPool
    function cash() external view returns (uint256) {
        return _books.cash;
    }

    /// @inheritdoc ILendingPool
    function totalDebt() public view returns (uint256) {
        Books memory books = _books;
        return books.debt + _interest(books);
    }

    /// @inheritdoc ILendingPool
    function debtOf(address account) external view returns (uint256) {
        return _owed(account, totalDebt());
    }

    /// @inheritdoc ILendingPool
    function utilisation() external view returns (uint256) {
        return _utilisation(_books);
    }

    // --- internals --------------------------------------------------------------------------------

    /// @dev Writes the interest down. Returns the books, as they are stored now.
    function _accrue() internal returns (Books memory books) {
        books = _books;
        if (books.accruedAt == block.timestamp) return books;

        uint256 interest = _interest(books);
        // `_interest` sees to it that this fits.
        books.debt += uint104(interest);
        books.accruedAt = uint48(block.timestamp);
        _books = books;
        if (interest != 0) emit InterestAccrued(interest);
    }

    /// @dev Interest since it was written down last, each step rounded up. Rounded down it would be less the more often
    /// it is written down, and with few units of much value anybody could keep it at nothing by doing so.
    function _interest(Books memory books) private view returns (uint256) {
        uint256 elapsed = block.timestamp - books.accruedAt;
        if (elapsed == 0 || books.debt == 0) return 0;

        uint256 first = _smaller(rateModel.borrowRate(_utilisation(books)), MOST_RATE) * elapsed;
        uint256 second = _divideUp(first * first, 2 * ONE);
        uint256 third = _divideUp(second * first, 3 * ONE);
        // Debts stop growing before they would not fit any more.
        uint256 interest = _divideUp(books.debt * (first + second + third), ONE);
        return _smaller(interest, MOST_ASSETS - books.cash - books.debt);
    }

    /// @dev A debt as it was written down last. Zero only if there is none.
    function _debtOf(address account) internal view returns (uint256) {
        return _owed(account, _books.debt);
    }

    /// @dev Makes a debt larger, after `_accrue`.
    function _lend(address account, uint256 assets) internal {
        Books memory books = _books;
        if (assets > books.cash) revert InsufficientCash(assets, books.cash);

        uint256 total = _debtShares;
        uint256 shares = total == 0 ? assets * SHARES_A_UNIT : _divideUp(assets * total, books.debt);
        Position storage position = _positions[account];
        position.debtShares = uint144(_fitting(position.debtShares + shares, type(uint144).max));
        _debtShares = total + shares;
        // `assets` was just found to be in the cash, and all assets together fit.
        _books.cash = books.cash - uint104(assets);
        _books.debt = books.debt + uint104(assets);
        uint256 owed = _debtOf(account);
        if (owed < LEAST_DEBT) revert DebtTooSmall(owed, LEAST_DEBT);
    }

    /// @dev Makes a debt smaller, after `_accrue`, by what was paid and by what never will be: together no more than
    /// the debt. Returns what is left of it.
    function _settle(address account, uint256 paid, uint256 lost) internal returns (uint256 rest) {
        Books memory books = _books;
        Position storage position = _positions[account];
        uint256 gone = paid + lost;
        // Less than the whole debt is less than all of its shares, rounded down.
        uint256 shares = gone == _debtOf(account) ? position.debtShares : gone * _debtShares / books.debt;
        position.debtShares -= uint144(shares);
        _debtShares -= shares;
        // Nobody owes more than all together do, however it is rounded, and all assets together fit.
        _books.debt = books.debt - uint104(gone);
        _books.cash = books.cash + uint104(paid);
        rest = _debtOf(account);
        if (rest != 0 && rest < LEAST_DEBT) revert DebtTooSmall(rest, LEAST_DEBT);
    }

    /// @dev The value, if it fits.
    function _fitting(uint256 value, uint256 most) internal pure returns (uint256) {
        if (value > most) revert TooLarge(value, most);
        return value;
    }

    /// @inheritdoc ERC4626
    function _beforeChange() internal override returns (uint256) {
        Books memory books = _accrue();
        return uint256(books.cash) + books.debt;
    }

    /// @inheritdoc ERC4626
    function _atHand() internal view override returns (uint256) {
        return _books.cash;
    }

    /// @inheritdoc ERC4626
    function _noteIn(uint256 assets) internal override {
        // `maxDeposit` sees to it that all assets together fit.
        _books.cash += uint104(assets);
    }

    /// @inheritdoc ERC4626
    function _noteOut(uint256 assets) internal override {
        // `maxWithdraw` sees to it that they are there.
        _books.cash -= uint104(assets);
    }

    function _owed(address account, uint256 debt) private view returns (uint256) {
        uint256 total = _debtShares;
        return total == 0 ? 0 : _divideUp(_positions[account].debtShares * debt, total);
    }

    function _utilisation(Books memory books) private pure returns (uint256) {
        return books.debt == 0 ? 0 : books.debt * ONE / (uint256(books.cash) + books.debt);
    }
}
