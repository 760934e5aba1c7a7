// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Collectible
/// @notice A drop: a fixed number of pieces at a fixed price for a fixed time, then a draw of which piece shows what.
/// @dev It has no owner and cannot be paused or upgraded. The venue may sign and revoke vouchers, and that is all:
/// nobody can move, change or take back a piece, and nobody but the beneficiary gets what was paid.
///
/// What every piece can look like is public before the sale: `seedAt` gives the works in the order the artist has
/// committed to, `provenance` is their hash. Which number shows which work is not known to anybody, the artist
/// included: number n shows work (n - 1 + offset) mod maxSupply, and the offset is drawn after the sale, from the hash
/// of a block that was still to come when the sale closed. So neither the last buyer nor whoever calls `reveal` can
/// know or choose it by buying or calling. If nobody calls for 27 hours the hash is lost, and the next call fixes
/// another block: the reveal is late then but cannot get stuck.
///
/// WARNING: the producer of that one block can choose. A hash hangs on all that is in the block, and some of it is the
/// producer's to vary: it can try out thousands of blocks at no cost and publish the one it likes. Who that will be is
/// known minutes ahead, so a producer can also buy the last piece, or close the sale, just in time for its own block.
/// Where that would pay, draw from a verifiable random function.
/// WARNING: `mint` does not ask a contract whether it can handle pieces: it asked for them itself.
interface ICollectible {
    /// @notice What a drop is, for good.
    /// @param name Name of the collection, also of the domain that vouchers are signed in.
    /// @param symbol Short name.
    /// @param description A sentence or two for marketplaces.
    /// @param maxSupply How many pieces there will be at most; 1 to 1,000,000.
    /// @param price Wei a piece; below 2^96.
    /// @param walletLimit How many pieces an account may mint in the public sale; 0 if pieces come by voucher only.
    /// @param opensAt Second (Unix time) from which the public sale is open.
    /// @param closesAt Second (Unix time) from which nothing can be minted any more.
    /// @param beneficiary Account that gets the proceeds and the royalties; not the zero address.
    /// @param venue Account, key or contract, whose vouchers are honoured; the zero address for none.
    /// @param royalty Basis points of a later sale's price that go to the beneficiary; 1,000 at most.
    /// @param collectionSeed Fixes all works and their order; the artist's commitment.
    struct Terms {
        string name;
        string symbol;
        string description;
        uint256 maxSupply;
        uint256 price;
        uint256 walletLimit;
        uint256 opensAt;
        uint256 closesAt;
        address beneficiary;
        address venue;
        uint256 royalty;
        bytes32 collectionSeed;
    }

    /// @notice The venue's promise, signed off chain (EIP-712), that somebody may mint one piece without paying here.
    /// @param holder Account that may; nobody else can use the voucher.
    /// @param serial Number of the voucher. Each number is good once.
    /// @param expiresAt Last second (Unix time) at which it is good.
    struct Voucher {
        address holder;
        uint256 serial;
        uint256 expiresAt;
    }

    /// @notice What became of a voucher's serial number.
    enum VoucherState {
        Unused,
        Used,
        Revoked
    }

    /// @notice A drop of so many pieces is not possible.
    /// @param maxSupply The number that was asked for.
    /// @param most The largest number that is possible; the least is 1.
    error InvalidMaxSupply(uint256 maxSupply, uint256 most);

    /// @notice A sale that closes before it opens.
    /// @param opensAt When it would open.
    /// @param closesAt When it would close.
    error InvalidPeriod(uint256 opensAt, uint256 closesAt);

    /// @notice A price that could not be multiplied safely.
    /// @param price Wei a piece.
    error InvalidPrice(uint256 price);

    /// @notice Proceeds of this account's would be lost.
    /// @param beneficiary The account, always the zero address.
    error InvalidBeneficiary(address beneficiary);

    /// @notice The royalty is above what can be asked for.
    /// @param royalty Basis points that were asked for.
    /// @param most Basis points that are possible.
    error RoyaltyTooHigh(uint256 royalty, uint256 most);

    /// @notice The public sale has not begun.
    /// @param opensAt Second (Unix time) from which it is open.
    error SaleNotOpen(uint256 opensAt);

    /// @notice The time of the sale is over.
    /// @param closedAt Second (Unix time) at which it ended.
    error SaleClosed(uint256 closedAt);

