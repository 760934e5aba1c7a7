# %% [markdown] tags=["title"]
# # Tokens: a list that everybody believes
#
# About 35 minutes. A token is a contract that keeps a list of who has how much. That is all it is, and it
# is enough for money, shares, votes and tickets.

# %% [markdown] tags=["learn"]
# ## What you will learn
#
# - where tokens come from, and what a transfer really changes;
# - how an application takes tokens of yours: the allowance;
# - how to approve without any ETH: the permit (ERC-2612);
# - what events are for, and why the sums must be right;
# - how people lose tokens by an approval.

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("token", language="en")

# %%
from pydemo import errors
from pydemo.contract.permit import sign_permit
from pydemo.units import decimal, ether

chain = lesson.chain
story = lesson.story()
alice, bob, carol, frank, grace, heidi, ivan, judy = (
    chain.accounts[name]
    for name in ("alice", "bob", "carol", "frank", "grace", "heidi", "ivan", "judy")
)

# %% [markdown] tags=["idea"]
# ## The idea
#
# There are no coins anywhere, not even digital ones. There is a table of numbers in a contract, and a few
# rules in code about who may change which number. ERC-20 says what these rules are called, so that every
# wallet can talk to every token.

# %%
lesson.diagram()

# %% [markdown]
# Alice makes one. Read the story, then look at the lines under it: each is a transaction, with its gas and
# with the events it left.

# %%
story.step("token.deploy")

# %%
story.step("token.mint")

# %% [markdown] tags=["predict"]
# ## Predict
#
# Alice has 1,000 DEMO and sends Bob 100. Write down before you go on:
#
# 1. How many numbers change in the token's list?
# 2. How many DEMO exist afterwards: more, fewer, the same?
# 3. Alice also pays a fee. In DEMO or in ETH?

# %% [markdown] tags=["run"]
# ## Run

# %%
story.step("token.transfer")

# %% [markdown]
# Now you: 10 more. `chain.watch` notes what everybody has, before and after.

# %%
token = lesson.contracts.first("DemoToken")

with chain.watch(alice, bob, DEMO=token) as seen:
    receipt = token.transfer(bob, ether(10), sender=alice)
seen

# %% [markdown] tags=["see"]
# ## See
#
# Two numbers have changed by the same amount, so as many DEMO exist as before. The fee was paid in ETH:
# the chain knows nothing of DEMO.
#
# And there is an **event**. Contracts cannot read it. It is for those who look on: a wallet finds your
# tokens by asking for all `Transfer` events with your address in them.

# %%
receipt

# %% [markdown] tags=["predict"]
# ### The allowance
#
# A shop is to take tokens from you. But only you can sign for your account, and a contract cannot see what
# you send it. So there are two steps: you approve, it takes. Bob allows Carol 40, and she takes 25 for
# Dave.
#
# Predict: how much has Carol got herself? How much may she still take? Can she take it tomorrow?

# %%
story.step("token.allowance")

# %% [markdown] tags=["predict"]
# ### The permit
#
# Nora has tokens and not one wei. She cannot send a transaction, so she cannot approve. Or can she?
# Predict: who pays, and what does Nora have to do?

# %%
story.step("token.permit")

# %% [markdown]
# What Nora signed is a sheet of paper, so to speak: whoever carries it to the chain pays the gas. Here is
# one of Grace's, and nothing has happened yet: no transaction, no fee.

# %%
paper = sign_permit(token, chain, owner=grace, spender=heidi, value=ether(5))
for word, value in zip(
    ("owner", "spender", "value", "deadline", "v", "r", "s"), paper, strict=True
):
    print(f"{word:9}", "0x" + value.hex() if isinstance(value, bytes) else value)
print("allowed  ", decimal(token.allowance(grace, heidi)))

# %% [markdown] tags=["predict"]
# ### A failure
#
# Bob tries to send 5,000 DEMO, which he does not have. Predict: what changes, and what does it cost?

# %%
story.step("token.failure")

# %% [markdown]
# ### Inside
#
# How did the contract know that the permit was Nora's? It asked `ecrecover`, which is built into the
# chain: given a message and a signature, it says whose it is. In the tree below, look for the answer.

# %%
story.step("token.trace")

# %% [markdown]
# At last we add up what everybody has.

# %%
story.step("token.balances")

# %% [markdown] tags=["break"]
# ## Break it
#
# **A permit with another number.** Heidi has Grace's paper over 5 DEMO. She writes 500 on it. Predict
# what the contract says.

# %%
paper = sign_permit(token, chain, owner=grace, spender=heidi, value=ether(5))
forged = (*paper[:2], ether(500), *paper[3:])
try:
    token.permit(*forged, sender=heidi)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# Another message gives another signer: some address that nobody has. The signature belongs to these
# numbers and no others.
#
# **The same permit twice.** The true paper works. And a second time?

# %%
paper = sign_permit(token, chain, owner=grace, spender=heidi, value=ether(5))
token.permit(*paper, sender=heidi)
print("allowed", decimal(token.allowance(grace, heidi)), "- number", token.nonces(grace))
try:
    token.permit(*paper, sender=heidi)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# **An approval without limit.** Many applications ask for it: it saves the next approval. Grace has 20
