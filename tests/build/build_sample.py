"""A small Solidity project that has a bit of everything."""

from __future__ import annotations

from pathlib import Path

HEAD = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.30;\n"

SOURCES = {
    "contracts/IVault.sol": HEAD
    + """
/// @title Vault
/// @notice Keeps "things" for people.
interface IVault {
    struct Slot { address owner; uint64 until; uint256[] amounts; }

    /// @notice Somebody else has it.
    /// @param owner Who has it.
    error Taken(address owner);

    event Kept(address indexed owner, uint256 amount);

    /// @notice Puts a slot aside.
    /// @dev Pays what it gets.
    /// @param slot What to keep.
    /// @param from Where it comes from.
    /// @return id Number of the slot.
    function keep(Slot calldata slot, address from) external payable returns (uint256 id);

    /// @notice The slots, by number.
    function slots(uint256[] calldata ids) external view returns (Slot[] memory found);
}
""",
    "contracts/Vault.sol": HEAD
    + """
import {IVault} from "./IVault.sol";
import {Doubling} from "./lib/Doubling.sol";
import "@acme/tools/Base.sol";
// import "./NotThere.sol";
/* import "./NorThis.sol"; */

contract Vault is IVault, Base {
    string public constant NOTE = "import './OrThis.sol';";
    uint256 private immutable limit;
    uint256 public immutable since = block.timestamp;
    enum Mood { Calm, Busy }
    Mood public mood;
    mapping(uint256 => Slot) internal kept;

    constructor(uint256 limit_, string memory name) payable { limit = limit_; bytes(name); }

    /// @inheritdoc IVault
    function keep(Slot calldata slot, address) external payable returns (uint256 id) {
        if (slot.owner == address(0)) revert Taken(slot.owner);
        id = Doubling.twice(msg.value) + limit + base();
        kept[id] = slot;
        emit Kept(slot.owner, id);
    }

    /// @inheritdoc IVault
    function slots(uint256[] calldata ids) external view returns (Slot[] memory found) {
        found = new Slot[](ids.length);
        for (uint256 i; i < ids.length; ++i) found[i] = kept[ids[i]];
    }

    function put(uint256 value) external {}
    function put(uint256 value, bytes calldata data) external {}
    function pair() external view returns (uint256 count_, address who) { who = msg.sender; }
    function lambda(address sender, uint256 gas) external pure returns (uint256) { return gas; }
}
""",
    "contracts/lib/Doubling.sol": HEAD
    + """
library Doubling {
    function twice(uint256 x) public pure returns (uint256) { return 2 * x; }
}
""",
    "contracts/zoo/Cat.sol": HEAD
    + "contract Animal { function sound() external pure { uint256 meow; } }\n",
    "contracts/zoo/Dog.sol": HEAD + "contract Animal { function sound() external pure { } }\n",
    "node_modules/@acme/tools/Base.sol": HEAD
    + """import "./Deeper.sol";
abstract contract Base is Deeper {
    uint256 private immutable limit = 7;
    function base() internal view returns (uint256) { return limit; }
}
""",
    "node_modules/@acme/tools/Deeper.sol": HEAD + "contract Deeper { address public last; }\n",
}

BROKEN = HEAD + "contract Broken {\n    function f() external { uint256 x = 1 }\n}\n"


def write_project(root: Path, sources: dict[str, str] = SOURCES) -> Path:
    """Put the sources below ``root``."""
    for name, text in sources.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return root
