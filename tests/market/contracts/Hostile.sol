// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Guest
/// @notice For tests only: somebody who does what it is told, and has bad manners when it is sent ether.
contract Guest {
    enum Manner {
        Accept,
        Refuse,
        BurnAllGas,
        AnswerLong,
        CallBack
    }

    Manner public manner;
    address private _target;
    bytes private _data;
    /// @notice How often what it called back succeeded.
    uint256 public successes;
    uint256 public calls;

    function behave(Manner manner_) external {
        manner = manner_;
    }

    /// @notice Calls this whenever it is sent ether.
    function callBack(address target, bytes calldata data) external {
        (manner, _target, _data) = (Manner.CallBack, target, data);
    }

    /// @notice Calls anything, with what ether came along; passes on why it failed.
    function run(address target, bytes calldata data) external payable {
        (bool succeeded, bytes memory answer) = target.call{value: msg.value}(data);
        if (!succeeded) {
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
    }

    receive() external payable {
        if (manner == Manner.Refuse) revert("no thanks");
        if (manner == Manner.BurnAllGas) while (true) {}
        if (manner == Manner.AnswerLong) {
            assembly ("memory-safe") {
                return(0, 60000)
            }
        }
        if (manner == Manner.CallBack) {
            calls += 1;
            (bool succeeded,) = _target.call(_data);
            if (succeeded) successes += 1;
        }
    }
}

/// @title OddPiece
/// @notice For tests only: one piece, number 7, of a collection with bad manners.
contract OddPiece {
    enum Manner {
        Honest,
        Refuse,
        Lie,
        BurnAllGas,
        CallBack,
        CallBackAndLie,
        TakeMuchGas
    }

    enum Royalty {
        None,
        Asked,
        Refuse,
        BurnAllGas,
        AnswerShort,
        AnswerLong
    }

    Manner public manner;
    Royalty public royalty;
    address public owner;
    address public receiver;
    uint256 public amount;
    address private _target;
    bytes private _data;
    uint256 public successes;
    uint256 public calls;

    constructor(address owner_) {
        owner = owner_;
    }

    function behave(Manner manner_) external {
        manner = manner_;
    }

    function ask(Royalty royalty_, address receiver_, uint256 amount_) external {
        (royalty, receiver, amount) = (royalty_, receiver_, amount_);
    }

    /// @notice Calls this the first time that the piece should move.
    function callBack(address target, bytes calldata data) external {
        (manner, _target, _data) = (Manner.CallBack, target, data);
    }

    /// @notice The same, and the piece does not move, then or later.
    function callBackAndLie(address target, bytes calldata data) external {
        (manner, _target, _data) = (Manner.CallBackAndLie, target, data);
    }

    function ownerOf(uint256) external view returns (address) {
        return owner;
    }

    function transferFrom(address from, address to, uint256) external {
        if (manner == Manner.Refuse) revert("it stays");
        if (manner == Manner.BurnAllGas) while (true) {}
        if (manner == Manner.Lie) return;
        if ((manner == Manner.CallBack || manner == Manner.CallBackAndLie) && calls == 0) {
            calls += 1;
            (bool succeeded,) = _target.call(_data);
            if (succeeded) successes += 1;
        }
        if (manner == Manner.CallBackAndLie) return;
        uint256 before = gasleft();
        while (manner == Manner.TakeMuchGas && before - gasleft() < 500_000) {}
        require(owner == from, "not theirs");
        owner = to;
    }

    function royaltyInfo(uint256, uint256) external view returns (address, uint256) {
        if (royalty == Royalty.Refuse) revert("no");
        if (royalty == Royalty.BurnAllGas) while (true) {}
        if (royalty == Royalty.AnswerShort) {
            assembly ("memory-safe") {
                mstore(0, 7)
                return(0, 32)
            }
        }
        if (royalty == Royalty.AnswerLong) {
            assembly ("memory-safe") {
                return(0, 100000)
            }
        }
        return (receiver, amount);
    }
}

/// @title Vanishing
/// @notice For tests only: puts a piece up for sale and is gone by the end of the transaction.
contract Vanishing {
    address private _owner;

    function ownerOf(uint256) external view returns (address) {
        return _owner;
    }

    function transferFrom(address, address to, uint256) external {
        _owner = to;
    }

    function vanish() external {
        selfdestruct(payable(msg.sender));
    }
}

interface IHouse {
    function create(address collection, uint256 tokenId, uint256 reserve, uint256 opensAt, uint256 endsAt)
        external
        returns (uint256);
}

/// @title Conjurer
/// @notice For tests only: sells a piece of a collection that is gone before anybody can look at it.
contract Conjurer {
    constructor(IHouse house, uint256 endsAt) {
        Vanishing piece = new Vanishing();
        house.create(address(piece), 7, 1, 0, endsAt);
        piece.vanish();
    }
}

/// @title FalseHouse
/// @notice For tests only: looks like an auction house, takes what is bid, says that nobody leads, and gives nothing back.
contract FalseHouse {
    struct Auction {
        address seller;
        uint48 opensAt;
        uint48 endsAt;
        address bidder;
        uint96 price;
        address collection;
        uint8 state;
        bool isHeld;
        uint256 tokenId;
    }

    uint48 private immutable _endsAt;
    uint256 private immutable _minimum;

    constructor(uint48 endsAt, uint256 minimum) {
        (_endsAt, _minimum) = (endsAt, minimum);
    }

    function auction(uint256) external view returns (Auction memory auction_) {
        auction_.endsAt = _endsAt;
        auction_.state = 1;
    }

    function minimumBid(uint256) external view returns (address, uint256) {
        return (address(0), _minimum);
    }

    /// @notice Has the one who bids bid again meanwhile, until there is no gas for it.
    function bid(uint256, uint256) external payable {
        if (msg.value == 0 || gasleft() < 200_000) return;
        (bool succeeded,) = msg.sender.call(abi.encodeWithSignature("bid()"));
        succeeded;
    }
}

/// @title Forcer
/// @notice For tests only: puts ether where it is not wanted.
contract Forcer {
    constructor(address payable to) payable {
        selfdestruct(to);
    }
}
