// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC721Receiver} from "../collectible/IERC721.sol";
import {Call} from "../libraries/Call.sol";
import {IERC165} from "../libraries/IERC165.sol";
import {Payment} from "../libraries/Payment.sol";
import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {IERC20} from "../token/IERC20.sol";
import {IERC1155Receiver} from "./IERC1155Receiver.sol";
import {ITimelock} from "./ITimelock.sol";

/// @title Timelock
/// @notice See ITimelock. Its governor deploys it, and is its governor for good.
contract Timelock is ITimelock, IERC721Receiver, IERC1155Receiver {
    struct Operation {
        uint248 readyAt;
        bool isDone;
    }

    /// @inheritdoc ITimelock
    uint256 public constant MIN_DELAY = 1 hours;

    /// @inheritdoc ITimelock
    address public immutable governor = msg.sender;

    mapping(bytes32 id => Operation) private _operations;

    modifier onlyGovernor() {
        if (msg.sender != governor) revert TimelockUnauthorizedCaller(msg.sender);
        _;
    }

    /// @notice Anybody may add ether to the treasury.
    receive() external payable {}

    /// @inheritdoc ITimelock
    function schedule(bytes32 id, uint256 delay) external onlyGovernor returns (uint256 readyAt_) {
        if (delay < MIN_DELAY) revert TimelockInsufficientDelay(delay, MIN_DELAY);
        Operation storage operation = _operations[id];
        if (operation.readyAt != 0) revert TimelockUnexpectedOperationState(id, _bit(OperationState.Unset));

        readyAt_ = block.timestamp + delay;
        operation.readyAt = uint248(readyAt_);
    }

    /// @inheritdoc ITimelock
    function execute(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 salt
    ) external payable onlyGovernor {
        bytes32 id = hashOperation(targets, values, payloads, salt);
        if (getOperationState(id) != OperationState.Ready) {
            revert TimelockUnexpectedOperationState(id, _bit(OperationState.Ready));
        }

        // Before the calls, so that none of them can have it done again.
        _operations[id].isDone = true;
        for (uint256 i = 0; i < targets.length; i++) {
            Call.run(targets[i], values[i], payloads[i]);
            emit CallExecuted(id, i, targets[i], values[i], payloads[i]);
        }
    }

    /// @inheritdoc ITimelock
    function payShare(address to, IERC20[] calldata tokens, uint256 part, uint256 whole) external onlyGovernor {
        // All shares are known before anybody is paid, who might change one thing into another meanwhile.
        uint256 value = address(this).balance * part / whole;
        uint256[] memory shares = new uint256[](tokens.length);
        for (uint256 i = 0; i < tokens.length; i++) {
            shares[i] = tokens[i].balanceOf(address(this)) * part / whole;
        }

        if (value != 0) {
            emit SharePaid(to, address(0), value);
            Payment.pay(to, value);
        }
        for (uint256 i = 0; i < tokens.length; i++) {
            if (shares[i] == 0) continue;
            emit SharePaid(to, address(tokens[i]), shares[i]);
            SafeTransfer.send(tokens[i], to, shares[i]);
        }
    }

    /// @inheritdoc IERC721Receiver
    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return IERC721Receiver.onERC721Received.selector;
    }

    /// @inheritdoc IERC1155Receiver
    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external pure returns (bytes4) {
        return IERC1155Receiver.onERC1155Received.selector;
    }

    /// @inheritdoc IERC1155Receiver
    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        pure
        returns (bytes4)
    {
        return IERC1155Receiver.onERC1155BatchReceived.selector;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC1155Receiver).interfaceId;
    }

    /// @inheritdoc ITimelock
    function readyAt(bytes32 id) external view returns (uint256) {
        return _operations[id].readyAt;
    }

    /// @inheritdoc ITimelock
    function hashOperation(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 salt
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(targets, values, payloads, salt));
    }

    /// @inheritdoc ITimelock
    function getOperationState(bytes32 id) public view returns (OperationState) {
        Operation storage operation = _operations[id];
        if (operation.isDone) return OperationState.Done;
        if (operation.readyAt == 0) return OperationState.Unset;
        return operation.readyAt > block.timestamp ? OperationState.Waiting : OperationState.Ready;
    }

    function _bit(OperationState state) private pure returns (bytes32) {
        return bytes32(1 << uint256(state));
    }
}
