# %% [markdown] tags=["title"]
# # 弄坏它：历史上的攻击
#
# 大约 60 分钟。这里你是攻击者，而整条链是你自己的。在这里可以这样做，因为没有人会损失什么；
# 换成别人的钱，这就是盗窃和诈骗。

# %% [markdown] tags=["learn"]
# ## 你会学到什么
#
# - 五次真实发生过的攻击，损失从 400 ETH 到 1.82 亿美元；
# - 每一次是怎么做到的：代码很短，你可以亲手做一遍；
# - 哪一行能防住它，这一行在本仓库的合约里写在哪儿；
# - 像攻击者那样读合约：它调用谁，什么时候调用，又相信了什么？

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("break_it", language="zh")

# %%
from pydemo.units import ether

chain = lesson.chain
grace, ivan, judy = (chain.accounts[name] for name in ("grace", "ivan", "judy"))
story = lesson.story()

# %% [markdown] tags=["idea"]
# ## 核心想法
#
# 这一课里没有人攻破链，也没有人偷私钥。合约完全照它写的去做，问题就出在它写了什么。
# 最有名的例子：给一个**合约**转 ETH，就等于调用它；而被调用的一方，在调用返回之前可以做点别的。

# %%
lesson.diagram()

# %% [markdown]
# 每种攻击都有两个合约。一个是**弱化版**：能用，但少了一样东西。另一个是我们自己的，那样东西它有。
# Ivan 用同样的办法攻击这两个合约。

# %% [markdown] tags=["predict"]
# ## 先猜：重复索要
#
# 弱化版的银行这样付钱。`Payment.pay` 转出 ETH；如果收款方是合约，就会调用它：
#
#     function withdraw() external {
#         uint256 value = balanceOf[msg.sender];
#         if (value == 0) revert NothingOwed(msg.sender);
#
#         Payment.pay(msg.sender, value);
#         balanceOf[msg.sender] = 0; // too late
#     }
#
# Alice 在里面存了 3 ETH，Bob 存了 2 ETH。Ivan 的合约存入 1 ETH，再取出来。请写下：它会拿到多少？
# 之后，账上写着 Alice 和 Bob 各有多少？

# %% [markdown] tags=["run"]
# ## 运行

# %%
story.step("break_it.dao")

# %% [markdown] tags=["see"]
# ## 观察
#
# 从上往下读调用轨迹：每一个 `withdraw` 都在上一个还没执行到最后一行时就开始了。
# 账上仍然承诺着 5 ETH，而背后什么也没有。（`0x3ccfd60b` 就是 `withdraw()` 在交易里的样子：
# 用四个字节代表一个函数。）
#
# 现在让同一个窃贼去我们的拍卖行。区别只是有一行挪到了上面：
#
#     creditOf[msg.sender] = 0;
#     emit CreditPaid(msg.sender, to, value);
#     Payment.pay(to, value);
#
# 先看能不能做（**检查**），再记账（**生效**），最后才调用别人（**交互**）。

# %%
story.step("break_it.dao_stopped")

# %% [markdown] tags=["predict"]
# ## 先猜：拒收退款
#
# 一场拍卖。谁出价更高谁领先，前一位当场拿回自己的钱：
#
#     (bidder, price) = (msg.sender, msg.value);
#     if (outbid != address(0)) Payment.pay(outbid, refund); // and if it will not have it?
#
# 如果收款方不收 ETH，`Payment.pay` 就会失败。Ivan 通过一个没有 `receive` 的合约出价 1 ETH，
# Alice 出价 50 ETH。谁会赢？

# %% [markdown] tags=["run"]
# ## 运行

# %%
story.step("break_it.refund")

# %% [markdown] tags=["see"]
# ## 观察
#
# Ivan 用 1 ETH 就赢了：如果**必须先付钱给某人，别人才能继续**，那么这个人就能卡住所有人。
# 不付钱直接继续也不对：那样钱就丢了。所以我们的拍卖行在出价时谁也不付，只记下一笔余额，各人自己来取。

# %%
story.step("break_it.refund_stopped")

# %% [markdown] tags=["predict"]
# ## 先猜：借来的选票
#
# **闪电贷**没有抵押，也不需要抵押：借款、用款、还款都在同一笔交易里。最后钱要是没还上，
# 一切都会撤销，就像从来没借过一样。所以任何人都可以在一笔交易的时间里变成富翁。
#
# 弱化版的治理合约这样计票：
#
#     proposals[proposalId].votes += token.balanceOf(msg.sender);
#
# 赞成一到三分之二，就立刻执行。Ivan 一票也没有。他能做什么？

# %%
lesson.diagram("raid")

# %% [markdown] tags=["run"]
# ## 运行

# %%
story.step("break_it.votes")

# %% [markdown] tags=["see"]
# ## 观察
#
# 除了 gas，Ivan 什么风险也没有冒。这里缺了两样东西。票数应当取**过去**某一刻的，因为谁也没法回到过去借钱；
# 投票和执行之间应当隔一段**时间**，让别人看得见，来得及离开。我们的 Governor 两样都有。

# %%
story.step("break_it.votes_stopped")

# %% [markdown] tags=["break"]
# ## 弄坏它：会抢钱的礼物
#
# 还剩两种攻击，由你来做。第一种藏在一个除法里。金库出售份额：
#
#     shares = totalSupply() == 0 ? assets : assets * totalSupply() / totalAssets();
#
# 在 Solidity 里，除法会舍去小数。Ivan 存入了 1 个最小单位，拥有唯一的一份。然后他**白送**给金库一些代币，
# 不要份额。Grace 存入 100 DEMO，会得到几份？左边是礼物，右边是她的份额：从哪里开始翻转？

