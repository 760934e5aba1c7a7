# %% [markdown] tags=["title"]
# # Break it: attacks of history
#
# About 60 minutes. You are the attacker, on a chain that is yours. What is allowed here, since nobody
# loses anything, is theft and fraud where others' money is.

# %% [markdown] tags=["learn"]
# ## What you will learn
#
# - five attacks that happened, and cost from 400 ETH to 182 million dollars;
# - how each works, in so few lines that you can do it yourself;
# - which line stops it, and where that line stands in the contracts of this repository;
# - to look at a contract as an attacker does: whom does it call, when, and what does it believe?

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("break_it", language="en")

# %%
from pydemo.units import ether

chain = lesson.chain
grace, ivan, judy = (chain.accounts[name] for name in ("grace", "ivan", "judy"))
story = lesson.story()

# %% [markdown] tags=["idea"]
# ## The idea
#
# Nobody in this lesson breaks the chain, and nobody steals a key. A contract does exactly what it says,
# and that is what is wrong with it. The best known case: whoever sends ether to a **contract** calls it,
# and the one who is called can do something before the call comes back.

# %%
lesson.diagram()

# %% [markdown]
# For each attack there are two contracts. One is *weakened*: it works, but one thing is left out. The
# other is one of ours, and has it. Ivan attacks both, in the same way.

# %% [markdown] tags=["predict"]
# ## Predict: asking twice
#
# This is how the weakened bank pays. `Payment.pay` sends ether, and calls the receiver if it is a
# contract:
#
#     function withdraw() external {
#         uint256 value = balanceOf[msg.sender];
#         if (value == 0) revert NothingOwed(msg.sender);
#
#         Payment.pay(msg.sender, value);
#         balanceOf[msg.sender] = 0; // too late
#     }
#
# Alice has 3 ETH in it and Bob 2. Ivan's contract pays in 1 and withdraws it. Write down: how much does
# it get? What do the books say afterwards that Alice and Bob have?

# %% [markdown] tags=["run"]
# ## Run

# %%
story.step("break_it.dao")

# %% [markdown] tags=["see"]
# ## See
#
# Read the trace from the top: each `withdraw` begins before the one above it has come to its last line.
# The books still promise 5 ETH, and there is nothing behind it. (`0x3ccfd60b` is what `withdraw()` looks
# like in a transaction: four bytes that stand for the function.)
#
# Now the same thief at our auction house. The difference is one line that has moved up:
#
#     creditOf[msg.sender] = 0;
#     emit CreditPaid(msg.sender, to, value);
#     Payment.pay(to, value);
#
# First look whether you may (**checks**), then write it down (**effects**), then call others
# (**interactions**).

# %%
story.step("break_it.dao_stopped")

# %% [markdown] tags=["predict"]
# ## Predict: taking no refund
#
# An auction. Whoever bids more becomes the leader, and the one before gets the money back at once:
#
#     (bidder, price) = (msg.sender, msg.value);
#     if (outbid != address(0)) Payment.pay(outbid, refund); // and if it will not have it?
#
# `Payment.pay` fails if the receiver takes no ether. Ivan bids 1 ETH through a contract that has no
# `receive`. Alice bids 50. Who wins?

# %% [markdown] tags=["run"]
# ## Run

# %%
story.step("break_it.refund")

# %% [markdown] tags=["see"]
# ## See
#
# Ivan wins, for 1 ETH: whoever must be paid *so that others can go on* can stop them. To go on without
# paying would be wrong, too: then the money is lost. So our house pays nobody within a bid. It writes
# down a credit, and everybody fetches their own.

# %%
story.step("break_it.refund_stopped")

# %% [markdown] tags=["predict"]
# ## Predict: borrowed votes
#
# A **flash loan** has no collateral, and needs none: the loan, what is done with it and the repayment
# are one transaction. If the money is not back in the end, all of it is undone, as if nothing had been
# lent. So anybody can be rich for the length of one transaction.
#
# The weakened governor counts like this:
#
#     proposals[proposalId].votes += token.balanceOf(msg.sender);
#
# and executes as soon as two thirds are for it. Ivan owns no votes. What can he do?

# %%
lesson.diagram("raid")

# %% [markdown] tags=["run"]
# ## Run

# %%
story.step("break_it.votes")

# %% [markdown] tags=["see"]
# ## See
#
# Ivan risked nothing but gas. Two things are missing. Votes should be those of a moment that is
# **past**, for nobody can borrow in the past; and there should be **time** between the vote and what
# it does, so that others can see it and leave. Our Governor has both.

# %%
story.step("break_it.votes_stopped")

# %% [markdown] tags=["break"]
# ## Break it: a gift that robs
#
# Two attacks are left, and those are yours. The first is in a division. A vault sells shares:
#
#     shares = totalSupply() == 0 ? assets : assets * totalSupply() / totalAssets();
#
# In Solidity a division drops what is behind the point. Ivan has paid in 1 unit, and has the only share.
# Then he *gives* the vault tokens, without taking shares for them. Grace pays in 100 DEMO. How many
# shares does she get? Left is the gift, right are her shares: where does it tip over?

