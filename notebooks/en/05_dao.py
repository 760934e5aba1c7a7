# %% [markdown] tags=["title"]
# # Many people, one purse
#
# About 60 minutes. People buy one thing together. Then they have to agree on what to do with it, without
# a boss, a bank or a notary. Nobody here trusts anybody; all they trust is four contracts.

# %% [markdown] tags=["learn"]
# ## What you will learn
#
# - how a crowdfund buys what none of its members could pay, and gives all back if it fails;
# - what a vote weighs, and why it counts what you had *then*, not what you have now;
# - how votes are lent to somebody else (delegation);
# - the way of a proposal: propose, vote, queue, wait, execute;
# - what a timelock is good for, and how one leaves with one's share (ragequit).

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("dao", language="en")

# %%
from pydemo import errors
from pydemo.contract.ballot import AGAINST, FOR
from pydemo.contract.checkpoints import vote_history
from pydemo.evm.hashing import keccak
from pydemo.stories.dao_scene import COOL_DOWN, PIECE, deploy
from pydemo.units import decimal, ether

chain = lesson.chain
alice, bob, carol, dave, erin, frank, grace, ivan, judy = (
    chain.accounts[name]
    for name in ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "ivan", "judy")
)
won = lesson.story(ending="won", apart=True)
lost = lesson.story(ending="lost", apart=True)

# %% [markdown] tags=["idea"]
# ## The idea
#
# Whoever gives ETH gets PEOPLE, a token. PEOPLE are votes. Votes move the **treasury**, and nothing else
# does: nobody has a key to it.

# %%
lesson.diagram()

# %% [markdown]
# The same story is told here with two endings, `won` and `lost`. Each has a chain of its own, so nothing
# that you try out below can disturb it. Both begin like this:

# %%
won.step("dao.sale")

# %%
won.step("dao.found")

# %% [markdown] tags=["predict"]
# ## Predict
#
# Five people will give. Write down before you go on:
#
# 1. Dave gives, and wants his money back at once. May he?
# 2. 60 ETH is the most that is taken. 44 are there, and Frank sends 20. What becomes of them?
# 3. Grace has given nothing. May she make the crowdfund bid?

# %% [markdown] tags=["run"]
# ## Run: giving and bidding

# %%
won.step("dao.give")

# %%
won.step("dao.full")

# %%
won.step("dao.bid")

# %% [markdown] tags=["predict"]
# ## Predict
#
# Ivan, the rival, bids 70 ETH, and the crowdfund has 60. Six people want their money back. Must each of
# them ask for it? What if one of them cannot take it?

# %% [markdown] tags=["run"]
# ## Run: lost

# %%
lost.step("dao.outbid")

# %%
lost.step("dao.refund")

# %% [markdown]
# To the wei: what was given, what went back, and what is still there.

# %%
lost.step("dao.accounts")

# %% [markdown] tags=["run"]
# ## Run: won
#
# Now the other ending. Ivan gives up earlier.

# %%
won.step("dao.won")

# %%
won.step("dao.claim")

# %% [markdown] tags=["predict"]
# ## Predict
#
# There will be a vote. Alice votes with her PEOPLE, then sends them all to Grace, who votes as well.
#
# 1. How many votes has Grace?
# 2. A fifth of all votes have to take part (the **quorum**). Is that a fifth of the PEOPLE that were
#    claimed, or of all that were given for? What could go wrong with the other answer?

# %%
won.step("dao.few")

# %%
won.step("dao.vote")

# %% [markdown] tags=["see"]
# ## See: votes have a past
#
# The token does not only know who has how many votes. It knows who had how many *when*: each change is a
# **checkpoint**. A vote counts what stood there at the moment it began, and nobody can go back there.
# Find Alice's present to Kim, and her trip to Grace and back:

# %%
vote_history(won.contracts["PeopleToken"], alice)

# %% [markdown]
# Erin's votes come from two sources: her own PEOPLE, and Dave's, who has delegated his to her.

# %%
vote_history(won.contracts["PeopleToken"], erin)

# %% [markdown]
# ### The way of a proposal
#
# What was decided is not done yet. It has to be queued, and then it waits in the **timelock**, for all to
# see.

# %%
lesson.diagram("proposal")

# %%
won.step("dao.execute")

# %% [markdown] tags=["predict"]
# ## Predict
#
# Alice and Bob want to sell the copy, Carol does not. Carol has 8 million of 60 million PEOPLE; in the
# treasury there are 17 ETH. If she leaves while the sale is waiting: how much may she take? And may
# Alice leave as well, who has voted for it?

# %%
won.step("dao.sell")

# %%
won.step("dao.leave")

# %% [markdown]
# Leaving like this is called **ragequit**. The majority decides, but it cannot make the others pay for
# what they did not want.

# %%
won.step("dao.sold")

# %%
won.step("dao.shares")

# %% [markdown] tags=["break"]
# ## Break it
#
# Now a club of our own, on the lesson's chain. These few lines are all that you have seen so far: people
# give, the crowdfund bids, wins, and its members claim their PEOPLE.


