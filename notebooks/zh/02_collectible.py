# %% [markdown] tags=["title"]
# # 数字藏品：独一无二，画在链上
#
# 大约 40 分钟。同一种代币，每一个都和别的一样。而这里的每一件都有编号、有主人，还有一幅不靠任何服务器保存的画。

# %% [markdown] tags=["learn"]
# ## 你会学到什么
#
# - 拥有一个 NFT（ERC-721）到底拥有了什么，画又在哪里；
# - 链上的一切都是公开的，发售怎样还能公平：揭晓；
# - “稀有”是什么意思，自己来数一数；
# - 授权一件，和授权全部；
# - 藏品是怎样弄丢的，安全转让又能做什么；
# - 藏品转卖时，谁付钱给艺术家（ERC-2981）。

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("collectible", language="zh")

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
# ## 核心想法
#
# 代币记的名单是“谁有多少”。这个合约记的名单是“几号归谁”。你问它 1 号，它还会告诉你 1 号长什么样：
# 在这里，由另一个合约根据一颗种子当场画出来。

# %%
lesson.diagram()

# %%
story.step("collectible.deploy")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# Bob 买下第一件。请写下：
#
# 1. 他会看到什么？
# 2. 接着 Carol 一次买五件。花的 gas 会是一件的五倍吗？

# %% [markdown] tags=["run"]
# ## 运行

# %%
story.step("collectible.mint")

# %%
story.step("collectible.batch")

# %%
story.step("collectible.limit")

# %% [markdown]
# 不是人人都得付钱。**凭证**就是一个签名，和代币那一课里的 permit 一样。

# %%
story.step("collectible.voucher")

# %%
story.step("collectible.sellout")

# %% [markdown] tags=["predict"]
# ### 揭晓
#
# 种子是公开的，所以所有作品都已知道，哪些更稀有也就知道了。先猜：如果 1 号就是作品 1，2 号就是作品 2，
# 依此类推，会发生什么？如果由 Alice 在发售之后决定顺序，谁可以作弊？

# %%
story.step("collectible.reveal")

# %%
story.step("collectible.pictures")

# %% [markdown] tags=["see"]
# ## 观察
#
# 画在哪里？向合约询问：描述 1 号的那份文档，地址是什么？

# %%
drop = lesson.contracts.first("Collectible")
uri = drop.tokenURI(1)
print(uri[:90], "...")
print(f"{len(uri):,} 个字符")

# %% [markdown]
# 这不是地址：它就是文档本身，只是打了包（Base64）。拆开来，画就在里面：用文字写成的图（SVG），又打了一次包。

# %%
document = json.loads(base64.b64decode(uri.partition(",")[2]))
for word, value in document.items():
    print(f"{word:12}", str(value)[:75])

# %%
Piece(drop, 1)

# %% [markdown] tags=["predict"]
# ### 稀有
#
# 什么算稀有，没有人规定，可以数出来。看看上面的表：哪些特征只出现过一次？先猜猜最稀有的是几号，
# 再运行下一个单元格。

# %%
pieces = [Piece(drop, number).read() for number in range(1, drop.totalSupply() + 1)]
rarity = Rarity(pieces)
for kind, counts in rarity.counts.items():
    print(f"{kind:9}", ", ".join(f"{value} {count}" for value, count in counts.items()))

# %% [markdown]
# 一个特征如果一半的藏品都有，它带来 1 比特的惊奇度；四分之一的有，就是 2 比特；十六件里只有一件有，就是 4 比特。
# 把一件藏品的惊奇度加起来，再排个序。

# %%
ranked = sorted(pieces, key=rarity.score, reverse=True)
for piece in ranked:
    print(
        f"{rarity.rank(piece):2}. #{piece.token_id:<3}{rarity.score(piece):5.1f}  {piece.owner_name}"
    )

# %% [markdown]
# 先是最稀有的三件，最后是最普通的一件。光凭眼睛，你也会这样选吗？

# %%
Pieces.of(drop, [piece.token_id for piece in (*ranked[:3], ranked[-1])])

# %% [markdown]
# ### 赠送、拒收、出售

# %%
story.step("collectible.transfer")

# %% [markdown] tags=["predict"]
# Carol 写错了：接收方不是人，而是负责画画的那个合约。先猜：那样的话藏品归谁？还有谁能再移动它？

# %%
story.step("collectible.refused")

# %%
story.step("collectible.royalty")

# %%
story.step("collectible.owners")

