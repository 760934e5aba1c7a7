# %% [markdown] tags=["title"]
# # 借贷：没有银行家的银行
#
# 大约 40 分钟。之前请先学：*你的第一笔交易*，以及什么是代币。

# %% [markdown] tags=["learn"]
# ## 你会学到什么
#
# - 合约怎么能把钱借给它不认识的人；
# - 资金池的份额是什么，为什么它每一秒都在升值（ERC-4626）；
# - 利息怎样让池子里总有些现金：一条带拐点的曲线；
# - 健康因子是什么，为什么陌生人会来清算贷款；
# - 出了问题谁买单，又有多少事取决于价格。

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("lending", language="zh")

# %%
from pydemo import errors
from pydemo.lending.curve import interest_curve
from pydemo.lending.loan import loan_of
from pydemo.units import days, ether, rounded

chain, story = lesson.chain, lesson.story()
alice, bob, dave, erin, frank, grace, judy = (
    chain.accounts[name] for name in ("alice", "bob", "dave", "erin", "frank", "grace", "judy")
)

# %% [markdown] tags=["idea"]
# ## 核心想法
#
# 有人手里有闲钱；有人有 ETH，不想卖，但暂时需要用钱。一个合约站在他们中间：它收下 ETH 作抵押，
# 抵押品的价值**高于**它借出的钱，所以它不必问任何人的姓名。如果 ETH 跌价，任何人都可以替借款人还债，
# 拿走抵押的 ETH，并从中获利。

# %%
lesson.diagram()

# %%
story.step("lending.deploy")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# Bob 将存入 6,000 DEMO，Carol 存入 4,000。Heidi 押 2 ETH 借 4,000，Grace 押 1 ETH 借 2,900。
# 一个 ETH 值 4,000 DEMO。请写下：
#
# 1. 半年后，借款人一共会多欠约 118 DEMO。其中多少归 Bob？他的**份额会变多**，还是数目不变？
# 2. 债务超过抵押品价值的 80%，贷款就可以被清算。ETH 跌到什么价格，Grace 就到了这一步？
# 3. Bob 明天就想拿回他的 6,000。拿得到吗？

# %% [markdown] tags=["run"]
# ## 运行

# %%
story.step("lending.supply")

# %%
story.step("lending.borrow")

# %%
story.step("lending.refused")

# %% [markdown] tags=["see"]
# ## 观察
#
# **曲线。** 借出的比例越高，借款就越贵：80% 以下平缓，以上陡峭。借款人付的利息分摊到池子里*全部*的钱上，
# 所以存款人得到的比借款人付的少。这个池子现在处在哪里？如果钱全都借出去了，为什么不好？

# %%
asset, pool, oracle = (
    lesson.contracts[name] for name in ("DemoToken", "LendingPool", "SettablePriceOracle")
)
interest_curve(pool)

# %% [markdown]
# **时间。** 现在过去半年。对照你的第一个猜测：Bob 的份额数目没有变，每一份更值钱了。

# %%
story.step("lending.grow")

# %% [markdown]
# **一笔贷款**，问池子就知道；也对照你的第二个猜测：起初是 3,625。此后 Grace 的债务变大了，
# 可以清算她的价格也随之升高。

