// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title LendingPool
/// @notice Suppliers lend one token through ERC-4626 shares; borrowers take it against ether worth more than they owe.
/// @dev It has no owner: curve, oracle and limits are fixed at deployment. Interest is what borrowers owe more from
/// second to second; shares are worth more by it. Every rounding is against the caller, so nobody gains by doing
/// something and undoing it.
///
/// What is in the pool is what it was told of (`cash`), not its token balance: tokens that somebody just sends are not
/// counted, so no donation moves the value of a share. They are lost. What suppliers own together never exceeds the cash
/// and what borrowers owe.
///
/// Neither paying in nor paying back, nor taking out what is not lent or secures no debt, needs the oracle.
///
/// Interest compounds at each change of the pool: over a stretch of t seconds at the rate r a debt grows by
/// rt + (rt)^2/2 + (rt)^3/6, the beginning of e^(rt) - 1, in fractions of 1e18 and then in units, each step rounded up.
/// The rate is that of the utilisation at the stretch's start; above 1,000% a year it counts as that. So nobody saves
/// interest by having it written down often (`accrue`). All borrowers together pay up to one unit more each time,
/// at most once a block, and suppliers get it.
///
/// A debt is a million units at least: with less, rounding would tell. It is no remedy against debts that are not worth
/// a liquidator's gas.
///
/// A liquidation of a part leaves a debt that is covered better than before, and may leave it to be liquidated again.
///
/// WARNING: suppliers can only withdraw what is not lent out (`maxWithdraw` says how much). The steep part of the curve
/// is what brings money back.
/// WARNING: a unit of the token must be worth far less than the gas of a transaction, as it is with 6 digits or more.
/// With a token of no or two digits, borrowers could be made to pay a unit a block for less than that.
/// WARNING: whoever controls the oracle controls the collateral.
/// WARNING: if ether falls faster than liquidators act, debts stay that nobody will pay. They are written off when the
/// last collateral behind them goes, and all suppliers bear them alike: those who have left before do not.
/// WARNING: a token that takes from balances leaves less here than the books say. Then nobody can pay in until somebody
/// sends what is missing; debts can be repaid, and those who leave first get theirs.
/// WARNING: whoever can change the code of curve or oracle can stop this contract. Use some that cannot be changed.
interface ILendingPool {
    /// @notice How far borrowers may go. Shares of a value, in basis points.
    /// @param loanToValue What may be borrowed at most against collateral worth 10,000.
    /// @param liquidationThreshold Debt above this can be liquidated.
    /// @param liquidationBonus What a liquidator gets on top of what they repay, in collateral.
    /// @param closeFactor How much of a debt can be liquidated at once, as long as it is not about to go under water.
    /// @param maxPriceAge Seconds after which a price is too old.
    struct Limits {
        uint256 loanToValue;
        uint256 liquidationThreshold;
        uint256 liquidationBonus;
        uint256 closeFactor;
        uint256 maxPriceAge;
    }

    /// @notice These limits contradict each other: 0 < loan to value < threshold, threshold x (1 + bonus) < 1,
    /// bonus < 1, 0 < close factor <= 1, and prices live for a second at least.
    error InvalidLimits();

    /// @notice There is no code at this address.
    /// @param account The address.
    error NotAContract(address account);

    /// @notice Token and oracle have too many digits behind the point to reckon with: the oracle more than 18, or the
    /// token more than 18 more than the oracle.
    /// @param asset The token's.
    /// @param oracle The oracle's.
    error UnsupportedDecimals(uint256 asset, uint256 oracle);

    /// @notice There is no room for such a number.
    /// @param value The number.
    /// @param most The largest that there is room for.
    error TooLarge(uint256 value, uint256 most);

    /// @notice Nothing is not an amount.
    error ZeroAmount();

    /// @notice The pool has not that much at hand: the rest is lent out.
    /// @param requested Units that were asked for.
    /// @param cash Units that are there.
    error InsufficientCash(uint256 requested, uint256 cash);

    /// @notice The collateral is not worth enough for this debt.
    /// @param account The borrower.
    /// @param debt Units of the asset that would be owed.
    /// @param limit Units that may be.
    error InsufficientCollateral(address account, uint256 debt, uint256 limit);

    /// @notice The account has less collateral than that.
    /// @param account The borrower.
    /// @param requested Wei that were asked for.
    /// @param collateral Wei that are there.
    error CollateralExceeded(address account, uint256 requested, uint256 collateral);

    /// @notice So small a debt would be left: repay all of it, or leave or borrow more.
    /// @param debt Units of the asset.
    /// @param least Units that a debt has at least.
    error DebtTooSmall(uint256 debt, uint256 least);

    /// @notice The account owes nothing.
    /// @param account The account.
    error NoDebt(address account);

    /// @notice The debt is covered well enough: it cannot be liquidated.
    /// @param account The borrower.
    /// @param debt Units of the asset that are owed.
    /// @param threshold Units from which on it could be.
    error PositionHealthy(address account, uint256 debt, uint256 threshold);

    /// @notice The debt is so close to its collateral, bonus included, that it can only be liquidated as a whole: a
    /// part would leave a worse rest.
    /// @param requested Units of the asset that should have been repaid.
    /// @param needed Units that it takes.
    error LiquidationMustBeWhole(uint256 requested, uint256 needed);

