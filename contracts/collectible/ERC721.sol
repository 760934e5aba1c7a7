// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC165} from "../libraries/IERC165.sol";
import {IERC721, IERC721Metadata, IERC721Receiver} from "./IERC721.sol";
import {IERC721Errors} from "./IERC721Errors.sol";
import {Run, runOf} from "./Run.sol";

/// @title ERC721
/// @notice Pieces after ERC-721, numbered from 1. Minting many at once costs little more than minting one.
/// @dev Most of what a mint costs is the entry that says whose a piece is. So a batch gets one entry, for a run of
/// consecutive pieces, and a piece without an entry of its own belongs to the run before it:
///
///     minted by alice, 4 pieces        7: (alice, 4)   8: -          9: -             10: -
///     after she sends 8 to bob         7: (alice, 4)   8: (bob, 1)   9: (alice, 2)    10: -
///
/// A run's length tells how far it may reach; an entry within it ends it sooner. To find an owner, one looks back to
/// the nearest entry, which is at most MAX_BATCH - 1 pieces away. A transfer gives its piece an entry of its own, and
/// the rest of the run behind it another one: who buys in bulk pays for it when they sell one by one.
///
/// There is no list of pieces or owners to walk through: events tell all that such a list would.
abstract contract ERC721 is IERC721Metadata, IERC721Errors {
    /// @notice A batch of this size cannot be minted.
    /// @param quantity Number of pieces that was asked for.
    /// @param most Number that is possible at once; the least is 1.
    error InvalidQuantity(uint256 quantity, uint256 most);

    /// @dev What an account has, and how many pieces it has ever minted. One slot, written once a mint.
    struct Holder {
        uint128 balance;
        uint128 minted;
    }

    /// @dev An address in a struct, because Solidity can keep a reference to a struct in storage but not to an
    /// address: finding it takes a hash, and so it is looked for once though it may be read and then written.
    struct Permission {
        address account;
    }

    /// @notice How many pieces can be minted at once, and how far an owner may have to be looked for.
    uint256 public constant MAX_BATCH = 20;

    mapping(uint256 firstId => Run) private _runs;
    mapping(address account => Holder) private _holders;
    mapping(uint256 tokenId => Permission) private _permissions;
    mapping(address owner => mapping(address operator => bool)) private _operators;
    uint256 private _supply;
    string private _name;
    string private _symbol;

    /// @param name_ Name of the collection. It cannot change.
    /// @param symbol_ Short name of the collection.
    constructor(string memory name_, string memory symbol_) {
        _name = name_;
        _symbol = symbol_;
    }

    /// @inheritdoc IERC721
    function transferFrom(address from, address to, uint256 tokenId) public {
        if (to == address(0)) revert ERC721InvalidReceiver(to);
        (address owner, uint256 end) = _runOf(tokenId);
        Permission storage permission = _permissions[tokenId];
        address approved = permission.account;
        // Who asks without a transaction may do so as the zero address, and that is not approved by being nobody.
        if (
            msg.sender != owner && (msg.sender != approved || approved == address(0))
                && !_operators[owner][msg.sender]
        ) revert ERC721InsufficientApproval(msg.sender, tokenId);
        if (owner != from) revert ERC721IncorrectOwner(from, tokenId, owner);

        if (approved != address(0)) permission.account = address(0);
        // Whoever owns a piece has a balance of 1 at least, and no balance exceeds the supply. `tokenId` is below
        // `end`, the end of a run of at most MAX_BATCH pieces. The second balance is read after the first was
        // written, in case `to` is `from`.
        unchecked {
            _holders[from].balance -= 1;
            _holders[to].balance += 1;
            _runs[tokenId] = runOf(to, 1);
            uint256 next = tokenId + 1;
            if (next < end && !_runs[next].exists()) _runs[next] = runOf(from, end - next);
        }
        emit Transfer(from, to, tokenId);
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address from, address to, uint256 tokenId) external {
        _safeTransfer(from, to, tokenId, "");
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address from, address to, uint256 tokenId, bytes calldata data) external {
        _safeTransfer(from, to, tokenId, data);
    }

    /// @inheritdoc IERC721
    function approve(address approved, uint256 tokenId) external {
        address owner = ownerOf(tokenId);
        if (msg.sender != owner && !_operators[owner][msg.sender]) revert ERC721InvalidApprover(msg.sender);

        _permissions[tokenId].account = approved;
        emit Approval(owner, approved, tokenId);
    }

    /// @inheritdoc IERC721
    function setApprovalForAll(address operator, bool approved) external {
        if (operator == address(0)) revert ERC721InvalidOperator(operator);

        _operators[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    /// @inheritdoc IERC721Metadata
    function name() public view returns (string memory) {
        return _name;
    }

    /// @inheritdoc IERC721Metadata
    function symbol() external view returns (string memory) {
        return _symbol;
    }

    /// @notice How many pieces exist. They are numbered from 1 to this.
    /// @return supply Number of pieces.
    function totalSupply() public view returns (uint256 supply) {
        return _supply;
    }

    /// @inheritdoc IERC721
    function balanceOf(address owner) external view returns (uint256) {
        if (owner == address(0)) revert ERC721InvalidOwner(owner);

        return _holders[owner].balance;
    }

    /// @notice How many pieces an account has minted, whatever became of them.
    /// @param account Account to look at.
    /// @return minted Number of pieces.
    function mintedBy(address account) public view returns (uint256 minted) {
        return _holders[account].minted;
    }

    /// @inheritdoc IERC721
    function ownerOf(uint256 tokenId) public view returns (address owner) {
        (owner,) = _runOf(tokenId);
    }

    /// @inheritdoc IERC721
    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return _permissions[tokenId].account;
    }

    /// @inheritdoc IERC721
    function isApprovedForAll(address owner, address operator) external view returns (bool) {
        return _operators[owner][operator];
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view virtual returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC721).interfaceId
            || interfaceId == type(IERC721Metadata).interfaceId;
    }

    /// @dev Creates pieces with the next numbers. It does not ask a receiver that is a contract.
    function _mint(address to, uint256 quantity) internal {
        if (to == address(0)) revert ERC721InvalidReceiver(to);
        if (quantity == 0 || quantity > MAX_BATCH) revert InvalidQuantity(quantity, MAX_BATCH);

        // 20 at a time, none of these numbers can grow beyond 96 bits.
        unchecked {
            uint256 first = _supply + 1;
            uint256 end = first + quantity;
            _supply = end - 1;
            Holder storage holder = _holders[to];
            (holder.balance, holder.minted) =
                (holder.balance + uint128(quantity), holder.minted + uint128(quantity));
            _runs[first] = runOf(to, quantity);
            for (uint256 tokenId = first; tokenId < end; tokenId++) {
                emit Transfer(address(0), to, tokenId);
            }
        }
    }

    /// @dev The owner of a piece, and the first piece that its run certainly does not hold.
    function _runOf(uint256 tokenId) private view returns (address owner, uint256 end) {
        uint256 first = tokenId;
        Run run = _runs[first];
        // `first` is not zero, and not further back than the entry of a whole batch could be.
        unchecked {
            while (!run.exists()) {
                if (first == 0 || tokenId - first >= MAX_BATCH - 1) revert ERC721NonexistentToken(tokenId);
                run = _runs[--first];
            }
            end = first + run.lengthOf();
        }
        if (tokenId >= end) revert ERC721NonexistentToken(tokenId);
        owner = run.ownerOf();
    }

    function _safeTransfer(address from, address to, uint256 tokenId, bytes memory data) private {
        transferFrom(from, to, tokenId);
        if (to.code.length == 0) return;

        // Not by `try`: it reverts without a reason where the answer is too short, as that of a contract with nothing
        // but a fallback function is. Compared as a whole word, it cannot have anything else in it; its length is asked
        // for by itself, since `bytes32` fills up with zeros what is shorter.
        (bool succeeded, bytes memory answer) =
            to.call(abi.encodeCall(IERC721Receiver.onERC721Received, (msg.sender, from, tokenId, data)));
        if (!succeeded && answer.length != 0) {
            // Solidity cannot throw another contract's error as it was.
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        if (
            !succeeded || answer.length < 32
                || bytes32(answer) != bytes32(IERC721Receiver.onERC721Received.selector)
        ) {
            revert ERC721InvalidReceiver(to);
        }
    }
}
