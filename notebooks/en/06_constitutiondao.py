# %% [markdown] tags=["title"]
# # ConstitutionDAO
#
# About 50 minutes. In November 2021, 17,437 people who did not know each other gave some 46 million
# dollars within four days, to buy a piece of paper. They did not get it. This is what happened, once
# more, payment by payment.

# %% [markdown] tags=["learn"]
# ## What you will learn
#
# - how thousands of strangers pay into one purse, and who may open it;
# - why a bidder whose limit everybody can read is a weak bidder;
# - why an auction gets longer when somebody bids at the last moment;
# - what gas does to small gifts, and what a contract can do about that;
# - what is left of a DAO that has lost.

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("constitutiondao", language="en")

# %%
from pydemo import errors
from pydemo.constitutiondao import facts
from pydemo.stories.dao_scene import deploy
from pydemo.units import days, decimal, ether, gwei, minutes

chain = lesson.chain
names = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy")
alice, bob, carol, dave, erin, frank, grace, heidi, ivan, judy = (
    chain.accounts[name] for name in names
)
story = lesson.story(scale="1000", apart=True)

# %% [markdown] tags=["idea"]
# ## The idea
#
# On 11 November 2021 somebody had the idea: Sotheby's auctions one of the 13 copies that are left of the
# first printing of the Constitution of the United States; let us buy it, all of us. On 14 November a
# crowdfund opened, and on the 18th was the auction.

# %%
lesson.diagram()

# %% [markdown]
# What is real here, and what not? The contracts, the transactions and the gas are real. Times and sums
# are those that are known. Who gave how much is *not* public; so the crowd is **synthetic**, made up to
# match what is known of all together. To be quick there are 1,000 people here, and all sums are smaller
# in proportion. (`pydemo demo constitutiondao --scale full` has all 17,437.)

# %%
story.step("constitutiondao.open")

# %% [markdown] tags=["predict"]
# ## Predict
#
# 17,437 people gave about 11,600 ETH, at about 4,000 dollars each. That is 2,660 dollars a head, on
# average.
#
# 1. How much did the one in the middle give, if all stand in a row by their gift (the **median**)?
# 2. When did most of the money come: on the first day, evenly, or at the end?

# %% [markdown] tags=["run"]
# ## Run: four days

# %%
story.step("constitutiondao.raise")

# %% [markdown] tags=["see"]
# ## See
#
# The one in the middle gave some 206 dollars. The average is thirteen times as much, because a few gave
# very much: one alone 4 million dollars. And more than half came in the last two days.

# %% [markdown] tags=["predict"]
# ## Predict
#
# The crowdfund may not bid all that it has: a paper like this must be insured, guarded and kept dry. How
# much it may bid at most is written in the contract, for everybody to read. Who profits from that?

# %% [markdown] tags=["run"]
# ## Run: the auction

# %%
story.step("constitutiondao.auction")

# %% [markdown]
# In reality the hammer fell at 41 million dollars, 43.2 million with the premium. The buyer was Kenneth
# Griffin, the head of Citadel, a hedge fund. He is one person, and did not have to say beforehand how far
# he would go.

# %% [markdown] tags=["predict"]
# ## Predict
#
# Now everybody wants their money back. A refund is a transaction, and costs gas, whatever the gift was.
# The price was about 100 gwei.
#
# 1. Somebody gave 20 dollars. What do they get back, after gas?
# 2. There is no deadline. How many will have taken their money back after a week?

# %% [markdown] tags=["run"]
# ## Run: money back

# %%
story.step("constitutiondao.refund")

# %%
story.step("constitutiondao.gas")

# %% [markdown] tags=["see"]
# ## See: gas eats small gifts
#
# Gas does not ask how much you send. Left of the dashed line it costs more than the gift was. How large
# must a gift be, so that gas there and back is a tenth of it at most? A rule of three, with gas that is
# measured:

# %%
# an auction, and a crowdfund for it
sale = deploy(chain)
gift = [sale.give(name, ether("0.1")).gas_used for name in names][-1]
chain.advance(days(4))
alone = sale.fund.refund(sender=alice).gas_used
batch = (
    sale.fund.refundMany([chain.accounts[name] for name in names[1:]], sender=judy).gas_used // 9
)
# measured for the library
juicebox = facts.JUICEBOX_FIRST_PAY + facts.JUICEBOX_REDEEM
for way, gas in (("alone", gift + alone), ("batch", gift + batch), ("Juicebox", juicebox)):
    fee = gas * gwei(100)
    print(f"{way:9} {gas:,} gas, {decimal(fee)} ETH: a tenth of {decimal(10 * fee)} ETH")

# %% [markdown]
# (`batch`: the refund is one of nine that somebody sends together. `Juicebox`: the contracts by which it was
# done in 2021.) Gas was 30 to 75 dollars each way in those days, and half of all gifts were below 206. For
# many hardly anything was left to take back.

# %% [markdown] tags=["run"]
# ## Run: what is left

# %%
story.step("constitutiondao.people")

# %%
story.step("constitutiondao.ending")

# %% [markdown] tags=["break"]
# ## Break it
#
# A small crowdfund of our own, on the lesson's chain: Judy sells, at 20 ETH or more. The crowdfund takes
# up to 60 ETH, and may bid them all. Alice gives 60. Nobody else wants the piece.


