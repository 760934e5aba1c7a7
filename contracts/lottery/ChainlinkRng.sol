// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRng} from "./IRng.sol";
import {IVRFCoordinatorV2Plus, VRFV2PlusClient} from "./IVRFCoordinatorV2Plus.sol";

/// @title ChainlinkRng
/// @notice Randomness from Chainlink VRF v2.5: an oracle's number, with a proof that the coordinator checks.
/// @dev One consumer may ask, as each request is paid for by the subscription. The deployer names it once; until then
/// nobody can.
///
/// A request that was not answered within `TIMEOUT` has failed, and an answer after that is ignored: what has been
/// given up must not come back with a number that somebody likes better. Chainlink gives an unpaid request up after 24
/// hours as well.
///
/// Requests have numbers of their own here. The coordinator's may come again: it counts them for each consumer, and
/// begins anew for one that its subscription's owner has removed and added again. By that number the answer to an old
/// request would be there, for all to see, before a new one is made.
///
/// WARNING: the oracle can withhold an answer. It cannot choose one, unless it is in league with whoever builds the
/// block of the request. Whoever owns the subscription can withhold answers by leaving it without money, and have
/// requests refused by removing this contract from it. They can even do it when they have SEEN the answer: it waits in
/// the mempool for a block, and if they take the money out before it, it is not delivered. After `TIMEOUT` the request
/// has failed, the draw asks again, and so they draw anew, once a day, until they like the number. Let the subscription
/// belong to somebody who wins nothing by that and cannot do it alone, and watch for requests that fail. Let nobody else
/// use the subscription, or they can empty it.
/// WARNING: the coordinator cannot be replaced, for whoever could replace it could choose the numbers. So this contract
/// has no `setCoordinator`, and Chainlink's migration of a subscription fails as long as it lists this contract.
contract ChainlinkRng is IRng {
    struct Answer {
        uint64 requestedAt;
        bool isThere;
        uint256 number;
    }

    /// @notice Seconds after which a request without an answer has failed.
    uint256 public constant TIMEOUT = 1 days;
    /// @dev Gas that noting a number takes, with much to spare.
    uint32 private constant CALLBACK_GAS = 100_000;

    /// @notice Chainlink's contract.
    IVRFCoordinatorV2Plus public immutable coordinator;
    /// @notice Subscription that pays.
    uint256 public immutable subscription;
    /// @notice The oracle's key.
    bytes32 public immutable keyHash;
    /// @notice Blocks the oracle waits before it answers.
    uint16 public immutable confirmations;
    /// @notice Whether the subscription pays in ether rather than in LINK.
    bool public immutable isPaidInEther;
    /// @notice Account that names the consumer.
    address public immutable deployer;
    /// @notice The contract that may ask.
    address public consumer;

    uint256 private _requests;
    mapping(uint256 id => Answer) private _answers;
    mapping(uint256 requestId => uint256 id) private _idOf;

    /// @notice Only the coordinator brings answers.
    /// @param have Account that tried. (The names are those of Chainlink's own error.)
    /// @param want The coordinator.
    error OnlyCoordinatorCanFulfill(address have, address want);

    /// @notice Only the consumer may ask.
    /// @param caller Account that tried.
    /// @param consumer The consumer.
    error NotConsumer(address caller, address consumer);

    /// @notice Only the deployer names the consumer.
    /// @param caller Account that tried.
    /// @param deployer The deployer.
    error NotDeployer(address caller, address deployer);

    /// @notice The consumer has been named and stays.
    /// @param consumer The consumer.
    error ConsumerIsNamed(address consumer);

    /// @notice The consumer is known from here on.
    /// @param consumer The contract that may ask.
    event ConsumerNamed(address indexed consumer);

    /// @notice A number is there.
    /// @param id The request.
    /// @param number The number.
    event RandomnessReceived(uint256 indexed id, uint256 number);

    /// @param coordinator_ Chainlink's contract.
    /// @param subscription_ Subscription that pays. It must list this contract as a consumer.
    /// @param keyHash_ The oracle's key.
    /// @param confirmations_ Blocks the oracle waits before it answers. The coordinator refuses requests with too few
    /// (3 on the main network) or more than 200.
    /// @param isPaidInEther_ Whether the subscription pays in ether rather than in LINK. It must hold that: a request
    /// that it cannot pay for is not refused, it just stays without an answer.
    constructor(
        IVRFCoordinatorV2Plus coordinator_,
        uint256 subscription_,
        bytes32 keyHash_,
        uint16 confirmations_,
        bool isPaidInEther_
    ) {
        coordinator = coordinator_;
        subscription = subscription_;
        keyHash = keyHash_;
        confirmations = confirmations_;
        isPaidInEther = isPaidInEther_;
        deployer = msg.sender;
    }

    /// @notice Names the contract that may ask. Once.
    /// @param consumer_ The contract.
    function nameConsumer(address consumer_) external {
        if (msg.sender != deployer) revert NotDeployer(msg.sender, deployer);
        if (consumer != address(0)) revert ConsumerIsNamed(consumer);

        consumer = consumer_;
        emit ConsumerNamed(consumer_);
    }

    /// @inheritdoc IRng
    function request() external returns (uint256 id) {
        if (msg.sender != consumer) revert NotConsumer(msg.sender, consumer);

        uint256 requestId = coordinator.requestRandomWords(
            VRFV2PlusClient.RandomWordsRequest({
                keyHash: keyHash,
                subId: subscription,
                requestConfirmations: confirmations,
                callbackGasLimit: CALLBACK_GAS,
                numWords: 1,
                extraArgs: VRFV2PlusClient.argsToBytes(VRFV2PlusClient.ExtraArgsV1({nativePayment: isPaidInEther}))
            })
        );
        id = ++_requests;
        _idOf[requestId] = id;
        _answers[id].requestedAt = uint64(block.timestamp);
        emit RandomnessRequested(id, msg.sender);
    }

    /// @notice Brings an answer. Only for the coordinator.
    /// @dev An answer that is not wanted (unknown, late, a second one) is passed over in silence: the coordinator calls
    /// once, and has nobody to tell.
    /// @param requestId The request, by the coordinator's number.
    /// @param randomWords The numbers; one was asked for.
    function rawFulfillRandomWords(uint256 requestId, uint256[] calldata randomWords) external {
        if (msg.sender != address(coordinator)) {
            revert OnlyCoordinatorCanFulfill(msg.sender, address(coordinator));
        }
        uint256 id = _idOf[requestId];
        Answer storage answer = _answers[id];
        if (answer.requestedAt == 0 || answer.isThere || _isLate(answer) || randomWords.length == 0) return;

        answer.isThere = true;
        answer.number = randomWords[0];
        emit RandomnessReceived(id, randomWords[0]);
    }

    /// @inheritdoc IRng
    function isRequestComplete(uint256 id) external view returns (bool) {
        return _answers[id].isThere;
    }

    /// @inheritdoc IRng
    function isRequestFailed(uint256 id) external view returns (bool) {
        Answer storage answer = _answers[id];
        return answer.requestedAt != 0 && !answer.isThere && _isLate(answer);
    }

    /// @inheritdoc IRng
    function randomNumber(uint256 id) external view returns (uint256) {
        Answer storage answer = _answers[id];
        if (answer.isThere) return answer.number;

        if (answer.requestedAt == 0) revert UnknownRequest(id);
        if (_isLate(answer)) revert RandomnessFailed(id);
        revert RandomnessNotReady(id);
    }

    function _isLate(Answer storage answer) private view returns (bool) {
        return block.timestamp >= answer.requestedAt + TIMEOUT;
    }
}
