"""The draws of the lottery's story: a plain one, one with a cheat, one that fails; then a vote, and
a draw with three winners."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.contract.ballot import AGAINST, FOR
from pydemo.contract.history import past_events
from pydemo.lottery.verify import verify
from pydemo.messages import text
from pydemo.stories.dao_proposal import Proposal, tallies
from pydemo.stories.lottery_scene import Scene, percent
from pydemo.stories.step import Action, Step, Table, refused, told
from pydemo.units import days, decimal, ether, rounded

CAROL, ERIN_MORE, DAVE_AGAIN = ether(2_000), ether(1_000), ether(2_500)
TOO_MUCH = 5_000
"""Basis points: more than the reserve can ever be."""
WINNERS = 3
# On chain, and so the same in every language: what is said is a part of what is voted on.
MORE_WINNERS = "Three winners a draw"
HALF_A_RESERVE = "Half of what is earned as a reserve"


def tell(scene: Scene) -> Iterator[Step]:
    """The steps from the first month to the fourth draw."""
    yield _first_month(scene)
    yield _closed(scene)
    yield _secrets(scene)
    yield _awarded(scene)
    yield _verified(scene)
    yield _withheld(scene)
    yield _failed(scene)
    yield from _governed(scene)
    yield _shared(scene)


def _first_month(scene: Scene) -> Step:
    """Dave leaves after ten days, Carol comes after twenty."""
    vault, chain = scene.vault, scene.chain
    carol, dave = chain.accounts.carol, chain.accounts.dave
    chain.advance(days(10))
    left = vault.redeem(vault.balanceOf(dave), dave, dave, sender=dave)
    chain.advance(days(10))
    came = vault.deposit(CAROL, carol, sender=carol)
    early = refused(chain, lambda: vault.closeDraw(sender=carol))
    return told(chain, "lottery.habits", [left, came, early], late=rounded(CAROL, 0))


def _closed(scene: Scene) -> Step:
    """Odds and prize are fixed; more money, or impatience, changes nothing."""
    vault, chain = scene.vault, scene.chain
    alice, erin = chain.accounts.alice, chain.accounts.erin
    closed = scene.close(alice)
    odds = scene.odds()
    more = scene.deposit_with_permit(ERIN_MORE, erin)
    early = refused(chain, lambda: vault.awardDraw(sender=erin))
    draw = vault.closedDraw()
    is_fixed = scene.odds() == odds and sum(odds.values()) == draw.weight
    rows = tuple(
        (saver.name, f"{weight // ether(1) // days(1):,}", percent(weight, draw.weight))
        for saver, weight in odds.items()
    )
    return told(
        chain,
        "lottery.close",
        [closed, more, early],
        Table((text("lottery.saver"), text("lottery.ticket_days"), text("lottery.odds")), rows),
        prize=rounded(draw.prize),
        more=rounded(ERIN_MORE, 0),
        verdict=text(f"lottery.close.{'equal' if is_fixed else 'unequal'}"),
    )


def _secrets(scene: Scene) -> Step:
    committers = [scene.chain.accounts[name] for name in ("bob", "carol")]
    committed = scene.commit(committers)
    return told(
        scene.chain,
        "lottery.secrets",
        [*committed, *scene.reveal(committers)],
        bond=decimal(scene.rng.bond()),
    )


def _awarded(scene: Scene) -> Step:
    odds, before = scene.odds(), dict(scene.won)
    award = scene.award(scene.chain.accounts.grace)
    return told(
        scene.chain,
        "lottery.award",
        [award],
        scene.draw_table(odds, before),
        winner=scene.winners(award),
        gas=f"{award.gas_used:,}",
    )


def _verified(scene: Scene) -> Step:
    """The same winner, by arithmetic on events alone."""
    (draw,) = verify(scene.vault.address, past_events(scene.vault))
    weight, names = draw.closed.weight, scene.chain.names
    (point,) = (finding.told for finding in draw.findings if finding.what == "point")
    rows, start = [], 0
    for entrant in draw.closed.entrants:
        end = start + entrant.weight
        mark = text("lottery.here") if start <= point < end else ""
        span = (percent(start, weight), percent(end, weight))
        rows.append((f"{entrant.place}", names[entrant.account], *span, mark))
        start = end
    heads = ("place", "saver", "from", "up_to", "point")
    return told(
        scene.chain,
        "lottery.verify",
        [],
        Table(tuple(text(f"lottery.{head}") for head in heads), tuple(rows)),
        number=f"0x{draw.random_number or 0:064x}"[:18] + "…",
        share=percent(point, weight),
        count=len(draw.findings),
        verdict=text(f"lottery.verify.{'equal' if draw.agrees else 'unequal'}"),
    )


def _withheld(scene: Scene) -> Step:
    """Dave is back, and Carol keeps her secret to herself."""
    vault, chain, rng = scene.vault, scene.chain, scene.rng
    bob, carol, dave, judy = (chain.accounts[name] for name in ("bob", "carol", "dave", "judy"))
    back = vault.deposit(DAVE_AGAIN, dave, sender=dave)
    closed = scene.close(bob)
    odds, before = scene.odds(), dict(scene.won)
    request = vault.closedDraw().requestId
    scene.commit([bob, carol, judy])
    scene.reveal([bob, judy])
    chain.advance(rng.revealPeriod())
    award = scene.award(bob)
    returned = rng.withdrawBond(request, sender=bob)
    lost = refused(chain, lambda: rng.withdrawBond(request, sender=carol))
    return told(
        chain,
        "lottery.withheld",
        [back, closed, award, returned, lost],
        scene.draw_table(odds, before),
        winner=scene.winners(award),
        bond=decimal(rng.bond()),
    )


def _failed(scene: Scene) -> Step:
    """One secret is too few: the draw fails, and its prize stays for the next."""
    vault, chain = scene.vault, scene.chain
    alice, bob = chain.accounts.alice, chain.accounts.bob
    closed = scene.close(alice)
    scene.commit([bob])
    no_number = refused(chain, lambda: vault.awardDraw(sender=alice))
    given_up = vault.failDraw(sender=alice)
    return told(
        chain,
        "lottery.failed",
        [closed, no_number, given_up],
        needed=scene.rng.minReveals(),
        prize=rounded(vault.prizeSoFar()),
    )


def _governed(scene: Scene) -> Iterator[Step]:
    """What savers may decide together, one of them alone may not, and all of them cannot."""
    vault, bob, erin = scene.vault, scene.chain.accounts.bob, scene.chain.accounts.erin
    alone = refused(scene.chain, lambda: vault.setWinners(WINNERS, sender=bob))
    winners = scene.propose(bob, vault.setWinners.data(WINNERS), MORE_WINNERS)
    reserve = scene.propose(erin, vault.setReserveRate.data(TOO_MUCH), HALF_A_RESERVE)
    yield _voted(scene, alone, winners, reserve)
    yield _executed(scene, winners, reserve)


def _voted(scene: Scene, alone: Action, winners: Proposal, reserve: Proposal) -> Step:
    alice, bob, dave, erin, frank = (
        scene.chain.accounts[name] for name in ("alice", "bob", "dave", "erin", "frank")
    )
    winners.open_the_vote()
    votes = [winners.vote(saver, FOR) for saver in (alice, bob, dave, frank)]
    votes.append(winners.vote(erin, AGAINST))
    reserve.open_the_vote()
    votes += [reserve.vote(saver, FOR) for saver in (dave, erin)]
    winners.close_the_vote()
    reserve.close_the_vote()
    queued = [proposal.queue(scene.chain.accounts.grace) for proposal in (winners, reserve)]
    names = [text(f"lottery.{proposal}") for proposal in ("more_winners", "half_a_reserve")]
    return told(
        scene.chain,
        "lottery.governed",
        [alone, winners.created, reserve.created, *votes, *queued],
        tallies([winners, reserve], names),
        winners=WINNERS,
    )


def _executed(scene: Scene, winners: Proposal, reserve: Proposal) -> Step:
    vault, grace = scene.vault, scene.chain.accounts.grace
    winners.wait_for_the_timelock()
    executed = winners.execute(grace)
    reserve.wait_for_the_timelock()
    impossible = refused(scene.chain, lambda: reserve.execute(grace))
    return told(
        scene.chain,
        "lottery.owner",
        [executed, impossible],
        winners.course_table(),
        winners=vault.winners(),
        most=percent(vault.MAX_RESERVE_RATE(), 10_000),
    )


def _shared(scene: Scene) -> Step:
    """Two months' interest, three winners."""
    chain = scene.chain
    alice, bob, judy = (chain.accounts[name] for name in ("alice", "bob", "judy"))
    closed = scene.close(alice)
    odds, before = scene.odds(), dict(scene.won)
    scene.commit([bob, judy])
    scene.reveal([bob, judy])
    award = scene.award(judy)
    return told(
        chain,
        "lottery.shared",
        [closed, award],
        scene.draw_table(odds, before),
        winner=scene.winners(award),
    )
