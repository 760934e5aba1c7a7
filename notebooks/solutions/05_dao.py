# One way to solve each exercise; the tests put it into the empty cell before the check.

# %% dao-1
club = found_club(alice=24, bob=16, carol=12, dave=8)
club.token.delegate(dave, sender=carol)
proposal = club.propose("dave", [(judy, ether(1), b"")], "Thank Judy")
proposal.open_the_vote()
proposal.vote(dave, FOR)
proposal.close_the_vote()

# %% dao-2
club = found_club(alice=24, bob=16, carol=12, dave=8)
handing_over = club.piece.transferFrom.data(club.timelock, frank, PIECE)
proposal = club.propose("carol", [(club.piece, 0, handing_over)], "The copy for Frank")
proposal.open_the_vote()
proposal.vote(alice, FOR)
proposal.close_the_vote()
proposal.queue(carol)
proposal.wait_for_the_timelock()
proposal.execute(carol)

# %% dao-3
club = found_club(alice=24, bob=16, carol=12, dave=8)
proposal = club.propose("alice", [(ivan, ether(30), b"")], "30 ether for Ivan")
proposal.open_the_vote()
proposal.vote(alice, FOR)
proposal.vote(bob, FOR)
proposal.vote(carol, AGAINST)
proposal.close_the_vote()
proposal.queue(bob)
units = ether(5) * club.token.currentTotalSupply() // chain.balance(club.timelock)
club.token.approve(club.governor, units, sender=carol)
club.governor.ragequit(units, [], carol, sender=carol)
