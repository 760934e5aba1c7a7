# One way to solve each exercise; the tests put it into the empty cell before the check.

# %% token-1
token.faucet(sender=heidi)
token.approve(judy, ether(40), sender=heidi)
token.transferFrom(heidi, grace, ether(15), sender=judy)

# %% token-2
erin = chain.accounts.erin
token.faucet(sender=frank)
token.transfer(ivan, ether(30), sender=frank)
signed = sign_permit(token, chain, owner=ivan, spender=erin, value=ether(30))
token.permit(*signed, sender=frank)
token.transferFrom(ivan, erin, ether(30), sender=erin)

# %% token-3
people = list(chain.accounts)[:10]
own = chain.deploy("DemoToken", ether(2**10 - 1), judy, sender=judy)
for number, person in enumerate(people):
    own.mint(person, ether(2**number), sender=judy)