# %%
def found_club(**gifts):
    club = deploy(chain)
    for name, amount in gifts.items():
        club.give(name, ether(amount))
    chain.advance(max(club.fund.closesAt() - chain.time, 0) + COOL_DOWN)
    club.fund.bid(sender=grace)
    club.wait_for_the_hammer()
    club.fund.finish(sender=grace)
    for name in gifts:
        club.fund.claim(sender=chain.accounts[name])
    chain.mine()
    return club


club = found_club(alice=24, bob=16, carol=12, dave=8)
everything = chain.balance(club.timelock)
print("in the treasury:", decimal(everything), "ETH")
print("owner of the piece:", club.name(club.piece.ownerOf(PIECE)))

# %% [markdown]
# Alice and Bob have 40 of 60 million votes. They want it all. Can the others vote that down?

# %%
club = found_club(alice=24, bob=16, carol=12, dave=8)
theft = club.propose("alice", [(alice, everything, b"")], "All for Alice")
theft.open_the_vote()
for voter, support in ((alice, FOR), (bob, FOR), (carol, AGAINST), (dave, AGAINST)):
    theft.vote(voter, support)
theft.close_the_vote()
theft.course_table()

# %% [markdown]
# They cannot: a majority is a majority. Erin sees that it was accepted, and has an idea. She queues the
# same sentence, with *her* address in it. Does that work?

# %%
try:
    club.governor.queue([erin], [everything], [b""], keccak(b"All for Alice"), sender=erin)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# A proposal's number is the hash of all that is in it. Another address, another number: and about that
# one nobody has voted. Now the real one is queued. Who can still leave, and with how many million?

# %%
if theft.state == "Succeeded":
    theft.queue(bob)
for person in (alice, bob, carol, dave):
    print(person.name, club.governor.mayLeaveWith(person) // ether(1_000_000), "million")

# %% [markdown]
# Carol and Dave can, for two days. That is what the timelock is for. Suppose they are on holiday:

# %%
# afterwards the chain is what it was before
with chain.anchor():
    theft.wait_for_the_timelock()
    with chain.watch(alice, bob, carol, dave, club.timelock) as changes:
        theft.execute(bob)
changes

# %% [markdown]
# It is all gone, and every contract did what it should. Code cannot tell a theft from a purchase. It can
# give time, and a door.

# %% [markdown]
# ## Exercises
#
# `found_club` is yours to use. A club's `propose` gives a proposal, which can `open_the_vote()`,
# `vote(who, FOR)`, `close_the_vote()`, `queue(who)`, `wait_for_the_timelock()` and `execute(who)`; its
# `state` tells how far it is. Write into the empty cells. The check looks at the chain, not at your code:
# any way will do.

# %% [markdown]
# **1 (easy).** Found a club: `club = found_club(alice=24, bob=16, carol=12, dave=8)`. A fifth of all
# votes have to take part, 12 million. Dave has 8 million, and he is the only one who has time to vote.
# Let a proposal succeed, whatever it is about, on which nobody but Dave votes. Nobody gives any PEOPLE
# away for that.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("dao-1")

# %% [markdown]
# **2 (middle).** The club's piece is in the treasury. Frank shall have it, by a decision of the members:
# propose that, and bring it to its end. (`club.piece` is the collection, `PIECE` the number;
# `contract.function.data(...)` is a call that is not sent, but written down.)

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("dao-2")

# %% [markdown]
# **3 (hard).** A new club. Alice and Bob decide, against Carol, that Ivan gets 30 ETH. While that waits in
# the timelock, Carol wants to be paid exactly 5 ETH, and to stay a member with what she has left. With
# how many PEOPLE does she have to leave? (A million PEOPLE were made for each ETH given; but that is not
# what they are worth now.)

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("dao-3")

# %% [markdown] tags=["real"]
# ## What the real systems do differently
#
# - **Delegating to oneself.** With OpenZeppelin's token, which most DAOs use, nobody has votes before they
#   have delegated, be it to themselves: one more transaction, about 95,000 gas. Many forget. Here votes
#   count from the first moment on.
# - **Votes of the moment.** Beanstalk (2022) counted what people had when they voted. Somebody borrowed
#   the votes for one transaction, decided that all was theirs, and took $182 million. Since then everybody
#   looks at the past.
# - **Code that changes.** At Tornado Cash (2023) a proposal was accepted, and what it called was replaced
#   by something else before it ran. Here the governor remembers which code was voted on.
# - **Hardly anybody votes.** At Build Finance (2022) few were watching, and somebody took the DAO over by an
#   ordinary vote. A quorum and a timelock help, if somebody looks.
# - **Leaving.** Ragequit is Moloch's invention, where shares cannot be sold. Here they can; so only as many
#   leave as did not vote yes. Most governors have no such door.

# %% [markdown] tags=["reading"]
# ## Further reading
#
# - ERC-5805: *Voting with delegation*, and ERC-6372: *Contract clock*
# - OpenZeppelin: *How to set up on-chain governance*
# - Compound: *Governor Bravo*; MolochDAO: `Moloch.sol`, the function `ragequit`
# - In this repository: `contracts/dao/IGovernorExit.sol`, who may leave when and why;
#   `contracts/libraries/Checkpoints.sol`, how the past is stored; `pydemo/stories/dao_won.py`