# %%
shares, paid_in = 1, 1
for gift in (0, 1, 10, 50, 99, 100, 1000):
    assets = paid_in + ether(gift)
    print(f"{gift:>5} DEMO -> {ether(100) * shares // assets:,}")

# %% [markdown]
# Even where she gets one share, she is robbed: with a gift of 99 DEMO she has one share of two, half of
# 199 DEMO, for 100 that she paid.
#
# And the second, in a lottery. A contract can ask for the hash of a block, but only of the last 256. Of
# older ones it is told zero, and no error. The weakened lottery makes a number of the hash and of who
# plays. Here are those that the last three blocks would have drawn for Ivan: can you guess the next?

# %%
lottery = chain.deploy("WeakenedLottery", sender=judy, value=ether(20))
for number in range(max(chain.block_number - 2, 0), chain.block_number + 1):
    block = chain.w3.eth.get_block(number)
    print(number, block["hash"].to_0x_hex()[:12], "->", lottery.numberOf(block["hash"], ivan))

# %% [markdown]
# ## Exercises
#
# Write into the empty cells. The check looks at the chain, not at your code: any way will do. Check as
# often as you like, hints get clearer. Each cell above a task sets up anew what you attack.
#
# The attackers' contracts are there. Their functions, all for who deployed them:
#
# | contract | function | |
# |---|---|---|
# | `Thief`, `Puppet` | `run(target, data)` | calls a contract, with the ether that comes along |
# | | `handOver()` | gives its ether to you |
# | `Thief` | `rob(target, data)` | calls a contract, and again while it is being paid by it |
#
# `bank.withdraw.data()` is the data for a call of `bank.withdraw()`. A `Thief` asks again only as long
# as there is as much left as it is paid at a time.

# %%
bank = chain.deploy("WeakenedBank", sender=judy)
bank.deposit(sender=grace, value=ether(8))

# %% [markdown]
# **1 (easy).** Grace has put 8 ETH into a new weakened bank. Empty it, to the last wei, as Ivan.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("break_it-1")

# %%
token = chain.deploy("DemoToken", ether(1_000_000), judy, sender=judy)
vault = chain.deploy("WeakenedVault", token, sender=judy)
for person in (ivan, grace):
    token.mint(person, ether(300), sender=judy)
    token.approve(vault, ether(300), sender=person)

# %% [markdown]
# **2 (middle).** Ivan and Grace have 300 DEMO each, and have approved the weakened vault. Ivan has heard
# that Grace will pay in 250: `vault.deposit(ether(250), grace, sender=grace)`. Let her do that, and let
# Ivan do something before and after, so that he has at least 500 DEMO in the end and Grace has no share.
# (`vault.redeem(shares, ivan, sender=ivan)` takes out.)

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("break_it-2")

# %%
lottery = chain.deploy("WeakenedLottery", sender=judy, value=ether(20))
rng = chain.deploy("FutureBlockRng", sender=judy)

# %% [markdown]
# **3 (hard).** There are 20 ETH in the weakened lottery. `lottery.play(number)` takes a number from 0 to
# 999 and `value=lottery.PRICE()`; `lottery.claim()` has the ticket looked at. Let Ivan win, not by luck
# but for certain.
#
# Then show that our source is not to be had like that. `rng.request()` asks for a number, which a block
# decides that is five blocks on; `rng.keep(id)` writes it down for good, if the source still knows it.
# Let it know a number more than 256 blocks later.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("break_it-3")

# %% [markdown] tags=["real"]
# ## What the real systems do differently
#
# The two attacks of the exercises, on contracts of ours. The pool stops the gift, twice over:

# %%
story.step("break_it.shares_stopped")

# %%
story.step("break_it.hash_stopped")

# %%
story.step("break_it.all")

# %% [markdown]
# - **Prey.** The DAO was not a bank of 40 lines. The mistake stood among many hundred lines, and many people
#   had read them. That is why people pay for audits, and for tests which try calls at random.
# - **Defence in depth.** Our auction house has a `ReentrancyGuard` beside the right order, and the
#   lending pool books of its own beside virtual shares: one line may be forgotten some day.
# - **Speed.** On Ethereum others see your attack before it is in a block, and may copy it. Some attacks
#   were taken over by bots that way, and some prevented by people who saw them.
# - **What came after.** The chain itself was changed for The DAO: a fork gave the ether back, and those
#   who would not have it go on as Ethereum Classic. It was never done again for an attack.
# - **Randomness.** Whoever makes a block chooses its hash. So ours too is for small prizes only; larger
#   ones need commit and reveal with bonds, or an oracle. The lesson on the lottery has more.

# %% [markdown] tags=["reading"]
# ## Further reading
#
# - P. Daian, *Analysis of the DAO exploit* (2016)
# - King of the Ether Throne, *Post-Mortem Investigation* (2016), one of the first of its kind
# - Solidity documentation, *Security Considerations*
# - OpenZeppelin, *A Novel Defense Against ERC4626 Inflation Attacks*
# - EIP-2935: *Serve historical block hashes from state*
# - In this repository: `contracts/lessons/`, all that was attacked here; `tests/invariants/README.md`,
#   which attacks are tried on our contracts in every test run
