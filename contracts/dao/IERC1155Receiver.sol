// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC165} from "../libraries/IERC165.sol";

/// @title ERC-1155: what a contract says when it is sent tokens of many kinds
interface IERC1155Receiver is IERC165 {
    /// @notice Tokens of one kind have come.
    /// @param operator Account that sent them.
    /// @param from Account that had them.
    /// @param id Which kind.
    /// @param value How many.
    /// @param data Whatever the sender has to say.
    /// @return answer 0xf23a6e61 to keep them.
    function onERC1155Received(address operator, address from, uint256 id, uint256 value, bytes calldata data)
        external
        returns (bytes4 answer);

    /// @notice Tokens of several kinds have come.
    /// @param operator Account that sent them.
    /// @param from Account that had them.
    /// @param ids Which kinds.
    /// @param values How many of each.
    /// @param data Whatever the sender has to say.
    /// @return answer 0xbc197c81 to keep them.
    function onERC1155BatchReceived(
        address operator,
        address from,
        uint256[] calldata ids,
        uint256[] calldata values,
        bytes calldata data
    ) external returns (bytes4 answer);
}
