// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Declared outside of any contract.
/// @param code Which one.
error Homeless(uint256 code);

/// @title Strictness
/// @notice For tests only: a library with an error of its own.
library Strictness {
    /// @notice The number is odd.
    /// @param number The number.
    error Odd(uint256 number);

    /// @notice Halves an even number.
    function half(uint256 number) internal pure returns (uint256) {
        if (number % 2 != 0) revert Odd(number);
        return number / 2;
    }
}

/// @title Failures
/// @notice For tests only: every way in which a call can fail, each on demand.
contract Failures {
    enum Step {
        One,
        Two
    }

    struct Offer {
        address bidder;
        uint256 amount;
        string note;
    }

    /// @notice An error that says nothing more.
    error Bare();

    /// @notice An error with one operand of each simple type.
    /// @param count An unsigned number.
    /// @param change A signed number.
    /// @param account An account.
    /// @param flag Yes or no.
    /// @param tag Four bytes.
    /// @param word Thirty-two bytes.
    /// @param step A member of an enum.
    error Simple(uint256 count, int256 change, address account, bool flag, bytes4 tag, bytes32 word, Step step);

    /// @notice An error with texts.
    /// @param reason Why.
    /// @param data Something more.
    error Wordy(string reason, bytes data);

    /// @notice An error with a struct.
    /// @param offer The offer that was refused.
    /// @param minimum What it should have been.
    error OfferTooLow(Offer offer, uint256 minimum);

    /// @notice An error with arrays.
    /// @param numbers Some numbers.
    /// @param offers Some offers.
    error Listed(uint256[] numbers, Offer[] offers);

    /// @notice An error whose operands have no names.
    error Nameless(uint256, address);

    uint256[] private _numbers;
    mapping(uint256 key => uint256) private _waste;

    /// @notice How often `touch` was called with success.
    uint256 public touched;

    /// @notice Changes something and then fails if told to, so that a test can see the change undone.
    function touch(bool fail) external {
        touched++;
        if (fail) revert Bare();
    }

    function bare() external pure {
        revert Bare();
    }

    function simple(uint256 count, int256 change, address account, bool flag, bytes4 tag, bytes32 word, Step step)
        external
        pure
    {
        revert Simple(count, change, account, flag, tag, word, step);
    }

    function wordy(string calldata reason, bytes calldata data) external pure {
        revert Wordy(reason, data);
    }

    function offerTooLow(Offer calldata offer, uint256 minimum) external pure {
        revert OfferTooLow(offer, minimum);
    }

    function listed(uint256[] calldata numbers, Offer[] calldata offers) external pure {
        revert Listed(numbers, offers);
    }

    function nameless(uint256 number, address account) external pure {
        revert Nameless(number, account);
    }

    function homeless(uint256 code) external pure {
        revert Homeless(code);
    }

    function half(uint256 number) external pure returns (uint256) {
        return Strictness.half(number);
    }

    function requireWithText(uint256 number) external pure {
        require(number > 10, "number is not above ten");
    }

    function requireWithoutText(uint256 number) external pure {
        require(number > 10);
    }

    function requireWithError(uint256 number) external view {
        require(number > 10, Nameless(number, msg.sender));
    }

    function revertWithText(string calldata text) external pure {
        revert(text);
    }

    function revertWithoutText() external pure {
        revert();
    }

    /// @notice Panic 0x01.
    function assertAbove(uint256 number, uint256 limit) external pure {
        assert(number > limit);
    }

    /// @notice Panic 0x11.
    function add(uint256 a, uint256 b) external pure returns (uint256) {
        return a + b;
    }

    /// @notice Panic 0x11.
    function subtract(uint256 a, uint256 b) external pure returns (uint256) {
        return a - b;
    }

    /// @notice Panic 0x12.
    function divide(uint256 a, uint256 b) external pure returns (uint256) {
        return a / b;
    }

    /// @notice Panic 0x21. Takes a number, for the ABI decoder would refuse a wrong enum without a panic.
    function toStep(uint256 number) external pure returns (Step) {
        return Step(number);
    }

    /// @notice Panic 0x31.
    function popEmpty() external {
        _numbers.pop();
    }

    /// @notice Panic 0x32.
    function numberAt(uint256 index) external view returns (uint256) {
        return _numbers[index];
    }

    /// @notice Panic 0x41.
    function allocate(uint256 length) external pure returns (uint256) {
        return new uint256[](length).length;
    }

    /// @notice Panic 0x51.
    function callUninitialized() external view returns (uint256) {
        function() internal view returns (uint256) pointer;
        return pointer();
    }

    /// @notice Never ends, and so uses up all gas, quickly: every round writes to a new place in storage.
    function runForever() external {
        for (uint256 i = 0; true; i++) {
            _waste[i] = 1;
        }
    }

    /// @notice Costs what the caller wants it to, and writes nothing.
    function spin(uint256 rounds) external pure returns (uint256 sum) {
        for (uint256 i = 0; i < rounds; i++) {
            sum += i;
        }
    }

    /// @notice Demands more gas than it uses, so that what it used is too little to call it again with.
    function wantsGas(uint256 amount) external view returns (uint256 left) {
        left = gasleft();
        require(left >= amount, "wants more gas");
    }
}

/// @title Picky
/// @notice For tests only: a contract that can refuse to be deployed.
contract Picky {
    /// @notice The number does not please.
    /// @param number The number.
    error Displeased(uint256 number);

    uint256 public immutable number;

    constructor(uint256 number_) {
        if (number_ == 13) revert Displeased(number_);
        require(number_ != 0, "zero does not please");
        number = number_;
    }
}