# %%
loan = loan_of(pool, grace)
print("欠", rounded(loan.debt), "DEMO，抵押", rounded(loan.collateral, 4), "ETH")
print("健康因子", f"{loan.health:.3f}")
print("可被清算的价格：低于", rounded(loan.debt * 10_000 * 10**18 // 8_000 // loan.collateral))

# %% [markdown]
# **挤兑。** 你的第三个猜测：如果钱几乎全借出去了，而 Bob 想取钱呢？运行之前先想：他能做什么，谁会来帮他？

# %%
story.step("lending.dear")

# %%
story.step("lending.repay")

# %% [markdown]
# **清算。** ETH 下跌一成。谁赚了，谁亏了，Bob 和 Carol 会察觉吗？

# %%
story.step("lending.liquidate")

# %% [markdown] tags=["break"]
# ## 弄坏它
#
# **空手借钱。** Judy 在池子里没有 ETH。

# %%
try:
    pool.borrow(ether(100), judy, sender=judy)
except errors.ContractError as error:
    print(error.name, "-", error.hint or error.reason)

# %% [markdown]
# **抬高份额的价格。** 有些池子就是这样被抢的：抢先存一丁点钱，然后*白送*给池子一大笔，
# 使得下一个人的存款被舍入成零份额。Alice 白送给池子 100 DEMO。一个份额会值多少？

# %%
one = 10 ** pool.decimals()
before = pool.convertToAssets(one)
with chain.watch(alice, pool, DEMO=asset) as seen:
    asset.transfer(pool, ether(100), sender=alice)
print("一份：之前", rounded(before, 6), "，之后", rounded(pool.convertToAssets(one), 6), "DEMO")
seen

# %% [markdown]
# 代币说池子多了 100。可池子不看那里：它只认记过账的钱。送的钱就此丢失，谁也没有被抢。
#
# **没有价格。** 一年多没有人设过价格。一个不知道抵押品值多少的池子应当怎么做？
# （`chain.anchor()` 会撤销其中发生的一切。）

# %%
with chain.anchor():
    chain.advance(days(366))
    for what, attempt in {
        "liquidate": lambda: pool.liquidate(grace, ether(1), sender=chain.accounts.ivan),
        "borrow": lambda: pool.borrow(ether(1), grace, sender=grace),
        "repay": lambda: pool.repay(ether(1), grace, sender=grace),
        "withdraw": lambda: pool.withdraw(ether(1), bob, bob, sender=bob),
    }.items():
        try:
            attempt()
            print(f"{what:10} 成功")
        except errors.ContractError as error:
            print(f"{what:10} {error.name}")

# %% [markdown]
# **暴跌。** 在另一条单独的链上，以免影响你的链：ETH 跌到 2,000，没有人来得及行动。
# Grace 欠的比她的 ETH 还值钱。谁来买单：Grace、Ivan、池子，还是 Bob 和 Carol？

# %%
crash = lesson.story(apart=True)
crash.step("lending.crash")

# %% [markdown]
# 两个人损失的比例相同，按**那一刻**各自拥有的算。Bob 之前取走了 3,000：已经离开的钱不用分担。
# 所以人们一听说有坏账就会去挤兑。

# %%
crash.step("lending.ending")

# %% [markdown]
# ## 练习
#
# 在你的链上，ETH 的价格是 3,600，暴跌没有发生。Dave、Erin、Frank 和 Judy 每人有 10,000 DEMO 和 ETH。
# 检查看的是链，不是你的代码：怎么做都行。

# %% [markdown]
# **1（容易）。** Dave 向池子存入 1,000 DEMO，并持有份额，直到替他赚到 1 DEMO。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("lending-1")

# %% [markdown]
# **2（中等）。** Erin 至少借 1,000 DEMO，并且健康因子在 1.15 和 1.25 之间。
# 你需要的都可以从 `loan_of(pool, erin)` 得知。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("lending-2")

# %% [markdown]
# **3（较难）。** 别人的钱要小心：Frank 借款，ETH 下跌（价格由 Alice 设定，带 8 位小数：3,600 写作
# `3_600 * 10**8`），Judy 清算他。这次清算她至少赚 50 DEMO；Frank 的债务还剩一部分，按那时的价格健康因子
# 不低于 1；存款人什么也不损失。（如果库存现金不够，就得有人再存一些。）

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("lending-3")

# %% [markdown] tags=["real"]
# ## 真实系统有什么不同
#
# - **价格**来自取多个来源中位数的喂价。谁能操纵喂价，谁就能掏空池子：这样的事发生过不止一次，
#   受害的都是只相信一个市场的池子。
# - **多种资产。** Aave 那样的大池子让许多代币互相抵押借贷，曲线和限额由投票决定。
#   这里只用 ETH 抵押借一种代币，而且谁也改不了规则。
# - **准备金。** 那样的池子留下一部分利息，也用来应付坏账。这里利息全归存款人，损失也一样。
# - **清算**是机器人之间的赛跑，它们在同一笔交易里借到所需的钱（闪电贷）：守望不需要自己的本钱。
# - **份额。** Aave 的存款代币每个始终值一个单位，在钱包里越变越多；Compound 的，以及所有遵循
#   ERC-4626 的，数目不变，每一份越来越值钱。

# %% [markdown] tags=["reading"]
# ## 延伸阅读
#
# - EIP-4626：*Tokenized Vaults*
# - R. Leshner、G. Hayes：*Compound: The Money Market Protocol*（2019）
# - K. Qin、L. Zhou、P. Gamito、P. Jovanovic、A. Gervais：*An Empirical Study of DeFi Liquidations*（2021）
# - 本仓库：`contracts/lending/ILendingPool.sol`，池子保证什么、不保证什么；
#   `pydemo demo lending`，一口气讲完本课的故事
