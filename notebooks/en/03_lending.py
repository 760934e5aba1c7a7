# %% [markdown] tags=["title"]
# # Lending: a bank without a banker
#
# About 40 minutes. Before: *Your first transaction*, and what a token is.

# %% [markdown] tags=["learn"]
# ## What you will learn
#
# - how a contract can lend money to people whom it does not know;
# - what a share of a pool is, and why it is worth more from second to second (ERC-4626);
# - how interest keeps some money at hand: the curve with a kink;
# - what a health factor is, and why strangers liquidate loans;
# - who pays when it goes wrong, and what hangs on the price.

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("lending", language="en")

# %%
from pydemo import errors
from pydemo.lending.curve import interest_curve
from pydemo.lending.loan import loan_of
from pydemo.units import days, ether, rounded

chain, story = lesson.chain, lesson.story()
alice, bob, dave, erin, frank, grace, judy = (
    chain.accounts[name] for name in ("alice", "bob", "dave", "erin", "frank", "grace", "judy")
)

# %% [markdown] tags=["idea"]
# ## The idea
#
# Some have money to spare. Others have ether that they do not want to sell, and need money for a while.
# A contract stands between them: it takes ether as security, worth **more** than what it lends. So it
# need not ask anybody's name. If the ether loses value, anybody may pay the debt and take the ether, at
# a profit.

# %%
lesson.diagram()

# %%
story.step("lending.deploy")

# %% [markdown] tags=["predict"]
# ## Predict
#
# Bob will lend 6,000 DEMO, Carol 4,000. Heidi borrows 4,000 against 2 ETH, Grace 2,900 against 1 ETH.
# An ether is worth 4,000 DEMO. Write down:
#
# 1. In half a year borrowers will owe about 118 DEMO more. What is Bob's part, and will he have **more
#    shares**, or the same number of them?
# 2. A loan can be liquidated when the debt is above 80% of what the ether is worth. At what price of
#    ether will that be so for Grace?
# 3. Bob wants his 6,000 back tomorrow. Does he get them?

# %% [markdown] tags=["run"]
# ## Run

# %%
story.step("lending.supply")

# %%
story.step("lending.borrow")

# %%
story.step("lending.refused")

# %% [markdown] tags=["see"]
# ## See
#
# **The curve.** Borrowers pay more, the more is lent out: up to 80% gently, from there on steeply. What
# they pay is spread over *all* money in the pool, so suppliers get less than borrowers pay. Where does
# this pool stand, and why would it not be good if all were lent?

# %%
asset, pool, oracle = (
    lesson.contracts[name] for name in ("DemoToken", "LendingPool", "SettablePriceOracle")
)
interest_curve(pool)

# %% [markdown]
# **Time.** Now half a year goes by. Compare with your first prediction: Bob has as many shares as
# before, each is worth more.

# %%
story.step("lending.grow")

# %% [markdown]
# **A loan**, as the pool tells it, and your second prediction: it was 3,625 at first. Grace's debt has
# grown since, and with it the price at which she can be liquidated.

