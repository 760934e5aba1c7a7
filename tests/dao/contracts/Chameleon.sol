// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface IPropose {
    function propose(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        string calldata description
    ) external returns (uint256 proposalId);
}

/// @title Promise
/// @notice For tests only: what is shown to the voters. It does nothing, and can vanish in the transaction that made it.
contract Promise {
    function work() external payable {}

    function vanish() external {
        selfdestruct(payable(msg.sender));
    }
}

/// @title Deceit
/// @notice For tests only: what is to be called in its place.
contract Deceit {
    bool public robbed;

    function work() external payable {
        robbed = true;
    }
}

/// @title Shell
/// @notice For tests only: the second half of a chameleon. What it makes stands where its first contract always stands.
contract Shell {
    function make(bool isHonest) external returns (address made) {
        return isHonest ? address(new Promise()) : address(new Deceit());
    }

    function vanish() external {
        selfdestruct(payable(msg.sender));
    }
}

/// @title Chameleon
/// @notice For tests only: puts one contract at an address, proposes to call it, lets it vanish, and puts another one
/// there afterwards. Since the Cancun fork a contract can vanish only in the transaction in which it was made.
contract Chameleon {
    address public target;

    function proposeHonestly(IPropose governor, string calldata description) external returns (uint256 proposalId) {
        Shell shell = new Shell{salt: 0}();
        target = shell.make(true);
        address[] memory targets = new address[](1);
        targets[0] = target;
        bytes[] memory calldatas = new bytes[](1);
        calldatas[0] = abi.encodeCall(Promise.work, ());
        proposalId = governor.propose(targets, new uint256[](1), calldatas, description);
        Promise(target).vanish();
        shell.vanish();
    }

    function change() external {
        Shell shell = new Shell{salt: 0}();
        require(shell.make(false) == target, "elsewhere");
    }

    receive() external payable {}
}

/// @title Planter
/// @notice For tests only: puts a contract at an address that is known before.
contract Planter {
    function plant() external {
        new Deceit{salt: 0}();
    }

    function place() external view returns (address) {
        bytes32 codeHash = keccak256(type(Deceit).creationCode);
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", address(this), bytes32(0), codeHash)))));
    }
}

/// @title SigningWallet
/// @notice For tests only: a contract that has "signed" one digest (ERC-1271).
contract SigningWallet {
    bytes32 public signedDigest;

    function sign(bytes32 digest) external {
        signedDigest = digest;
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return digest == signedDigest ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
