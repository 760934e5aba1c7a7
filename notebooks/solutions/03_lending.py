# One way to solve each exercise; the tests put it into the empty cell before the check.

# %% lending-1
asset.approve(pool, ether(1_000), sender=dave)
pool.deposit(ether(1_000), dave, sender=dave)
chain.advance(days(90))

# %% lending-2
pool.depositCollateral(erin, sender=erin, value=ether(1))
pool.borrow(loan_of(pool, erin).threshold * 10 // 12, erin, sender=erin)

# %% lending-3
pool.depositCollateral(frank, sender=frank, value=ether(1))
pool.borrow(loan_of(pool, frank).limit * 99 // 100, frank, sender=frank)
price = oracle.latestRoundData()[1]
oracle.setPrice(price * 92 // 100, sender=alice)
asset.approve(pool, ether(5_000), sender=judy)
pool.liquidate(frank, ether(5_000), sender=judy)
