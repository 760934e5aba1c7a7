// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICommitRevealRng} from "../lottery/ICommitRevealRng.sol";

/// @title Greedy
/// @notice For tests only: somebody who is paid a bond back, and asks for it once more at that moment.
contract Greedy {
    ICommitRevealRng private immutable _rng;
    uint256 private _id;
    uint256 public attempts;

    constructor(ICommitRevealRng rng) payable {
        _rng = rng;
    }

    receive() external payable {
        attempts += 1;
        try _rng.withdrawBond(_id) {} catch {}
    }

    function commit(uint256 id, bytes32 secret) external {
        _id = id;
        _rng.commit{value: _rng.bond()}(id, _rng.commitmentOf(id, address(this), secret));
    }

    function reveal(uint256 id, bytes32 secret) external {
        _rng.reveal(id, secret);
    }

    function withdraw(uint256 id) external {
        _rng.withdrawBond(id);
    }
}
