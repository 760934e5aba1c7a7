# One way to solve each exercise; the tests put it into the empty cell before the check.

# %% first_transaction-1
chain.transfer(judy, ether(25), sender=heidi)

# %% first_transaction-2
with errors.reverts("ERC20InsufficientBalance"):
    token.transfer(bob, 1, sender=frank)

# %% first_transaction-3
nora = chain.add_account(bytes([7] * 32), "nora")
chain.transfer(nora, ether(1), sender=alice)
chain.transfer(bob, ether("0.9995"), sender=nora)