# %%
def open_sale(**gifts):
    sale = deploy(chain)
    for name, amount in gifts.items():
        sale.give(name, ether(amount))
    return sale


def price_of(sale):
    return sale.auction.house.auction(sale.auction.number).price


sale = open_sale(alice=60)
chain.advance(minutes(60))
sale.fund.bid(sender=bob)
print("the crowdfund leads with", decimal(price_of(sale)), "ETH")

# %% [markdown]
# It could have the piece for 20 ETH. But Ivan is a friend of the seller's. He does not want the piece; he
# wants Judy to get more. He reads the contract, and computes. What will the crowdfund pay? And does Ivan
# risk anything?

# %%
sale = open_sale(alice=60)
chain.advance(minutes(60))
sale.fund.bid(sender=bob)
limit = sale.fund.maxBid()
# the next bid is 5% more: it may just be made
sale.outbid(ivan, limit * 100 // 105)
# anybody may have the crowdfund bid
sale.fund.bid(sender=ivan)
print("the crowdfund may bid", decimal(limit), "ETH, and leads with", decimal(price_of(sale)))

# %% [markdown]
# Three times the price, and all of Ivan's money is free again. He risked something for a moment only: if
# nobody had made the crowdfund bid, he would have had to buy. But *he* could make it bid. No clever line
# of code prevents this; only a limit that nobody knows does.
#
# Another try. Bob is greedy, and asks for everybody's refund himself. Where does the money go?

# %%
# too little: the goal is 25
sale = open_sale(alice=10, carol=5)
chain.advance(days(4))
with chain.watch(alice, bob, carol, sale.fund) as changes:
    sale.fund.refundMany([alice, carol, bob], sender=bob)
changes

# %% [markdown]
# To those who gave it: whoever asks pays for the gas, and that is all that they can do. And can Alice ask
# once more?

# %%
try:
    sale.fund.refund(sender=alice)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# ## Exercises
#
# `open_sale(alice=30, ...)` gives a new sale, in which these people have given so many ETH: `sale.fund` is
# the crowdfund, `sale.token` its PEOPLE, `sale.auction.house` the auction house and
# `sale.auction.number` the auction. The crowdfund is closed after `days(4)`, or when 60 ETH are there, and
# bids an hour later. The auction takes 7 days. Write into the empty cells. The check looks at the chain,
# not at your code: any way will do.

# %% [markdown]
# **1 (easy).** Open a sale in which Alice and Bob give 30 ETH together. Then let Carol give 3 ETH, and let
# the sale come to its end, won or lost. At last Carol shall have the 3 million PEOPLE that she is due.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("constitutiondao-1")

# %% [markdown]
# **2 (middle).** You are the rival. Open a sale with 60 ETH from Alice, and let the crowdfund lead. Now let
# Ivan bid within the last ten minutes, hoping that nobody sees it. The auction gets longer: so the
# crowdfund answers. Let Ivan get the piece nevertheless.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("constitutiondao-2")

# %% [markdown]
# **3 (hard).** The cell below opens a sale that fails: nine people have given too little. Gas costs 100
# gwei. Everybody shall get their gift back. But whoever would pay at least as much for a refund of
# their own as they gave must not send it: those are refunded by Judy, in one batch. All the others send
# their own. How much gas is a refund? Find out before it counts: what happens inside of
# `with chain.anchor():` is undone afterwards.


# %%
def open_failing_sale():
    large = {"alice": "2", "carol": "0.02", "erin": "5", "frank": "0.006", "heidi": "0.3"}
    small = {"bob": "0.0008", "dave": "0.0015", "grace": "0.001", "ivan": "0.0021"}
    gifts = dict(sorted((large | small).items()))
    sale = open_sale(**gifts)
    chain.advance(days(4))
    return sale, [chain.accounts[name] for name in gifts]


sale, givers = open_failing_sale()
for giver in givers:
    print(f"{giver.name:6}", decimal(sale.fund.contributionOf(giver)), "ETH")

# %% [markdown]
# Your part:

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("constitutiondao-3")

# %% [markdown] tags=["real"]
# ## What the real systems do differently
#
# - **The crowdfund.** It stood on Juicebox, whose first version is measured here beside ours. A payment made
#   tokens at once, and a refund destroyed them: more to store, more gas.
# - **The bidder.** An auction room takes no bids from a contract. Somebody had to bid for the DAO, and had to
#   be given the money for it; all others had to trust those who had the keys. Here nobody has one.
# - **The premium.** The hammer fell at 41 million, and the buyer paid 43.2. In our house a bid is the whole
#   price.
# - **Refunds.** They opened on 22 November. After a week 54% had taken theirs, and at most 56% ever did. Here
#   somebody else can send for them, and pay for the gas.
# - **PEOPLE.** It was to be a say in what happens to the paper. There was no paper, and the token was traded
#   nevertheless.

# %% [markdown] tags=["reading"]
# ## Further reading
#
# - Wikipedia: *ConstitutionDAO*
# - Juicebox's documentation: the articles on ConstitutionDAO, December 2022
# - P. Milgrom: *Putting Auction Theory to Work*
# - In this repository: `pydemo/constitutiondao/facts.py`, each figure that is known;
#   `contracts/dao/ICrowdfund.sol`, what the crowdfund promises and what it does not
