# %% [markdown] tags=["title"]
# # 代币：一份人人都信的名单
#
# 大约 35 分钟。代币就是一个合约，记着谁有多少。仅此而已，却足以充当钱、股份、选票和门票。

# %% [markdown] tags=["learn"]
# ## 你会学到什么
#
# - 代币从哪里来，一次转账到底改变了什么；
# - 应用怎样收走你的代币：授权额度；
# - 没有 ETH 怎样授权：permit（ERC-2612）；
# - 事件有什么用，为什么总数必须对得上；
# - 人们怎样因为一次授权丢了代币。

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("token", language="zh")

# %%
from pydemo import errors
from pydemo.contract.permit import sign_permit
from pydemo.units import decimal, ether

chain = lesson.chain
story = lesson.story()
alice, bob, carol, frank, grace, heidi, ivan, judy = (
    chain.accounts[name]
    for name in ("alice", "bob", "carol", "frank", "grace", "heidi", "ivan", "judy")
)

# %% [markdown] tags=["idea"]
# ## 核心想法
#
# 哪里都没有硬币，连数字硬币也没有。只有合约里的一张数字表，以及几条写进代码的规则：谁可以改哪个数字。
# ERC-20 规定了这些规则叫什么名字，于是每个钱包都能和每种代币打交道。

# %%
lesson.diagram()

# %% [markdown]
# Alice 做了一种代币。先读故事，再看下面的几行：每一行是一笔交易，带着它的 gas 和它留下的事件。

# %%
story.step("token.deploy")

# %%
story.step("token.mint")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# Alice 有 1,000 DEMO，发给 Bob 100。继续之前，请写下：
#
# 1. 代币的名单里有几个数字变了？
# 2. 之后一共有多少 DEMO：更多、更少，还是一样多？
# 3. Alice 还要付手续费。付的是 DEMO 还是 ETH？

# %% [markdown] tags=["run"]
# ## 运行

# %%
story.step("token.transfer")

# %% [markdown]
# 轮到你了：再转 10 个。`chain.watch` 会记下每个人之前和之后各有多少。

# %%
token = lesson.contracts.first("DemoToken")

with chain.watch(alice, bob, DEMO=token) as seen:
    receipt = token.transfer(bob, ether(10), sender=alice)
seen

# %% [markdown] tags=["see"]
# ## 观察
#
# 两个数字变了，变的数目相同，所以 DEMO 的总数没有变。手续费是用 ETH 付的：链根本不知道什么是 DEMO。
#
# 另外还有一个**事件**。合约读不到它，它是给旁观者看的：钱包只要查出所有写着你地址的 `Transfer` 事件，
# 就知道你有哪些代币。

# %%
receipt

# %% [markdown] tags=["predict"]
# ### 授权额度
#
# 商店要收你的代币。但你的账户只有你能签名，而合约又不知道你给它转了什么。所以分两步：你授权，它来取。
# Bob 给 Carol 40 的额度，她取走 25 给了 Dave。
#
# 先猜：Carol 自己得到了多少？她还能取多少？明天还能取吗？

# %%
story.step("token.allowance")

# %% [markdown] tags=["predict"]
# ### permit：签名授权
#
# Nora 有代币，却一个 wei 也没有。她发不了交易，也就没法授权。真的没法吗？
# 先猜：谁付钱？Nora 要做什么？

# %%
story.step("token.permit")

# %% [markdown]
# Nora 签的东西好比一张纸条：谁把它送上链，谁付 gas。下面是 Grace 签的一张，而此刻什么也没有发生：
# 没有交易，没有手续费。

# %%
paper = sign_permit(token, chain, owner=grace, spender=heidi, value=ether(5))
for word, value in zip(
    ("owner", "spender", "value", "deadline", "v", "r", "s"), paper, strict=True
):
    print(f"{word:9}", "0x" + value.hex() if isinstance(value, bytes) else value)
print("额度     ", decimal(token.allowance(grace, heidi)))

# %% [markdown] tags=["predict"]
# ### 失败
#
# Bob 想发出 5,000 DEMO，可他没有那么多。先猜：什么会变？要花多少钱？

# %%
story.step("token.failure")

# %% [markdown]
# ### 里面发生了什么
#
# 合约怎么知道那张 permit 是 Nora 签的？它问了链里内置的 `ecrecover`：给它一条消息和一个签名，
# 它就说出签名的人是谁。请在下面的树里找到这个回答。

# %%
story.step("token.trace")

# %% [markdown]
# 最后，我们把每个人的余额加起来。

# %%
story.step("token.balances")

# %% [markdown] tags=["break"]
# ## 弄坏它
#
# **改了数字的 permit。** Heidi 手里有 Grace 签的 5 DEMO 的纸条。她把数字改成 500。猜猜合约会怎么说。

# %%
paper = sign_permit(token, chain, owner=grace, spender=heidi, value=ether(5))
forged = (*paper[:2], ether(500), *paper[3:])
try:
    token.permit(*forged, sender=heidi)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# 消息变了，算出来的签名者也就变了：成了一个谁也没有的地址。签名只属于这些数字，换一个都不行。
#
# **同一张 permit 用两次。** 真的那张有效。第二次呢？

# %%
paper = sign_permit(token, chain, owner=grace, spender=heidi, value=ether(5))
token.permit(*paper, sender=heidi)
print("额度", decimal(token.allowance(grace, heidi)), "- 编号", token.nonces(grace))
try:
    token.permit(*paper, sender=heidi)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# **无限额度的授权。** 许多应用都会要这个：省得下次再授权。Grace 有 20 DEMO，她给了 Frank
