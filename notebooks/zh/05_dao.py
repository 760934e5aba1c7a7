# %% [markdown] tags=["title"]
# # 许多人，一个钱袋
#
# 大约 60 分钟。一群人一起买下一件东西，然后要商量拿它怎么办：没有老板，没有银行，也没有公证人。
# 这里谁也不信谁，大家只信四个合约。

# %% [markdown] tags=["learn"]
# ## 你会学到什么
#
# - 众筹怎样买下谁也独自买不起的东西，买不成又怎样全数退还；
# - 一票有多重，为什么算的是你*当时*有多少，而不是现在有多少；
# - 怎样把票借给别人（委托）；
# - 一个提案的路：提出、投票、排队、等待、执行；
# - 时间锁有什么用，怎样带着自己的一份离开（ragequit）。

# %%
# %load_ext pydemo
from pydemo.lessons import begin, check

lesson = begin("dao", language="zh")

# %%
from pydemo import errors
from pydemo.contract.ballot import AGAINST, FOR
from pydemo.contract.checkpoints import vote_history
from pydemo.evm.hashing import keccak
from pydemo.stories.dao_scene import COOL_DOWN, PIECE, deploy
from pydemo.units import decimal, ether

chain = lesson.chain
alice, bob, carol, dave, erin, frank, grace, ivan, judy = (
    chain.accounts[name]
    for name in ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "ivan", "judy")
)
won = lesson.story(ending="won", apart=True)
lost = lesson.story(ending="lost", apart=True)

# %% [markdown] tags=["idea"]
# ## 核心想法
#
# 出了 ETH 的人得到代币 PEOPLE。PEOPLE 就是票。票能动用**金库**，而且只有票能：谁也没有金库的钥匙。

# %%
lesson.diagram()

# %% [markdown]
# 同一个故事在这里有两个结局：`won`（赢）和 `lost`（输）。两个结局各有一条自己的链，所以你在下面怎么试都不会影响它们。
# 开头是一样的：

# %%
won.step("dao.sale")

# %%
won.step("dao.found")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# 马上有五个人出钱。继续之前，请写下：
#
# 1. Dave 出了钱，马上又想要回来。可以吗？
# 2. 最多收 60 ETH。已经有 44，Frank 送来 20。这 20 会怎样？
# 3. Grace 一分钱也没有出。她可以让众筹出价吗？

# %% [markdown] tags=["run"]
# ## 运行：出钱与出价

# %%
won.step("dao.give")

# %%
won.step("dao.full")

# %%
won.step("dao.bid")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# 对手 Ivan 出 70 ETH，而众筹只有 60。六个人想要回自己的钱。每个人都得自己去要吗？要是其中一个收不了钱呢？

# %% [markdown] tags=["run"]
# ## 运行：输了

# %%
lost.step("dao.outbid")

# %%
lost.step("dao.refund")

# %% [markdown]
# 算到最后一个 wei：出了多少，退了多少，还剩多少。

# %%
lost.step("dao.accounts")

# %% [markdown] tags=["run"]
# ## 运行：赢了
#
# 再看另一个结局。这一次 Ivan 早一点放弃。

# %%
won.step("dao.won")

# %%
won.step("dao.claim")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# 接下来要投票。Alice 用她的 PEOPLE 投了票，然后全部转给 Grace，Grace 也去投票。
#
# 1. Grace 有多少票？
# 2. 全部票的五分之一必须参加（**法定票数**）。这五分之一，该按已领取的 PEOPLE 算，还是按所有出资对应的 PEOPLE 算？
#    换一种算法会出什么问题？

# %%
won.step("dao.few")

# %%
won.step("dao.vote")

# %% [markdown] tags=["see"]
# ## 观察：票有过去
#
# 代币不但知道现在谁有多少票，还知道*什么时候*谁有多少票：每次变动都是一个**检查点**。
# 投票只看它开始那一刻的数目，谁也回不到那一刻去。请在图中找出 Alice 送给 Kim 的那一份，以及她的票去 Grace 那里走的一个来回：

# %%
vote_history(won.contracts["PeopleToken"], alice)

# %% [markdown]
# Erin 的票有两个来源：她自己的 PEOPLE，和 Dave 委托给她的那些。

# %%
vote_history(won.contracts["PeopleToken"], erin)

# %% [markdown]
# ### 一个提案的路
#
# 决定了还不等于做了。它先要排队，然后在**时间锁**里等待，人人都看得见。

# %%
lesson.diagram("proposal")

# %%
won.step("dao.execute")

# %% [markdown] tags=["predict"]
# ## 先猜
#
# Alice 和 Bob 想把抄本卖掉，Carol 不想。Carol 有 6000 万 PEOPLE 中的 800 万；金库里有 17 ETH。
# 如果她趁卖出还在等待的时候离开，可以拿走多少？投了赞成票的 Alice 也可以离开吗？

# %%
won.step("dao.sell")

# %%
won.step("dao.leave")

# %% [markdown]
# 这样离开叫作 **ragequit**（“愤而退出”）。多数人说了算，但不能让其他人为自己不想要的东西掏钱。

# %%
won.step("dao.sold")

# %%
won.step("dao.shares")

# %% [markdown] tags=["break"]
# ## 弄坏它
#
# 现在在本课的链上办一个我们自己的俱乐部。这几行就是你刚才看到的一切：大家出钱，众筹出价、赢下，成员领取 PEOPLE。


