"""The ending in which they win: the piece is theirs together, and so is every decision about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydemo.chain.accounts import Account
from pydemo.chain.key_derivation import derive_key
from pydemo.contract.ballot import ABSTAIN, AGAINST, FOR
from pydemo.contract.chain import Chain
from pydemo.errors import UnknownAccount
from pydemo.messages import text
from pydemo.stories.dao_proposal import Calls, Proposal, tallies
from pydemo.stories.dao_scene import PIECE, TERMS, Scene, eth, millions
from pydemo.stories.step import Step, Table, refused, told
from pydemo.units import days, ether

RIVAL, BUYER = ether(40), ether(66)
"""What Ivan bids at last, and what he pays later, when the members sell."""
FEE, DEAR_FEE = ether(1), ether(3)
"""What a museum asks for showing the piece, and what Ivan asks."""
NEW_RESERVE = ether(60)
# On chain, and so the same in every language: what is said is a part of what is voted on.
AT_IVANS = "Show the copy at Ivan's, who asks 3 ether for it"
IN_THE_MUSEUM = "Show the copy in Heidi's museum, which asks 1 ether for it"
SELL = "Sell the copy, for 60 ether at least"
MEMBERS = ("alice", "bob", "carol", "dave", "erin")
"""Who claims; Frank does not yet, and his units count all the same."""
LEAVING = ("frank", "alice", "bob", "dave", "erin")
"""Who leaves in the end, in this order; Carol did before."""
NEWCOMER, NEWCOMER_KEY = "kim", 10
"""Who has never had any ether: the account after the personas."""
PASSED_ON = 1_000_000 * 10**18
"""Units of PEOPLE that Alice gives to the newcomer."""


def tell(scene: Scene) -> Iterator[Step]:
    yield _won(scene)
    yield _claimed(scene)
    ivans, step = _too_few(scene)
    yield step
    museum = scene.propose("alice", [(scene.account("heidi"), FEE, b"")], IN_THE_MUSEUM)
    yield _voted(scene, museum)
    yield _executed(scene, museum)
    sale = scene.propose("bob", _sale(scene), SELL)
    yield _to_be_sold(scene, sale)
    yield _left(scene)
    yield _sold(scene, sale)
    yield _shares(scene, [ivans, museum, sale])


def _won(scene: Scene) -> Step:
    grace = scene.account("grace")
    rival = scene.outbid(scene.account("ivan"), RIVAL)
    bid = scene.fund.bid(sender=grace)
    scene.wait_for_the_hammer()
    before = scene.purses("seller", "artist", "treasury")
    over = scene.fund.finish(sender=grace)
    return told(
        scene.chain,
        "dao.won",
        [rival, bid, over],
        scene.bids(),
        scene.gained(before),
        rival=eth(RIVAL),
        price=eth(scene.fund.price()),
        rest=eth(scene.chain.balance(scene.timelock)),
        owner=scene.name(scene.piece.ownerOf(PIECE)),
    )


def _claimed(scene: Scene) -> Step:
    """Votes of one's own, votes that are somebody else's, and votes of one who has no ether."""
    token, newcomer = scene.token, _newcomer(scene.chain)
    done = [scene.fund.claim(sender=scene.account(name)) for name in MEMBERS]
    scene.pause()
    done.append(token.delegate(scene.account("erin"), sender=scene.account("dave")))
    done.append(token.transfer(newcomer, PASSED_ON, sender=scene.account("alice")))
    supply = token.currentTotalSupply()
    rows = []
    for name in (*MEMBERS, NEWCOMER):
        account = scene.account(name)
        units, votes = token.balanceOf(account), token.getVotes(account)
        rows.append((name, millions(units), f"{units / supply:.1%}", millions(votes)))
    heads = ("member", "millions", "share", "votes")
    return told(
        scene.chain,
        "dao.claim",
        done,
        Table(tuple(text(f"dao.{head}") for head in heads), tuple(rows)),
        all=millions(supply),
        claimed=millions(token.totalSupply()),
        passed=millions(PASSED_ON),
        wei=scene.chain.balance(newcomer),
    )


def _newcomer(chain: Chain) -> Account:
    try:
        return chain.accounts[NEWCOMER]
    except UnknownAccount:
        newcomer = chain.add_account(derive_key(NEWCOMER_KEY), NEWCOMER)
        if chain.balance(newcomer):  # Hardhat's node gives ETH to more than the personas
            chain.set_balance(newcomer, 0)
        return newcomer


def _too_few(scene: Scene) -> tuple[Proposal, Step]:
    """A proposal that nobody but one votes for: that is not enough."""
    erin, to_ivan = scene.account("erin"), (scene.account("ivan"), DEAR_FEE, b"")
    no_member = refused(scene.chain, lambda: scene.propose("grace", [to_ivan], AT_IVANS))
    proposal = scene.propose("erin", [to_ivan], AT_IVANS)
    proposal.open_the_vote()
    voted = proposal.vote(erin, FOR)
    proposal.close_the_vote()
    stopped = refused(scene.chain, lambda: proposal.queue(erin))
    step = told(
        scene.chain,
        "dao.few",
        [no_member, proposal.created, voted, stopped],
        tallies([proposal]),
        threshold=millions(TERMS.proposal_threshold),
        fee=eth(DEAR_FEE),
        percent=TERMS.quorum,
    )
    return proposal, step


def _voted(scene: Scene, proposal: Proposal) -> Step:
    """Votes of every kind; and somebody who tries to vote twice with the same units."""
    token, newcomer = scene.token, scene.account(NEWCOMER)
    alice, bob, carol, erin, grace = (
        scene.account(name) for name in ("alice", "bob", "carol", "erin", "grace")
    )
    proposal.open_the_vote()
    voted = proposal.vote(alice, FOR)
    again = refused(scene.chain, lambda: proposal.vote(alice, FOR))
    units = token.balanceOf(alice)
    moved = token.transfer(grace, units, sender=alice)
    second = proposal.vote(grace, FOR)
    scene.pause()
    back = token.transfer(alice, units, sender=grace)
    done = [voted, again, moved, second, back, proposal.vote(bob, FOR)]
    done.append(proposal.hand_in(newcomer, FOR, sender=grace))
    done += [proposal.vote(carol, AGAINST), proposal.vote(erin, ABSTAIN)]
    proposal.close_the_vote()
    return told(
        scene.chain,
        "dao.vote",
        [proposal.created, *done],
        tallies([proposal]),
        fee=eth(FEE),
        units=millions(units),
        weight=second.events[0].args["weight"],
    )


def _executed(scene: Scene, proposal: Proposal) -> Step:
    erin, heidi = scene.account("erin"), scene.account("heidi")
    queued = proposal.queue(erin)
    early = refused(scene.chain, lambda: proposal.execute(erin))
    proposal.wait_for_the_timelock()
    before = scene.chain.balance(heidi)
    executed = proposal.execute(erin)
    return told(
        scene.chain,
        "dao.execute",
        [queued, early, executed],
        proposal.course_table(),
        days=TERMS.timelock_delay // days(1),
        paid=eth(scene.chain.balance(heidi) - before),
    )


def _to_be_sold(scene: Scene, proposal: Proposal) -> Step:
    proposal.open_the_vote()
    votes = [proposal.vote(scene.account(name), FOR) for name in ("alice", "bob")]
    votes.append(proposal.vote(scene.account("carol"), AGAINST))
    proposal.close_the_vote()
    queued = proposal.queue(scene.account("grace"))
    return told(
        scene.chain,
        "dao.sell",
        [proposal.created, *votes, queued],
        tallies([proposal]),
        reserve=eth(NEW_RESERVE),
    )


def _sale(scene: Scene) -> Calls:
    """Two calls in one proposal: let the house take the piece, and put it up."""
    house, ends_at = scene.auction.house, scene.chain.time + days(20)
    terms = (scene.piece, PIECE, NEW_RESERVE, 0, ends_at)
    return [
        (scene.piece, 0, scene.piece.approve.data(house, PIECE)),
        (house, 0, house.create.data(*terms)),
    ]


def _left(scene: Scene) -> Step:
    """Who was against it may go before it is done; who was for it has to stay until then."""
    governor, token = scene.governor, scene.token
    alice, carol = scene.account("alice"), scene.account("carol")
    allowed = token.approve(governor, token.balanceOf(alice), sender=alice)
    bound = refused(
        scene.chain,
        lambda: governor.ragequit(token.balanceOf(alice), [], alice, sender=alice),
    )
    units, treasury = token.balanceOf(carol), scene.chain.balance(scene.timelock)
    supply = token.currentTotalSupply()
    approved = token.approve(governor, units, sender=carol)
    left = governor.ragequit(units, [], carol, sender=carol)
    paid = treasury - scene.chain.balance(scene.timelock)
    rows = (
        (text("dao.treasury_before"), millions(supply), eth(treasury)),
        (text("dao.leaves"), millions(units), eth(paid)),
    )
    rest = (text("dao.treasury_after"), millions(supply - units), eth(treasury - paid))
    return told(
        scene.chain,
        "dao.leave",
        [allowed, bound, approved, left],
        Table(("", text("dao.millions"), "ETH"), rows, rest),
        units=millions(units),
        all=millions(supply),
        treasury=eth(treasury),
        paid=eth(paid),
    )


def _sold(scene: Scene, proposal: Proposal) -> Step:
    house, ivan, grace = scene.auction.house, scene.account("ivan"), scene.account("grace")
    proposal.wait_for_the_timelock()
    executed = proposal.execute(grace)
    number = house.auctionCount()
    before = scene.purses("artist", "treasury")
    bought = house.bid(number, BUYER, sender=ivan, value=BUYER - house.creditOf(ivan))
    scene.chain.advance(house.auction(number).endsAt - scene.chain.time)
    settled = house.settle(number, sender=grace)
    return told(
        scene.chain,
        "dao.sold",
        [executed, bought, settled],
        scene.gained(before),
        price=eth(BUYER),
        owner=scene.name(scene.piece.ownerOf(PIECE)).capitalize(),
    )


def _shares(scene: Scene, decided: Sequence[Proposal]) -> Step:
    """Nothing is to be decided any more: whoever has ether for gas leaves, one after the other."""
    governor, token, chain = scene.governor, scene.token, scene.chain
    frank, grace = scene.account("frank"), scene.account("grace")
    done = [scene.fund.claim(sender=frank)]
    done.append(governor.settle([proposal.number for proposal in decided], sender=grace))
    treasury, supply = chain.balance(scene.timelock), token.currentTotalSupply()
    rows, gone = [], 0
    for name in LEAVING:
        account = scene.account(name)
        units, before = token.balanceOf(account), chain.balance(scene.timelock)
        done.append(token.approve(governor, units, sender=account))
        done.append(governor.ragequit(units, [], account, sender=account))
        gone += units
        rows.append((name, millions(units), eth(before - chain.balance(scene.timelock))))
    kept = token.balanceOf(scene.account(NEWCOMER))
    left = chain.balance(scene.timelock)
    for name, units in ((NEWCOMER, kept), (text("dao.nobody"), supply - gone - kept)):
        rows.append((name, millions(units), eth(units * left // (supply - gone))))
    return told(
        chain,
        "dao.shares",
        done,
        Table(
            (text("dao.member"), text("dao.millions"), text("dao.worth")),
            tuple(rows),
            (text("dao.sum"), millions(supply), eth(treasury)),
        ),
        treasury=eth(treasury),
        left=eth(left),
    )
