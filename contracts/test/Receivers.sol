// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICollectible} from "../collectible/ICollectible.sol";
import {IERC721, IERC721Receiver} from "../collectible/IERC721.sol";
import {IERC1271} from "../libraries/IERC1271.sol";

/// @title Receiver
/// @notice For tests only: a contract that is sent pieces and ether, and does whatever it was told to.
contract Receiver is IERC721Receiver, IERC1271 {
    /// @notice What it does when it is sent something.
    enum Manner {
        Accept,
        Refuse,
        RevertSilently,
        AnswerWrong,
        AnswerTooLittle,
        BurnAllGas,
        SendOn,
        MintAgain,
        WithdrawAgain
    }

    /// @notice It was sent a piece.
    event Asked(address operator, address from, uint256 tokenId, bytes data, address ownerThen);

    /// @notice It does not want what it was sent.
    /// @param tokenId The piece; 0 for ether.
    error NoThanks(uint256 tokenId);

    Manner public manner;
    /// @notice A digest it has "signed" (ERC-1271).
    bytes32 public signedDigest;

    function behave(Manner manner_) external {
        manner = manner_;
    }

    function sign(bytes32 digest) external {
        signedDigest = digest;
    }

    /// @notice Calls anything, with what ether came along; passes on why it failed.
    function run(address target, bytes calldata data) external payable returns (bytes memory) {
        (bool succeeded, bytes memory answer) = target.call{value: msg.value}(data);
        if (!succeeded) {
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        return answer;
    }

    function onERC721Received(address operator, address from, uint256 tokenId, bytes calldata data)
        external
        returns (bytes4)
    {
        emit Asked(operator, from, tokenId, data, IERC721(msg.sender).ownerOf(tokenId));
        if (manner == Manner.AnswerWrong) return 0xdeadbeef;
        if (manner == Manner.SendOn) IERC721(msg.sender).transferFrom(address(this), from, tokenId);
        _react(tokenId);
        return IERC721Receiver.onERC721Received.selector;
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return digest == signedDigest ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    receive() external payable {
        if (manner == Manner.MintAgain) ICollectible(msg.sender).mint(1);
        if (manner == Manner.WithdrawAgain) _withdraw(ICollectible(msg.sender));
        _react(0);
    }

    /// @dev Takes whatever can be had a second time, and does not mind where nothing can.
    function _withdraw(ICollectible drop) private {
        try drop.withdrawRefund(address(this)) {} catch {}
        try drop.withdrawProceeds() {} catch {}
    }

    function _react(uint256 tokenId) private view {
        if (manner == Manner.Refuse) revert NoThanks(tokenId);
        if (manner == Manner.RevertSilently) {
            assembly ("memory-safe") {
                revert(0, 0)
            }
        }
        if (manner == Manner.AnswerTooLittle) {
            // The right four bytes, but not the 28 behind them that make them an answer.
            bytes32 right = bytes32(IERC721Receiver.onERC721Received.selector);
            assembly ("memory-safe") {
                mstore(0, right)
                return(0, 4)
            }
        }
        if (manner == Manner.BurnAllGas) {
            while (true) {}
        }
    }
}
