"""``%load_ext pydemo``: what its magics do, and how errors are shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from pydemo import Chain, messages
from pydemo.errors import LessonError
from pydemo.lessons import begin
from pydemo.lessons import lesson as lesson_module
from pydemo.lessons.solidity_cell import Order, read_line

PIGGYBANK = """contract Piggybank {
    error NotYours(address owner);
    address public owner;
    uint256 public least;
    constructor(address who, uint256 atLeast) payable { owner = who; least = atLeast; }
    function smash() external {
        require(msg.sender == owner, NotYours(owner));
        payable(owner).transfer(address(this).balance);
    }
}
"""


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    # IPython puts a module of its own there, from which no process can be spawned in other tests.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    shell: Any = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "pydemo")
    shell.reset(new_session=False)
    yield shell
    shell.set_custom_exc((), None)
    shell.extension_manager.loaded.discard("pydemo")
    lesson_module._under_way.clear()
    messages.use_everywhere(messages.FALLBACK)
    InteractiveShell.clear_instance()


def run(shell: Any, cell: str) -> tuple[str, str]:
    """What a cell prints and shows as plain text, and the HTML of what it shows."""
    with capture_output() as caught:
        shell.run_cell(cell)
    plain = [output.data.get("text/plain", "") for output in caught.outputs]
    html = [output.data.get("text/html", "") for output in caught.outputs]
    return caught.stdout + "\n".join(plain), "\n".join(html)


class TestSolidity:
    def test_a_cell_is_compiled_and_deployed_and_bound(self, shell: InteractiveShell) -> None:
        chain = begin("first_transaction").chain
        line = "%%solidity Piggybank --deploy bob, 2 * 3 --sender carol --value 5 --as bank\n"
        printed, _ = run(shell, line + PIGGYBANK)
        bank = shell.user_ns["bank"]
        assert f"Piggybank is deployed at {bank.address}" in printed
        assert (bank.owner(), bank.least()) == (chain.accounts.bob.address, 6)
        assert bank.deploy_receipt.sender == chain.accounts.carol.address
        assert chain.balance(bank) == 5

    def test_a_cell_that_is_run_again_after_a_change_is_another_contract(
        self, shell: InteractiveShell
    ) -> None:
        begin("first_transaction")
        line = "%%solidity Piggybank --deploy bob, 1\n"
        run(shell, line + PIGGYBANK)
        run(
            shell,
            line + PIGGYBANK.replace("public least", "public most").replace("least =", "most ="),
        )
        assert shell.user_ns["piggybank"].most() == 1

    def test_without_deploy_the_chain_knows_it_by_name(self, shell: InteractiveShell) -> None:
        lesson = begin("first_transaction")
        printed, _ = run(shell, "%%solidity Piggybank\n" + PIGGYBANK)
        assert 'chain.deploy("Piggybank", ...)' in printed
        alice = lesson.chain.accounts.alice
        made = lesson.chain.deploy("Piggybank", alice, 0, sender=alice)
        assert lesson.contracts["Piggybank"] == made

    def test_its_errors_arrive_by_name(self, shell: InteractiveShell) -> None:
        begin("first_transaction")
        run(shell, "%%solidity Piggybank --deploy bob, 0\n" + PIGGYBANK)
        printed, html = run(shell, "piggybank.smash(sender=piggybank._session.node.accounts.carol)")
        assert printed.startswith("NotYours: Piggybank.smash() failed: NotYours(owner=bob)")
        assert "line 1 of the cell: piggybank.smash(" in printed
        assert "NotYours" in html

    def test_a_mistake_is_shown_on_the_cells_own_line(self, shell: InteractiveShell) -> None:
        begin("first_transaction")
        broken = PIGGYBANK.replace("owner = who;", "owner = whom;")
        printed, html = run(shell, "%%solidity Piggybank --deploy bob, 0\n" + broken)
        assert "line 6, column 65: DeclarationError: Undeclared identifier" in printed
        assert "    constructor(address who, uint256 atLeast) payable { owner = whom;" in printed
        assert "Traceback" not in printed
        assert "line 6, column 65" in html
        assert "get_ipython" not in printed + html
        assert "<pre>line 6, column 65" in html  # so that the mark is below its column
        assert "piggybank" not in shell.user_ns

    def test_the_suites_contracts_can_be_imported(self, shell: InteractiveShell) -> None:
        chain = begin("first_transaction").chain
        cell = (
            "%%solidity MyToken --deploy\n"
            'import {ERC20} from "contracts/token/ERC20.sol";\n'
            "contract MyToken is ERC20 {\n"
            '    constructor() ERC20("Mine", "MINE") { _mint(msg.sender, 7); }\n'
            "}\n"
        )
        printed, _ = run(shell, cell)
        assert "MyToken is deployed" in printed, printed
        assert shell.user_ns["mytoken"].balanceOf(chain.accounts.alice) == 7

    def test_an_import_that_is_not_there_is_one_line(self, shell: InteractiveShell) -> None:
        begin("first_transaction")
        printed, _ = run(shell, '%%solidity A\nimport "./B.sol";\ncontract A {}')
        assert "cannot find the import 'cell/B.sol'" in printed

    def test_without_a_compiler_it_says_what_to_install(
        self, shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        begin("first_transaction")
        monkeypatch.setenv("PYDEMO_SOLC", str(tmp_path / "nothing"))
        printed, _ = run(shell, "%%solidity Piggybank\n" + PIGGYBANK)
        assert "this cell needs the Solidity compiler" in printed
        assert "pip install 'pydemo[node]'" in printed

    def test_a_contract_that_is_not_in_the_cell_is_one_line(self, shell: InteractiveShell) -> None:
        begin("first_transaction")
        printed, _ = run(shell, "%%solidity Piggy\n" + PIGGYBANK)
        assert "the cell has no contract Piggy; it has: Piggybank" in printed

    def test_without_a_chain_it_says_what_to_do(self, shell: InteractiveShell) -> None:
        assert "no lesson has begun" in run(shell, "%%solidity Piggybank\n" + PIGGYBANK)[0]


class TestLine:
    @pytest.mark.parametrize(
        ("line", "order"),
        [
            ("Bank", Order("Bank", None, "bank", "alice", "0")),
            ("Bank --deploy", Order("Bank", "", "bank", "alice", "0")),
            ("Bank --deploy bob, ether(5)", Order("Bank", "bob, ether(5)", "bank", "alice", "0")),
            ("--deploy bob, 5 Bank", Order("Bank", "bob, 5", "bank", "alice", "0")),
            ("--deploy Bank", Order("Bank", "", "bank", "alice", "0")),
            ("Bank --deploy 1 --as b --sender c", Order("Bank", "1", "b", "c", "0")),
        ],
    )
    def test_what_it_asks_for(self, line: str, order: Order) -> None:
        assert read_line(line) == order

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("", "needs the name of a contract"),
            ("5", "needs the name of a contract"),
            ("Bank --depoy", "has no option --depoy; it has --deploy, --as"),
        ],
    )
    def test_what_it_refuses(self, line: str, said: str) -> None:
        with pytest.raises(LessonError, match=said):
            read_line(line)


class TestChainAndErrors:
    def test_chain_shows_the_lessons_chain_or_one_by_name(self, shell: InteractiveShell) -> None:
        lesson = begin("first_transaction")
        lesson.chain.mine(3)
        assert "block 3" in run(shell, "%chain")[0]
        shell.user_ns["other"] = Chain()
        assert "block 0" in run(shell, "%chain other")[0]
        assert "no chain called 'nothing'" in run(shell, "%chain nothing")[0]

    def test_an_error_is_one_block_with_its_html_escaped(self, shell: InteractiveShell) -> None:
        shell.user_ns["chain"] = Chain()
        printed, html = run(shell, "x = 1\nchain.deploy('<b>')")
        assert printed.splitlines()[0].startswith("UnknownContract: there is no contract '<b>'")
        assert printed.splitlines()[-1] == "line 2 of the cell: chain.deploy('<b>')"
        assert "&lt;b&gt;" in html
        assert "<b>" not in html

    def test_a_failure_on_chain_shows_operands_hint_and_trace(
        self, shell: InteractiveShell
    ) -> None:
        chain = shell.user_ns["chain"] = begin("first_transaction").chain
        alice = chain.accounts.alice
        shell.user_ns["token"] = chain.deploy("DemoToken", 10**24, alice, sender=alice)
        cell = "token.transfer(chain.accounts.bob, 5, sender=chain.accounts.carol)"
        printed, html = run(shell, cell)
        assert printed.startswith("ERC20InsufficientBalance: ")
        for shown in (
            "<th>needed</th><td><code>5</code>",
            "hint",
            "<details",
            "line 1 of the cell",
        ):
            assert shown in html, shown

    def test_a_name_that_is_not_there_says_to_run_the_cells_above(
        self, shell: InteractiveShell
    ) -> None:
        printed, _ = run(shell, "lesson.chain")
        assert "name 'lesson' is not defined: run the cells above first" in printed

    def test_a_mistyped_name_is_told_from_one_that_is_not_there(
        self, shell: InteractiveShell
    ) -> None:
        shell.user_ns["receipt"] = 5
        assert "did you mean receipt?" in run(shell, "reciept")[0]
        assert "did you mean" not in run(shell, "lottery")[0]

    def test_a_lesson_begun_anew_leaves_no_name_of_the_chain_before(
        self, shell: InteractiveShell
    ) -> None:
        first = 'from pydemo.lessons import begin\nlesson = begin("token")'
        second = (
            "chain, story = lesson.chain, lesson.story(apart=True)\n"
            "step, away, x = story.step('token.deploy'), story.chain, 5\n"
            "token = story.contracts.first('DemoToken')\n"
            "mine = chain.deploy('DemoToken', 5, chain.accounts.bob, sender=chain.accounts.bob)\n"
            "receipt, bob = mine.deploy_receipt, chain.accounts.bob"
        )
        run(shell, first)
        run(shell, second)
        run(shell, first)
        for name in ("chain", "story", "away", "token", "mine", "receipt"):
            assert f"name '{name}' is not defined" in run(shell, f"repr({name})")[0], name
        assert shell.user_ns["x"] == 5
        assert "bob" in shell.user_ns  # who is the same person on any chain
        assert shell.user_ns["lesson"].chain.block_number == 0
        run(shell, second)
        assert shell.user_ns["mine"].maxSupply() == 5

    def test_a_mistyped_function_or_person_is_one_block(self, shell: InteractiveShell) -> None:
        chain = shell.user_ns["chain"] = begin("first_transaction").chain
        alice = chain.accounts.alice
        shell.user_ns["token"] = chain.deploy("DemoToken", 10**24, alice, sender=alice)
        for cell, said in (
            ("token.tranfer(5)", "DemoToken has no function 'tranfer'; did you mean transfer?"),
            ("chain.accounts.eve", "there is no account 'eve'"),
            ("lesson.contracts['Vault']", "name 'lesson' is not defined"),
        ):
            printed, _ = run(shell, cell)
            assert said in printed.splitlines()[0]
            assert "Traceback" not in printed
        printed, _ = run(shell, "alice = 5\nalice.name")
        assert "Traceback" in printed
        assert "'int' object has no attribute 'name'" in printed

    def test_a_contract_that_is_not_there_has_no_inner_name(self, shell: InteractiveShell) -> None:
        shell.user_ns["lesson"] = begin("first_transaction")
        printed, _ = run(shell, "lesson.contracts.first('Vault')")
        assert printed.startswith("NotDeployed: there is no contract 'Vault'")

    def test_other_errors_are_shown_as_ever(self, shell: InteractiveShell) -> None:
        assert "Traceback" in run(shell, "1 / 0")[0]
