// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Workload
/// @notice For `pydemo bench` only: loops that keep an EVM busy, each with another kind of instruction.
contract Workload {
    /// @notice Hashing: each round hashes the last hash and the round's number.
    function hashes(uint256 rounds) external pure returns (bytes32 hash) {
        for (uint256 i; i < rounds; ++i) {
            hash = keccak256(abi.encodePacked(hash, i));
        }
    }

    /// @notice Arithmetic: the sum of the integer square roots of 1e18, 2e18, 3e18...
    function roots(uint256 rounds) external pure returns (uint256 sum) {
        for (uint256 i = 1; i <= rounds; ++i) {
            sum += squareRoot(i * 1e18);
        }
    }

    /// @notice Memory: a text that each round makes longer by one letter, copying it as a whole.
    /// @return The hash of the text.
    function text(uint256 rounds) external pure returns (bytes32) {
        bytes memory written;
        for (uint256 i; i < rounds; ++i) {
            written = bytes.concat(written, bytes1(uint8(0x61 + (i % 26))));
        }
        return keccak256(written);
    }

    /// @dev The Babylonian method: the mean of a guess and what divides the number by it, until it falls no more.
    function squareRoot(uint256 number) private pure returns (uint256 root) {
        root = number;
        uint256 guess = (number + 1) / 2;
        while (guess < root) {
            root = guess;
            guess = (number / guess + guess) / 2;
        }
    }
}

/// @title Bulk
/// @notice For `pydemo bench` only: about 20 KB of code, as a large protocol has it. Its functions stand under one
/// long modifier, whose body the compiler copies into each of them.
contract Bulk {
    struct Account {
        uint128 shares;
        uint128 debt;
        uint128 reward;
        uint64 since;
        uint64 count;
    }

    event Moved(address indexed account, uint256 indexed kind, uint256 shares, uint256 debt, string reason);
    event Accrued(address indexed account, uint256 interest, uint256 reward);

    error AmountIsZero(uint256 kind);
    error AboveLimit(address account, uint256 asked, uint256 limit);
    error TooManyMoves(address account, uint256 count);

    uint256 public constant LIMIT = 1e24;

    mapping(address account => Account) public accounts;
    mapping(address account => mapping(uint256 kind => uint256)) public moves;
    uint256 public total;
    uint256 public rewardPerShare;

    /// @dev The books, brought up to date before each move, checked and announced after it.
    modifier booked(uint256 kind, uint256 amount, string memory reason) {
        if (amount == 0) revert AmountIsZero(kind);
        if (amount > LIMIT) revert AboveLimit(msg.sender, amount, LIMIT);
        Account storage account = accounts[msg.sender];
        if (account.count >= 1000) revert TooManyMoves(msg.sender, account.count);

        uint256 elapsed = account.since == 0 ? 0 : block.timestamp - account.since;
        uint256 interest = (uint256(account.debt) * elapsed * (kind + 5)) / (365 days * 100);
        uint256 reward = (uint256(account.shares) * rewardPerShare) / 1e18;
        account.debt += uint128(interest);
        account.reward += uint128(reward);
        account.since = uint64(block.timestamp);
        account.count += 1;
        emit Accrued(msg.sender, interest, reward);
        _;
        moves[msg.sender][kind] += amount;
        total += amount;
        if (account.debt > 2 * uint256(account.shares) + LIMIT) {
            revert AboveLimit(msg.sender, account.debt, 2 * uint256(account.shares) + LIMIT);
        }
        if (account.shares != 0) rewardPerShare += (amount * (kind + 1)) / account.shares;
        emit Moved(msg.sender, kind, account.shares, account.debt, reason);
    }

    /// @notice One of each.
    function every(uint256 amount) external returns (uint256) {
        deposit(amount);
        withdraw(amount);
        borrow(amount);
        repay(amount);
        pledge(amount);
        release(amount);
        stake(amount);
        unstake(amount);
        claim(amount);
        compound(amount);
        lend(amount);
        recall(amount);
        lock(amount);
        unlock(amount);
        vest(amount);
        redeem(amount);
        swap(amount);
        join(amount);
        part(amount);
        back(amount);
        cover(amount);
        tip(amount);
        seize(amount);
        settle(amount);
        mature(amount);
        renew(amount);
        extend(amount);
        return total;
    }

    function deposit(uint256 amount) public booked(0, amount, "deposit") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function withdraw(uint256 amount) public booked(1, amount, "withdraw") returns (uint256) {
        accounts[msg.sender].shares -= uint128(amount);
        return total;
    }

    function borrow(uint256 amount) public booked(2, amount, "borrow") returns (uint256) {
        accounts[msg.sender].debt += uint128(amount);
        return total;
    }

    function repay(uint256 amount) public booked(3, amount, "repay") returns (uint256) {
        accounts[msg.sender].debt -= uint128(amount);
        return total;
    }

    function pledge(uint256 amount) public booked(4, amount, "pledge") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function release(uint256 amount) public booked(5, amount, "release") returns (uint256) {
        accounts[msg.sender].shares -= uint128(amount);
        return total;
    }

    function stake(uint256 amount) public booked(6, amount, "stake") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function unstake(uint256 amount) public booked(7, amount, "unstake") returns (uint256) {
        accounts[msg.sender].shares -= uint128(amount);
        return total;
    }

    function claim(uint256 amount) public booked(8, amount, "claim") returns (uint256) {
        accounts[msg.sender].reward += uint128(amount);
        return total;
    }

    function compound(uint256 amount) public booked(9, amount, "compound") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function lend(uint256 amount) public booked(10, amount, "lend") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function recall(uint256 amount) public booked(11, amount, "recall") returns (uint256) {
        accounts[msg.sender].shares -= uint128(amount);
        return total;
    }

    function lock(uint256 amount) public booked(12, amount, "lock") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function unlock(uint256 amount) public booked(13, amount, "unlock") returns (uint256) {
        accounts[msg.sender].shares -= uint128(amount);
        return total;
    }

    function vest(uint256 amount) public booked(14, amount, "vest") returns (uint256) {
        accounts[msg.sender].reward += uint128(amount);
        return total;
    }

    function redeem(uint256 amount) public booked(15, amount, "redeem") returns (uint256) {
        accounts[msg.sender].shares -= uint128(amount);
        return total;
    }

    function swap(uint256 amount) public booked(16, amount, "swap") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function join(uint256 amount) public booked(17, amount, "join") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function part(uint256 amount) public booked(18, amount, "part") returns (uint256) {
        accounts[msg.sender].shares -= uint128(amount);
        return total;
    }

    function back(uint256 amount) public booked(19, amount, "back") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function cover(uint256 amount) public booked(20, amount, "cover") returns (uint256) {
        accounts[msg.sender].debt += uint128(amount);
        return total;
    }

    function tip(uint256 amount) public booked(21, amount, "tip") returns (uint256) {
        accounts[msg.sender].reward += uint128(amount);
        return total;
    }

    function seize(uint256 amount) public booked(22, amount, "seize") returns (uint256) {
        accounts[msg.sender].shares -= uint128(amount);
        return total;
    }

    function settle(uint256 amount) public booked(23, amount, "settle") returns (uint256) {
        accounts[msg.sender].debt -= uint128(amount);
        return total;
    }

    function mature(uint256 amount) public booked(24, amount, "mature") returns (uint256) {
        accounts[msg.sender].reward += uint128(amount);
        return total;
    }

    function renew(uint256 amount) public booked(25, amount, "renew") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }

    function extend(uint256 amount) public booked(26, amount, "extend") returns (uint256) {
        accounts[msg.sender].shares += uint128(amount);
        return total;
    }
}
