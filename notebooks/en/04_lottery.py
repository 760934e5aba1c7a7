# %% [markdown] tags=["title"]
# # The lottery nobody loses
#
# About 45 minutes. Before: *Lending*, since that is where the prize comes from.

# %% [markdown] tags=["learn"]
# ## What you will learn
#
# - how a lottery can pay prizes although everybody gets all of their money back;
# - why odds are tickets **times time**, and what that is good for;
# - how a contract finds one among thousands in a few steps: a tree of sums;
# - how people who do not trust each other make a number that nobody can foresee;
# - how to check a draw without believing anybody.

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("lottery", language="en")

# %%
from pydemo import errors
from pydemo.contract.history import past_events
from pydemo.lottery.verify import verify
from pydemo.lottery.weight_tree import weight_tree
from pydemo.plans import lottery as plan
from pydemo.simulation.redraws import redraw
from pydemo.units import UNLIMITED, days, ether, rounded

chain, story = lesson.chain, lesson.story()
alice, bob, carol, dave, erin, judy = (
    chain.accounts[name] for name in ("alice", "bob", "carol", "dave", "erin", "judy")
)

# %% [markdown] tags=["idea"]
# ## The idea
#
# Everybody saves, and the savings earn interest. Alone, each would get a little. Instead they throw the
# interest together, and draw who gets all of it. Whoever does not win has lost the interest and nothing
# else: the savings themselves can be taken out at any time.

# %%
lesson.diagram()

# %%
story.step("lottery.deploy")

# %% [markdown] tags=["predict"]
# ## Predict
#
# A draw is open for 30 days. Each DEMO is a ticket, and odds are tickets times the time one had them.
#
# | | tickets | |
# |---|---|---|
# | Alice | 500 | |
# | Bob | 1,000 | |
# | Carol | 2,000 | comes after 20 days |
# | Dave | 2,500 | leaves after 10 days |
# | Erin | 6,000 | |
# | Frank | 3,000 | sponsor: his interest counts, he has no odds |
#
# 1. Who has better odds: Carol, who is there at the end, or Dave, who has left?
# 2. How often does Bob win: one draw in 4, in 9, in 15?
# 3. The draw is closed and Erin quickly adds 1,000. Does that help her?

# %% [markdown] tags=["run"]
# ## Run

# %%
story.step("lottery.save")

# %%
story.step("lottery.borrow")

# %%
story.step("lottery.habits")

# %%
story.step("lottery.close")

# %% [markdown]
# The table answers all three questions. Nobody can know yet who wins: the number is made **after** the
# odds are fixed, of secrets. Bob and Carol first show a *hash* of theirs, and then the secrets.
#
# Think before you go on: why not let both simply say a number, one after the other?

# %%
story.step("lottery.secrets")

# %%
story.step("lottery.award")

# %% [markdown] tags=["see"]
# ## See
#
# **The tree.** All ticket-seconds are laid in a row, from the first place to the last. The number points
# somewhere in the row. To find whose place that is, the contract does not walk along the row: it goes
# down a tree whose nodes know the sum of what is below them, sixteen at a time. For six savers that is
# one step, for 100,000 it is five.

# %%
vault, asset, pool = (
    lesson.contracts.first(name) for name in ("PrizeVault", "DemoToken", "LendingPool")
)
weight_tree(vault, 1)

# %% [markdown]
# **Do not believe, check.** Whoever has the events of the vault can compute the draw again. On the command
# line that is `pydemo verify-draw`, for any vault on any network.

# %%
story.step("lottery.verify")

# %% [markdown]
# **Odds against wins.** One draw says nothing about odds. Here is the same draw, drawn again with 2,000
# other numbers, by the rule of the contract. Before you run it: how many of 2,000 will Bob win, about?
# Will it be exactly as many?

# %%
first = verify(vault.address, past_events(vault))[0]
redraw(first.closed, vault.address, chain.names)

# %% [markdown]
# The bars are where the true odds are in 95 of 100 such counts, going by the wins. Anybody can play whole
# draws on many chains, too: `pydemo simulate lottery`.

# %% [markdown] tags=["break"]
# ## Break it
#
# **Keep a secret back.** Carol sees the others' secrets first, and knows what the number will be with hers
# and without. If she does not like it, she might not reveal. What does that cost her, and can she stop
# the draw?

# %%
story.step("lottery.withheld")

# %% [markdown]
# **Let a draw fail.** Now only one takes part. What becomes of the prize, and of the savings?

# %%
story.step("lottery.failed")

# %% [markdown]
# For all that comes now, here is **a lottery of your own**, on the same pool, with a draw a week. Carol and
# Dave have been in it for two days. (Run the cell again, and you have a new one.)

# %%
rng = plan.deploy_rng(chain, "commit-reveal", deployer=alice)
mine = plan.deploy(
    chain,
    asset=asset,
    source=pool,
    rng=rng,
    deployer=alice,
    owner=alice,
    terms=plan.Terms(period=days(7)),
).vault
for saver in (carol, dave):
    asset.approve(mine, UNLIMITED, sender=saver)
    mine.deposit(ether(1_500), saver, sender=saver)
