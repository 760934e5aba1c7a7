// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {ERC20} from "../token/ERC20.sol";
import {ERC4626} from "../token/ERC4626.sol";
import {IERC20, IERC20Metadata} from "../token/IERC20.sol";
import {IERC4626} from "../token/IERC4626.sol";
import {ILendingPool} from "./ILendingPool.sol";
import {IPriceOracle} from "./IPriceOracle.sol";
import {IRateModel} from "./IRateModel.sol";

/// @title LendingPool
/// @notice A money market for one token against ether. What it guarantees and what not is written in ILendingPool.
contract LendingPool is ERC4626, ILendingPool {
    using SafeTransfer for IERC20;

    /// @dev What the pool has and is owed, and when that was written down last. One slot, which every supplier pays
    /// for once.
    struct Books {
        uint112 cash;
        uint112 debt;
        uint32 accruedAt;
    }

    /// @dev A borrower. Debts are kept as shares of all debt, so that interest need not be written down for each.
    struct Position {
        uint128 debtShares;
        uint128 collateral;
    }

    uint256 private constant ONE = 1e18;
    uint256 private constant BASIS_POINTS = 10_000;
    /// @dev Debt shares are counted as if there were so many more for one unit of debt more, as in ERC4626.
    uint256 private constant VIRTUAL_DEBT_SHARES = 1e6;

    /// @notice Says what borrowing costs.
    IRateModel public immutable rateModel;
    /// @notice Says what ether is worth.
    IPriceOracle public immutable oracle;
    /// @notice What may be borrowed at most, in basis points of the collateral's value.
    uint256 public immutable loanToValue;
    /// @notice Debt above this can be liquidated, in basis points of the collateral's value.
    uint256 public immutable liquidationThreshold;
    /// @notice What a liquidator gets on top, in basis points of what they repay.
    uint256 public immutable liquidationBonus;
    /// @notice How much of a debt can be liquidated at once, in basis points.
    uint256 public immutable closeFactor;
    /// @notice Seconds after which a price is too old.
    uint256 public immutable maxPriceAge;
    /// @dev Takes wei times the oracle's answer to units of the asset.
    uint256 private immutable _priceDivisor;
    uint256 private immutable _priceFactor;

    Books private _books;
    uint256 private _debtShares;
    mapping(address account => Position) private _positions;

    /// @param asset_ The token that is lent. It must not keep a fee on transfers.
    /// @param rateModel_ Says what borrowing costs.
    /// @param oracle_ Says what one ether is worth in the token.
    /// @param limits How far borrowers may go.
    constructor(IERC20Metadata asset_, IRateModel rateModel_, IPriceOracle oracle_, Limits memory limits)
        ERC20(string.concat("Lent ", asset_.name()), string.concat("l", asset_.symbol()))
        ERC4626(asset_)
    {
        if (
            limits.loanToValue == 0 || limits.loanToValue >= limits.liquidationThreshold
                || limits.liquidationThreshold * (BASIS_POINTS + limits.liquidationBonus)
                    >= BASIS_POINTS * BASIS_POINTS || limits.closeFactor == 0 || limits.closeFactor > BASIS_POINTS
        ) revert InvalidLimits();

        rateModel = rateModel_;
        oracle = oracle_;
        loanToValue = limits.loanToValue;
        liquidationThreshold = limits.liquidationThreshold;
        liquidationBonus = limits.liquidationBonus;
        closeFactor = limits.closeFactor;
        maxPriceAge = limits.maxPriceAge;
        _priceDivisor = ONE * 10 ** oracle_.decimals();
        _priceFactor = 10 ** asset_.decimals();
        _books.accruedAt = uint32(block.timestamp);
    }

    // --- borrowers --------------------------------------------------------------------------------

    /// @inheritdoc ILendingPool
    function depositCollateral(address account) external payable {
        if (msg.value == 0) revert ZeroAmount();

        // All ether there is fits into 128 bits many times over.
        _positions[account].collateral += uint128(msg.value);
        emit CollateralDeposited(msg.sender, account, msg.value);
    }

    /// @inheritdoc ILendingPool
    function withdrawCollateral(uint256 value, address receiver) external {
        if (value == 0) revert ZeroAmount();
        Position storage position = _positions[msg.sender];
        if (value > position.collateral) revert CollateralExceeded(msg.sender, value, position.collateral);
        accrue();

        // `value` was just found to be there, so it fits.
        position.collateral -= uint128(value);
        _requireCovered(msg.sender);
        emit CollateralWithdrawn(msg.sender, receiver, value);
        _sendEther(receiver, value);
    }

    /// @inheritdoc ILendingPool
    function borrow(uint256 assets, address receiver) external {
        if (assets == 0) revert ZeroAmount();
        accrue();
        Books storage books = _books;
        if (assets > books.cash) revert InsufficientCash(assets, books.cash);

        uint256 shares = _divideUp(assets * (_debtShares + VIRTUAL_DEBT_SHARES), uint256(books.debt) + 1);
        _positions[msg.sender].debtShares += _toUint128(shares);
        _debtShares += shares;
        // `assets` was just found not to exceed the cash, which has 112 bits.
        books.cash -= uint112(assets);
        books.debt += uint112(assets);
        _requireCovered(msg.sender);
        emit Borrowed(msg.sender, receiver, assets);
        _asset.send(receiver, assets);
    }

    /// @inheritdoc ILendingPool
    function repay(uint256 assets, address account) external returns (uint256 repaid) {
        if (assets == 0) revert ZeroAmount();
        accrue();
        uint256 debt = _debtOf(account);
        if (debt == 0) revert NoDebt(account);

        repaid = _smaller(assets, debt);
        _reduceDebt(account, repaid, 0, repaid == debt);
        emit Repaid(msg.sender, account, repaid);
        _asset.take(msg.sender, repaid);
    }

    /// @inheritdoc ILendingPool
    function liquidate(address account, uint256 assets) external returns (uint256 repaid, uint256 seized) {
        if (assets == 0) revert ZeroAmount();
        accrue();
        Position storage position = _positions[account];
        uint256 debt = _debtOf(account);
        uint256 value = valueOf(position.collateral);
        uint256 threshold = value * liquidationThreshold / BASIS_POINTS;
        if (debt <= threshold) revert PositionHealthy(account, debt, threshold);

        // What the collateral pays for, bonus included. A debt above it cannot be covered: it goes as a whole.
        uint256 covered = value * BASIS_POINTS / (BASIS_POINTS + liquidationBonus);
        bool isWhole = debt >= covered;
        uint256 most = isWhole ? covered : _divideUp(debt * closeFactor, BASIS_POINTS);
        repaid = assets == type(uint256).max ? most : assets;
        if (isWhole && repaid < most) revert LiquidationMustBeWhole(repaid, most);
        if (repaid > most) {
            if (!isWhole) revert CloseFactorExceeded(repaid, most);
            repaid = most;
        }
        seized = isWhole ? position.collateral : uint256(position.collateral) * repaid / covered;

        uint256 badDebt = isWhole ? debt - repaid : 0;
        position.collateral -= uint128(seized);
        _reduceDebt(account, repaid, badDebt, isWhole || repaid == debt);
        emit Liquidated(msg.sender, account, repaid, seized, badDebt);
        if (repaid != 0) _asset.take(msg.sender, repaid);
        _sendEther(msg.sender, seized);
    }

    // --- books ------------------------------------------------------------------------------------

    /// @inheritdoc ILendingPool
    function accrue() public {
        Books memory books = _books;
        if (books.accruedAt == block.timestamp) return;

        uint256 interest = _interest(books);
        _books.debt = uint112(books.debt + interest);
        _books.accruedAt = uint32(block.timestamp);
        if (interest != 0) emit InterestAccrued(interest, books.debt + interest);
    }

    /// @inheritdoc IERC4626
    function totalAssets() public view override returns (uint256) {
        return uint256(_books.cash) + totalDebt();
    }

    /// @inheritdoc ILendingPool
    function cash() external view returns (uint256) {
        return _books.cash;
    }

    /// @inheritdoc ILendingPool
    function totalDebt() public view returns (uint256) {
        return uint256(_books.debt) + _interest(_books);
    }

    /// @inheritdoc ILendingPool
    function debtOf(address account) external view returns (uint256) {
        return _divideUp(_positions[account].debtShares * (totalDebt() + 1), _debtShares + VIRTUAL_DEBT_SHARES);
    }

    /// @inheritdoc ILendingPool
    function collateralOf(address account) external view returns (uint256) {
        return _positions[account].collateral;
    }

    /// @inheritdoc ILendingPool
    function utilisation() external view returns (uint256) {
        return _utilisation(_books);
    }

    /// @inheritdoc ILendingPool
    function valueOf(uint256 value) public view returns (uint256) {
        (, int256 answer,, uint256 updatedAt,) = oracle.latestRoundData();
        if (answer <= 0) revert InvalidAnswer(answer);
        uint256 oldest = block.timestamp > maxPriceAge ? block.timestamp - maxPriceAge : 0;
        if (updatedAt < oldest) revert StalePrice(updatedAt, oldest);

        return value * uint256(answer) * _priceFactor / _priceDivisor;
    }

    /// @inheritdoc ERC4626
    function _beforeChange() internal override {
        accrue();
    }

    /// @inheritdoc ERC4626
    function _atHand() internal view override returns (uint256) {
        return _books.cash;
    }

    /// @inheritdoc ERC4626
    function _book(uint256 assets, bool isIn) internal override {
        // `maxDeposit` keeps all assets below 112 bits, `maxWithdraw` keeps what goes out below the cash.
        if (isIn) _books.cash += uint112(assets);
        else _books.cash -= uint112(assets);
    }

    /// @dev A debt as it was written down last, rounded up.
    function _debtOf(address account) private view returns (uint256) {
        return
            _divideUp(
                _positions[account].debtShares * (uint256(_books.debt) + 1), _debtShares + VIRTUAL_DEBT_SHARES
            );
    }

    /// @dev Takes a debt down by what was paid and by what never will be.
    function _reduceDebt(address account, uint256 repaid, uint256 badDebt, bool isAll) private {
        Position storage position = _positions[account];
        uint256 total = _books.debt;
        uint256 shares = isAll
            ? position.debtShares
            : repaid * (_debtShares + VIRTUAL_DEBT_SHARES) / (total + 1);
        // Rounding down never takes more shares than there are for less than the whole debt.
        position.debtShares -= uint128(shares);
        _debtShares -= shares;
        // A debt is rounded up, so the last one may be a unit more than all of it.
        _books.debt = uint112(total - _smaller(repaid + badDebt, total));
        _books.cash += uint112(repaid);
    }

    function _requireCovered(address account) private view {
        uint256 debt = _debtOf(account);
        if (debt == 0) return;

        uint256 limit = valueOf(_positions[account].collateral) * loanToValue / BASIS_POINTS;
        if (debt > limit) revert InsufficientCollateral(account, debt, limit);
    }

    /// @dev Interest since it was written down last.
    function _interest(Books memory books) private view returns (uint256) {
        uint256 elapsed = block.timestamp - books.accruedAt;
        if (elapsed == 0 || books.debt == 0) return 0;

        uint256 first = rateModel.borrowRate(_utilisation(books)) * elapsed;
        uint256 second = first * first / (2 * ONE);
        uint256 third = second * first / (3 * ONE);
        uint256 interest = books.debt * (first + second + third) / ONE;
        // Debts stop growing before they would not fit any more.
        return _smaller(interest, MOST_ASSETS - _smaller(uint256(books.cash) + books.debt, MOST_ASSETS));
    }

    function _utilisation(Books memory books) private pure returns (uint256) {
        return books.debt == 0 ? 0 : books.debt * ONE / (uint256(books.cash) + books.debt);
    }

    function _toUint128(uint256 value) private pure returns (uint128) {
        assert(value <= type(uint128).max);
        return uint128(value);
    }

    function _sendEther(address to, uint256 value) private {
        (bool isTaken,) = to.call{value: value}("");
        if (!isTaken) revert EtherRefused(to, value);
    }
}
