// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ECDSA} from "../libraries/ECDSA.sol";
import {EIP712} from "../libraries/EIP712.sol";
import {Hash} from "../libraries/Hash.sol";
import {IERC20, IERC20Metadata} from "./IERC20.sol";
import {IERC20Errors} from "./IERC20Errors.sol";
import {IERC20Permit} from "./IERC20Permit.sol";

/// @title ERC20
/// @notice A token after ERC-20, with allowances by signature (ERC-2612). An heir decides how tokens come about.
/// @dev The sum of all balances is the total supply, always. Nothing here moves an account's tokens without that
/// account's call, allowance or signature. An heir that has to follow balances overrides `_transfer`, `_mint` and
/// `_burn`: nothing else changes one.
abstract contract ERC20 is IERC20Metadata, IERC20Errors, IERC20Permit, EIP712 {
    /// @dev A number in a struct, because Solidity can keep a reference to a struct in storage but not to a number:
    /// finding a balance takes a hash, and so a balance that is read and then written is looked for only once.
    struct Amount {
        uint256 value;
    }

    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    mapping(address account => Amount) private _balances;
    mapping(address owner => mapping(address spender => uint256)) private _allowances;
    /// @dev For an heir that has other messages signed: one number for all of them.
    mapping(address owner => uint256) internal _nonces;
    uint256 private _totalSupply;
    string private _name;
    string private _symbol;

    /// @param name_ Name of the token, and of the domain its permits are signed in. It cannot change.
    /// @param symbol_ Short name of the token.
    constructor(string memory name_, string memory symbol_) EIP712(name_) {
        _name = name_;
        _symbol = symbol_;
    }

    /// @inheritdoc IERC20
    function transfer(address to, uint256 value) external returns (bool) {
        _transfer(msg.sender, to, value);
        return true;
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 value) external returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        _spendAllowance(from, msg.sender, value);
        _transfer(from, to, value);
        return true;
    }

    /// @inheritdoc IERC20Permit
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        if (block.timestamp > deadline) revert ERC2612ExpiredSignature(deadline);

        uint256 nonce;
        // A nonce goes up by one at a time: nobody lives to see it overflow.
        unchecked {
            nonce = _nonces[owner]++;
        }
        bytes32 structHash =
            Hash.words(uint256(PERMIT_TYPEHASH), uint160(owner), uint160(spender), value, nonce, deadline);
        address signer = ECDSA.recover(_digest(structHash), v, r, s);
        if (signer != owner) revert ERC2612InvalidSigner(signer, owner);

        _approve(owner, spender, value);
    }

    /// @inheritdoc IERC20Metadata
    function name() external view returns (string memory) {
        return _name;
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external view returns (string memory) {
        return _symbol;
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view virtual returns (uint8) {
        return 18;
    }

    /// @inheritdoc IERC20
    function totalSupply() public view virtual returns (uint256) {
        return _totalSupply;
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) public view virtual returns (uint256) {
        return _balances[account].value;
    }

    /// @inheritdoc IERC20
    function allowance(address owner, address spender) public view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) external view returns (uint256) {
        return _nonces[owner];
    }

    /// @inheritdoc IERC20Permit
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparator();
    }

    /// @dev Moves tokens. The caller must have made sure that they may be moved.
    function _transfer(address from, address to, uint256 value) internal virtual {
        if (from == address(0)) revert ERC20InvalidSender(from);
        if (to == address(0)) revert ERC20InvalidReceiver(to);

        Amount storage payer = _balances[from];
        uint256 balance = payer.value;
        if (balance < value) revert ERC20InsufficientBalance(from, balance, value);
        // What is taken away was just found to be there. What is added cannot overflow: no balance exceeds the
        // total supply, which fits. The second line reads what the first has written if `to` is `from`.
        unchecked {
            payer.value = balance - value;
            _balances[to].value += value;
        }
        emit Transfer(from, to, value);
    }

    /// @dev Creates tokens. Panics (0x11) if the total supply would not fit into a uint256.
    function _mint(address to, uint256 value) internal virtual {
        if (to == address(0)) revert ERC20InvalidReceiver(to);

        _totalSupply += value;
        // No balance exceeds the total supply, whose addition was just checked.
        unchecked {
            _balances[to].value += value;
        }
        emit Transfer(address(0), to, value);
    }

    /// @dev Destroys tokens. The caller must have made sure that they may be destroyed.
    function _burn(address from, uint256 value) internal virtual {
        if (from == address(0)) revert ERC20InvalidSender(from);

        Amount storage payer = _balances[from];
        uint256 balance = payer.value;
        if (balance < value) revert ERC20InsufficientBalance(from, balance, value);
        // What is taken away was just found to be there, and the total supply holds every balance.
        unchecked {
            payer.value = balance - value;
            _totalSupply -= value;
        }
        emit Transfer(from, address(0), value);
    }

    /// @dev Sets an allowance. The caller must have made sure that `owner` wants it.
    function _approve(address owner, address spender, uint256 value) internal {
        if (owner == address(0)) revert ERC20InvalidApprover(owner);
        if (spender == address(0)) revert ERC20InvalidSpender(spender);

        _allowances[owner][spender] = value;
        emit Approval(owner, spender, value);
    }

    /// @dev Counts an allowance down, unless it is without limit.
    function _spendAllowance(address owner, address spender, uint256 value) internal {
        uint256 allowed = _allowances[owner][spender];
        if (allowed != type(uint256).max) {
            if (allowed < value) revert ERC20InsufficientAllowance(spender, allowed, value);
            // The zero address never has or gets an allowance, so these two need a `value` of zero to be reached.
            if (owner == address(0)) revert ERC20InvalidApprover(owner);
            if (spender == address(0)) revert ERC20InvalidSpender(spender);

            // `allowed` was just found to cover `value`.
            unchecked {
                _allowances[owner][spender] = allowed - value;
            }
        }
    }

    /// @inheritdoc EIP712
    function _domainName() internal view override returns (string memory) {
        return _name;
    }
}