    /// @notice There are not that many pieces left.
    /// @param requested Number of pieces that was asked for.
    /// @param available Number that is left.
    error SoldOut(uint256 requested, uint256 available);

    /// @notice The account would have minted more than anybody may.
    /// @param account The account.
    /// @param requested Number of pieces it asked for.
    /// @param minted Number it has minted already.
    /// @param limit Number it may mint in all.
    error WalletLimitExceeded(address account, uint256 requested, uint256 minted, uint256 limit);

    /// @notice Too little was paid.
    /// @param paid Wei that came with the call.
    /// @param needed Wei that it takes.
    error InsufficientPayment(uint256 paid, uint256 needed);

    /// @notice The voucher is made out to somebody else.
    /// @param caller Account that tried to use it.
    /// @param holder Account that may.
    error NotVoucherHolder(address caller, address holder);

    /// @notice The voucher's time is over.
    /// @param expiresAt Last second (Unix time) at which it was good.
    error VoucherExpired(uint256 expiresAt);

    /// @notice The voucher has been used before.
    /// @param serial Its number.
    error VoucherUsed(uint256 serial);

    /// @notice The venue has taken the voucher back.
    /// @param serial Its number.
    error VoucherRevoked(uint256 serial);

    /// @notice The venue has not signed this voucher: it is forged, was changed, or is for another contract or chain.
    /// @param venue Account that should have signed.
    error InvalidVoucherSignature(address venue);

    /// @notice Only the venue may do this.
    /// @param caller Account that tried.
    /// @param venue Account that may.
    error NotVenue(address caller, address venue);

    /// @notice The sale is still on: not all is sold, and there is time left.
    /// @param closesAt Second (Unix time) at which it ends at the latest.
    error SaleStillOpen(uint256 closesAt);

    /// @notice The works have been drawn already, and nothing can change that.
    /// @param offset What was drawn.
    error AlreadyRevealed(uint256 offset);

    /// @notice The block whose hash decides is not there yet.
    /// @param revealBlock Number of that block; call in a later one.
    error RevealNotReady(uint256 revealBlock);

    /// @notice Which piece shows which work has not been drawn yet.
    error NotRevealed();

    /// @notice There is no work at this place.
    /// @param index Place that was asked for.
    /// @param count Number of works; the first has place 0.
    error NoSuchWork(uint256 index, uint256 count);

    /// @notice Nothing is owed to the account.
    /// @param account The account.
    error NothingOwed(address account);

    /// @notice The receiver did not take the ether, or is the zero address, from where nobody could take it.
    /// @param to The receiver.
    /// @param value Wei that should have gone there.
    error PaymentRefused(address to, uint256 value);

    /// @notice The sale is over, and the hash of this block will decide which piece shows which work.
    /// @param revealBlock Number of the block.
    event RevealScheduled(uint256 revealBlock);

    /// @notice Number n shows work (n - 1 + offset) mod maxSupply from now on.
    /// @param offset What was drawn.
    event Revealed(uint256 offset);

    /// @notice A voucher was used.
    /// @param holder Account that used it.
    /// @param serial Its number.
    /// @param tokenId The piece it was used for.
    event VoucherRedeemed(address indexed holder, uint256 indexed serial, uint256 tokenId);

    /// @notice The venue took back a voucher that had not been used.
    /// @param serial Its number.
    event VoucherWithdrawn(uint256 indexed serial);

    /// @notice Too much was paid and could not be sent back: it waits for `withdrawRefund`.
    /// @param account Account that paid.
    /// @param value Wei that wait.
    event RefundOwed(address indexed account, uint256 value);

    /// @notice What was owed to an account was paid.
    /// @param account Account it was owed to.
    /// @param to Where it went.
    /// @param value Wei that went there.
    event RefundPaid(address indexed account, address to, uint256 value);

    /// @notice The beneficiary got the proceeds so far.
    /// @param beneficiary The beneficiary.
    /// @param value Wei that it got.
    event ProceedsPaid(address indexed beneficiary, uint256 value);

    /// @notice Mints pieces for the caller, at `price` each.
    /// @dev What is paid above that is sent back at once, with 30,000 gas; from who does not take it, it can be had by
    /// `withdrawRefund`. So a wallet that refuses ether can mint all the same.
    /// @param quantity Number of pieces, 1 to 20.
    function mint(uint256 quantity) external payable;

