// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Uniform} from "../libraries/Uniform.sol";
import {IERC20Metadata} from "../token/IERC20.sol";
import {IERC4626} from "../token/IERC4626.sol";
import {DrawSums} from "./DrawSums.sol";
import {DrawWeights} from "./DrawWeights.sol";
import {IPrizeVault} from "./IPrizeVault.sol";
import {IRng} from "./IRng.sol";
import {Savings} from "./Savings.sol";
import {MAX_TOTAL, Weights} from "./Weights.sol";

/// @title PrizeVault
/// @notice A lottery that nobody loses. What it guarantees and what not is written in IPrizeVault; how money goes in
/// and out in Savings, how odds are kept in DrawWeights.
contract PrizeVault is Savings, IPrizeVault {
    using DrawSums for Weights;
    using DrawWeights for Weights;

    /// @dev Who may change what, and what there is to be changed, in one slot.
    struct Settings {
        address owner;
        uint8 winners;
        uint16 reserveRate;
    }

    /// @dev What the close has fixed. The number of the draw and its weight are in `_weights`.
    struct Closed {
        uint96 prize;
        uint96 reserve;
        uint8 winners;
        uint256 requestId;
    }

    /// @inheritdoc IPrizeVault
    uint256 public constant MAX_WINNERS = 16;
    /// @inheritdoc IPrizeVault
    uint256 public constant MAX_RESERVE_RATE = 2_000;
    /// @inheritdoc IPrizeVault
    uint256 public constant ROUNDING_BUFFER = 1_000;
    uint256 private constant BASIS_POINTS = 10_000;
    /// @dev With one draw an hour there are enough for seven years, with one a day for 179.
    uint256 private constant LEAST_PERIOD = 1 hours;
    /// @dev A week less than what counts: so long nobody may notice that a draw could be closed.
    uint256 private constant MOST_PERIOD = 90 days;
    /// @dev Seconds after a close in which a source of randomness must have been heard of.
    uint256 private constant PATIENCE = 7 days;
    /// @dev Gas that there must be before the source of randomness is asked, 63/64 of which it gets.
    uint256 private constant GAS_FOR_ANSWER = 300_000;

    /// @inheritdoc IPrizeVault
    IRng public immutable rng;
    /// @inheritdoc IPrizeVault
    uint256 public immutable period;

    Settings private _settings;
    /// @inheritdoc IPrizeVault
    address public nextOwner;
    Closed private _closed;

    /// @param asset_ The token that is saved.
    /// @param source_ The vault that earns the prizes.
    /// @param rng_ The source of randomness.
    /// @param terms What else there is to say.
    constructor(IERC20Metadata asset_, IERC4626 source_, IRng rng_, Terms memory terms) Savings(asset_, source_) {
        if (terms.period < LEAST_PERIOD || terms.period > MOST_PERIOD) {
            revert InvalidDrawPeriod(terms.period, LEAST_PERIOD, MOST_PERIOD);
        }
        if (terms.owner == address(0)) revert InvalidOwner();
        if (address(rng_).code.length == 0) revert NotAContract(address(rng_));

        rng = rng_;
        period = terms.period;
        _settings.owner = terms.owner;
        _setWinners(terms.winners);
        _setReserveRate(terms.reserveRate);
        emit OwnershipTaken(terms.owner);
    }

    // --- draws ------------------------------------------------------------------------------------

    /// @inheritdoc IPrizeVault
    function closeDraw() external guarded {
        (uint256 drawId,, uint256 endsAt) = openDraw();
        if (block.timestamp < endsAt) revert DrawStillOpen(drawId, endsAt);

        _weights.close();
        _bankDonations();
        uint256 weight = _weights.closedWeight();
        Settings memory settings = _settings;
        uint256 earned = _earned();
        uint256 reserve = earned * settings.reserveRate / BASIS_POINTS;
        uint256 prize = earned - reserve;
        if (weight == 0 || prize < settings.winners) {
            _weights.settle();
            emit DrawRolledOver(drawId, weight);
            return;
        }
        uint256 requestId = rng.request();
        // All that is earned fits into 96 bits: `_earned` sees to it.
        _closed = Closed(uint96(prize), uint96(reserve), settings.winners, requestId);
        emit DrawClosed(drawId, weight, prize, reserve, settings.winners, requestId);
    }

    /// @inheritdoc IPrizeVault
    function awardDraw() external guarded {
        uint256 weight = _weights.closedWeight();
        Closed memory closed = _closed;
        uint256 randomNumber = rng.randomNumber(closed.requestId);
        Books memory books = _books();
        if (books.worth < books.principal) revert SourceBelowPrincipal(books.worth, books.principal);

        uint256 drawId = _closedId();
        // What the source has lost since the close, the draw loses: a promise that cannot be kept must not hold up all
        // draws after it. The winners stay those of the number.
        uint256 surplus = books.worth - books.principal;
        uint256 promised = closed.prize + closed.reserve;
        if (surplus < promised) {
            closed.prize = uint96(closed.prize * surplus / promised);
            closed.reserve = uint96(closed.reserve * surplus / promised);
            emit PrizeReduced(drawId, closed.prize, closed.reserve);
        }
        uint256[] memory points = new uint256[](closed.winners);
        address[] memory picked = new address[](closed.winners);
        for (uint256 i = 0; i < points.length; i++) {
            bytes32 word = keccak256(abi.encode(randomNumber, address(this), drawId, i));
            points[i] = Uniform.below(uint256(word), weight);
            picked[i] = _weights.pick(points[i]);
        }

        // Settled before anybody is paid: what the closed draw weighed need not be stored away any more.
        _weights.settle();
        // What cannot be shared out stays for the next draw.
        uint256 prize = closed.prize / closed.winners;
        for (uint256 i = 0; i < points.length; i++) {
            _mint(picked[i], prize);
            emit PrizeAwarded(drawId, picked[i], points[i], prize);
        }
        if (closed.reserve != 0) _payReserve(closed.reserve);
        emit DrawAwarded(drawId, randomNumber);
    }

    /// @inheritdoc IPrizeVault
    function failDraw() external guarded {
        (uint256 drawId, uint256 closedAt,) = openDraw();
        _weights.settle();
        drawId -= 1;
        uint256 requestId = _closed.requestId;
        bool isLate = block.timestamp >= closedAt + PATIENCE && !_rngSays(IRng.isRequestComplete.selector, requestId);
        if (!isLate && !_rngSays(IRng.isRequestFailed.selector, requestId)) revert DrawNotFailed(drawId, requestId);

        emit DrawFailed(drawId, requestId);
    }

    // --- sponsors ---------------------------------------------------------------------------------

    /// @inheritdoc IPrizeVault
    function sponsor(uint256 assets) external {
        _setSponsor(msg.sender, true);
        _payIn(assets, msg.sender);
    }

    /// @inheritdoc IPrizeVault
    function setSponsor(bool isSponsor_) external {
        _setSponsor(msg.sender, isSponsor_);
    }

    // --- the owner --------------------------------------------------------------------------------

    /// @inheritdoc IPrizeVault
    function setWinners(uint256 winners_) external {
        _requireOwner();
        _setWinners(winners_);
    }

    /// @inheritdoc IPrizeVault
    function setReserveRate(uint256 rate) external {
        _requireOwner();
        _setReserveRate(rate);
    }

    /// @inheritdoc IPrizeVault
    function offerOwnership(address nextOwner_) external {
        _requireOwner();
        nextOwner = nextOwner_;
        emit OwnershipOffered(msg.sender, nextOwner_);
    }

    /// @inheritdoc IPrizeVault
    function takeOwnership() external {
        if (msg.sender != nextOwner) revert NotNextOwner(msg.sender, nextOwner);

        _settings.owner = msg.sender;
        delete nextOwner;
        emit OwnershipTaken(msg.sender);
    }

    // --- views ------------------------------------------------------------------------------------

    /// @inheritdoc IPrizeVault
    function winners() external view returns (uint256) {
        return _settings.winners;
    }

    /// @inheritdoc IPrizeVault
    function reserveRate() external view returns (uint256) {
        return _settings.reserveRate;
    }

    /// @inheritdoc IPrizeVault
    function owner() external view returns (address) {
        return _settings.owner;
    }

    /// @inheritdoc IPrizeVault
    function openDraw() public view returns (uint256 drawId, uint256 openedAt, uint256 endsAt) {
        drawId = _weights.clock.drawId();
        openedAt = _weights.clock.openedAt();
        endsAt = openedAt + period;
    }

    /// @inheritdoc IPrizeVault
    function closedDraw() external view returns (ClosedDraw memory draw) {
        if (!_weights.clock.isPending()) return draw;
        return ClosedDraw({
            drawId: _closedId(),
            closedAt: _weights.clock.openedAt(),
            weight: _weights.closedWeight(),
            prize: _closed.prize,
            reserve: _closed.reserve,
            winners: _closed.winners,
            requestId: _closed.requestId
        });
    }

    /// @inheritdoc IPrizeVault
    function prizeSoFar() external view returns (uint256) {
        uint256 earned = _earned();
        uint256 promised = _weights.clock.isPending() ? _closed.prize + _closed.reserve : 0;
        return earned - _smaller(earned, promised);
    }

    /// @inheritdoc IPrizeVault
    function weightOf(address account) external view returns (uint256) {
        return _weights.openWeightOf(account);
    }

    /// @inheritdoc IPrizeVault
    function totalWeight() external view returns (uint256) {
        return _weights.openWeight();
    }

    /// @inheritdoc IPrizeVault
    function closedWeightOf(address account) external view returns (uint256) {
        return _weights.closedWeightOf(account);
    }

    /// @inheritdoc IPrizeVault
    function accountAtPoint(uint256 point) external view returns (address) {
        return _weights.pick(point);
    }

    /// @inheritdoc IPrizeVault
    function isSponsor(address account) external view returns (bool) {
        return _weights.isOutside(account);
    }

    // --- internals --------------------------------------------------------------------------------

    /// @dev What there is beyond the principal and the buffer.
    function _earned() private view returns (uint256) {
        Books memory books = _books();
        // One rounding costs less than one of the source's shares, which may be worth more than a unit.
        uint256 rounding = books.shares == 0 ? 0 : 1 + books.worth / books.shares;
        uint256 kept = books.principal + ROUNDING_BUFFER * rounding;
        if (books.worth <= kept) return 0;
        // No more than fits beside the principal, which deposits may still take up to their limit.
        uint256 most = books.principal < MAX_PRINCIPAL ? MAX_PRINCIPAL : books.principal;
        return _smaller(books.worth - kept, MAX_TOTAL - most);
    }

    /// @dev Assets that somebody has just sent here become part of the prize. If the source does not take them, they
    /// wait: no donation can hold a draw up.
    function _bankDonations() private {
        uint256 donated = _asset.balanceOf(address(this));
        if (donated == 0) return;
        try source.deposit(donated, address(this)) {} catch {}
    }

    /// @dev Whether the source of randomness says yes. One that is broken says nothing, and must not hold draws up.
    function _rngSays(bytes4 what, uint256 requestId) private view returns (bool) {
        // Nobody must silence it by giving it too little gas to answer: so could a known number be made to look absent.
        if (gasleft() < GAS_FOR_ANSWER) revert TooLittleGas(gasleft(), GAS_FOR_ANSWER);
        (bool succeeded, bytes memory answer) = address(rng).staticcall(abi.encodeWithSelector(what, requestId));
        return succeeded && answer.length >= 32 && bytes32(answer) != 0;
    }

    /// @dev Where the reserve arrives, tickets have no odds, until the owner decides otherwise, as anybody may.
    function _payReserve(uint256 reserve) private {
        address owner_ = _settings.owner;
        _setSponsor(owner_, true);
        _mint(owner_, reserve);
    }

    function _setSponsor(address account, bool isSponsor_) private {
        if (_weights.isOutside(account) == isSponsor_) return;

        _weights.setOutside(account, isSponsor_);
        emit SponsorshipChanged(account, isSponsor_);
    }

    function _setWinners(uint256 winners_) private {
        if (winners_ == 0 || winners_ > MAX_WINNERS) revert InvalidWinners(winners_, MAX_WINNERS);

        _settings.winners = uint8(winners_);
        emit WinnersChanged(winners_);
    }

    function _setReserveRate(uint256 rate) private {
        if (rate > MAX_RESERVE_RATE) revert ReserveTooHigh(rate, MAX_RESERVE_RATE);

        _settings.reserveRate = uint16(rate);
        emit ReserveRateChanged(rate);
    }

    function _requireOwner() private view {
        if (msg.sender != _settings.owner) revert NotOwner(msg.sender, _settings.owner);
    }

    function _closedId() private view returns (uint256) {
        return _weights.clock.drawId() - 1;
    }
}
