"""A Merkle-Patricia trie in memory: set, removed, hashed, proved.

What has changed is hashed when the root is asked for, each node once: setting many keys costs a
fraction of what a root after each would. No key, here or asked for, may be the beginning of another
(hashes are of one length, and no number in RLP begins another), so branches have no values. An
extension is kept as part of the branch that it leads to.
Source: Yellow Paper, appendix D.
"""

from __future__ import annotations

from pydemo.evm.deadline import check
from pydemo.evm.hashing import keccak
from pydemo.evm.rlp_coding import encode

EMPTY_ROOT = keccak(encode(b""))
_DIGITS = "0123456789abcdef"
_NOTHING = encode(b"")


class _Node:
    """A leaf, or a branch with the extension before it.

    ``path`` has the hexadecimal digits of the key from here on (to the branch, or to the end).
    ``ref`` is what the node above has of this one, RLP; None where it is not known.
    """

    __slots__ = ("children", "path", "ref", "value")

    def __init__(
        self, path: str, value: bytes = b"", children: dict[str, _Node] | None = None
    ) -> None:
        self.path, self.value, self.children = path, value, children
        self.ref: bytes | None = None

    def encoded(self) -> list[bytes]:
        """The nodes that this is in Ethereum's trie, from the top: an extension is one by itself.

        Raises:
            deadline.Stopped: it takes too long. What was hashed stays so.
        """
        if self.children is None:
            return [_list(_string(_packed(self.path, is_leaf=True)) + _string(self.value))]
        check()
        refs = []
        for digit in _DIGITS:
            child = self.children.get(digit)
            if child is None:
                refs.append(_NOTHING)
            else:
                refs.append(child.reference() if child.ref is None else child.ref)
        branch = _list(b"".join(refs) + _NOTHING)
        if not self.path:
            return [branch]
        way = _string(_packed(self.path, is_leaf=False))
        return [_list(way + _reference(branch)), branch]

    def reference(self) -> bytes:
        if self.ref is None:
            self.ref = _reference(self.encoded()[0])
        return self.ref


class Trie:
    """Keys and values, both bytes; no value is empty."""

    def __init__(self) -> None:
        self._root: _Node | None = None

    @property
    def root(self) -> bytes:
        """The root's hash. Raises deadline.Stopped: asking again goes on where it was."""
        if self._root is None:
            return EMPTY_ROOT
        if self._root.ref is not None and len(self._root.ref) == 33:
            return self._root.ref[1:]
        self._root.reference()
        return keccak(self._root.encoded()[0])

    def get(self, key: bytes) -> bytes:
        """The value, empty for a key that is not there."""
        way, is_there = self._way(key.hex())
        return way[-1].value if is_there else b""

    def proof(self, key: bytes) -> tuple[bytes, ...]:
        """The nodes on the way to a key, RLP; to where it would be, if it is not there.

        One of less than 32 bytes is part of the one above it.
        """
        way, is_there = self._way(key.hex())
        told: list[bytes] = []
        for node in way:
            nodes = node.encoded()
            if (
                node is way[-1]
                and not is_there
                and not key.hex().startswith(
                    node.path, sum(len(above.path) + 1 for above in way[:-1])
                )
            ):
                nodes = nodes[:1]  # it leaves on the extension
            told += nodes
        return tuple(node for place, node in enumerate(told) if place == 0 or len(node) >= 32)

    def __setitem__(self, key: bytes, value: bytes) -> None:
        path = key.hex()
        above, at, node = None, 0, self._root
        while node is not None:
            if not path.startswith(node.path, at):
                self._put(above, path[at - 1 : at], _split(node, path[at:], value))
                return
            node.ref = None
            at += len(node.path) + 1
            if node.children is None:
                node.value = value
                return
            above, node = node, node.children.get(path[at - 1])
        self._put(above, path[at - 1 : at], _Node(path[at:], value))

    def __delitem__(self, key: bytes) -> None:
        """Does nothing if it is not there."""
        way, is_there = self._way(key.hex())
        if not is_there:
            return
        for node in way:
            node.ref = None
        if len(way) == 1:
            self._root = None
            return
        branch, path = way[-2], key.hex()
        assert branch.children is not None
        del branch.children[path[-len(way[-1].path) - 1]]
        if len(branch.children) > 1:
            return
        ((digit, left),) = branch.children.items()
        left.path, left.ref = branch.path + digit + left.path, None
        above = way[-3] if len(way) > 2 else None
        self._put(above, path[sum(len(node.path) + 1 for node in way[:-2]) - 1], left)

    def _put(self, above: _Node | None, digit: str, node: _Node) -> None:
        if above is None:
            self._root = node
        else:
            assert above.children is not None
            above.children[digit] = node

    def _way(self, path: str) -> tuple[list[_Node], bool]:
        """The nodes on the way to a key, and whether it is there: the last one is its leaf then."""
        way, at, node = list[_Node](), 0, self._root
        while node is not None:
            way.append(node)
            if not path.startswith(node.path, at):
                return way, False
            if node.children is None:
                return way, True
            at += len(node.path) + 1
            node = node.children.get(path[at - 1])
        return way, False


def _split(node: _Node, path: str, value: bytes) -> _Node:
    """A branch between a node and a new leaf, where their paths part."""
    digits = zip(node.path, path, strict=False)
    at = next(place for place, (one, other) in enumerate(digits) if one != other)
    old, new = node.path[at], path[at]
    node.path, node.ref = node.path[at + 1 :], None
    return _Node(path[:at], children={old: node, new: _Node(path[at + 1 :], value)})


def _packed(path: str, *, is_leaf: bool) -> bytes:
    """Digits as bytes, with a first one that says of what, and whether they are odd in number."""
    flag = 2 * is_leaf
    return bytes.fromhex(f"{flag + 1:x}{path}" if len(path) % 2 else f"{flag:x}0{path}")


def _reference(encoded: bytes) -> bytes:
    return encoded if len(encoded) < 32 else b"\xa0" + keccak(encoded)


def _string(raw: bytes) -> bytes:
    length = len(raw)
    if length == 1 and raw[0] < 0x80:
        return raw
    return bytes((0x80 + length,)) + raw if length < 56 else encode(raw)


def _list(payload: bytes) -> bytes:
    length = len(payload)
    if length < 56:
        return bytes((0xC0 + length,)) + payload
    size = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((0xF7 + len(size),)) + size + payload
