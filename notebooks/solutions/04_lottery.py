# One way to solve each exercise; the tests put it into the empty cell before the check.

# %% lottery-1
asset.approve(mine, UNLIMITED, sender=bob)
mine.deposit(ether(2_000), bob, sender=bob)
chain.advance(days(2))


# %% lottery-2
import os


def draw_by_hand(vault, committers, revealers):
    _, _, ends_at = vault.openDraw()
    chain.advance(max(ends_at - chain.time, 1))
    vault.closeDraw(sender=alice)
    request = vault.closedDraw().requestId
    secrets = {person: os.urandom(32) for person in committers}
    for person, secret in secrets.items():
        hashed = rng.commitmentOf(request, person, secret)
        rng.commit(request, hashed, sender=person, value=rng.bond())
    chain.advance(rng.commitPeriod())
    for person in revealers:
        rng.reveal(request, secrets[person], sender=person)
    chain.advance(rng.revealPeriod())
    vault.awardDraw(sender=alice)


draw_by_hand(mine, [bob, carol], [bob, carol])

# %% lottery-3
asset.approve(mine, UNLIMITED, sender=judy)
mine.sponsor(ether(5_000), sender=judy)
chain.advance(days(7))
draw_by_hand(mine, [bob, carol, dave], [bob, carol])
mine.redeem(mine.balanceOf(judy), judy, judy, sender=judy)
