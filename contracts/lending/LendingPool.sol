// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {ERC20} from "../token/ERC20.sol";
import {ERC4626} from "../token/ERC4626.sol";
import {IERC20, IERC20Metadata} from "../token/IERC20.sol";
import {ILendingPool} from "./ILendingPool.sol";
import {IPriceOracle} from "./IPriceOracle.sol";
import {IRateModel} from "./IRateModel.sol";
import {LoanBook} from "./LoanBook.sol";

/// @title LendingPool
/// @notice A money market for one token against ether. What it guarantees and what not is written in ILendingPool; how
/// debts are kept, and interest on them, in LoanBook; how suppliers' money goes in and out in ERC4626.
/// @dev There is no guard against reentrancy, because no call goes out before everything is written down: tokens and
/// ether move last. Who is called in between sees the books as they will be, and can do what anybody could do next.
contract LendingPool is LoanBook {
    using SafeTransfer for IERC20;

    uint256 private constant BASIS_POINTS = 10_000;
    /// @dev No usual oracle has more. With 18, an ether may still be worth 79 billion tokens before its price is absurd
    /// (`MOST_PRICE`); with 26, prices of a few hundred would be.
    uint256 private constant MOST_DECIMALS = 18;
    uint256 private constant ETHER_DECIMALS = 18;
    /// @dev Up to it, what is done with a price fits into a uint256.
    uint256 private constant MOST_PRICE = 2 ** 96;

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

    /// @param asset_ The token that is lent. It must not keep a fee on transfers.
    /// @param rateModel_ Says what borrowing costs.
    /// @param oracle_ Says what one ether is worth in the token.
    /// @param limits How far borrowers may go.
    constructor(IERC20Metadata asset_, IRateModel rateModel_, IPriceOracle oracle_, Limits memory limits)
        ERC20(string.concat("Lent ", asset_.name()), string.concat("l", asset_.symbol()))
        ERC4626(asset_)
        LoanBook(rateModel_)
    {
        if (
            limits.loanToValue == 0 || limits.loanToValue >= limits.liquidationThreshold
                || limits.liquidationThreshold >= BASIS_POINTS || limits.liquidationBonus >= BASIS_POINTS
                || limits.liquidationThreshold * (BASIS_POINTS + limits.liquidationBonus)
                    >= BASIS_POINTS * BASIS_POINTS || limits.closeFactor == 0 || limits.closeFactor > BASIS_POINTS
                || limits.maxPriceAge == 0
        ) revert InvalidLimits();
        // Without one of these nobody could ever leave again.
        if (address(rateModel_).code.length == 0) revert NotAContract(address(rateModel_));
        if (address(oracle_).code.length == 0) revert NotAContract(address(oracle_));
        uint256 priceDecimals = oracle_.decimals();
        uint256 assetDecimals = asset_.decimals();
        if (priceDecimals > MOST_DECIMALS || assetDecimals > ETHER_DECIMALS + priceDecimals) {
            revert UnsupportedDecimals(assetDecimals, priceDecimals);
        }

        oracle = oracle_;
        loanToValue = limits.loanToValue;
        liquidationThreshold = limits.liquidationThreshold;
        liquidationBonus = limits.liquidationBonus;
        closeFactor = limits.closeFactor;
        maxPriceAge = limits.maxPriceAge;
        _priceDivisor = 10 ** (ETHER_DECIMALS + priceDecimals - assetDecimals);
    }

    // --- borrowers --------------------------------------------------------------------------------

    /// @inheritdoc ILendingPool
    function depositCollateral(address account) external payable {
        if (msg.value == 0) revert ZeroAmount();

        Position storage position = _positions[account];
        position.collateral = uint112(_fitting(position.collateral + msg.value, type(uint112).max));
        emit CollateralDeposited(msg.sender, account, msg.value);
    }

    /// @inheritdoc ILendingPool
    function withdrawCollateral(uint256 value, address receiver) external {
        if (value == 0) revert ZeroAmount();
        Position storage position = _positions[msg.sender];
        if (value > position.collateral) revert CollateralExceeded(msg.sender, value, position.collateral);

        // `value` was just found to be there, so it fits.
        position.collateral -= uint112(value);
        // Who owes nothing needs neither curve nor oracle.
        if (position.debtShares != 0) {
            _accrue();
            _requireCovered(msg.sender);
        }
        emit CollateralWithdrawn(msg.sender, receiver, value);
        _sendEther(receiver, value);
    }

    /// @inheritdoc ILendingPool
    function borrow(uint256 assets, address receiver) external {
        if (assets == 0) revert ZeroAmount();
        _accrue();

        _lend(msg.sender, assets);
        _requireCovered(msg.sender);
        emit Borrowed(msg.sender, receiver, assets);
        _asset.send(receiver, assets);
    }

    /// @inheritdoc ILendingPool
    function repay(uint256 assets, address account) external returns (uint256 repaid) {
        if (assets == 0) revert ZeroAmount();
        _accrue();
        uint256 debt = _debtOf(account);
        if (debt == 0) revert NoDebt(account);

        repaid = _smaller(assets, debt);
        _settle(account, repaid, 0);
        emit Repaid(msg.sender, account, repaid);
        _asset.take(msg.sender, repaid);
    }

    /// @inheritdoc ILendingPool
    function liquidate(address account, uint256 assets) external returns (uint256 repaid, uint256 seized) {
        if (assets == 0) revert ZeroAmount();
        _accrue();
        uint256 debt = _debtOf(account);
        uint256 collateral = _positions[account].collateral;
        uint256 value = valueOf(collateral);
        uint256 threshold = value * liquidationThreshold / BASIS_POINTS;
        if (debt <= threshold) revert PositionHealthy(account, debt, threshold);

        // What the collateral pays for, bonus included.
        uint256 covered = _divideUp(value * BASIS_POINTS, BASIS_POINTS + liquidationBonus);
        uint256 badDebt;
        if (debt >= covered) {
            repaid = _priceOfAll(debt, value, covered);
            if (assets < repaid) revert LiquidationMustBeWhole(assets, repaid);
            (seized, badDebt) = (collateral, debt - repaid);
            _settle(account, repaid, badDebt);
        } else {
            repaid = _smaller(assets, _mostAtOnce(debt));
            uint256 rest = _settle(account, repaid, 0);
            // For what the debt has become smaller by, which rounding may make less than what was paid: as that is
            // worth less than the same part of the collateral, what stays is covered better than before.
            seized = collateral * (debt - rest) / covered;
        }
        // A part of the collateral, so it fits.
        _positions[account].collateral -= uint112(seized);
        emit Liquidated(msg.sender, account, repaid, seized, badDebt);
        if (repaid != 0) _asset.take(msg.sender, repaid);
        _sendEther(msg.sender, seized);
    }

    // --- views ------------------------------------------------------------------------------------

    /// @inheritdoc ILendingPool
    function collateralOf(address account) external view returns (uint256) {
        return _positions[account].collateral;
    }

    /// @inheritdoc ILendingPool
    function valueOf(uint256 value) public view returns (uint256) {
        _fitting(value, type(uint112).max);
        (, int256 answer,, uint256 updatedAt,) = oracle.latestRoundData();
        if (answer <= 0 || uint256(answer) > MOST_PRICE) revert InvalidAnswer(answer);
        uint256 oldest = block.timestamp > maxPriceAge ? block.timestamp - maxPriceAge : 0;
        if (updatedAt < oldest || updatedAt > block.timestamp) revert StalePrice(updatedAt, oldest);

        return value * uint256(answer) / _priceDivisor;
    }

    // --- internals --------------------------------------------------------------------------------

    /// @dev How much of a debt can be liquidated at once: all of it, if the rest would be too small for a debt.
    function _mostAtOnce(uint256 debt) private view returns (uint256 most) {
        most = _divideUp(debt * closeFactor, BASIS_POINTS);
        if (debt - most < LEAST_DEBT) most = debt;
    }

    /// @dev What all of the collateral goes for, if a debt is too large for a full bonus. As long as it is worth the debt,
    /// for the debt: nothing is lost, and the bonus is what is left. Beyond that the bonus grows again by as much as is
    /// missing, up to a full one. So no step of the debt makes a jump of what is lost, which somebody could provoke.
    function _priceOfAll(uint256 debt, uint256 value, uint256 covered) private pure returns (uint256) {
        return debt <= value ? debt : value - _smaller(debt - value, value - covered);
    }

    function _requireCovered(address account) private view {
        uint256 debt = _debtOf(account);
        uint256 limit = valueOf(_positions[account].collateral) * loanToValue / BASIS_POINTS;
        if (debt > limit) revert InsufficientCollateral(account, debt, limit);
    }

    function _sendEther(address to, uint256 value) private {
        // Nobody is at the zero address to get it back from.
        if (to == address(0)) revert EtherRefused(to, value);
        (bool isTaken,) = to.call{value: value}("");
        if (!isTaken) revert EtherRefused(to, value);
    }
}
