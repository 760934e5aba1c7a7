// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Announcer
/// @notice For tests only: events of every kind.
contract Announcer {
    struct Place {
        string name;
        int32[2] position;
    }

    event Plain(uint256 number);

    /// @notice Has the name of another event, and other parameters.
    event Plain(uint256 number, string words);

    event Empty();

    event Indexed(address indexed account, uint256 indexed number, bytes4 indexed tag, bool flag);

    /// @notice What is indexed and has no fixed size is in the log as its hash only.
    event Hashed(string indexed words, bytes indexed data, uint256[] indexed numbers, string alsoWords);

    event HashedPlace(Place indexed place, Place samePlace);

    event Listed(uint256[] numbers, Place[] places);

    event Nameless(address indexed, uint256);

    /// @notice Without a first topic that tells which event it is, so four parameters can be indexed.
    event Unsigned(address indexed account, uint256 indexed a, uint256 indexed b, uint256 indexed c, string words)
        anonymous;

    function plain(uint256 number) external {
        emit Plain(number);
    }

    function plain(uint256 number, string calldata words) external {
        emit Plain(number, words);
    }

    function empty() external {
        emit Empty();
    }

    function indexed_(uint256 number, bytes4 tag, bool flag) external {
        emit Indexed(msg.sender, number, tag, flag);
    }

    function hashed(string calldata words, bytes calldata data, uint256[] calldata numbers) external {
        emit Hashed(words, data, numbers, words);
    }

    function hashedPlace(Place calldata place) external {
        emit HashedPlace(place, place);
    }

    function listed(uint256[] calldata numbers, Place[] calldata places) external {
        emit Listed(numbers, places);
    }

    function nameless(uint256 number) external {
        emit Nameless(msg.sender, number);
    }

    function unsigned(uint256 a, uint256 b, uint256 c, string calldata words) external {
        emit Unsigned(msg.sender, a, b, c, words);
    }

    /// @notice Several events in one call.
    function count(uint256 upTo) external {
        for (uint256 i = 1; i <= upTo; i++) {
            emit Plain(i);
        }
    }
}