# %%
loan = loan_of(pool, grace)
print("owes", rounded(loan.debt), "DEMO against", rounded(loan.collateral, 4), "ETH")
print("health factor", f"{loan.health:.3f}")
print("to be liquidated below", rounded(loan.debt * 10_000 * 10**18 // 8_000 // loan.collateral))

# %% [markdown]
# **A run.** Your third prediction: what if nearly everything is lent, and Bob wants money back? Before
# you run the cell: what can he do, and who will help him?

# %%
story.step("lending.dear")

# %%
story.step("lending.repay")

# %% [markdown]
# **A liquidation.** Ether falls by a tenth. Who gains, who loses, and do Bob and Carol notice?

# %%
story.step("lending.liquidate")

# %% [markdown] tags=["break"]
# ## Break it
#
# **Borrow against nothing.** Judy has no ether in the pool.

# %%
try:
    pool.borrow(ether(100), judy, sender=judy)
except errors.ContractError as error:
    print(error.name, "-", error.hint or error.reason)

# %% [markdown]
# **Push up the price of a share.** Pools have been robbed like this: be the first with a tiny deposit,
# then *give* the pool a lot, so that the next one's deposit is rounded down to no share at all. Alice
# sends the pool 100 DEMO as a present. What will a share be worth?

# %%
one = 10 ** pool.decimals()
before = pool.convertToAssets(one)
with chain.watch(alice, pool, DEMO=asset) as seen:
    asset.transfer(pool, ether(100), sender=alice)
print("a share:", rounded(before, 6), "before,", rounded(pool.convertToAssets(one), 6), "after")
seen

# %% [markdown]
# The token says that the pool has 100 more. The pool does not look there: it counts what it was told
# of. The present is lost, and nobody is robbed.
#
# **No price.** Nobody has set a price for more than a year. What should a pool do that does not know
# what its security is worth? (`chain.anchor()` takes back whatever happens in it.)

# %%
with chain.anchor():
    chain.advance(days(366))
    for what, attempt in {
        "liquidate": lambda: pool.liquidate(grace, ether(1), sender=chain.accounts.ivan),
        "borrow": lambda: pool.borrow(ether(1), grace, sender=grace),
        "repay": lambda: pool.repay(ether(1), grace, sender=grace),
        "withdraw": lambda: pool.withdraw(ether(1), bob, bob, sender=bob),
    }.items():
        try:
            attempt()
            print(f"{what:10} goes through")
        except errors.ContractError as error:
            print(f"{what:10} {error.name}")

# %% [markdown]
# **A crash.** On a chain of its own, so that yours is not touched: ether falls to 2,000 before anybody
# acts. Grace owes more than her ether is worth. Who pays: Grace, Ivan, the pool, Bob and Carol?

# %%
crash = lesson.story(apart=True)
crash.step("lending.crash")

# %% [markdown]
# Both lose the same part of what they have **at that moment**. Bob had taken out 3,000 before: whoever
# is out does not bear it. That is why people run when they hear of bad loans.

# %%
crash.step("lending.ending")

# %% [markdown]
# ## Exercises
#
# On your chain ether is at 3,600 and the crash has not happened. Dave, Erin, Frank and Judy have 10,000
# DEMO and ETH each. The check looks at the chain, not at your code: any way will do.

# %% [markdown]
# **1 (easy).** Dave lends the pool 1,000 DEMO, and keeps his shares until they have earned him 1 DEMO.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("lending-1")

# %% [markdown]
# **2 (middle).** Erin borrows at least 1,000 DEMO, and her health factor is between 1.15 and 1.25.
# `loan_of(pool, erin)` tells what you need.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("lending-2")

# %% [markdown]
# **3 (hard).** Be careful with other people's money: Frank borrows, ether falls (Alice sets the price,
# with 8 digits: 3,600 is `3_600 * 10**8`), and Judy liquidates him. With that liquidation she gains 50
# DEMO at least; something is left of Frank's debt, with a health factor of 1 or more at that price; and
# suppliers lose nothing. (If too little is at hand, somebody must lend more.)

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("lending-3")

# %% [markdown] tags=["real"]
# ## What the real systems do differently
#
# - **Prices** come from feeds that take the median of many sources. Whoever can move the price of a feed
#   can empty a pool: that has happened more than once, to pools that believed a single market.
# - **Many assets.** Large pools such as Aave's lend many tokens against each other, and votes decide on
#   curves and limits. Here one token is lent against ether, and nobody can change anything.
# - **Reserves.** Such pools keep a part of the interest, also for bad debts. Here all of it is the
#   suppliers', and so are the losses.
# - **Liquidations** are a race of bots, which borrow what they need within the same transaction (a flash
#   loan): watching needs no money of one's own.
# - **Shares.** Aave's tokens stay at one unit each and become more in your wallet; Compound's, and all
#   after ERC-4626, stay the same number and are worth more each.

# %% [markdown] tags=["reading"]
# ## Further reading
#
# - EIP-4626: *Tokenized Vaults*
# - R. Leshner, G. Hayes, *Compound: The Money Market Protocol* (2019)
# - K. Qin, L. Zhou, P. Gamito, P. Jovanovic, A. Gervais, *An Empirical Study of DeFi Liquidations* (2021)
# - In this repository: `contracts/lending/ILendingPool.sol`, what the pool promises and what not;
#   `pydemo demo lending`, this lesson's story in one go
