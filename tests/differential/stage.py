"""The addresses that scripts and transactions are about, and the state each run begins with."""

from __future__ import annotations

from functools import cache

from eth_abi.abi import encode

from differential import puppet
from differential.pair import Pair
from pydemo.build.artifacts import Artifacts
from pydemo.chain.accounts import Account, Accounts
from pydemo.chain.frames import Transaction
from pydemo.chain.genesis import CHAIN_ID
from pydemo.chain.system_contracts import BEACON_ROOTS_ADDRESS, HISTORY_ADDRESS
from pydemo.evm.calls import create_address
from pydemo.evm.hashing import keccak

ETHER = 10**18
PEOPLE: list[Account] = list(Accounts.personas())
SIGNERS = {int(person.address, 16): person for person in PEOPLE}
ALICE, BOB, CAROL, DAVE, ERIN = (int(person.address, 16) for person in PEOPLE[:5])
DEPLOYED = [create_address(ALICE, nonce) for nonce in range(4)]
PUPPETS, TOKEN = DEPLOYED[:3], DEPLOYED[3]
NEW = [create_address(puppet_, nonce) for puppet_ in PUPPETS[:2] for nonce in (1, 2)]
"""Where the puppets' next creations go."""
NOBODY = 0xDEAD_BEEF
PRECOMPILES = [1, 2, 3, 4, 5, 6, 7, 9, 0xB, 0x11]
"""But for the pairing: both engines have the same library's, which takes a second each time."""
CAST = [
    *PUPPETS,
    *PUPPETS,
    *NEW,
    ALICE,
    DAVE,  # lends itself a puppet's code
    ERIN,
    TOKEN,
    NOBODY,
    0,
    *PRECOMPILES,
    HISTORY_ADDRESS,
    BEACON_ROOTS_ADDRESS,
]
WATCHED = [address.to_bytes(20) for address in (*PUPPETS, *NEW, ALICE, BOB, DAVE, NOBODY, 0)]


@cache
def shared_pair() -> Pair:
    """One for the whole process: a run takes a snapshot and returns to it."""
    pair = Pair()
    alice = raw(ALICE)
    for _ in PUPPETS:
        pair.deploy(Transaction(alice, None, puppet.CREATION))
    token = Artifacts.suite()["DemoToken"].bytecode
    supply = encode(["uint256", "address"], [10**24, PEOPLE[0].address])
    pair.deploy(Transaction(alice, None, token + supply))
    pair.execute(Transaction(raw(BOB), raw(PUPPETS[0]), value=5 * ETHER))
    pair.execute(Transaction(raw(BOB), raw(PUPPETS[1]), value=3))
    faucet = keccak(b"faucet()")[:4]
    for person in (ALICE, BOB):
        pair.execute(Transaction(raw(person), raw(TOKEN), faucet))
    slots = b"".join(puppet.act("sstore", slot, 1) for slot in range(2))
    pair.execute(Transaction(raw(BOB), raw(PUPPETS[0]), slots))
    delegation = authorization(PEOPLE[3], PUPPETS[0], nonce=0)
    fields = {
        "from": raw(BOB),
        "to": raw(CAROL),
        "gas": 100_000,
        "max_fee_per_gas": 10**10,
        "max_priority_fee_per_gas": 1,
        "authorization_list": [delegation],
    }
    assert pair.send(lambda engine: engine.send_transaction(fields)) is not None
    for address in (*DEPLOYED, DAVE):
        assert pair.both(lambda engine, address=address: engine.get_code(raw(address)))  # type: ignore[misc]
    return pair


def raw(address: int) -> bytes:
    return address.to_bytes(20)


def authorization(
    signer: Account, delegate: int, nonce: int, chain_id: int = CHAIN_ID
) -> dict[str, int | bytes]:
    """A signed permission (EIP-7702), as eth-tester passes it to an engine."""
    from eth_account import Account as EthAccount

    signed = EthAccount.from_key(signer.key).sign_authorization(
        {"chainId": chain_id, "address": raw(delegate), "nonce": nonce}
    )
    return {
        "chain_id": chain_id,
        "address": raw(delegate),
        "nonce": nonce,
        "y_parity": signed.y_parity,
        "r": signed.r,
        "s": signed.s,
    }