chain.advance(days(2))
_, _, ends_at = mine.openDraw()
print("days until the draw ends:", (ends_at - chain.time) // days(1))

# %% [markdown]
# **Come at the last minute.** One minute before the close Erin deposits 9,000: three quarters of all
# tickets are hers. What are her odds? (`chain.anchor()` takes back whatever happens in it.)

# %%
with chain.anchor():
    asset.approve(mine, UNLIMITED, sender=erin)
    _, _, ends_at = mine.openDraw()
    chain.advance(max(ends_at - chain.time - 60, 1))
    mine.deposit(ether(9_000), erin, sender=erin)
    chain.advance(60)
    mine.closeDraw(sender=erin)
    weight = mine.closedDraw().weight
    print(f"Erin has {mine.balanceOf(erin) / mine.totalSupply():.0%} of the tickets")
    print(f"and {mine.closedWeightOf(erin) / weight:.4%} of the odds")

# %% [markdown]
# **Leave in between.** The draw is closed, the number is not there yet: the most delicate moment. Carol
# wants all of her money. Does she get it, and has she still a chance to win?

# %%
with chain.anchor():
    _, _, ends_at = mine.openDraw()
    chain.advance(max(ends_at - chain.time, 1))
    mine.closeDraw(sender=dave)
    with chain.watch(carol, DEMO=asset) as seen:
        mine.redeem(mine.balanceOf(carol), carol, carol, sender=carol)
    print("tickets", rounded(mine.balanceOf(carol), 0))
    print(f"odds    {mine.closedWeightOf(carol) / mine.closedDraw().weight:.1%}")
seen

# %% [markdown]
# **Draw twice.** The draw is closed, and Dave has a feeling that the number will not be his. Can he get
# himself another one?

# %%
with chain.anchor():
    _, _, ends_at = mine.openDraw()
    chain.advance(max(ends_at - chain.time, 1))
    mine.closeDraw(sender=dave)
    for what, attempt in {
        "close it again": lambda: mine.closeDraw(sender=dave),
        "award it without a number": lambda: mine.awardDraw(sender=dave),
        "give it up": lambda: mine.failDraw(sender=dave),
        "withdraw meanwhile": lambda: mine.withdraw(ether(100), dave, dave, sender=dave),
    }.items():
        try:
            attempt()
            print(f"{what:26} goes through")
        except errors.ContractError as error:
            print(f"{what:26} {error.name}")

# %% [markdown]
# ## Exercises
#
# They are about your own lottery: `mine`, and `rng`, its source of numbers. The check looks at the chain,
# not at your code: any way will do.

# %% [markdown]
# **1 (easy).** Carol and Dave have a lead of two days. Bob comes, and at some moment his chance in the open
# draw shall be a quarter, give or take one percent: `mine.weightOf(bob) / mine.totalWeight()`.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("lottery-1")

# %% [markdown]
# **2 (middle).** Draw a winner by hand: close the draw, have at least two people commit to secrets and
# reveal all of them, and award it. A new secret is `os.urandom(32)`, after `import os`.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("lottery-2")

# %% [markdown]
# **3 (hard).** Judy sponsors a draw for a whole period, with at least 5,000 DEMO and without odds. Three
# people commit to secrets and one of them holds it back; the draw is awarded all the same. Judy takes
# all of her money out, and `verify(mine.address, past_events(mine))` agrees in every figure.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("lottery-3")

# %% [markdown] tags=["real"]
# ## What the real systems do differently
#
# - **Premium Bonds**, in the United Kingdom, are the same idea, with a state as the bank: over 22 million
#   savers, prizes of 4.4% a year, 21,000 to 1 for a bond in a draw (August 2024).
# - **PoolTogether** brought it to Ethereum. Its third version had a tree as here, but counted only what
#   one had at the draw, not for how long. The fourth and fifth average over time, but winners are
#   searched for outside of the chain, and bots claim the prizes. Here both are on the chain.
# - **Whales win.** A yield fund held about 60% of the third version's DAI pool, and "always won". That is
#   fair, and yet small savers did not like it: more winners a draw help.
# - **Numbers.** In the first version a draw used the hash of a certain block. The EVM forgets hashes after
#   256 blocks: then it was zero, and the winner another one. Today one buys numbers with a proof
#   (Chainlink VRF; `contracts/lottery/ChainlinkRng.sol`), or makes them of secrets.

# %% [markdown] tags=["reading"]
# ## Further reading
#
# - M. F. Guillén, A. E. Tschoegl, *Banking on Gambling: Banks and Lottery-Linked Deposit Accounts* (2002)
# - EIP-4399: *Supplant DIFFICULTY opcode with PREVRANDAO*, on numbers that the chain itself has
# - In this repository: `contracts/lottery/IPrizeVault.sol`, what the vault promises and what not;
#   `pydemo/lottery/verify.py`, how a draw is checked; `pydemo demo lottery`, the story in one go, with
#   a vote on the number of winners, a run on the pool and a liquidation
