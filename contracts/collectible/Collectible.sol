// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {BlockHash} from "../libraries/BlockHash.sol";
import {EIP712} from "../libraries/EIP712.sol";
import {Hash} from "../libraries/Hash.sol";
import {IERC165} from "../libraries/IERC165.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {ERC721} from "./ERC721.sol";
import {ICollectible} from "./ICollectible.sol";
import {ICollectibleArt} from "./ICollectibleArt.sol";
import {IERC2981} from "./IERC2981.sol";
import {IERC4906} from "./IERC4906.sol";
import {IERC7572} from "./IERC7572.sol";
import {IERC721Metadata} from "./IERC721.sol";

/// @title Collectible
/// @notice A drop of pieces whose pictures are drawn on chain, with a fair reveal.
/// @dev What it guarantees and what not is written in ICollectible.
contract Collectible is ERC721, EIP712, ICollectible, IERC2981, IERC4906, IERC7572 {
    uint256 private constant MAX_MAX_SUPPLY = 1_000_000;
    uint256 private constant MAX_ROYALTY = 1_000;
    uint256 private constant BASIS_POINTS = 10_000;
    /// @dev Blocks from the end of the sale to the one that decides, about a minute: a reorganisation of the chain that
    /// could undo the last sale and draw again would have to be that deep.
    uint256 private constant REVEAL_DELAY = 5;
    /// @dev Enough for a wallet's receive function, too little to make the buyer's transaction fail by using it up.
    uint256 private constant REFUND_GAS = 30_000;
    bytes32 private constant VOUCHER_TYPEHASH =
        keccak256("Voucher(address holder,uint256 serial,uint256 expiresAt)");

    /// @inheritdoc ICollectible
    uint256 public immutable maxSupply;
    /// @inheritdoc ICollectible
    uint256 public immutable price;
    /// @inheritdoc ICollectible
    uint256 public immutable walletLimit;
    /// @inheritdoc ICollectible
    uint256 public immutable opensAt;
    /// @inheritdoc ICollectible
    uint256 public immutable closesAt;
    /// @inheritdoc ICollectible
    address public immutable beneficiary;
    /// @inheritdoc ICollectible
    address public immutable venue;
    /// @inheritdoc ICollectible
    uint256 public immutable royalty;
    /// @inheritdoc ICollectible
    bytes32 public immutable collectionSeed;
    /// @notice Draws the pictures.
    ICollectibleArt public immutable art;

    /// @inheritdoc ICollectible
    uint256 public revealBlock;
    /// @inheritdoc ICollectible
    uint256 public offset;
    /// @inheritdoc ICollectible
    bool public isRevealed;
    /// @inheritdoc ICollectible
    mapping(uint256 serial => VoucherState) public voucherState;
    /// @inheritdoc ICollectible
    mapping(address account => uint256) public refundOwed;
    uint256 private _refundsOwed;
    string private _description;

    /// @param terms What the drop is.
    /// @param art_ Contract that draws the pictures.
    constructor(Terms memory terms, ICollectibleArt art_) ERC721(terms.name, terms.symbol) EIP712(terms.name) {
        if (terms.maxSupply == 0 || terms.maxSupply > MAX_MAX_SUPPLY) {
            revert InvalidMaxSupply(terms.maxSupply, MAX_MAX_SUPPLY);
        }
        if (terms.price > type(uint96).max) revert InvalidPrice(terms.price);
        if (terms.closesAt <= terms.opensAt) revert InvalidPeriod(terms.opensAt, terms.closesAt);
        if (terms.beneficiary == address(0)) revert InvalidBeneficiary(terms.beneficiary);
        if (terms.royalty > MAX_ROYALTY) revert RoyaltyTooHigh(terms.royalty, MAX_ROYALTY);

        maxSupply = terms.maxSupply;
        price = terms.price;
        walletLimit = terms.walletLimit;
        opensAt = terms.opensAt;
        closesAt = terms.closesAt;
        beneficiary = terms.beneficiary;
        venue = terms.venue;
        royalty = terms.royalty;
        collectionSeed = terms.collectionSeed;
        art = art_;
        _description = terms.description;
        emit ContractURIUpdated();
    }

    /// @inheritdoc ICollectible
    function mint(uint256 quantity) external payable {
        if (block.timestamp < opensAt) revert SaleNotOpen(opensAt);
        uint256 minted = mintedBy(msg.sender);
        if (minted > walletLimit || quantity > walletLimit - minted) {
            revert WalletLimitExceeded(msg.sender, quantity, minted, walletLimit);
        }
        // `_mint` looks too, but by then the cost of that many pieces might have overflowed.
        if (quantity > MAX_BATCH) revert InvalidQuantity(quantity, MAX_BATCH);
        uint256 cost = price * quantity;
        if (msg.value < cost) revert InsufficientPayment(msg.value, cost);

        _mintWhileOpen(quantity);

        if (msg.value > cost) _payBack(msg.value - cost);
    }

    /// @inheritdoc ICollectible
    function mintWithVoucher(Voucher calldata voucher, bytes calldata signature) external {
        uint256 serial = voucher.serial;
        if (msg.sender != voucher.holder) revert NotVoucherHolder(msg.sender, voucher.holder);
        if (block.timestamp > voucher.expiresAt) revert VoucherExpired(voucher.expiresAt);
        VoucherState state = voucherState[serial];
        if (state == VoucherState.Used) revert VoucherUsed(serial);
        if (state == VoucherState.Revoked) revert VoucherRevoked(serial);
        bytes32 structHash = keccak256(abi.encode(VOUCHER_TYPEHASH, voucher.holder, serial, voucher.expiresAt));
        if (!Signatures.isValid(venue, _digest(structHash), signature)) revert InvalidVoucherSignature(venue);

        voucherState[serial] = VoucherState.Used;
        _mintWhileOpen(1);
        emit VoucherRedeemed(msg.sender, serial, totalSupply());
    }

    /// @inheritdoc ICollectible
    function revokeVouchers(uint256[] calldata serials) external {
        if (msg.sender != venue) revert NotVenue(msg.sender, venue);

        for (uint256 i = 0; i < serials.length; i++) {
            if (voucherState[serials[i]] == VoucherState.Unused) {
                voucherState[serials[i]] = VoucherState.Revoked;
                emit VoucherWithdrawn(serials[i]);
            }
        }
    }

    /// @inheritdoc ICollectible
    function closeSale() external {
        // Once fixed, the block stays: closing again must not draw again.
        if (revealBlock != 0) return;
        if (block.timestamp < closesAt) revert SaleStillOpen(closesAt);

        _scheduleReveal();
    }

    /// @inheritdoc ICollectible
    function reveal() external {
        if (isRevealed) revert AlreadyRevealed(offset);
        if (revealBlock == 0) revert SaleStillOpen(closesAt);
        if (block.number <= revealBlock) revert RevealNotReady(revealBlock);

        bytes32 blockHash = BlockHash.hashOf(revealBlock);
        if (blockHash == 0) {
            _scheduleReveal();
            return;
        }
        isRevealed = true;
        // Mixed with this address, so that drops that close together differ. A million of 2^256 possible hashes more or
        // less make no offset likelier than another by anything that could be noticed: a plain modulo is fair.
        offset = uint256(keccak256(abi.encode(blockHash, address(this)))) % maxSupply;
        emit Revealed(offset);
        if (totalSupply() != 0) emit BatchMetadataUpdate(1, totalSupply());
    }

    /// @inheritdoc ICollectible
    function withdrawProceeds() external {
        uint256 value = proceeds();
        if (value == 0) revert NothingOwed(beneficiary);

        emit ProceedsPaid(beneficiary, value);
        _pay(beneficiary, value);
    }

    /// @inheritdoc ICollectible
    function withdrawRefund(address to) external {
        uint256 value = refundOwed[msg.sender];
        if (value == 0) revert NothingOwed(msg.sender);

        refundOwed[msg.sender] = 0;
        _refundsOwed -= value;
        emit RefundPaid(msg.sender, to, value);
        _pay(to, value);
    }

    /// @inheritdoc IERC721Metadata
    function tokenURI(uint256 tokenId) external view returns (string memory) {
        return isRevealed ? art.tokenURI(name(), tokenId, seedOf(tokenId)) : _coverOf(tokenId);
    }

    /// @inheritdoc IERC7572
    function contractURI() external view returns (string memory) {
        return art.contractURI(name(), _description);
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256, uint256 salePrice) external view returns (address, uint256) {
        // Split so that no price is too large. Rounded down, as the seller would have it.
        return
            (beneficiary, salePrice / BASIS_POINTS * royalty + salePrice % BASIS_POINTS * royalty / BASIS_POINTS);
    }

    /// @inheritdoc ICollectible
    function seedOf(uint256 tokenId) public view returns (bytes32) {
        ownerOf(tokenId);
        if (!isRevealed) revert NotRevealed();

        return seedAt((tokenId - 1 + offset) % maxSupply);
    }

    /// @inheritdoc ICollectible
    function seedAt(uint256 index) public view returns (bytes32) {
        if (index >= maxSupply) revert NoSuchWork(index, maxSupply);

        return Hash.words(uint256(collectionSeed), index);
    }

    /// @inheritdoc ICollectible
    function provenance() external view returns (bytes32) {
        bytes32[] memory seeds = new bytes32[](maxSupply);
        for (uint256 index = 0; index < maxSupply; index++) {
            seeds[index] = seedAt(index);
        }
        return keccak256(abi.encodePacked(seeds));
    }

    /// @inheritdoc ICollectible
    function proceeds() public view returns (uint256) {
        // All that came in but is owed to nobody else. The balance is never less than what is owed: what is owed came
        // in with the very call that wrote it down.
        return address(this).balance - _refundsOwed;
    }

    /// @inheritdoc ERC721
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        return interfaceId == type(IERC2981).interfaceId || interfaceId == 0x49064906 // ERC-4906
            || super.supportsInterface(interfaceId);
    }

    /// @dev Mints for the caller, if there are pieces and time left. The last piece ends the sale.
    function _mintWhileOpen(uint256 quantity) private {
        if (block.timestamp >= closesAt) revert SaleClosed(closesAt);
        uint256 available = maxSupply - totalSupply();
        if (quantity > available) revert SoldOut(quantity, available);

        _mint(msg.sender, quantity);
        if (quantity == available) _scheduleReveal();
    }

    function _scheduleReveal() private {
        revealBlock = block.number + REVEAL_DELAY;
        emit RevealScheduled(revealBlock);
    }

    /// @dev Sends back what the caller has paid too much, or keeps it for them.
    function _payBack(uint256 value) private {
        (bool isTaken,) = msg.sender.call{value: value, gas: REFUND_GAS}("");
        if (isTaken) return;

        refundOwed[msg.sender] += value;
        _refundsOwed += value;
        emit RefundOwed(msg.sender, value);
    }

    function _pay(address to, uint256 value) private {
        bool isTaken = to != address(0);
        if (isTaken) (isTaken,) = to.call{value: value}("");
        if (!isTaken) revert PaymentRefused(to, value);
    }

    function _coverOf(uint256 tokenId) private view returns (string memory) {
        ownerOf(tokenId);
        return art.coverURI(name(), tokenId);
    }

    /// @inheritdoc EIP712
    function _domainName() internal view override returns (string memory) {
        return name();
    }
}
