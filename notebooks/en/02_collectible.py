# %% [markdown] tags=["title"]
# # Collectibles: one of a kind, drawn on chain
#
# About 40 minutes. Of a token every unit is like the others. Here each piece has a number, an owner, and a
# picture that no server keeps.

# %% [markdown] tags=["learn"]
# ## What you will learn
#
# - what you own when you own an NFT (ERC-721), and where the picture is;
# - how a sale can be fair although everything on a chain is public: the reveal;
# - what "rare" means, counted by yourself;
# - approving one piece, and approving everything;
# - how pieces get lost, and what a safe transfer does about it;
# - who pays the artist when a piece is sold again (ERC-2981).

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("collectible", language="en")

# %%
import base64
import json

from pydemo import errors
from pydemo.contract.piece import Piece
from pydemo.contract.pieces import Pieces
from pydemo.display.rarity import Rarity
from pydemo.plans import collectible as plan
from pydemo.units import decimal, ether, hours

chain = lesson.chain
story = lesson.story()
alice, bob, carol, erin, frank, grace, heidi, ivan, judy = (
    chain.accounts[name]
    for name in ("alice", "bob", "carol", "erin", "frank", "grace", "heidi", "ivan", "judy")
)

# %% [markdown] tags=["idea"]
# ## The idea
#
# The token kept a list "who has how much". This contract keeps a list "which number belongs to whom".
# Ask it for number 1 and it also tells what number 1 looks like: here a second contract draws it, on the
# spot, from a seed.

# %%
lesson.diagram()

# %%
story.step("collectible.deploy")

# %% [markdown] tags=["predict"]
# ## Predict
#
# Bob buys the first piece. Write down:
#
# 1. What will he see?
# 2. Carol then buys five at once. Will that take five times the gas of one?

# %% [markdown] tags=["run"]
# ## Run

# %%
story.step("collectible.mint")

# %%
story.step("collectible.batch")

# %%
story.step("collectible.limit")

# %% [markdown]
# Not everybody has to pay. A **voucher** is a signature, like the permit of the lesson on tokens.

# %%
story.step("collectible.voucher")

# %%
story.step("collectible.sellout")

# %% [markdown] tags=["predict"]
# ### The reveal
#
# All works are known, since the seed is public, and so some are known to be rarer than others. Predict:
# what would happen if number 1 simply showed work 1, number 2 work 2, and so on? And who could cheat if
# Alice chose the order after the sale?

# %%
story.step("collectible.reveal")

# %%
story.step("collectible.pictures")

# %% [markdown] tags=["see"]
# ## See
#
# Where is the picture? Ask the contract for the address of the document that describes piece 1.

# %%
drop = lesson.contracts.first("Collectible")
uri = drop.tokenURI(1)
print(uri[:90], "...")
print(f"{len(uri):,} letters")

# %% [markdown]
# That is no address: it is the document itself, packed (Base64). Unpack it, and there is the picture, as
# a drawing in words (SVG), packed once more.

# %%
document = json.loads(base64.b64decode(uri.partition(",")[2]))
for word, value in document.items():
    print(f"{word:12}", str(value)[:75])

# %%
Piece(drop, 1)

# %% [markdown] tags=["predict"]
# ### Rare
#
# Nobody decides what is rare; it can be counted. Look at the table above: which traits are there once
# only? Guess the rarest number before you run the next cell.

# %%
pieces = [Piece(drop, number).read() for number in range(1, drop.totalSupply() + 1)]
rarity = Rarity(pieces)
for kind, counts in rarity.counts.items():
    print(f"{kind:9}", ", ".join(f"{value} {count}" for value, count in counts.items()))

# %% [markdown]
# A trait that half of all pieces have surprises by 1 bit, one that a quarter has by 2 bits, one of 16 by
# 4. Add up a piece's surprises, and sort.

# %%
ranked = sorted(pieces, key=rarity.score, reverse=True)
for piece in ranked:
    print(
        f"{rarity.rank(piece):2}. #{piece.token_id:<3}{rarity.score(piece):5.1f}  {piece.owner_name}"
    )

# %% [markdown]
# The three rarest, and last the most common one. Would you have chosen so by eye?

# %%
Pieces.of(drop, [piece.token_id for piece in (*ranked[:3], ranked[-1])])

# %% [markdown]
# ### Giving, refusing, selling

# %%
story.step("collectible.transfer")

# %% [markdown] tags=["predict"]
# Carol mistypes: the receiver is not a person but the contract that draws. Predict: who would own the piece
# then, and who could ever move it again?

# %%
story.step("collectible.refused")

# %%
story.step("collectible.royalty")

# %%
story.step("collectible.owners")

# %% [markdown] tags=["break"]
# ## Break it
#
# Bob opens a studio of his own: the same contracts, other terms, and still on sale.