# 这个数字所能达到的最大额度。后来 Frank 的应用被攻破了。猜猜 Grace 现在还剩多少？下次发工资之后呢？

# %%
WITHOUT_LIMIT = 2**256 - 1
token.transfer(grace, ether(20), sender=alice)
token.approve(frank, WITHOUT_LIMIT, sender=grace)

with chain.watch(grace, frank, DEMO=token) as first:
    token.transferFrom(grace, frank, token.balanceOf(grace), sender=frank)
first

# %%
token.transfer(grace, ether(20), sender=alice)

with chain.watch(grace, frank, DEMO=token) as second:
    token.transferFrom(grace, frank, token.balanceOf(grace), sender=frank)
second

# %% [markdown]
# 这样的额度用不完：它大到合约根本不去扣减。只有 Grace 把它设成零，它才结束。

# %%
token.approve(frank, 0, sender=grace)
try:
    token.transferFrom(grace, frank, ether(1), sender=frank)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# **如果你有编译器**（下面两个单元格需要它，没有就跳过）：代币可以小到这个样子。但这一个里面有一处错误。
# 在下一个单元格揭晓之前，你能找到它吗？

# %% tags=["compiler"]
# %%solidity Coin --deploy ether(100) --sender frank
# // SPDX-License-Identifier: MIT
# pragma solidity ^0.8.30;
#
# contract Coin {
#     uint8 public constant decimals = 18;
#     uint256 public immutable totalSupply;
#     mapping(address holder => uint256) public balanceOf;
#
#     event Transfer(address indexed from, address indexed to, uint256 value);
#
#     error TooLittle(uint256 balance, uint256 needed);
#
#     constructor(uint256 supply) {
#         totalSupply = supply;
#         balanceOf[msg.sender] = supply;
#         emit Transfer(address(0), msg.sender, supply);
#     }
#
#     function transfer(address to, uint256 value) external returns (bool) {
#         uint256 mine = balanceOf[msg.sender];
#         uint256 theirs = balanceOf[to];
#         if (value > mine) revert TooLittle(mine, value);
#
#         balanceOf[msg.sender] = mine - value;
#         balanceOf[to] = theirs + value;
#         emit Transfer(msg.sender, to, value);
#         return true;
#     }
# }

# %% tags=["compiler"]
with chain.watch(frank, COIN=coin) as oneself:
    coin.transfer(frank, ether(60), sender=frank)
print("供应量", decimal(coin.totalSupply()), "- Frank 持有", decimal(coin.balanceOf(frank)))
oneself

# %% [markdown]
# Frank 发给自己 60，结果多了 60。两个余额都是在写入之前读的，而这里它们是同一个。
# 真实的代币就曾经这样被盗。所以故事的结尾要算总数：如果所有余额之和不等于供应量，就一定有哪条规则坏了。

# %% [markdown]
# ## 练习
#
# 每个人每天都可以领 100 DEMO：`token.faucet(sender=heidi)`。检查看的是链，不是你的代码。

# %% [markdown]
# **1（容易）。** Heidi 允许 Judy 花自己的 40 DEMO。Judy 用其中的 15 付给 Grace，还剩 25 可以花。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("token-1")

# %% [markdown]
# **2（中等）。** Ivan 给 Erin 30 DEMO，但他自始至终不发交易，只签名。Frank 把 permit 送上链并付 gas；
# 然后 Erin 取走这 30。（Ivan 先得有 DEMO。谁能发给他？）

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("token-2")

# %% [markdown]
# **3（较难）。** 用 `chain.deploy("DemoToken", cap, minter, sender=...)` 做一种你自己的 DemoToken，然后发出去：
# Alice 得 1，Bob 得 2，Carol 得 4，依此类推，十个人（按 `chain.accounts` 的顺序）每人都是前一个人的两倍。
# 而且从此到此为止：谁也不能再造出更多，通过水龙头（faucet）也不行。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("token-3")

# %% [markdown] tags=["real"]
# ## 真实系统有什么不同
#
# - **谁能做什么。** 在这里，没有人能拿走、冻结或销毁你的代币。许多真实的代币有一个管理者，他可以：无限增发、
#   封禁某个地址，甚至更换代码。这些都写在代码里，只是几乎没有人去读。
# - **小数位。** 合约只数整数；`decimals` 只说小数点放在哪里，而且并非处处都是 18。忘了这一点，
#   就会差出好多个零。
# - **permit 不是必有的。** ERC-20 是 2015 年的，ERC-2612 是 2020 年的。有些老代币连转账成没成功都不回答；
#   `contracts/libraries/SafeTransfer.sol` 就是对付它们的。
# - **permit 也是诱饵。** 签名不花钱，看上去也无害，但一张 permit 就等于一次授权。签之前要读清楚。
#   谁在半路上看见一张 permit，都可以抢先把它送上链：额度是一样的，只是慢的那笔交易会失败。
# - **gas。** 这个代币的花费和知名的实现差不多：转给已经有余额的人约 34,000 gas，OpenZeppelin、Solady 和
#   Solmate 的也是如此。

# %% [markdown] tags=["reading"]
# ## 延伸阅读
#
# - ERC-20：*Token Standard*；ERC-2612：*Permit Extension for EIP-20 Signed Approvals*
# - EIP-712：*Typed structured data hashing and signing*
# - 本仓库：`contracts/token/ERC20.sol`，名单就记在这里；`pydemo/contract/permit.py`，permit 在这里签名
