// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IVRFCoordinatorV2Plus, VRFV2PlusClient} from "../lottery/IVRFCoordinatorV2Plus.sol";

interface IConsumer {
    function rawFulfillRandomWords(uint256 requestId, uint256[] calldata randomWords) external;
}

/// @title MockVRFCoordinator
/// @notice For tests only: a coordinator that answers when, and with what, a test wants.
contract MockVRFCoordinator is IVRFCoordinatorV2Plus {
    /// @notice The last request.
    VRFV2PlusClient.RandomWordsRequest public last;
    uint256 public lastId;
    mapping(address consumer => uint256) private _nonces;

    function requestRandomWords(VRFV2PlusClient.RandomWordsRequest calldata req) external returns (uint256) {
        last = req;
        // As large and as irregular as Chainlink's, and made of the same.
        lastId = uint256(keccak256(abi.encode(req.keyHash, msg.sender, req.subId, ++_nonces[msg.sender])));
        return lastId;
    }

    /// @notice What happens to a consumer that is removed from its subscription and added again.
    function addAgain(address consumer) external {
        delete _nonces[consumer];
    }

    function fulfill(address consumer, uint256 requestId, uint256[] calldata randomWords) external {
        IConsumer(consumer).rawFulfillRandomWords(requestId, randomWords);
    }
}