# %%
def found_club(**gifts):
    club = deploy(chain)
    for name, amount in gifts.items():
        club.give(name, ether(amount))
    chain.advance(max(club.fund.closesAt() - chain.time, 0) + COOL_DOWN)
    club.fund.bid(sender=grace)
    club.wait_for_the_hammer()
    club.fund.finish(sender=grace)
    for name in gifts:
        club.fund.claim(sender=chain.accounts[name])
    chain.mine()
    return club


club = found_club(alice=24, bob=16, carol=12, dave=8)
everything = chain.balance(club.timelock)
print("金库里有", decimal(everything), "ETH")
print("藏品属于", club.name(club.piece.ownerOf(PIECE)))

# %% [markdown]
# 6000 万票中，Alice 和 Bob 有 4000 万。他们想独吞。其他人能用投票挡住吗？

# %%
club = found_club(alice=24, bob=16, carol=12, dave=8)
theft = club.propose("alice", [(alice, everything, b"")], "All for Alice")
theft.open_the_vote()
for voter, support in ((alice, FOR), (bob, FOR), (carol, AGAINST), (dave, AGAINST)):
    theft.vote(voter, support)
theft.close_the_vote()
theft.course_table()

# %% [markdown]
# 挡不住：多数就是多数。Erin 看到提案通过了，心生一计：她把同一句话拿去排队，只是换上*自己*的地址。行得通吗？

# %%
try:
    club.governor.queue([erin], [everything], [b""], keccak(b"All for Alice"), sender=erin)
except errors.ContractError as error:
    print(error.name, "-", error.hint)

# %% [markdown]
# 提案的编号是它全部内容的哈希。地址一换，编号就变了，而那个编号没有人投过票。现在让真正的那个去排队。
# 这时谁还能离开，带着多少百万？

# %%
if theft.state == "Succeeded":
    theft.queue(bob)
for person in (alice, bob, carol, dave):
    print(person.name, club.governor.mayLeaveWith(person) // ether(1_000_000), "百万")

# %% [markdown]
# Carol 和 Dave 可以，有两天时间。时间锁就是为此而设的。假如他们正好在度假：

# %%
# 结束之后，链恢复原样
with chain.anchor():
    theft.wait_for_the_timelock()
    with chain.watch(alice, bob, carol, dave, club.timelock) as changes:
        theft.execute(bob)
changes

# %% [markdown]
# 全没了，而每个合约都做了它该做的事。代码分不清偷窃和购买。它能给的，是时间和一扇门。

# %% [markdown]
# ## 练习
#
# `found_club` 归你使用。俱乐部的 `propose` 给出一个提案，它会 `open_the_vote()`、`vote(who, FOR)`、
# `close_the_vote()`、`queue(who)`、`wait_for_the_timelock()` 和 `execute(who)`；`state` 说明走到了哪一步。
# 写在空的单元格里。检查看的是链，不是你的代码：怎么做都行。

# %% [markdown]
# **1（容易）。** 办一个俱乐部：`club = found_club(alice=24, bob=16, carol=12, dave=8)`。全部票的五分之一，
# 即 1200 万，必须参加。Dave 有 800 万，而只有他有空投票。让一个提案通过，内容不限，除了 Dave 谁也不投票。
# 为此谁也不许送出自己的 PEOPLE。

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("dao-1")

# %% [markdown]
# **2（中等）。** 俱乐部的藏品在金库里。经成员决定，它要归 Frank：提出这个提案，并把它走到底。
# （`club.piece` 是藏品合约，`PIECE` 是编号；`contract.function.data(...)` 是一次写下来而不发送的调用。）

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("dao-2")

# %% [markdown]
# **3（较难）。** 再办一个新的俱乐部。Alice 和 Bob 不顾 Carol 反对，决定给 Ivan 30 ETH。趁它还在时间锁里等待，
# Carol 想正好拿走 5 ETH，并凭剩下的 PEOPLE 继续做成员。她要用多少 PEOPLE 离开？
# （每出 1 ETH 造了一百万 PEOPLE；但它们现在值的不是这个数。）

# %% tags=["exercise"]
# 你的代码

# %% tags=["check"]
check("dao-3")

# %% [markdown] tags=["real"]
# ## 真实系统有什么不同
#
# - **委托给自己。** 许多 DAO 用 OpenZeppelin 的代币，在那里不先委托就没有票，哪怕是委托给自己：
#   又是一笔交易，约 95,000 gas，不少人会忘记。在这里，票从一开始就算数。
# - **只看此刻的票。** Beanstalk（2022 年）算的是投票时手里有多少。有人在一笔交易里借来票，决定一切归自己，
#   拿走了 1.82 亿美元。从那以后，大家都看过去。
# - **会变的代码。** 在 Tornado Cash（2023 年），一个提案通过了，而它要调用的东西在执行之前被换掉。
#   这里的治理合约记得投票时是哪一份代码。
# - **很少有人投票。** 在 Build Finance（2022 年），没有几个人留意，有人用一次普通的投票就接管了 DAO。
#   法定票数和时间锁有用，前提是有人在看。
# - **离开。** ragequit 是 Moloch 的发明，那里的份额不能转卖。这里可以，所以能离开的不会多于没有投赞成的票。
#   大多数治理合约没有这扇门。

# %% [markdown] tags=["reading"]
# ## 延伸阅读
#
# - ERC-5805：*Voting with delegation*；ERC-6372：*Contract clock*
# - OpenZeppelin：*How to set up on-chain governance*
# - Compound：*Governor Bravo*；MolochDAO：`Moloch.sol` 中的 `ragequit` 函数
# - 本仓库：`contracts/dao/IGovernorExit.sol`，谁在什么时候可以离开，为什么；
#   `contracts/libraries/Checkpoints.sol`，过去怎样存储；`pydemo/stories/dao_won.py`
