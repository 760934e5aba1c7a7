"""`Chain`: a blockchain with contracts on it. The door through which everything else is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexbytes import HexBytes

from pydemo.chain.accounts import Account, Accounts
from pydemo.chain.address import AddressLike, canonical, checksum, spelled
from pydemo.chain.genesis import DEFAULT_SEED, GENESIS_TIME
from pydemo.chain.node import Node
from pydemo.contract.balances import Watch, watching
from pydemo.contract.batch import Batch, Blocks, open_batch
from pydemo.contract.function import Options
from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.contract.registry import Registry
from pydemo.contract.session import Session
from pydemo.display.text import number_text
from pydemo.errors import ArgumentError, ContractError, PydemoError

if TYPE_CHECKING:
    from web3 import Web3

    # The same class, with an overload for each contract of the suite: generated from the artifacts.
    from pydemo.bindings import Deployments
else:
    from pydemo.contract.deployments import Deployments


class Chain(Deployments):
    """An Ethereum chain in this process: Prague rules, chain id 31337, ten funded accounts.

    Args:
        engine: ``"auto"`` (the best there is), or an engine by name.
        project: a folder with ``contracts/``: they are compiled and can be deployed by name, beside
            the suite's own.
        seed: what ``prevrandao`` and block hashes derive from, a whole number; the same seed gives
            the same chain to the byte.
        genesis_time: Unix seconds of block 0; 1 January 2026 by default.

    Raises:
        errors.UnknownEngine, errors.ArgumentError: an engine, seed or time that does not exist.
        errors.BuildError: the project does not compile, or no compiler was found.
    """

    def __init__(
        self,
        *,
        engine: str = "auto",
        project: str | Path | None = None,
        seed: int = DEFAULT_SEED,
        genesis_time: int = GENESIS_TIME,
    ) -> None:
        from pydemo.chain.local import LocalNode

        self._start(LocalNode(engine, seed, genesis_time), project)

    def _start(self, node: Node, project: str | Path | None) -> None:
        from pydemo.build.artifacts import Artifacts

        artifacts = Artifacts.suite() if project is None else Artifacts.project(Path(project))
        self._node = node
        registry = Registry(artifacts, self.accounts, lambda address: node.code(canonical(address)))
        self._session = Session(node, registry)

    @classmethod
    def connect(
        cls,
        url: str,
        *,
        account: Account | str | bytes | None = None,
        project: str | Path | None = None,
        timeout: float = 180,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Chain:
        """A chain behind JSON-RPC, with the same handles.

        Connections are kept. Reads are tried again after a fault; a transaction is never sent
        twice: if the node fails meanwhile, it is looked up by its hash.

        Args:
            url: http(s)://, the path of an IPC socket, or a network of ``networks.toml`` by name.
            account: who signs here: an account, or a private key. Development nodes' own accounts
                need none.
            timeout: seconds to wait for a transaction to be mined; then `errors.NotMined`.
            progress: called with what is waited for, how many seconds have passed, and of how many.

        Raises:
            errors.NotConnected: nothing answers there, or nobody who speaks JSON-RPC.
            errors.DeploymentError: that network's variable is not set, or its node is of another
                chain.
            errors.ArgumentError: ``timeout`` is no number of seconds, ``account`` no key.
        """
        from pydemo.chain.networks import by_name
        from pydemo.chain.remote import RemoteNode

        signer, network = _signer(account), by_name(str(url))
        if network is None:
            node = RemoteNode(url, signer, timeout=timeout, progress=progress)
        else:
            node = network.node(signer, timeout=timeout, progress=progress)
        return cls.over(node, project)

    @classmethod
    def over(cls, node: Node, project: str | Path | None = None) -> Chain:
        """A chain whatever is under it: for those who have a node already, as `pydemo node` has."""
        chain = cls.__new__(cls)
        chain._start(node, project)
        return chain

    # --- what it is -------------------------------------------------------------------------------

    @property
    def engine_name(self) -> str:
        """The engine in use, or the address of the node."""
        return self._node.name

    @property
    def chain_id(self) -> int:
        return self._node.chain_id

    @property
    def seed(self) -> int | None:
        """None for a chain behind JSON-RPC."""
        return self._node.seed

    @property
    def w3(self) -> Web3:
        """A plain web3.py object on the same chain."""
        return self._node.w3

    @property
    def accounts(self) -> Accounts:
        """alice, bob, carol, dave, erin, frank, grace, heidi, ivan and judy, and those added."""
        return self._node.accounts

    @property
    def names(self) -> dict[str, str]:
        """Address -> name, of the accounts and of the contracts known so far."""
        return self._session.registry.names()

    def __repr__(self) -> str:
        head = self._node.head()
        return f"<Chain {self.engine_name} id {self.chain_id} block {head.number}>"

    def _repr_html_(self) -> str:
        from pydemo.display.chain_html import chain_html

        return chain_html(self)

    # --- accounts and ETH -------------------------------------------------------------------------

    def balance(self, address: AddressLike, block: int | str = "latest") -> int:
        """Wei held by an account or contract."""
        return self._node.balance(canonical(address), block)

    def nonce(self, address: AddressLike) -> int:
        """How many transactions an account has sent, or 1 more than contracts it has made.

        `pydemo.chain.address.created_address` has what follows from it.
        """
        return self._node.nonce(canonical(address))

    def set_balance(self, address: AddressLike, wei: int) -> None:
        """Give an account exactly this many wei, without a transaction.

        Raises errors.ArgumentError for anything but a whole number from 0 to 2**256 - 1.
        """
        if isinstance(wei, bool) or not isinstance(wei, int) or not 0 <= wei < 2**256:
            raise ArgumentError(
                f"set_balance: wei = {wei!r}: a whole number from 0 to 2**256 - 1 is expected"
            )
        self._node.set_balance(canonical(address), wei)

    def transfer(
        self, to: AddressLike, wei: int, *, sender: AddressLike, gas: int | None = None
    ) -> Receipt:
        """Send ETH. Raises errors.ContractError if the receiver is a contract that refuses it."""
        call = f"transfer({self._session.name_of(canonical(to))}, {number_text(wei)} wei)"
        transaction = Options(sender, wei, gas).transaction(canonical(to), b"", call)
        contract = self._session.registry.contract_at(checksum(canonical(to)))
        return self._session.send(transaction, call, contract)

    def impersonate(self, address: AddressLike) -> Account:
        """Act as any address, a contract's too: the account returned can send without a key.

        It pays for its gas like anyone: give it ETH with `set_balance` if it has none.
        """
        raw = canonical(address)
        self._node.impersonate(raw)
        known = spelled(raw)  # once: thousands may be impersonated, and none of them asked about
        return self.accounts[known] if known in self.accounts else Account(known)

    def add_account(self, key: bytes | str, name: str = "") -> Account:
        """Add an account by its private key (32 bytes, or hex). It starts without ETH.

        Raises errors.ArgumentError for something that is no key, or a name that is taken.
        """
        account = _signer(key, name)
        assert account is not None
        self._node.add_key(account)
        return account

    # --- time and blocks --------------------------------------------------------------------------

    @property
    def time(self) -> int:
        """The newest block's timestamp, in Unix seconds."""
        return self._node.head().timestamp

    @property
    def block_number(self) -> int:
        return self._node.head().number

    @property
    def block_hash(self) -> HexBytes:
        """The newest block's hash."""
        return HexBytes(self._node.head().hash)

    def advance(self, seconds: int) -> int:
        """Let time pass: mine a block so many seconds after the newest one. Returns the new time.

        Raises errors.ArgumentError for anything but a whole number above zero: time goes forward.
        """
        if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 1:
            raise ArgumentError(
                f"advance: seconds = {seconds!r}: a whole number above 0 is expected; "
                "time only goes forward (anchors bring it back)"
            )
        self._node.advance(seconds)
        return self.time

    def mine(self, blocks: int = 1) -> int:
        """Mine empty blocks, a second apart. Returns the newest block's number."""
        if isinstance(blocks, bool) or not isinstance(blocks, int) or blocks < 1:
            raise ArgumentError(f"mine: blocks = {blocks!r}: a whole number above 0 is expected")
        self._node.mine(blocks)
        return self.block_number

    @contextmanager
    def anchor(self) -> Iterator[None]:
        """Leave no trace: at the block's end all state, time and block number are as before.

        Accounts added and contracts deployed inside are forgotten. Anchors nest.
        """
        snapshot = self.take_snapshot()
        try:
            yield
        except ContractError as error:
            with suppress(PydemoError):
                error.trace()  # made now: afterwards the transaction never happened
            raise
        finally:
            self.revert_to_snapshot(snapshot)

    def take_snapshot(self) -> Any:
        """What `revert_to_snapshot` takes: the building block of `anchor`, for fixtures."""
        return self._node.take_snapshot(), self._session.registry.take_snapshot()

    def revert_to_snapshot(self, snapshot: Any) -> None:
        """Go back to a snapshot of this chain.

        The embedded chain can return to it again and again, a node behind JSON-RPC only once.
        """
        state, known = snapshot
        self._node.revert_to_snapshot(state)
        self._session.registry.revert_to_snapshot(known)

    def observe(self, observer: Callable[[Receipt], None]) -> None:
        """Call a function with the receipt of each transaction from now on, failed ones too."""
        self._session.observers.append(observer)

    def watch(self, *accounts: AddressLike, **tokens: Contract) -> AbstractContextManager[Watch]:
        """See what a block does to balances: of ether, gas apart, and of tokens.

        ``with chain.watch(alice, bob, dai=token) as seen: ...``, then ``seen.changes``: a token is
        called as its keyword says. A notebook shows ``seen`` as a table.

        Raises:
            errors.ArgumentError: a token has no ``balanceOf(address)``.
        """
        return watching(self, accounts, tokens)

    @contextmanager
    def batch(self, blocks: Blocks = "few") -> Iterator[Batch]:
        """Send many transactions at the least cost, and hear of failures when all are mined.

        Inside, handles are used as always. A transaction runs at once, so its receipt tells gas and
        events and views see what it changed; it is mined, and has a block hash, with the rest. One
        that fails raises nothing until the end: ``batch.receipts`` has them all, in order.

        ``"few"`` puts as many into a block as fit half its gas limit, which is Ethereum's target
        for a block: a transaction without ``gas=`` may use half a block at least. ``"each"`` gives
        each a block of its own. What else moves the chain inside (`mine`, `advance`,
        `set_balance`, `anchor`) first mines what has been sent. If the with-block is left by an
        exception, what was sent before is mined too.

        Raises:
            errors.BatchFailed: when all are mined, if any failed: a `ContractError` with the name
                and operands of the first, and all of them in ``failures``. A deployment that fails
                raises at once, since there is nothing to give a handle on.
            errors.NotSupported: on a chain behind JSON-RPC, which makes its blocks itself.
            errors.ArgumentError: ``blocks`` is something else, or a batch is open already.
        """
        with open_batch(self._session, blocks) as batch:
            yield batch

    def receipt(self, tx_hash: bytes | str) -> Receipt:
        """The receipt of any mined transaction, also one sent through `w3`.

        Raises errors.UnknownTransaction.
        """
        try:
            raw = bytes.fromhex(tx_hash.removeprefix("0x")) if isinstance(tx_hash, str) else tx_hash
        except ValueError:
            raise ArgumentError(f"{tx_hash!r} is no transaction hash: it is not hex") from None
        return Receipt(self._node.outcome(bytes(raw)), self._session)


def _signer(account: Any, name: str = "") -> Account | None:
    if account is None or isinstance(account, Account):
        return account
    key = getattr(account, "key", account)  # eth-account's LocalAccount has its key as an attribute
    if isinstance(key, str):
        try:
            key = bytes.fromhex(key.removeprefix("0x"))
        except ValueError:
            raise ArgumentError("that is no private key: 64 hex digits are expected") from None
    return Account.from_key(bytes(key), name)
