# %% [markdown] tags=["title"]
# # 没有输家的彩票
#
# 大约 45 分钟。之前请先学*借贷*：奖金就是从那里来的。

# %% [markdown] tags=["learn"]
# ## 你会学到什么
#
# - 人人都能拿回全部本金，彩票怎么还发得出奖金；
# - 中奖率为什么是彩票数**乘以时间**，这样做有什么好处；
# - 合约怎样只用几步就从成千上万人里找出一个：一棵求和树；
# - 互不信任的人怎样一起造出一个谁也无法预知的随机数；
# - 怎样不相信任何人，自己验证一次抽奖。

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("lottery", language="zh")

# %%
from pydemo import errors
from pydemo.contract.history import past_events
from pydemo.lottery.verify import verify
from pydemo.lottery.weight_tree import weight_tree
from pydemo.plans import lottery as plan
from pydemo.simulation.redraws import redraw
from pydemo.units import UNLIMITED, days, ether, rounded

chain, story = lesson.chain, lesson.story()
alice, bob, carol, dave, erin, judy = (
    chain.accounts[name] for name in ("alice", "bob", "carol", "dave", "erin", "judy")
)

# %% [markdown] tags=["idea"]
# ## 核心想法
#
# 大家都存钱，存款会生利息。每个人单独只能得到一点点。于是他们把利息凑在一起，抽签决定全部归谁。
# 没抽中的人只损失了利息，别的什么也没有：本金随时可以取出。

# %%
lesson.diagram()

# %%
story.step("lottery.deploy")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# 一期开放 30 天。每个 DEMO 是一张彩票，中奖率按彩票数乘以持有时间计算。
#
# | | 彩票数 | |
# |---|---|---|
# | Alice | 500 | |
# | Bob | 1,000 | |
# | Carol | 2,000 | 20 天之后才来 |
# | Dave | 2,500 | 10 天之后离开 |
# | Erin | 6,000 | |
# | Frank | 3,000 | 赞助人：利息算进奖金，自己不参加抽奖 |
#
# 1. 谁的中奖率更高：结束时还在的 Carol，还是早已离开的 Dave？
# 2. Bob 平均多少次中一次：4 次、9 次，还是 15 次？
# 3. 本期刚结束，Erin 赶紧再存 1,000。对她有用吗？

# %% [markdown] tags=["run"]
# ## 运行

# %%
story.step("lottery.save")

# %%
story.step("lottery.borrow")

# %%
story.step("lottery.habits")

# %%
story.step("lottery.close")

# %% [markdown]
# 上表回答了全部三个问题。此刻谁也不知道谁会中奖：随机数在中奖率固定**之后**才产生，由秘密合成。
# Bob 和 Carol 先提交秘密的*哈希*，然后才公布秘密。
#
# 继续之前想一想：为什么不让两个人干脆轮流报一个数？

# %%
story.step("lottery.secrets")

# %%
story.step("lottery.award")

# %% [markdown] tags=["see"]
# ## 观察
#
# **求和树。** 所有的“票·秒”按位置排成一行，随机数指向这一行中的某一点。要知道那一点属于谁，合约并不沿着这一行走，
# 而是顺着一棵树往下走：每个节点都知道自己下面的总和，一个节点管十六个。六个储户只需一步，十万个也只要五步。

# %%
vault, asset, pool = (
    lesson.contracts.first(name) for name in ("PrizeVault", "DemoToken", "LendingPool")
)
weight_tree(vault, 1)

# %% [markdown]
# **不要相信，要验证。** 谁有金库的事件，谁就能把抽奖重算一遍。在命令行里就是 `pydemo verify-draw`，
# 任何网络上的任何金库都行。

# %%
story.step("lottery.verify")

# %% [markdown]
# **中奖率与中奖次数。** 只抽一次，看不出中奖率。下面把同一期按合约的规则用另外 2,000 个随机数重新抽。运行之前先猜：
# 2,000 次里 Bob 大约中几次？会正好是那么多吗？

# %%
first = verify(vault.address, past_events(vault))[0]
redraw(first.closed, vault.address, chain.names)

# %% [markdown]
# 竖线表示：仅凭中奖次数推算，100 次统计中有 95 次真正的中奖率落在这个范围里。
# 也可以在许多条链上完整地抽奖：`pydemo simulate lottery`。

# %% [markdown] tags=["break"]
# ## 弄坏它
#
# **藏起秘密。** Carol 先看到了别人的秘密，于是知道加上自己的和不加时随机数各是多少。如果不合心意，她可以不公布。
# 她要为此付出什么？她能阻止这次抽奖吗？

# %%
story.step("lottery.withheld")

# %% [markdown]
# **让一期失败。** 现在只有一个人参加。奖金会怎样，存款又会怎样？

# %%
story.step("lottery.failed")

# %% [markdown]
# 接下来要用**你自己的彩票**：建在同一个借贷池上，每周一期。Carol 和 Dave 已经存了两天。
# （再运行一次这个单元格，就又有一个新的。）

# %%
rng = plan.deploy_rng(chain, "commit-reveal", deployer=alice)
mine = plan.deploy(
    chain,
    asset=asset,
    source=pool,
    rng=rng,
    deployer=alice,
    owner=alice,
    terms=plan.Terms(period=days(7)),
).vault
for saver in (carol, dave):
    asset.approve(mine, UNLIMITED, sender=saver)
    mine.deposit(ether(1_500), saver, sender=saver)
