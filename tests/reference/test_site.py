"""The site is built from what is there now, whole, without a network, and no link of it is dead."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from pydemo.build.artifacts import Artifacts
from pydemo.cli.main import COMMANDS
from pydemo.gas import SYSTEMS, read_committed
from pydemo.reference import contracts, guides, python_pages
from pydemo.reference.contract_page import GAS_OF, anchor, declaration
from pydemo.reference.flowchart import as_table
from pydemo.reference.markdown import cell, prose
from pydemo.reference.site import ROOT

from .links import dead_in_site, read_page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from cli.run_pydemo import pydemo_environment

    folder = tmp_path_factory.mktemp("site")
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env=pydemo_environment(PYTHONPATH=str(ROOT), NO_MKDOCS_2_WARNING="1"),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


def page(site: Path, path: str) -> str:
    return (site / path).with_suffix(".html").read_text(encoding="utf-8")


def test_no_link_is_dead_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) > 100
    assert list(dead_in_site(site)) == []


def test_styles_fetch_nothing_from_elsewhere(site: Path) -> None:
    for style in site.rglob("*.css"):
        fetched = re.findall(r"url\(\s*[\"']?(https?:[^)]*)", style.read_text(encoding="utf-8"))
        assert fetched == [], style


@pytest.mark.parametrize("name", sorted(artifact.name for artifact in contracts.suite()))
def test_a_contract_has_a_page_with_all_its_members(site: Path, name: str) -> None:
    artifact = Artifacts.suite()[name]
    found = read_page((site / contracts.page_of(artifact)).with_suffix(".html"))
    wanted = {anchor(entry) for entry in artifact.abi}
    assert wanted <= found.anchors
    assert len(wanted) == len({(entry["type"], declaration(entry)) for entry in artifact.abi})


def test_each_contract_of_the_suite_is_in_a_room_that_has_a_page() -> None:
    folders = {path.name for path in (ROOT / "pydemo" / "artifacts").iterdir() if path.is_dir()}
    assert folders == set(contracts.rooms())


def test_a_page_has_natspec_gas_and_source(site: Path) -> None:
    text = page(site, "contracts/lottery/PrizeVault.md")
    assert "Awards the closed draw once its random number is there." in text
    assert f"{read_committed()['lottery']['closeDraw']:,}" in text
    assert "contracts/lottery/PrizeVault.sol" in text
    assert "ERC20InsufficientBalance" in text


def test_every_system_that_was_measured_is_on_a_page() -> None:
    assert set(GAS_OF.values()) == set(SYSTEMS)
    assert all(name in Artifacts.suite() for name in GAS_OF)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_a_page_with_all_its_options(site: Path, command: str) -> None:
    from pydemo.cli.main import make_group

    group = make_group()
    found = group.get_command(click.Context(group), command)
    assert found is not None
    text = page(site, f"commands/{command}.md")
    wanted = [name for option in found.params for name in option.opts if name.startswith("--")]
    assert wanted
    assert all(name in text for name in wanted)


@pytest.mark.parametrize(
    "module", [name for names in python_pages.MODULES.values() for name in names]
)
def test_a_module_has_a_page_made_of_its_docstrings(site: Path, module: str) -> None:
    text = page(site, f"python/{module}.md")
    assert f'id="{module}' in text


def test_a_text_of_the_repository_that_has_no_page_is_noticed() -> None:
    from .links import markdown_files

    texts = {path.relative_to(ROOT).as_posix() for path in markdown_files(ROOT)}
    assert {text for text in texts if not text.startswith("docs/")} == set(guides.PAGES)


def test_a_link_to_what_the_site_lacks_keeps_its_words(tmp_path: Path) -> None:
    for source in guides.PAGES:
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / source).write_text("# x\n", encoding="utf-8")
    (tmp_path / "contracts/README.md").write_text(
        "[a](../README.md#b) [c](token/X.sol) [d](../deploy/x.py) [e](https://f.org)\n"
        "```\n[g](../deploy/h.py)\n```\n![i](lottery/j.svg)\n",
        encoding="utf-8",
    )
    (tmp_path / "contracts/lottery").mkdir()
    (tmp_path / "contracts/lottery/j.svg").write_bytes(b"<svg/>")
    made = dict(guides.pages(tmp_path, {"contracts/token/X.sol": "contracts/token/X.md"}))
    assert made["contracts/index.md"] == (
        "[a](../readme.md#b) [c](token/X.md) d [e](https://f.org)\n"
        "```\n[g](../deploy/h.py)\n```\n![i](../pictures/j.svg)\n"
    )
    assert made["pictures/j.svg"] == b"<svg/>"


CHART = """flowchart LR
    alice([alice]) -- "gives" --> gifts
    oracle[/oracle/] -. "says" .-> bids
    subgraph Fund
        gifts["gifts<br>= one number each"]
    end
    subgraph house["a house | of ours"]
        bids["bids,<br>and credit"]
    end
    gifts --> bids
"""


def test_a_drawing_that_would_have_to_be_fetched_is_a_table_of_its_arrows() -> None:
    assert as_table(CHART).splitlines()[2:] == [
        "| alice | gives | **Fund**: gifts = one number each |",
        "| oracle | says | **a house &#124; of ours**: bids, and credit |",
        "| **Fund**: gifts |  | **a house &#124; of ours**: bids |",
    ]


@pytest.mark.parametrize("line", ["a ==> b", "a -- b", "click a", "class a b", "a --> b --> c"])
def test_what_is_not_read_of_a_drawing_is_refused_and_not_left_out(line: str) -> None:
    with pytest.raises(ValueError, match="line that is not read here"):
        as_table(CHART + line)


def test_every_drawing_of_the_texts_is_a_table_on_the_site() -> None:
    source = (ROOT / "contracts/README.md").read_text(encoding="utf-8")
    made = dict(guides.pages(ROOT, {}))["contracts/index.md"]
    assert isinstance(made, str)
    assert source.count("```mermaid") == made.count("| from | what | to |") > 0
    assert "```mermaid" not in made


def test_text_shows_as_it_is_written() -> None:
    assert prose("a_b <c> `d_e` *f*") == r"a\_b &lt;c&gt; `d_e` \*f\*"
    assert prose("One. WARNING: two.") == "One.\n\n**Warning:** two."
    assert cell("a | b\nc") == "a &#124; b c"


def test_a_long_declaration_has_a_line_for_each_value() -> None:
    value = {"type": "uint256", "internalType": "uint256", "name": "aRatherLongName"}
    entry = {"type": "error", "name": "Wrong", "inputs": [value] * 4}
    assert declaration(entry).count("\n") == 5
    assert declaration({**entry, "inputs": [value]}) == "error Wrong(uint256 aRatherLongName)"