# %%
studio = plan.deploy(
    chain,
    deployer=bob,
    beneficiary=bob,
    name="Night Studio",
    max_supply=500,
    wallet_limit=200,
    price=ether("0.02"),
).collection
print(studio.name(), "-", decimal(studio.price()), "ETH a piece")

# %% [markdown]
# **Lost for ever.** `transferFrom` is the other way to send a piece, and it does not ask the receiver.
# Grace buys one and sends it to the contract that draws. Predict: will it go through this time?

# %%
bought = studio.mint(1, sender=grace, value=studio.price())
number = bought.events[0].args["tokenId"]
studio.transferFrom(grace, studio.art(), number, sender=grace)
Piece(studio, number)

# %% [markdown]
# It belongs to a contract without a single line that could send it on. (It is an envelope since the studio
# has not sold out: nothing is revealed.)
#
# **Not yours.** Frank tries to take a piece of Grace's. Then he asks her, very kindly, to "register" with
# his new game. What she signs is `setApprovalForAll`. Predict how many pieces she has afterwards.

# %%
minted = studio.mint(3, sender=grace, value=3 * studio.price())
hers = [event.args["tokenId"] for event in minted.events]
try:
    studio.transferFrom(grace, frank, hers[0], sender=frank)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %%
studio.setApprovalForAll(frank, True, sender=grace)
with chain.watch(grace, frank, PIECES=studio) as robbed:
    for number in hers:
        if studio.ownerOf(number) == grace.address:
            studio.transferFrom(grace, frank, number, sender=frank)
robbed

# %% [markdown]
# Nothing was broken here: the contract did what Grace had signed. `approve` is about one piece and ends
# with its transfer; `setApprovalForAll` is about all pieces that she has **or will have**, until she takes
# it back.

# %%
studio.setApprovalForAll(frank, False, sender=grace)
print(studio.isApprovedForAll(grace, frank))

# %% [markdown]
# ## Exercises
#
# The studio sells: `studio.mint(count, sender=..., value=...)`. The first collection is sold out: its
# pieces are with Grace, Carol, Heidi, Erin, Dave and Frank.

# %% [markdown]
# **1 (easy).** Judy buys a piece at Bob's studio and gives it to Heidi.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("collectible-1")

# %% [markdown]
# **2 (middle).** Judy wants the rarest of the 16 pieces of the first collection (`drop`), and its owner
# asks 3 ETH for it. Find it, find its owner, and let both do their part. (Who has to go first? That is
# what exercise 3 is about.)

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("collectible-2")

# %% [markdown]
# **3 (hard).** Nobody has to go first if a contract stands in between. Here is an auction house that
# anybody can use. Heidi sells her piece number 4 of `drop` there, from 1 ETH, for an hour at least. She
# lets the house have **this piece only**. Erin bids, Ivan bids more, and gets it. In the end nobody's money
# is left in the house, and Alice, the artist, has her royalty.

# %%
house = chain.deploy("AuctionHouse", sender=alice)
print("now", chain.time, "- in two hours", chain.time + hours(2))
house

# %% [markdown]
# Look the functions up above: what must be called by whom, and when? A bid: `house.bid(auction, wei,
# sender=..., value=wei)`. Time: `chain.time` is now, `chain.advance(hours(2))` lets two hours pass.

# %% tags=["exercise"]
# your code

# %% tags=["check"]
check("collectible-3")

# %% [markdown] tags=["real"]
# ## What the real systems do differently
#
# - **The picture.** Most collections keep an address on chain and the picture elsewhere: on a server, or in
#   a network of files (IPFS) that somebody must pay for. If that ends, the number is left and the picture
#   is gone. Here the chain is enough.
# - **The law.** The contract says that number 1 is yours. What you may do with the picture is said by a
#   licence, or by nobody.
# - **The royalty.** ERC-2981 tells what is asked. Marketplaces are free to pay or not, and a gift looks
#   just like a sale that was paid elsewhere.
# - **The reveal.** A block hash is as good as whoever makes the block is honest. Where much is at stake, a
#   verifiable random function is asked instead.
# - **Gas.** Buying in bulk is a known trick: with ERC721A one piece takes about 73,000 gas and five take
#   81,000. Taking a piece out of the middle of five then costs 88,000; where each is noted by itself,
#   a transfer takes about 42,000.

# %% [markdown] tags=["reading"]
# ## Further reading
#
# - ERC-721: *Non-Fungible Token Standard*; ERC-2981: *NFT Royalty Standard*
# - ERC-4906: *EIP-721 Metadata Update Extension*: how a marketplace learns of the reveal
# - In this repository: `contracts/collectible/art/Genes.sol`, the dice with their odds, and
#   `contracts/market/IAuctionHouse.sol`
# - `pydemo gallery --out gallery.html`: as many pieces as you like on one page
