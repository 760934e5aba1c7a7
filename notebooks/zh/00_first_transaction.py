# %% [markdown] tags=["title"]
# # 你的第一笔交易
#
# 大约 20 分钟。这里不花一分钱：整条链就在这个笔记本里运行；重新运行下一个代码单元格，一切从头开始。

# %% [markdown] tags=["learn"]
# ## 你会学到什么
#
# - 账户是什么，为什么有一把私钥就有了账户；
# - 一笔交易说了什么，花多少钱，收据告诉你什么；
# - 为什么每笔交易都有一个编号，即 nonce；
# - 区块是什么，里面有什么；
# - 一笔失败的交易会留下什么。

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("first_transaction", language="zh")

# %%
from pydemo import errors
from pydemo.units import decimal, ether, gwei

chain = lesson.chain
alice, bob, frank, heidi, judy = (
    chain.accounts[name] for name in ("alice", "bob", "frank", "heidi", "judy")
)

# %% [markdown] tags=["idea"]
# ## 核心想法
#
# Alice 并没有把什么东西发*给 Bob*。她签下一句话：“我的一个 ETH 归 Bob”，然后交给所有人。造下一个区块的人
# 把它放进去；从此，所有保管余额表的人都改了表里的两个数字。

# %%
lesson.diagram()

# %% [markdown]
# 账户就是一个地址，而地址由私钥算出。这里的私钥全世界都知道，因为大家测试时用的都是它们。
# 千万不要把真钱发到这里。

# %%
for person in (alice, bob):
    print(person.name, person.address, decimal(chain.balance(person)), "ETH")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# Alice 有 10,000 ETH，发给 Bob 1 个。继续之前，请写下：
#
# 1. Bob 会有多少？
# 2. Alice 会有多少：正好 9,999，多一点，还是少一点？
# 3. 差额归谁？

# %% [markdown] tags=["run"]
# ## 运行

# %%
before = {person.name: chain.balance(person) for person in (alice, bob)}
receipt = chain.transfer(bob, ether(1), sender=alice)
receipt

# %% [markdown] tags=["see"]
# ## 观察
#
# 两个余额变了，但变的数目不一样。

# %%
for person in (alice, bob):
    print(person.name, decimal(chain.balance(person) - before[person.name]), "ETH")

# %% [markdown]
# Alice 多付的是**手续费**：用了多少 gas，乘以每个 gas 的价格。gas 就是工作量，每笔交易至少要 21,000。
# 价格有两部分：基础费由链决定，区块满了就涨，付了就销毁；小费归造区块的人。

# %%
print("用去的 gas", f"{receipt.gas_used:,}")
print("gas 的价格", receipt.effective_gas_price / gwei(1), "gwei")
print("手续费    ", decimal(receipt.fee), "ETH")

# %% [markdown]
# Alice 的第一笔交易 nonce 是 0，所以下一笔是 1。一个 nonce 只能用一次：
# 因此没有人能拿一笔已签名的交易再发一遍。

# %%
print("alice 发过", chain.nonce(alice), "笔，bob 发过", chain.nonce(bob))

# %% [markdown]
# 这笔交易在一个**区块**里。区块用哈希指明前一个区块，所以谁想改动旧的东西，就得把之后的一切也都改掉。

# %%
block = chain.w3.eth.get_block(receipt.block_number)
print("编号  ", block["number"])
print("交易  ", [tx.to_0x_hex()[:12] for tx in block["transactions"]])
print("基础费", block["baseFeePerGas"] / gwei(1), "gwei")
print("父区块", block["parentHash"].to_0x_hex()[:12])

# %%
# %chain

# %% [markdown] tags=["break"]
# ## 弄坏它
#
# Bob 想发出比自己拥有的更多的钱。会怎样：他要付 gas 吗？这笔交易会进区块吗？先猜，再运行。

# %%
number, sent = chain.block_number, chain.nonce(bob)
try:
    chain.transfer(alice, ether(1_000_000), sender=bob)
except errors.PydemoError as error:
    print(type(error).__name__, "- bob 只有", decimal(chain.balance(bob)), "ETH")
print("新的区块：", chain.block_number - number, "  bob 发出的交易：", chain.nonce(bob) - sent)

# %% [markdown]
# 这一笔在门口就被拒绝了：付不起的人进不了区块，也什么都不用付。
#
# 如果是*合约*拒绝，那就是另一回事。这里有一个合约，一种代币，Bob 一个也没有。这一次他要付 gas 吗？

# %%
token = chain.deploy("DemoToken", ether(1_000_000), alice, sender=alice)
had, sent = chain.balance(bob), chain.nonce(bob)
try:
    token.transfer(alice, ether(5), sender=bob)
except errors.ContractError as error:
    print(error.name, "-", error.hint)
    print("区块", error.receipt.block_number, " 状态", error.receipt.status)
print("bob 付了", decimal(had - chain.balance(bob)), "ETH；发出的交易：", chain.nonce(bob) - sent)

# %% [markdown]
# 它失败了，永远留在一个区块里，花了 gas，也用掉了一个 nonce。除此之外什么也没留下：
# 失败的交易所改动的一切都被撤销。别人得干活才能发现它会失败，gas 就是为此而付的。

# %% [markdown]
# ## 练习
#
# 写在空的单元格里。检查看的是链，不是你的代码：怎么做都行。想检查几次就检查几次，提示会越来越清楚。

# %% [markdown]
# **1（容易）。** Heidi 欠 Judy 25 ETH。让她还钱：Judy 应当比开始时正好多 25 ETH。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("first_transaction-1")

# %% [markdown]
# **2（中等）。** 让 Frank 失败一次：他要有一笔交易进了区块但没有成功，而且除了 gas 什么也没有付。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("first_transaction-2")

# %% [markdown]
# **3（较难）。** 用你自己选的私钥造一个账户（`chain.add_account(key, "nora")`），让它得到 ETH。
# 然后让它把能转的都转出去：最多剩 0.001 ETH。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("first_transaction-3")

# %% [markdown] tags=["real"]
# ## 真实系统有什么不同
#
# - **私钥。** 真正的私钥随机产生，放在钱包里，最好是单独的设备。有私钥就有钱；私钥丢了，钱也就丢了。
# - **等待。** 这里每笔交易立刻有一个区块。以太坊每 12 秒一个区块；交易先在内存池里等待，
#   在那里人人都看得见，也能抢先行动。
# - **确定性。** 新的区块还可能被替换。过两个 epoch，约 13 分钟，它就最终确定：要改它，得赔上全部质押的三分之一。
# - **费用。** gas 的数目一个不差。价格则不同：基础费每个区块最多变动八分之一，曾低于 1 gwei，也曾高于 500 gwei。
# - **失败。** 钱包在发送之前先在副本上试运行，所以大多数失败根本不花钱。
#   这里的 `token.transfer.call(...)` 做的是同样的事。

# %% [markdown] tags=["reading"]
# ## 延伸阅读
#
# - G. Wood：*Ethereum: A Secure Decentralised Generalised Transaction Ledger*（黄皮书），第 4 和第 6 节
# - EIP-1559：*Fee market change for ETH 1.0 chain*
# - ethereum.org：*Transactions*、*Gas and fees*
# - 本仓库：`pydemo/evm/transaction.py`，一笔交易在这里被检查、运行和付费
