# %% [markdown] tags=["title"]
# # Your first transaction
#
# About 20 minutes. Nothing here costs money: the chain runs inside this notebook, and when you run the
# next cell again it begins anew.

# %% [markdown] tags=["learn"]
# ## What you will learn
#
# - what an account is, and why a key is all it takes to have one;
# - what a transaction says, what it costs, and what the receipt tells;
# - why each transaction has a number, the nonce;
# - what a block is, and what is in it;
# - what is left of a transaction that fails.

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("first_transaction", language="en")

# %%
from pydemo import errors
from pydemo.units import decimal, ether, gwei

chain = lesson.chain
alice, bob, frank, heidi, judy = (
    chain.accounts[name] for name in ("alice", "bob", "frank", "heidi", "judy")
)

# %% [markdown] tags=["idea"]
# ## The idea
#
# Alice does not send anything *to Bob*. She signs a sentence, "one ETH of mine shall be Bob's", and
# hands it to everybody. Whoever makes the next block puts it in, and from then on all who keep the list
# of balances have changed two numbers in it.

# %%
lesson.diagram()

# %% [markdown]
# An account is an address, and the address follows from a key. These keys are known to the whole world,
# since everybody who tests uses them. Never send real money here.

# %%
for person in (alice, bob):
    print(person.name, person.address, decimal(chain.balance(person)), "ETH")

# %% [markdown] tags=["predict"]
# ## Predict
#
# Alice has 10,000 ETH and sends Bob 1. Write down before you go on:
#
# 1. How much will Bob have?
# 2. How much will Alice have: exactly 9,999, a little more, or a little less?
# 3. Who gets the difference?

# %% [markdown] tags=["run"]
# ## Run

# %%
before = {person.name: chain.balance(person) for person in (alice, bob)}
receipt = chain.transfer(bob, ether(1), sender=alice)
receipt

# %% [markdown] tags=["see"]
# ## See
#
# Two balances have changed, and not by the same amount.

# %%
for person in (alice, bob):
    print(person.name, decimal(chain.balance(person) - before[person.name]), "ETH")

# %% [markdown]
# What Alice paid on top is the **fee**: so much gas, at so much each. Gas is the work; every transaction
# takes 21,000 at least. Its price has two parts. The base fee is set by the chain, goes up when blocks
# are full, and is destroyed. The tip goes to whoever made the block.

# %%
print("gas used     ", f"{receipt.gas_used:,}")
print("price of gas ", receipt.effective_gas_price / gwei(1), "gwei")
print("fee          ", decimal(receipt.fee), "ETH")

# %% [markdown]
# Alice's first transaction had the nonce 0, so her next one has 1. A nonce is used once: that is why
# nobody can take a signed transaction and send it a second time.

# %%
print("alice has sent", chain.nonce(alice), "and bob has sent", chain.nonce(bob))

# %% [markdown]
# The transaction is in a **block**. It names the block before it by its hash, so whoever wants to change
# something old must change everything after it, too.

# %%
block = chain.w3.eth.get_block(receipt.block_number)
print("number      ", block["number"])
print("transactions", [tx.to_0x_hex()[:12] for tx in block["transactions"]])
print("base fee    ", block["baseFeePerGas"] / gwei(1), "gwei")
print("parent      ", block["parentHash"].to_0x_hex()[:12])

# %%
# %chain

# %% [markdown] tags=["break"]
# ## Break it
#
# Bob wants to send more than he has. What happens: does he pay gas for that? Does the transaction get
# into a block? Predict, then run.

# %%
number, sent = chain.block_number, chain.nonce(bob)
try:
    chain.transfer(alice, ether(1_000_000), sender=bob)
except errors.PydemoError as error:
    print(type(error).__name__, "- bob has", decimal(chain.balance(bob)), "ETH")
print("blocks made:", chain.block_number - number, "  sent by bob:", chain.nonce(bob) - sent)

# %% [markdown]
# That was refused at the door: whoever cannot pay does not get into a block, and pays nothing.
#
# It is another thing when a *contract* refuses. Here is one, a token; Bob has none of it. Will he pay
# gas this time?

# %%
token = chain.deploy("DemoToken", ether(1_000_000), alice, sender=alice)
had, sent = chain.balance(bob), chain.nonce(bob)
try:
    token.transfer(alice, ether(5), sender=bob)
except errors.ContractError as error:
    print(error.name, "-", error.hint)
    print("block", error.receipt.block_number, " status", error.receipt.status)
print("bob paid", decimal(had - chain.balance(bob)), "ETH; sent", chain.nonce(bob) - sent)

# %% [markdown]
# It failed, it is in a block for good, and it cost gas and a nonce. Nothing else is left of it: what a
# failed transaction has changed is undone, all of it. People had to do the work to find out that it
# fails, and that is what the gas is for.

# %% [markdown]
# ## Exercises
#
# Write into the empty cells. The check looks at the chain, not at your code: any way will do. Check as
# often as you like, hints get clearer.

# %% [markdown]
# **1 (easy).** Heidi owes Judy 25 ETH. Let her pay: Judy shall have exactly 25 ETH more than at the
# beginning.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("first_transaction-1")

# %% [markdown]
# **2 (middle).** Let Frank fail: one transaction of his shall be in a block, without success, and he
# shall have paid nothing but gas.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("first_transaction-2")

# %% [markdown]
# **3 (hard).** Make an account of your own, from a key that you choose (`chain.add_account(key, "nora")`),
# and see that it gets ETH. Then let it send on as much as it can: 0.001 ETH may be left at most.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("first_transaction-3")

# %% [markdown] tags=["real"]
# ## What the real systems do differently
#
# - **Keys.** Real ones are made by chance and kept in a wallet, best in a device of their own. Whoever
#   has the key has the money; if it is lost, so is the money.
# - **Waiting.** Here a block is made for each transaction, at once. On Ethereum a block comes every 12
#   seconds; transactions wait in the mempool, where everybody can see them and act first.
# - **Certainty.** A new block may still be replaced. After two epochs, about 13 minutes, it is final:
#   changing it would cost a third of all stake.
# - **Fees.** The gas is the same to the unit. The price is not: the base fee moves by at most an eighth
#   with each block, and has been below 1 and above 500 gwei.
# - **Failing.** Wallets run a transaction on a copy before they send it, so that most failures never
#   cost anything. `token.transfer.call(...)` does the same here.

# %% [markdown] tags=["reading"]
# ## Further reading
#
# - G. Wood, *Ethereum: A Secure Decentralised Generalised Transaction Ledger* (the Yellow Paper),
#   sections 4 and 6
# - EIP-1559: *Fee market change for ETH 1.0 chain*
# - ethereum.org: *Transactions*, *Gas and fees*
# - In this repository: `pydemo/evm/transaction.py`, where a transaction is checked, run and paid for