# DEMO, and approves Frank for as much as the number can be. Then Frank's application is hacked. Predict
# what is left to Grace, now and after her next salary.

# %%
WITHOUT_LIMIT = 2**256 - 1
token.transfer(grace, ether(20), sender=alice)
token.approve(frank, WITHOUT_LIMIT, sender=grace)

with chain.watch(grace, frank, DEMO=token) as first:
    token.transferFrom(grace, frank, token.balanceOf(grace), sender=frank)
first

# %%
token.transfer(grace, ether(20), sender=alice)

with chain.watch(grace, frank, DEMO=token) as second:
    token.transferFrom(grace, frank, token.balanceOf(grace), sender=frank)
second

# %% [markdown]
# It does not wear off: an allowance of that size is never counted down. It ends when Grace sets it to zero.

# %%
token.approve(frank, 0, sender=grace)
try:
    token.transferFrom(grace, frank, ether(1), sender=frank)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# **If you have a compiler** (the next two cells need one; skip them if not): a token can be this small.
# But there is a mistake in this one. Can you find it before the cell after it shows you?

# %% tags=["compiler"]
# %%solidity Coin --deploy ether(100) --sender frank
# // SPDX-License-Identifier: MIT
# pragma solidity ^0.8.30;
#
# contract Coin {
#     uint8 public constant decimals = 18;
#     uint256 public immutable totalSupply;
#     mapping(address holder => uint256) public balanceOf;
#
#     event Transfer(address indexed from, address indexed to, uint256 value);
#
#     error TooLittle(uint256 balance, uint256 needed);
#
#     constructor(uint256 supply) {
#         totalSupply = supply;
#         balanceOf[msg.sender] = supply;
#         emit Transfer(address(0), msg.sender, supply);
#     }
#
#     function transfer(address to, uint256 value) external returns (bool) {
#         uint256 mine = balanceOf[msg.sender];
#         uint256 theirs = balanceOf[to];
#         if (value > mine) revert TooLittle(mine, value);
#
#         balanceOf[msg.sender] = mine - value;
#         balanceOf[to] = theirs + value;
#         emit Transfer(msg.sender, to, value);
#         return true;
#     }
# }

# %% tags=["compiler"]
with chain.watch(frank, COIN=coin) as oneself:
    coin.transfer(frank, ether(60), sender=frank)
print("supply", decimal(coin.totalSupply()), "- held by Frank", decimal(coin.balanceOf(frank)))
oneself

# %% [markdown]
# Frank sent 60 to himself and has 60 more. Both balances were read before either was written, and here
# they are the same one. Real tokens have been robbed in this way. That is why the story ended with a sum:
# if all balances together are not the supply, a rule is broken.

# %% [markdown]
# ## Exercises
#
# Everybody can get 100 DEMO, once a day: `token.faucet(sender=heidi)`. The check looks at the chain, not
# at your code.

# %% [markdown]
# **1 (easy).** Heidi lets Judy spend 40 DEMO of hers. Judy pays Grace 15 of them, and has 25 left to
# spend.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("token-1")

# %% [markdown]
# **2 (middle).** Ivan gives Erin 30 DEMO, and never sends a transaction: he only signs. Frank carries the
# permit to the chain and pays for it; then Erin takes the 30. (Ivan needs DEMO first. Who can send him
# some?)

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("token-2")

# %% [markdown]
# **3 (hard).** Make a DemoToken of your own, `chain.deploy("DemoToken", cap, minter, sender=...)`, and hand
# it out: Alice shall have 1, Bob 2, Carol 4 and so on, each of the ten (in the order of `chain.accounts`)
# twice as much as the one before. And that shall be all for ever: nobody shall be able to make more, by
# the faucet neither.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("token-3")

# %% [markdown] tags=["real"]
# ## What the real systems do differently
#
# - **Who may do what.** Here nobody can take, freeze or destroy tokens of yours. Many real tokens have an
#   owner who can: mint without end, block an address, or replace the code. It is in the code, and hardly
#   anybody reads it.
# - **Decimals.** The contract counts in whole units; `decimals` only says where to put the point, and it
#   is not 18 everywhere. Whoever forgets that is wrong by many zeros.
# - **Permit is optional.** ERC-20 is from 2015, ERC-2612 from 2020. Some old tokens do not even answer
#   whether a transfer worked; `contracts/libraries/SafeTransfer.sol` deals with them.
# - **Permits are bait.** Signing costs nothing and looks harmless, and a permit is as good as an approval.
#   Read what you sign. Whoever sees a permit on its way can also bring it to the chain first: the
#   allowance is the same, but the slower transaction fails.
# - **Gas.** This token costs what the well-known ones do: a transfer to somebody who has some takes about
#   34,000 gas, in OpenZeppelin's, Solady's and Solmate's too.

# %% [markdown] tags=["reading"]
# ## Further reading
#
# - ERC-20: *Token Standard*; ERC-2612: *Permit Extension for EIP-20 Signed Approvals*
# - EIP-712: *Typed structured data hashing and signing*
# - In this repository: `contracts/token/ERC20.sol`, where the list is kept, and
#   `pydemo/contract/permit.py`, where a permit is signed
