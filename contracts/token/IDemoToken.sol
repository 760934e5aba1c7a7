// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title DemoToken
/// @notice The token of the demos: a supply with a cap, one minter, and a faucet for everybody.
/// @dev It has no owner and cannot be paused or upgraded. Nobody, the minter included, can move, freeze or destroy
/// tokens that belong to somebody else.
/// WARNING: the faucet knows addresses, not people. Whoever makes more addresses gets more, up to the cap, and then
/// the minter cannot mint either. So a DemoToken is worth nothing, by design.
interface IDemoToken {
    /// @notice A token of which nothing may ever exist makes no sense.
    /// @param maxSupply The cap that was asked for, zero.
    error InvalidMaxSupply(uint256 maxSupply);

    /// @notice Only the minter may do this.
    /// @param caller Account that tried.
    /// @param soleMinter Account that may; the zero address stands for nobody.
    error NotMinter(address caller, address soleMinter);

    /// @notice So many more units would take the supply above its cap.
    /// @param requested Number of units that should have been created.
    /// @param available Number of units that still can be.
    error CapExceeded(uint256 requested, uint256 available);

    /// @notice The faucet gave this address its share less than 24 hours ago.
    /// @param account Address that asked.
    /// @param availableAt Second (Unix time) from which it can ask again.
    error FaucetNotReady(address account, uint256 availableAt);

    /// @notice Creates `value` units for `to`. Only the minter can.
    /// @param to Account that receives; not the zero address.
    /// @param value Number of units.
    function mint(address to, uint256 value) external;

    /// @notice Creates `DRIP_AMOUNT` units for the caller. Anybody can, once in any 24 hours.
    /// @dev Not once in a calendar day: that would allow two drips around midnight.
    function faucet() external;

    /// @notice Destroys `value` units of the caller's, for good. This makes room under the cap.
    /// @param value Number of units.
    function burn(uint256 value) external;

    /// @notice What the faucet gives at a time: 100 tokens.
    /// @return units Number of units.
    function DRIP_AMOUNT() external view returns (uint256 units);

    /// @notice How many units may exist at the same time, fixed at deployment. Burnt units no longer count, so as
    /// many may be created again.
    /// @return units Number of units.
    function maxSupply() external view returns (uint256 units);

    /// @notice The one account that may mint, fixed at deployment. The zero address means that nobody may, and all
    /// tokens come from the faucet.
    /// @return account The minter.
    function soleMinter() external view returns (address account);

    /// @notice From when on `account` can use the faucet.
    /// @param account Account that would ask.
    /// @return time A second in Unix time, often past; zero for an account that never used the faucet.
    function dripAvailableAt(address account) external view returns (uint256 time);
}
