"""eth-tester's own suite for backends, run on both engines."""

from __future__ import annotations

import pytest
from eth_tester import EthereumTester
from eth_tester.utils.backend_testing import BaseTestBackendDirect

from pydemo.chain.engine import Engine
from pydemo.chain.fast import FastEngine
from pydemo.chain.pyevm import PyEvmEngine
from pydemo.chain.tester_backend import EngineBackend
from pydemo.errors import TransactionRefused

GWEI = 10**9
ACCESS_LIST = (
    {
        "address": "0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae",
        "storage_keys": ("0x" + "03".rjust(64, "0"), "0x" + "07".rjust(64, "0")),
    },
    {"address": "0xbb9bc244d798123fde783fcc1c72d3bb8c189413", "storage_keys": ()},
)


def plain_transaction(eth_tester: EthereumTester) -> str:
    alice = eth_tester.get_accounts()[0]
    sent: str = eth_tester.send_transaction({"from": alice, "to": alice, "gas": 21_000})
    return sent


class BackendSuite(BaseTestBackendDirect):  # type: ignore[misc]
    """What every backend of eth-tester must do, without options: the ten personas have the keys."""

    engine: type[Engine]

    @pytest.fixture
    def eth_tester(self) -> EthereumTester:
        engine = self.engine

        class Backend(EngineBackend):
            def __init__(self) -> None:  # the suite makes more of them by itself
                super().__init__(engine())

        tester = EthereumTester(backend=Backend())
        tester._pending_transactions = []  # eth-tester keeps it on the class
        return tester

    # What follows cannot hold as the suite has it, each for a reason given.

    def test_send_transaction_no_gas_price_or_dynamic_fees(
        self, eth_tester: EthereumTester
    ) -> None:
        """Fees that nobody named follow the base fee, so that they still pay when it has risen.

        The suite wants 1 gwei, which is refused once the base fee is above.
        """
        sent = eth_tester.get_transaction_by_hash(plain_transaction(eth_tester))
        base_fee = eth_tester.get_block_by_number("latest")["base_fee_per_gas"]
        assert sent["type"] == "0x2"
        assert sent["max_fee_per_gas"] == 2 * base_fee + GWEI
        assert sent["max_priority_fee_per_gas"] == GWEI
        assert sent["access_list"] == ()
        assert sent["gas_price"] == base_fee + GWEI

    def test_get_transaction_receipt_for_mined_transaction(
        self, eth_tester: EthereumTester
    ) -> None:
        """For the same reason the price paid is the base fee and the tip, not 1 gwei."""
        tx_hash = plain_transaction(eth_tester)
        receipt = eth_tester.get_transaction_receipt(tx_hash)
        base_fee = eth_tester.get_block_by_number("latest")["base_fee_per_gas"]
        assert receipt["transaction_hash"] == tx_hash
        assert receipt["type"] == "0x2"
        assert receipt["effective_gas_price"] == base_fee + GWEI

    def test_send_access_list_transaction(self, eth_tester: EthereumTester) -> None:
        """The chain id is 31337, as anvil's; the suite signs for eth-tester's own."""
        self.check_typed_transactions(eth_tester, "0x1", {"gas_price": GWEI})

    def test_send_dynamic_fee_transaction(self, eth_tester: EthereumTester) -> None:
        """The chain id, again."""
        fees = {"max_fee_per_gas": 2 * GWEI, "max_priority_fee_per_gas": GWEI}
        self.check_typed_transactions(eth_tester, "0x2", fees)

    def check_typed_transactions(
        self, eth_tester: EthereumTester, kind: str, fees: dict[str, int]
    ) -> None:
        alice = eth_tester.get_accounts()[0]
        for access_list in ((), ACCESS_LIST):
            sent = {
                "from": alice,
                "to": alice,
                "value": 1,
                "gas": 40_000,
                "chain_id": 31337,
                "access_list": access_list,
                **fees,
            }
            shown = eth_tester.get_transaction_by_hash(eth_tester.send_transaction(sent))
            assert shown["type"] == kind
            assert len(shown["access_list"]) == len(access_list)
            self._check_transactions(sent, shown)
        with pytest.raises(TransactionRefused, match="signed for chain 131277322940537"):
            eth_tester.send_transaction({**sent, "chain_id": 131277322940537})

    @pytest.mark.parametrize("raw", ["0x1234", "0xffff", "0x02", "0x02c0", "0xc0", "0x03c0"])
    def test_send_raw_transaction_invalid_raw_transaction(
        self, eth_tester: EthereumTester, raw: str
    ) -> None:
        """The suite wants py-evm's and rlp's exceptions; an engine has one of its own for it."""
        with pytest.raises(TransactionRefused, match="the raw transaction"):
            eth_tester.send_raw_transaction(raw)

    test_send_raw_transaction_invalid_rlp_transaction = None

    @pytest.mark.parametrize(
        ("count", "newest", "oldest"),
        [(3, "latest", 8), (1, "safe", 10), (1, "earliest", 0), (1, "pending", 10), (99, 2, 0)],
    )
    def test_get_fee_history(
        self, eth_tester: EthereumTester, count: int, newest: int | str, oldest: int
    ) -> None:
        """As nodes do it: the newest block is among them, and the base fee after it is the last.

        The suite wants eth-tester's: the newest left out, the others backwards, numbered from 1.
        """
        eth_tester.mine_blocks(10)
        history = eth_tester.get_fee_history(count, newest)
        mined = min(count, newest + 1) if isinstance(newest, int) else count
        blocks = [eth_tester.get_block_by_number(oldest + place) for place in range(mined)]
        fees = [block["base_fee_per_gas"] for block in blocks]
        assert history["oldest_block"] == oldest
        assert history["base_fee_per_gas"] == [*fees, fees[-1] - fees[-1] // 8]
        assert history["gas_used_ratio"] == [0.0] * mined
        assert history["reward"] == []

    def test_get_fee_history_of_blocks_that_were_used(self, eth_tester: EthereumTester) -> None:
        plain_transaction(eth_tester)
        assert eth_tester.get_fee_history(1)["gas_used_ratio"] == [21_000 / 30_000_000]


class TestPyEvmEngineAsBackend(BackendSuite):
    engine = PyEvmEngine


class TestFastEngineAsBackend(BackendSuite):
    engine = FastEngine
