# %% [markdown] tags=["title"]
# # ConstitutionDAO：一群人与一张纸
#
# 大约 50 分钟。2021 年 11 月，17,437 个互不相识的人在四天之内凑了约 4600 万美元，想买下一张纸。
# 他们没有买到。这里把当时的事再来一遍，一笔一笔地付款。

# %% [markdown] tags=["learn"]
# ## 你会学到什么
#
# - 成千上万的陌生人怎样把钱放进同一个钱袋，谁又能打开它；
# - 上限人人可读的竞拍者，为什么处境不利；
# - 有人在最后一刻出价，拍卖为什么会延长；
# - gas 对小额出资意味着什么，合约能做些什么；
# - 一个输了的 DAO 还剩下什么。

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("constitutiondao", language="zh")

# %%
from pydemo import errors
from pydemo.constitutiondao import facts
from pydemo.stories.dao_scene import deploy
from pydemo.units import days, decimal, ether, gwei, minutes

chain = lesson.chain
names = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy")
alice, bob, carol, dave, erin, frank, grace, heidi, ivan, judy = (
    chain.accounts[name] for name in names
)
story = lesson.story(scale="1000", apart=True)

# %% [markdown] tags=["idea"]
# ## 核心想法
#
# 2021 年 11 月 11 日，有人想出一个主意：苏富比要拍卖美国宪法的初印本，存世的只有 13 份，我们大家一起把它买下来吧。
# 11 月 14 日众筹开始，18 日拍卖。

# %%
lesson.diagram()

# %% [markdown]
# 这里什么是真的，什么不是？合约、交易和 gas 是真的，时间和总数是已知的。每个人出了多少*没有*公开，
# 所以这群人是**合成**的：按照已知的总体情况编造出来。为了快一点，这里只有 1,000 人，各项金额按比例缩小。
# （`pydemo demo constitutiondao --scale full` 有全部 17,437 人。）

# %%
story.step("constitutiondao.open")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# 17,437 人出了约 11,600 ETH，当时一个约 4,000 美元。平均每人 2,660 美元。
#
# 1. 所有人按出资多少站成一排，站在正中间的人出了多少（**中位数**）？
# 2. 钱大多是什么时候来的：第一天，均匀地来，还是最后？

# %% [markdown] tags=["run"]
# ## 运行：四天

# %%
story.step("constitutiondao.raise")

# %% [markdown] tags=["see"]
# ## 观察
#
# 正中间的人出了约 206 美元。平均数是它的十三倍，因为少数人出得非常多：最多的一位出了 400 万美元。
# 而且一半以上的钱是最后两天来的。

# %% [markdown] tags=["predict"]
# ## 先猜
#
# 众筹不能把钱全部用来出价：这样一张纸要保险，要看守，要防潮。最多能出多少写在合约里，人人都能读到。谁会因此得利？

# %% [markdown] tags=["run"]
# ## 运行：拍卖

# %%
story.step("constitutiondao.auction")

# %% [markdown]
# 现实中落槌价是 4100 万美元，加上佣金 4320 万。买下它的是对冲基金 Citadel（城堡投资）的首席执行官 Kenneth Griffin。
# 他只有一个人，也不必事先告诉别人自己会出到多少。

# %% [markdown] tags=["predict"]
# ## 先猜
#
# 现在大家都想要回自己的钱。退款是一笔交易，不论出了多少，都要付 gas。当时的价格约为 100 gwei。
#
# 1. 有人出了 20 美元。扣掉 gas，他能拿回多少？
# 2. 退款没有期限。一周之后，有多少人已经取回？

# %% [markdown] tags=["run"]
# ## 运行：退钱

# %%
story.step("constitutiondao.refund")

# %%
story.step("constitutiondao.gas")

# %% [markdown] tags=["see"]
# ## 观察：gas 吃掉小额出资
#
# gas 不问你付了多少。在虚线左边，gas 比出资还贵。出资要有多大，往返的 gas 才最多占十分之一？
# 用实测的 gas 算一算：

# %%
# 一场拍卖，和为它办的众筹
sale = deploy(chain)
gift = [sale.give(name, ether("0.1")).gas_used for name in names][-1]
chain.advance(days(4))
alone = sale.fund.refund(sender=alice).gas_used
batch = (
    sale.fund.refundMany([chain.accounts[name] for name in names[1:]], sender=judy).gas_used // 9
)
# 为本库实测
juicebox = facts.JUICEBOX_FIRST_PAY + facts.JUICEBOX_REDEEM
for way, gas in (("alone", gift + alone), ("batch", gift + batch), ("Juicebox", juicebox)):
    fee = gas * gwei(100)
    print(f"{way:9} {gas:,} gas, {decimal(fee)} ETH：是 {decimal(10 * fee)} ETH 的十分之一")

# %% [markdown]
# （`batch`：与另外八个人的退款一起，由别人一次发出。`Juicebox`：2021 年真正用的合约。）当时的 gas 单程就要 30 到 75 美元，
# 而一半的出资不到 206 美元。许多人几乎没有什么可取回的。

# %% [markdown] tags=["run"]
# ## 运行：还剩下什么

# %%
story.step("constitutiondao.people")

# %%
story.step("constitutiondao.ending")

# %% [markdown] tags=["break"]
# ## 弄坏它
#
# 在本课的链上办一个我们自己的小众筹：Judy 出售，起价 20 ETH。众筹最多收 60 ETH，也可以全部用来出价。
# Alice 出 60。没有别人想要这件藏品。


