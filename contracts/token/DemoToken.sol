// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "./ERC20.sol";
import {IDemoToken} from "./IDemoToken.sol";

/// @title DemoToken
/// @notice The token of the demos: a supply with a cap, one minter, and a faucet for everybody.
/// @dev What it guarantees and what not is written in IDemoToken.
///
/// Why the minter is called `soleMinter` and the cap `maxSupply`: a call tries the contract's functions in the order
/// of their four-byte selectors, at 22 gas each, until it finds its own. These names come after `transfer`
/// (0xa9059cbb); `minter` and `cap` would come before it, and every transfer would pay for them.
contract DemoToken is ERC20, IDemoToken {
    /// @inheritdoc IDemoToken
    uint256 public constant DRIP_AMOUNT = 100e18;

    /// @inheritdoc IDemoToken
    uint256 public immutable maxSupply;
    /// @inheritdoc IDemoToken
    address public immutable soleMinter;

    /// @inheritdoc IDemoToken
    mapping(address account => uint256 time) public dripAvailableAt;

    /// @param maxSupply_ How many units may exist at the same time; not zero.
    /// @param soleMinter_ Account that may mint, for good; the zero address for nobody.
    constructor(uint256 maxSupply_, address soleMinter_) ERC20("Demo Token", "DEMO") {
        if (maxSupply_ == 0) revert InvalidMaxSupply(maxSupply_);

        maxSupply = maxSupply_;
        soleMinter = soleMinter_;
    }

    /// @inheritdoc IDemoToken
    function mint(address to, uint256 value) external {
        if (msg.sender != soleMinter) revert NotMinter(msg.sender, soleMinter);

        _mint(to, value);
    }

    /// @inheritdoc IDemoToken
    function faucet() external {
        uint256 availableAt = dripAvailableAt[msg.sender];
        if (block.timestamp < availableAt) revert FaucetNotReady(msg.sender, availableAt);

        dripAvailableAt[msg.sender] = block.timestamp + 24 hours;
        _mint(msg.sender, DRIP_AMOUNT);
    }

    /// @inheritdoc IDemoToken
    function burn(uint256 value) external {
        _burn(msg.sender, value);
    }

    /// @dev The cap holds for every way of creating tokens.
    function _mint(address to, uint256 value) internal override {
        // The supply grows here only, so it never exceeds its cap.
        uint256 available = maxSupply - totalSupply();
        if (value > available) revert CapExceeded(value, available);

        super._mint(to, value);
    }
}