# %% [markdown] tags=["break"]
# ## 弄坏它
#
# Bob 开了一间自己的工作室：合约是一样的，条件不同，而且还在出售。

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
print(studio.name(), "-", decimal(studio.price()), "ETH 一件")

# %% [markdown]
# **永远丢失。** 发送藏品还有另一个办法 `transferFrom`，它不问接收方。Grace 买了一件，发给负责画画的合约。
# 先猜：这一次会成功吗？

# %%
bought = studio.mint(1, sender=grace, value=studio.price())
number = bought.events[0].args["tokenId"]
studio.transferFrom(grace, studio.art(), number, sender=grace)
Piece(studio, number)

# %% [markdown]
# 现在它属于一个合约，而那个合约里没有一行代码能把它再发出去。（它显示为信封，是因为工作室还没有售罄，
# 什么都没有揭晓。）
#
# **不是你的。** Frank 想拿走 Grace 的一件。后来他非常客气地请她给自己的新游戏“注册”一下。她签下的其实是
# `setApprovalForAll`。猜猜之后她还剩几件。

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
# 这里什么都没有被攻破：合约做的正是 Grace 签了名的事。`approve` 只管一件，转让之后就失效；
# `setApprovalForAll` 管的是她现在有的和**将来会有的**全部藏品，直到她收回为止。

# %%
studio.setApprovalForAll(frank, False, sender=grace)
print(studio.isApprovedForAll(grace, frank))

# %% [markdown]
# ## 练习
#
# 工作室还在卖：`studio.mint(count, sender=..., value=...)`。第一个系列已经售罄：它的藏品在 Grace、Carol、
# Heidi、Erin、Dave 和 Frank 手里。

# %% [markdown]
# **1（容易）。** Judy 在 Bob 的工作室买一件，送给 Heidi。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("collectible-1")

# %% [markdown]
# **2（中等）。** Judy 想要第一个系列（`drop`）16 件中最稀有的那一件，它的主人要价 3 ETH。找出这一件，
# 找到它的主人，让双方各做各的事。（谁得先出手？这正是练习 3 要解决的。）

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("collectible-2")

# %% [markdown]
# **3（较难）。** 如果中间站着一个合约，就谁也不必先出手。下面是一个人人可用的拍卖行。Heidi 在那里拍卖她的
# `drop` 4 号，1 ETH 起拍，至少拍一个小时。她**只把这一件**授权给拍卖行。Erin 出价，Ivan 出得更高，并买下它。
# 最后，拍卖行里不再留有任何人的钱，而艺术家 Alice 拿到了她的版税。

# %%
house = chain.deploy("AuctionHouse", sender=alice)
print("现在", chain.time, "- 两小时后", chain.time + hours(2))
house

# %% [markdown]
# 请在上面查看这些函数：谁在什么时候要调用什么？出价：`house.bid(auction, wei, sender=..., value=wei)`。
# 时间：`chain.time` 是现在，`chain.advance(hours(2))` 让两个小时过去。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("collectible-3")

# %% [markdown] tags=["real"]
# ## 真实系统有什么不同
#
# - **画。** 多数系列只把一个地址放在链上，画在别处：在某台服务器上，或者在一个要有人付费的文件网络（IPFS）里。
#   一旦断供，编号还在，画却没了。而在这里，有链就够了。
# - **法律。** 合约说 1 号是你的。这幅画你可以拿来做什么，要看许可协议，或者根本没有人说过。
# - **版税。** ERC-2981 只说出应付多少。付不付由交易市场自己决定；而且一次赠送，和一次在别处付过钱的出售，
#   看上去没有区别。
# - **揭晓。** 区块哈希有多可靠，取决于造区块的人有多诚实。如果事关重大，就改用可验证随机函数。
# - **gas。** 批量购买是众所周知的技巧：用 ERC721A，一件约 73,000 gas，五件约 81,000。之后从五件中间抽出一件要
#   88,000；而逐件记录的合约，一次转让约 42,000。

# %% [markdown] tags=["reading"]
# ## 延伸阅读
#
# - ERC-721：*Non-Fungible Token Standard*；ERC-2981：*NFT Royalty Standard*
# - ERC-4906：*EIP-721 Metadata Update Extension*：交易市场怎样得知已经揭晓
# - 本仓库：`contracts/collectible/art/Genes.sol`，各种骰子及其概率；`contracts/market/IAuctionHouse.sol`
# - `pydemo gallery --out gallery.html`：在一个网页上想看多少件就看多少件