# %%
def open_sale(**gifts):
    sale = deploy(chain)
    for name, amount in gifts.items():
        sale.give(name, ether(amount))
    return sale


def price_of(sale):
    return sale.auction.house.auction(sale.auction.number).price


sale = open_sale(alice=60)
chain.advance(minutes(60))
sale.fund.bid(sender=bob)
print("众筹领先，出价", decimal(price_of(sale)), "ETH")

# %% [markdown]
# 它本来可以用 20 ETH 买下。但 Ivan 是卖家的朋友。他不想要藏品，只想让 Judy 多拿一点。他读了合约，算了一算。
# 众筹会付多少？Ivan 冒了什么风险吗？

# %%
sale = open_sale(alice=60)
chain.advance(minutes(60))
sale.fund.bid(sender=bob)
limit = sale.fund.maxBid()
# 下一次出价要高 5%：刚好还出得起
sale.outbid(ivan, limit * 100 // 105)
# 谁都可以让众筹出价
sale.fund.bid(sender=ivan)
print("众筹最多可出", decimal(limit), "ETH，现在领先，出价", decimal(price_of(sale)))

# %% [markdown]
# 价格翻了三倍，而 Ivan 的钱全都回来了。他只冒了片刻的风险：假如没有人让众筹再出价，他就得自己买下。
# 但*他自己*就能让它出价。再聪明的代码也防不住这个；只有谁也不知道的上限才行。
#
# 再试一个。Bob 贪心，自己去要所有人的退款。钱会到哪里去？

# %%
# 不够：目标是 25
sale = open_sale(alice=10, carol=5)
chain.advance(days(4))
with chain.watch(alice, bob, carol, sale.fund) as changes:
    sale.fund.refundMany([alice, carol, bob], sender=bob)
changes

# %% [markdown]
# 回到出钱的人那里：谁去要，谁付 gas，仅此而已。Alice 还能再要一次吗？

# %%
try:
    sale.fund.refund(sender=alice)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# ## 练习
#
# `open_sale(alice=30, ...)` 给出一场新的拍卖，其中这些人已经出了这么多 ETH：`sale.fund` 是众筹，`sale.token` 是它的 PEOPLE，
# `sale.auction.house` 是拍卖行，`sale.auction.number` 是拍卖的编号。众筹在 `days(4)` 之后，或者满 60 ETH 时截止，
# 再过一小时可以出价。拍卖持续 7 天。写在空的单元格里。检查看的是链，不是你的代码：怎么做都行。

# %% [markdown]
# **1（容易）。** 办一场拍卖，Alice 和 Bob 一共出 30 ETH。然后让 Carol 出 3 ETH，让这件事有个结局，输赢都行。
# 最后 Carol 要拿到属于她的 300 万 PEOPLE。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("constitutiondao-1")

# %% [markdown]
# **2（中等）。** 你是对手。办一场拍卖，Alice 出 60 ETH，让众筹领先。然后让 Ivan 在最后十分钟之内出价，希望没有人看见。
# 拍卖因此延长，于是众筹又出了价。即便如此，还是要让 Ivan 得到藏品。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("constitutiondao-2")

# %% [markdown]
# **3（较难）。** 下面的单元格办一场失败的众筹：九个人出的钱不够。gas 的价格是 100 gwei。每个人都要拿回自己的出资。
# 但如果一个人自己退款要付的 gas 不少于他的出资，他就不该自己发：这些人由 Judy 用一笔交易统一退款。其他人各自发自己的。
# 一次退款要多少 gas？先弄清楚再动手：在 `with chain.anchor():` 里面发生的事，过后都会撤销。


# %%
def open_failing_sale():
    large = {"alice": "2", "carol": "0.02", "erin": "5", "frank": "0.006", "heidi": "0.3"}
    small = {"bob": "0.0008", "dave": "0.0015", "grace": "0.001", "ivan": "0.0021"}
    gifts = dict(sorted((large | small).items()))
    sale = open_sale(**gifts)
    chain.advance(days(4))
    return sale, [chain.accounts[name] for name in gifts]


sale, givers = open_failing_sale()
for giver in givers:
    print(f"{giver.name:6}", decimal(sale.fund.contributionOf(giver)), "ETH")

# %% [markdown]
# 轮到你了：

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("constitutiondao-3")

# %% [markdown] tags=["real"]
# ## 真实系统有什么不同
#
# - **众筹。** 当时用的是 Juicebox，这里实测对比的就是它的第一版。付款时立刻铸造代币，退款时再销毁：存储多，gas 也多。
# - **竞拍者。** 拍卖厅不接受合约的出价。必须有人代表 DAO 出价，钱也得先交给他；其他人只能相信握有钥匙的人。
#   在这里谁也没有钥匙。
# - **佣金。** 落槌价 4100 万，买家付了 4320 万。在我们的拍卖行，出价就是全部价格。
# - **退款。** 11 月 22 日开放。一周之后 54% 的人已取回，最终至多 56%。在这里，别人可以代为申请，并付 gas。
# - **PEOPLE。** 它本来代表对那张纸的发言权。纸没有买到，代币却照样有人买卖。

# %% [markdown] tags=["reading"]
# ## 延伸阅读
#
# - Wikipedia：*ConstitutionDAO*
# - Juicebox 的文档：2022 年 12 月关于 ConstitutionDAO 的两篇文章
# - P. Milgrom：*Putting Auction Theory to Work*
# - 本仓库：`pydemo/constitutiondao/facts.py`，每一个已知的数字；
#   `contracts/dao/ICrowdfund.sol`，众筹承诺什么，不承诺什么