# %%
shares, paid_in = 1, 1
for gift in (0, 1, 10, 50, 99, 100, 1000):
    assets = paid_in + ether(gift)
    print(f"{gift:>5} DEMO -> {ether(100) * shares // assets:,}")

# %% [markdown]
# 就算她得到一份，也已经被抢了：礼物是 99 DEMO 时，她有两份中的一份，即 199 DEMO 的一半，
# 而她付了 100。
#
# 第二种在彩票里。合约可以查询区块的哈希，但只限最近 256 个。更早的，查到的是零，而且不报错。
# 弱化版的彩票用哈希和玩家算出号码。下面是最近三个区块会给 Ivan 抽出的号码：下一个你猜得到吗？

# %%
lottery = chain.deploy("WeakenedLottery", sender=judy, value=ether(20))
for number in range(max(chain.block_number - 2, 0), chain.block_number + 1):
    block = chain.w3.eth.get_block(number)
    print(number, block["hash"].to_0x_hex()[:12], "->", lottery.numberOf(block["hash"], ivan))

# %% [markdown]
# ## 练习
#
# 写在空的单元格里。检查看的是链，不是你的代码：怎么做都行。想检查几次就检查几次，提示会越来越清楚。
# 每道题上面的单元格会重新布置好你要攻击的东西。
#
# 攻击用的合约已经有了。它们的函数如下，只有部署者可以调用：
#
# | 合约 | 函数 | |
# |---|---|---|
# | `Thief`、`Puppet` | `run(target, data)` | 调用一个合约，并转去随之而来的 ETH |
# | | `handOver()` | 把它的 ETH 交给你 |
# | `Thief` | `rob(target, data)` | 调用一个合约，对方正在付钱给它时，再调用一次 |
#
# `bank.withdraw.data()` 就是调用 `bank.withdraw()` 所用的数据。只有对方剩的钱还够付一次时，`Thief` 才会再要。

# %%
bank = chain.deploy("WeakenedBank", sender=judy)
bank.deposit(sender=grace, value=ether(8))

# %% [markdown]
# **1（容易）。** Grace 在一家新的弱化版银行里存了 8 ETH。请以 Ivan 的身份把银行掏空，一个 wei 也不留。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("break_it-1")

# %%
token = chain.deploy("DemoToken", ether(1_000_000), judy, sender=judy)
vault = chain.deploy("WeakenedVault", token, sender=judy)
for person in (ivan, grace):
    token.mint(person, ether(300), sender=judy)
    token.approve(vault, ether(300), sender=person)

# %% [markdown]
# **2（中等）。** Ivan 和 Grace 各有 300 DEMO，都已授权给弱化版的金库。Ivan 听说 Grace 要存入 250：
# `vault.deposit(ether(250), grace, sender=grace)`。让她存，再让 Ivan 在此前和此后各做点什么，
# 使他最后至少有 500 DEMO，而 Grace 一份也没有。（取钱用 `vault.redeem(shares, ivan, sender=ivan)`。）

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("break_it-2")

# %%
lottery = chain.deploy("WeakenedLottery", sender=judy, value=ether(20))
rng = chain.deploy("FutureBlockRng", sender=judy)

# %% [markdown]
# **3（较难）。** 弱化版的彩票里有 20 ETH。`lottery.play(number)` 接受 0 到 999 的号码，
# 并要带上 `value=lottery.PRICE()`；`lottery.claim()` 用来兑奖。让 Ivan 中奖，不靠运气，要必中。
#
# 然后证明我们的随机源不吃这一套。`rng.request()` 请求一个数，由五个区块之后的那个区块决定；
# 只要随机源还记得，`rng.keep(id)` 就把它永久记下来。请让它在超过 256 个区块之后仍然记得一个数。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("break_it-3")

# %% [markdown] tags=["real"]
# ## 真实系统有什么不同
#
# 练习里的两种攻击，换成我们的合约。先看礼物，借贷池有两道防线：

# %%
story.step("break_it.shares_stopped")

# %%
story.step("break_it.hash_stopped")

# %%
story.step("break_it.all")

# %% [markdown]
# - **目标。** The DAO 可不是一家四十行代码的银行。错误藏在好几百行代码里，而读过的人很多。
#   所以人们愿意花钱请人审计，也写随机乱试各种调用的测试。
# - **多层防御。** 我们的拍卖行除了顺序正确，还有 `ReentrancyGuard`；借贷池除了虚拟份额，还有自己的账本：
#   总有一天会有人忘记写某一行。
# - **抢先。** 在以太坊上，你的攻击还没进区块，别人就看得见，也能照抄。有的攻击就这样被机器人抢走，
#   也有的被发现它的人挡下。
# - **后来。** 为了 The DAO，连链本身都改了：一次分叉把 ETH 还了回去，不接受的人留在原来的链上，
#   就是 Ethereum Classic。此后再没有为哪次攻击这样做过。
# - **随机性。** 谁造区块，谁就能挑选它的哈希。所以我们的随机源也只适合小奖；
#   大奖需要带保证金的提交与揭示，或者预言机。彩票那一课有详细说明。

# %% [markdown] tags=["reading"]
# ## 延伸阅读
#
# - P. Daian：*Analysis of the DAO exploit*（2016）
# - King of the Ether Throne：*Post-Mortem Investigation*（2016），最早的事后分析报告之一
# - Solidity 文档：*Security Considerations*
# - OpenZeppelin：*A Novel Defense Against ERC4626 Inflation Attacks*
# - EIP-2935：*Serve historical block hashes from state*
# - 本仓库：`contracts/lessons/`，这里攻击过的一切；`tests/invariants/README.md`，每次测试都会对我们的合约尝试哪些攻击
