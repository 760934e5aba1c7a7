// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title VRFV2PlusClient
/// @notice What Chainlink VRF v2.5 wants to be told, as its own library of this name has it.
library VRFV2PlusClient {
    /// @notice A request for random words.
    /// @param keyHash The oracle's key, which decides the highest gas price.
    /// @param subId Subscription that pays.
    /// @param requestConfirmations Blocks to wait before the request is answered.
    /// @param callbackGasLimit Gas for `rawFulfillRandomWords`.
    /// @param numWords How many words.
    /// @param extraArgs `argsToBytes` of what else there is.
    struct RandomWordsRequest {
        bytes32 keyHash;
        uint256 subId;
        uint16 requestConfirmations;
        uint32 callbackGasLimit;
        uint32 numWords;
        bytes extraArgs;
    }

    /// @notice What else there is.
    /// @param nativePayment Whether the subscription pays in ether rather than in LINK.
    struct ExtraArgsV1 {
        bool nativePayment;
    }

    /// @dev The first four bytes of keccak256("VRF ExtraArgsV1").
    bytes4 internal constant EXTRA_ARGS_V1_TAG = bytes4(keccak256("VRF ExtraArgsV1"));

    /// @notice The extra arguments as the coordinator reads them.
    /// @param extraArgs The arguments.
    /// @return encoded Their bytes.
    function argsToBytes(ExtraArgsV1 memory extraArgs) internal pure returns (bytes memory encoded) {
        return abi.encodeWithSelector(EXTRA_ARGS_V1_TAG, extraArgs);
    }
}

/// @title Coordinator of Chainlink VRF v2.5, as far as a consumer needs it
interface IVRFCoordinatorV2Plus {
    /// @notice Asks for random words, for the caller to receive in `rawFulfillRandomWords`.
    /// @param req The request.
    /// @return requestId Its number.
    function requestRandomWords(VRFV2PlusClient.RandomWordsRequest calldata req)
        external
        returns (uint256 requestId);
}
