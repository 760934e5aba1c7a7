// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Stranger
/// @notice For tests only: an account with code that does what it is told, and when it is called or paid behaves as it
/// was told: takes it, refuses, burns all gas, or calls somebody back.
contract Stranger {
    enum Manner {
        Take,
        Refuse,
        BurnGas,
        CallBack
    }

    Manner public manner;
    address private _target;
    bytes private _data;
    uint256 public calls;
    /// How many of the calls back succeeded.
    uint256 public successes;

    function behave(Manner manner_) external {
        manner = manner_;
    }

    function callBack(address target, bytes calldata data) external {
        (manner, _target, _data) = (Manner.CallBack, target, data);
    }

    /// Calls `target`, and fails as it failed.
    function run(address target, bytes calldata data) external payable {
        (bool succeeded, bytes memory answer) = target.call{value: msg.value}(data);
        if (succeeded) return;
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }

    receive() external payable {
        _react();
    }

    /// Answers 1, which is a token's yes.
    fallback(bytes calldata) external payable returns (bytes memory) {
        _react();
        return abi.encode(1);
    }

    function _react() private {
        // A static call cannot write, but be answered.
        if (manner == Manner.Take) return;
        calls++;
        require(manner != Manner.Refuse, "no");
        if (manner == Manner.BurnGas) assembly ("memory-safe") { invalid() }
        (bool succeeded,) = _target.call(_data);
        if (succeeded) successes++;
    }
}

/// @title StrangeCoin
/// @notice For tests only: a token that calls somebody back, or fails, when it is moved.
contract StrangeCoin is Stranger {
    function balanceOf(address) external pure returns (uint256) {
        return 1_000;
    }

    function transfer(address, uint256) external returns (bool) {
        if (manner == Manner.CallBack || manner == Manner.Refuse) this.react();
        return true;
    }

    function react() external {
        (bool succeeded,) = address(this).call("");
        require(succeeded, "no");
    }
}

interface ILoan {
    function mint(address to, uint256 value) external;
    function transfer(address to, uint256 value) external returns (bool);
}

interface IProposes {
    function propose(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        string calldata description
    ) external returns (uint256 proposalId);
}

/// @title Borrower
/// @notice For tests only: has votes for as long as a transaction takes.
contract Borrower {
    function borrowAndPropose(ILoan token, IProposes governor, uint256 votes) external {
        token.mint(address(this), votes);
        governor.propose(new address[](1), new uint256[](1), new bytes[](1), "Pay");
        token.transfer(msg.sender, votes);
    }
}