chain.advance(days(2))
_, _, ends_at = mine.openDraw()
print("离本期结束还有几天：", (ends_at - chain.time) // days(1))

# %% [markdown]
# **最后一分钟才来。** 离结束还有一分钟，Erin 存入 9,000：四分之三的彩票都是她的。她的中奖率是多少？
# （`chain.anchor()` 会撤销其中发生的一切。）

# %%
with chain.anchor():
    asset.approve(mine, UNLIMITED, sender=erin)
    _, _, ends_at = mine.openDraw()
    chain.advance(max(ends_at - chain.time - 60, 1))
    mine.deposit(ether(9_000), erin, sender=erin)
    chain.advance(60)
    mine.closeDraw(sender=erin)
    weight = mine.closedDraw().weight
    print(f"Erin 有全部彩票的 {mine.balanceOf(erin) / mine.totalSupply():.0%}")
    print(f"中奖率却只有 {mine.closedWeightOf(erin) / weight:.4%}")

# %% [markdown]
# **中途离开。** 本期已经结束，随机数还没有产生：最微妙的时刻。Carol 想取走全部的钱。
# 她取得到吗？还有机会中奖吗？

# %%
with chain.anchor():
    _, _, ends_at = mine.openDraw()
    chain.advance(max(ends_at - chain.time, 1))
    mine.closeDraw(sender=dave)
    with chain.watch(carol, DEMO=asset) as seen:
        mine.redeem(mine.balanceOf(carol), carol, carol, sender=carol)
    print("彩票  ", rounded(mine.balanceOf(carol), 0))
    print(f"中奖率 {mine.closedWeightOf(carol) / mine.closedDraw().weight:.1%}")
seen

# %% [markdown]
# **重抽。** 本期已经结束，Dave 预感随机数不会偏向自己。他能换一个吗？

# %%
with chain.anchor():
    _, _, ends_at = mine.openDraw()
    chain.advance(max(ends_at - chain.time, 1))
    mine.closeDraw(sender=dave)
    for what, attempt in {
        "再结束一次": lambda: mine.closeDraw(sender=dave),
        "无数就开奖": lambda: mine.awardDraw(sender=dave),
        "放弃这一期": lambda: mine.failDraw(sender=dave),
        "中途去取款": lambda: mine.withdraw(ether(100), dave, dave, sender=dave),
    }.items():
        try:
            attempt()
            print(f"{what:26} 成功")
        except errors.ContractError as error:
            print(f"{what:26} {error.name}")

# %% [markdown]
# ## 练习
#
# 练习针对你自己的彩票：`mine`，以及它的随机数来源 `rng`。检查看的是链，不是你的代码：怎么做都行。

# %% [markdown]
# **1（容易）。** Carol 和 Dave 领先两天。现在 Bob 来了：要在某个时刻，他在本期的中奖率是四分之一，
# 上下不超过一个百分点：`mine.weightOf(bob) / mine.totalWeight()`。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("lottery-1")

# %% [markdown]
# **2（中等）。** 亲手抽出一位中奖者：结束本期，让至少两个人提交秘密并全部公布，然后开奖。
# 先 `import os`，一个新的秘密就是 `os.urandom(32)`。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("lottery-2")

# %% [markdown]
# **3（较难）。** Judy 用至少 5,000 DEMO 赞助满一个周期，自己不参加抽奖。三个人提交秘密，其中一个藏着不公布；
# 奖照样开出来。Judy 取走自己的全部本金，`verify(mine.address, past_events(mine))` 的每个数字都一致。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("lottery-3")

# %% [markdown] tags=["real"]
# ## 真实系统有什么不同
#
# - 英国的**有奖储蓄债券**（Premium Bonds）是同样的想法，由国家来当银行：超过 2,200 万储户，每年拿出 4.4% 发奖，
#   每份债券每次中奖的几率是 21,000 分之一（2024 年 8 月）。
# - **PoolTogether** 把它带到了以太坊。第三版和这里一样用一棵树，但只看开奖时有多少，不看存了多久。
#   第四、第五版按时间平均，但中奖者要在链下寻找，由机器人代领奖金。这里两件事都在链上完成。
# - **大户常赢。** 第三版的 DAI 奖池里，有一个收益基金占了约 60%，“总是它赢”。这是公平的，可小储户并不喜欢：
#   每期多设几个中奖者会好一些。
# - **随机数。** 第一版用某个区块的哈希来抽奖。EVM 只记得最近 256 个区块的哈希：过期之后它变成了零，
#   中奖者也就换了人。如今要么买带证明的随机数（Chainlink VRF；`contracts/lottery/ChainlinkRng.sol`），
#   要么由众人的秘密合成。

# %% [markdown] tags=["reading"]
# ## 延伸阅读
#
# - M. F. Guillén、A. E. Tschoegl：*Banking on Gambling: Banks and Lottery-Linked Deposit Accounts*（2002）
# - EIP-4399：*Supplant DIFFICULTY opcode with PREVRANDAO*，关于链自带的随机数
# - 本仓库：`contracts/lottery/IPrizeVault.sol`，金库保证什么、不保证什么；
#   `pydemo/lottery/verify.py`，抽奖怎样验证；`pydemo demo lottery`，一口气讲完的故事，
#   还有对中奖人数的投票、一次挤兑和一次清算
