// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Payment} from "../libraries/Payment.sol";

/// @title WeakenedLottery
/// @notice FOR LESSONS, never deploy it for real: guess one of a thousand numbers, and get all that is here.
/// @dev What is left out: that the hash of a block more than 256 blocks ago is zero. Whoever waits knows the number that
/// comes of zero, and has played it. SmartBillions lost 400 ether that way in October 2017; PoolTogether's first version
/// drew one winner, and another one 256 blocks later. Compare FutureBlockRng and BlockHash.
contract WeakenedLottery {
    struct Ticket {
        uint256 number;
        uint256 drawnBy;
    }

    /// @notice A ticket must cost what it costs.
    /// @param value Wei that came.
    /// @param price Wei that it costs.
    error WrongPrice(uint256 value, uint256 price);

    /// @notice There is no ticket.
    /// @param account Who asked.
    error NoTicket(address account);

    /// @notice The block that decides is not over yet.
    /// @param drawnBy The block.
    error NotDrawnYet(uint256 drawnBy);

    /// @notice A ticket was looked at.
    /// @param player Whose it was.
    /// @param number What they had played.
    /// @param drawn What was drawn for them.
    event Drawn(address indexed player, uint256 number, uint256 drawn);

    uint256 public constant NUMBERS = 1000;
    uint256 public constant PRICE = 0.1 ether;

    mapping(address player => Ticket) public ticketOf;

    /// @notice Whoever opens it gives the first prize.
    constructor() payable {}

    /// @notice Plays a number; the hash of the next block decides.
    /// @param number From 0 to 999.
    function play(uint256 number) external payable {
        if (msg.value != PRICE) revert WrongPrice(msg.value, PRICE);

        ticketOf[msg.sender] = Ticket(number, block.number + 1);
    }

    /// @notice Has the caller's ticket looked at. If its number was drawn, all that is here is paid.
    function claim() external {
        Ticket memory ticket = ticketOf[msg.sender];
        if (ticket.drawnBy == 0) revert NoTicket(msg.sender);
        if (block.number <= ticket.drawnBy) revert NotDrawnYet(ticket.drawnBy);

        delete ticketOf[msg.sender];
        uint256 drawn = numberOf(blockhash(ticket.drawnBy), msg.sender); // zero after 256 blocks
        emit Drawn(msg.sender, ticket.number, drawn);
        if (drawn == ticket.number) Payment.pay(msg.sender, address(this).balance);
    }

    /// @notice Which number a block's hash draws for a player.
    /// @param blockHash The hash.
    /// @param player The player.
    /// @return drawn From 0 to 999.
    function numberOf(bytes32 blockHash, address player) public pure returns (uint256 drawn) {
        return uint256(keccak256(abi.encode(blockHash, player))) % NUMBERS;
    }
}
