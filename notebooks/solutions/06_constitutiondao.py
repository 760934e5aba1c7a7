# One way to solve each exercise; the tests put it into the empty cell before the check.

# %% constitutiondao-1
sale = open_sale(alice=18, bob=12)
sale.give("carol", ether(3))
chain.advance(days(7))
sale.fund.finish(sender=carol)
sale.fund.claim(sender=carol)

# %% constitutiondao-2
sale = open_sale(alice=60)
chain.advance(minutes(60))
sale.fund.bid(sender=bob)
house, number = sale.auction.house, sale.auction.number
chain.advance(house.auction(number).endsAt - chain.time - minutes(5))
sale.outbid(ivan, ether(30))
sale.fund.bid(sender=bob)
sale.outbid(ivan, ether(59))
chain.advance(house.auction(number).endsAt - chain.time)
house.settle(number, sender=ivan)

# %% constitutiondao-3
sale, givers = open_failing_sale()
with chain.anchor():
    gas = sale.fund.refund(sender=alice).gas_used
small = []
for giver in givers:
    if sale.fund.contributionOf(giver) > gas * gwei(100):
        sale.fund.refund(sender=giver)
    else:
        small.append(giver)
sale.fund.refundMany(small, sender=judy)