    /// @notice Mints one piece for the caller, who has a voucher. Possible before the sale opens, not after it closes.
    /// @dev What is signed: the EIP-712 struct Voucher(address holder,uint256 serial,uint256 expiresAt) in the domain
    /// that `eip712Domain` describes. A voucher reserves nothing: it is worthless once all is sold. The piece counts
    /// towards the holder's wallet limit but is not held up by it.
    /// @param voucher What the venue has signed.
    /// @param signature The venue's signature: r, s and v of a key, or what a contract takes (ERC-1271).
    function mintWithVoucher(Voucher calldata voucher, bytes calldata signature) external;

    /// @notice Takes back vouchers. Those that were used stay used.
    /// @param serials Their numbers.
    function revokeVouchers(uint256[] calldata serials) external;

    /// @notice Ends a sale whose time is over: the block that decides is fixed. When all is sold, or somebody has called
    /// before, that has happened already and this does nothing.
    function closeSale() external;

    /// @notice Draws which piece shows which work. Anybody may call, once the block that decides is there.
    /// @dev If its hash is lost, since nobody called for 8,191 blocks, this fixes another block, to be called again.
    function reveal() external;

    /// @notice Sends the proceeds so far to the beneficiary. Anybody may call.
    function withdrawProceeds() external;

    /// @notice Sends what the caller has paid too much to where it can be used.
    /// @param to Account that gets it.
    function withdrawRefund(address to) external;

    /// @notice How many pieces there will be at most.
    /// @return supply Number of pieces.
    function maxSupply() external view returns (uint256 supply);

    /// @notice Wei a piece.
    /// @return value The price.
    function price() external view returns (uint256 value);

    /// @notice How many pieces an account may mint in the public sale.
    /// @return limit Number of pieces; 0 if pieces come by voucher only.
    function walletLimit() external view returns (uint256 limit);

    /// @notice When the public sale opens.
    /// @return time Second (Unix time).
    function opensAt() external view returns (uint256 time);

    /// @notice From when on nothing can be minted.
    /// @return time Second (Unix time).
    function closesAt() external view returns (uint256 time);

    /// @notice Who gets proceeds and royalties.
    /// @return account The account.
    function beneficiary() external view returns (address account);

    /// @notice Whose vouchers are honoured.
    /// @return account The account; the zero address for nobody.
    function venue() external view returns (address account);

    /// @notice What the beneficiary asks of later sales.
    /// @return basisPoints Hundredths of a percent of the price.
    function royalty() external view returns (uint256 basisPoints);

    /// @notice The artist's commitment to all works and their order.
    /// @return seed The seed.
    function collectionSeed() external view returns (bytes32 seed);

    /// @notice Hash of the seeds of all works in their order: keccak256 of `seedAt(0)`, `seedAt(1)` and so on.
    /// @dev Made anew at each call, for 4 million gas where there are 10,000 works. From some 40,000 on it no longer
    /// fits into a call: then make it off chain, from `collectionSeed`.
    /// @return digest The hash.
    function provenance() external view returns (bytes32 digest);

    /// @notice The seed of a work.
    /// @param index Place of the work in the artist's order, from 0.
    /// @return seed What the picture is drawn from.
    function seedAt(uint256 index) external view returns (bytes32 seed);

    /// @notice The seed of the work that a piece shows.
    /// @param tokenId The piece; it must exist, and the works must have been drawn.
    /// @return seed What the picture is drawn from.
    function seedOf(uint256 tokenId) external view returns (bytes32 seed);

    /// @notice Whether it has been drawn which piece shows which work.
    /// @return isDone True if so.
    function isRevealed() external view returns (bool isDone);

    /// @notice What was drawn.
    /// @return value The offset; only meaningful once `isRevealed`.
    function offset() external view returns (uint256 value);

    /// @notice The block whose hash decides.
    /// @return number Its number; 0 while the sale is on.
    function revealBlock() external view returns (uint256 number);

    /// @notice What became of a voucher.
    /// @param serial Its number.
    /// @return state Whether it can be used, was used, or was taken back.
    function voucherState(uint256 serial) external view returns (VoucherState state);

    /// @notice Wei that an account has paid too much and can withdraw.
    /// @param account The account.
    /// @return value Wei.
    function refundOwed(address account) external view returns (uint256 value);

    /// @notice Wei that the beneficiary can be sent now.
    /// @return value Wei.
    function proceeds() external view returns (uint256 value);
}
