# One way to solve each exercise; the tests put it into the empty cell before the check.

# %% collectible-1
minted = studio.mint(1, sender=judy, value=studio.price())
number = minted.events[0].args["tokenId"]
studio.transferFrom(judy, heidi, number, sender=judy)

# %% collectible-2
rarest = ranked[0].token_id
owner = chain.accounts[drop.ownerOf(rarest)]
chain.transfer(owner, ether(3), sender=judy)
drop.transferFrom(owner, judy, rarest, sender=owner)

# %% collectible-3
drop.approve(house, 4, sender=heidi)
house.create(drop, 4, ether(1), chain.time, chain.time + hours(2), sender=heidi)
house.bid(1, ether(1), sender=erin, value=ether(1))
house.bid(1, ether(2), sender=ivan, value=ether(2))
chain.advance(hours(2))
house.settle(1, sender=heidi)
house.withdraw(erin, sender=erin)