    /// @notice The oracle has no price, or an absurd one.
    /// @param answer What it said.
    error InvalidAnswer(int256 answer);

    /// @notice The oracle's price is too old to rely on, or from the future.
    /// @param updatedAt Second (Unix time) at which it was found.
    /// @param oldest Second at which it would have had to be found.
    error StalePrice(uint256 updatedAt, uint256 oldest);

    /// @notice The receiver did not take the ether.
    /// @param to The receiver.
    /// @param value Wei that should have gone there.
    error EtherRefused(address to, uint256 value);

    /// @notice Debts have grown, and with them what the shares are worth. What all borrowers owe is the sum of what was
    /// borrowed and accrued, less what was repaid and written off.
    /// @param interest Units of the asset.
    event InterestAccrued(uint256 interest);

    /// @notice Collateral came in.
    /// @param sender Account that paid.
    /// @param account Borrower it is for.
    /// @param value Wei.
    event CollateralDeposited(address indexed sender, address indexed account, uint256 value);

    /// @notice Collateral went out.
    /// @param account Borrower whose it was.
    /// @param receiver Account that got it.
    /// @param value Wei.
    event CollateralWithdrawn(address indexed account, address indexed receiver, uint256 value);

    /// @notice Somebody borrowed.
    /// @param account The borrower.
    /// @param receiver Account that got the tokens.
    /// @param assets Units of the asset.
    event Borrowed(address indexed account, address indexed receiver, uint256 assets);

    /// @notice A debt became smaller.
    /// @param sender Account that paid.
    /// @param account The borrower.
    /// @param assets Units of the asset.
    event Repaid(address indexed sender, address indexed account, uint256 assets);

    /// @notice A debt was repaid by somebody who got the collateral for it.
    /// @param liquidator Account that paid.
    /// @param account The borrower.
    /// @param assets Units of the asset that were repaid.
    /// @param collateral Wei that the liquidator got.
    /// @param badDebt Units that nobody will pay, written off.
    event Liquidated(
        address indexed liquidator, address indexed account, uint256 assets, uint256 collateral, uint256 badDebt
    );

    /// @notice Adds collateral for somebody.
    /// @param account The borrower.
    function depositCollateral(address account) external payable;

    /// @notice Takes out collateral of the caller's, as far as their debt allows.
    /// @param value Wei.
    /// @param receiver Account that gets it.
    function withdrawCollateral(uint256 value, address receiver) external;

    /// @notice Borrows against the caller's collateral.
    /// @param assets Units of the asset.
    /// @param receiver Account that gets them.
    function borrow(uint256 assets, address receiver) external;

    /// @notice Pays back a debt, of the caller's or of anybody's. Never takes more than is owed.
    /// @param assets Units of the asset at most; the largest uint256 for all that is owed.
    /// @param account The borrower.
    /// @return repaid Units that were taken.
    function repay(uint256 assets, address account) external returns (uint256 repaid);

    /// @notice Repays a debt that is too large for its collateral, and takes collateral for it with a bonus.
    /// @dev Up to the close factor, or all of it if too small a debt would be left. A debt that exceeds what its
    /// collateral pays for, bonus included, is liquidated as a whole: the liquidator gets all the collateral, and repays
    /// - the whole debt, as long as the collateral is worth it: the bonus is what it is worth more;
    /// - less than the collateral is worth, if the debt is more: less by as much as the debt is more, up to the full
    ///   bonus. Only then is something written off, namely what stays of the debt.
    /// In between, where both are nearly the same, there is next to no bonus. Who waits there for a larger one may find
    /// that somebody else was content with less.
    /// @param account The borrower.
    /// @param assets Units of the asset at most; the largest uint256 for as much as is possible. If more than that is
    /// offered, because somebody repaid a bit before, it is clamped to it. Only a debt that goes as a whole, and needs
    /// more, is not liquidated at all.
    /// @return repaid Units that were taken from the caller.
    /// @return seized Wei that the caller got.
    function liquidate(address account, uint256 assets) external returns (uint256 repaid, uint256 seized);

    /// @notice Writes down the interest so far. Everything else does so by itself.
    function accrue() external;

    /// @notice What the oracle, checked for sign and age, says some ether is worth.
    /// @param value Wei.
    /// @return assets Units of the asset, rounded down.
    function valueOf(uint256 value) external view returns (uint256 assets);

    /// @notice Units of the asset that are there and not lent out.
    /// @return assets Units of the asset.
    function cash() external view returns (uint256 assets);

    /// @notice What all borrowers owe, interest up to now included.
    /// @return assets Units of the asset.
    function totalDebt() external view returns (uint256 assets);

    /// @notice What an account owes, interest up to now included, rounded up.
    /// @param account The borrower.
    /// @return assets Units of the asset.
    function debtOf(address account) external view returns (uint256 assets);

    /// @notice An account's collateral.
    /// @param account The borrower.
    /// @return value Wei.
    function collateralOf(address account) external view returns (uint256 value);

    /// @notice The least that can be owed, unless nothing is.
    /// @return assets Units of the asset.
    function LEAST_DEBT() external view returns (uint256 assets);

    /// @notice Share of the money that is lent out, as it was written down last: interest until now goes by it.
    /// @return share Times 1e18.
    function utilisation() external view returns (uint256 share);
}
