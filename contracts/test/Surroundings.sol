// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Surroundings
/// @notice For tests only: what a contract can see of the block and the transaction around it.
contract Surroundings {
    struct View {
        uint256 timestamp;
        uint256 number;
        uint256 prevrandao;
        uint256 chainId;
        uint256 baseFee;
        uint256 blobBaseFee;
        uint256 gasLimit;
        uint256 gasPrice;
        address coinbase;
        address sender;
        address origin;
        uint256 value;
    }

    event Seen(View what);

    View public last;

    /// @notice Everything, as a call sees it.
    function look() public payable returns (View memory) {
        return View({
            timestamp: block.timestamp,
            number: block.number,
            prevrandao: block.prevrandao,
            chainId: block.chainid,
            baseFee: block.basefee,
            blobBaseFee: block.blobbasefee,
            gasLimit: block.gaslimit,
            gasPrice: tx.gasprice,
            coinbase: block.coinbase,
            sender: msg.sender,
            origin: tx.origin,
            value: msg.value
        });
    }

    /// @notice Everything, as a mined transaction sees it: kept, and told in an event.
    function record() external payable {
        last = look();
        emit Seen(last);
    }

    /// @notice The hash of a block; zero for the present one, for future ones and for those more than 256 back.
    function hashOf(uint256 blockNumber) external view returns (bytes32) {
        return blockhash(blockNumber);
    }

    function timestamp() external view returns (uint256) {
        return block.timestamp;
    }

    function number() external view returns (uint256) {
        return block.number;
    }

    function prevrandao() external view returns (uint256) {
        return block.prevrandao;
    }

    function chainId() external view returns (uint256) {
        return block.chainid;
    }

    function baseFee() external view returns (uint256) {
        return block.basefee;
    }

    function sender() external view returns (address) {
        return msg.sender;
    }

    function origin() external view returns (address) {
        return tx.origin;
    }

    function balanceOf(address account) external view returns (uint256) {
        return account.balance;
    }

    function codeOf(address account) external view returns (uint256 size, bytes32 hash) {
        return (account.code.length, account.codehash);
    }
}
