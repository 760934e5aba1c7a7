"""`pydemo verify-draw` and `pydemo simulate` where all is well, and where a lottery cheats."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pydemo.gas.curve import read_curve
from pydemo.units import rounded

from .run_pydemo import REPOSITORY, pydemo_environment, run_pydemo

NARROW = pydemo_environment(COLUMNS="80")


def printed_by(*arguments: str) -> str:
    result = run_pydemo(*arguments, env=NARROW)
    assert result.returncode == 0, result.stderr
    return result.stdout


@cache
def verified(*arguments: str) -> str:
    return printed_by("verify-draw", *arguments)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_draws_are_verified_in_80_columns(language: str) -> None:
    from rich.cells import cell_len

    for more in ((), ("--draw", "2")):
        printed = verified(*more, *(("--lang", "zh") if language == "zh" else ()))
        assert max(cell_len(line) for line in printed.splitlines()) <= 80
        assert "✗" not in printed


def test_one_draw_is_shown_with_its_odds() -> None:
    printed = verified("--draw", "2")
    for words in (
        "tickets x seconds",
        "erin",
        "✓ point 1: ",
        "✓ winner 1: ",
        "Draw 2: all is as",
    ):
        assert words in printed
    assert "2026-03-02" in printed
    assert "Closed draws" not in printed
    assert "第 2 期：全部正确" in verified("--draw", "2", "--lang", "zh")


def test_prizes_are_in_units_and_in_findings_exact() -> None:
    printed = verified("--draw", "2")
    (exact,) = re.findall(r"✓ prize 1: (\d+)", printed)
    assert len(exact) > 15
    assert f" {rounded(int(exact))} " in printed


def test_javascript_reads_all_digits_of_the_json() -> None:
    def numbers(value: object) -> Iterator[int]:
        if isinstance(value, dict):
            value = [*value.values()]
        if isinstance(value, list):
            for item in value:
                yield from numbers(item)
        elif isinstance(value, int):
            yield value

    printed = json.loads(printed_by("verify-draw", "--json"))
    assert max(numbers(printed)) < 2**53
    draw = printed["draws"][0]
    assert int(draw["weight"]) == sum(int(entrant["weight"]) for entrant in draw["entrants"])
    assert int(draw["random_number"]) > 2**200


def test_where_reading_began_is_said_if_nothing_is_found() -> None:
    from pydemo import Chain, errors
    from pydemo.cli.verify_draw import _reports

    chain = Chain()
    token = chain.deploy("DemoToken", 1, chain.accounts[0], sender=chain.accounts[0])
    with pytest.raises(errors.ArgumentError, match="nothing from block 99999 on: all its events"):
        _reports(token, 99_999)


def test_a_seed_is_a_lottery() -> None:
    first = json.loads(printed_by("verify-draw", "--seed", "4", "--json"))
    assert first == json.loads(printed_by("verify-draw", "--seed", "4", "--json"))
    other = json.loads(printed_by("verify-draw", "--seed", "5", "--json"))
    assert first["agrees"] is other["agrees"] is True
    numbers = [draw["random_number"] for draw in first["draws"]]
    assert numbers[2] is None, "the third draw fails"
    assert len({*numbers}) == 4
    assert numbers != [draw["random_number"] for draw in other["draws"]]


FORGER = """
import sys
from dataclasses import replace
from pydemo.cli import main
from pydemo.contract import history

honest = history.past_events

def forged(contract, first_block=None):
    prizes = 0
    for past in honest(contract, first_block):
        prizes += past.event.name == "PrizeAwarded"
        if past.event.name == "PrizeAwarded" and prizes == 2:
            args = {**past.event.args, "winner": "0x000000000000000000000000000000000000dEaD"}
            past = replace(past, event=replace(past.event, args=args))
        yield past

history.past_events = forged
main(["verify-draw", *sys.argv[1:]])
"""


@pytest.mark.parametrize("more", [(), ("--draw", "2")])
def test_a_forged_winner_is_named_and_status_1(more: tuple[str, ...]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", FORGER, *more],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=pydemo_environment(),
        cwd=REPOSITORY,
        check=False,
    )
    assert result.returncode == 1, result.stderr
    assert "Draws that are not as they must be: 2." in result.stdout
    assert "✗ winner 1: the events say 0x000000000000000000000000000000000000dEaD" in result.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where three hundred draws have been played."""
    folder = tmp_path_factory.mktemp("simulation")
    printed = run_pydemo("simulate", "lottery", "--draws", "300", "--out", str(folder / "out"))
    assert printed.returncode == 0, printed.stderr
    assert "300 draws played in" in printed.stdout
    return folder


def simulated(folder: Path, *more: str) -> str:
    return printed_by("simulate", "lottery", "--draws", "300", "--out", str(folder / "out"), *more)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_simulation_is_shown_in_80_columns(folder: Path, language: str) -> None:
    from rich.cells import cell_len

    printed = simulated(folder, "--lang", language)
    assert max(cell_len(line) for line in printed.splitlines() if str(folder) not in line) <= 80
    assert ("whale" in printed) == (language == "en")


def test_one_draw_is_shown_without_a_verdict(tmp_path: Path) -> None:
    printed = printed_by("simulate", "lottery", "--draws", "1", "--out", str(tmp_path))
    assert "whale" in printed
    assert "Too few draws for a chi-square test" in printed
    assert "follow the odds" not in printed


def test_what_has_been_played_is_not_played_again(folder: Path) -> None:
    printed = simulated(folder)
    assert "all had been played before" in printed
    assert "chi-square" in printed
    assert "Nothing speaks against it: wins follow the odds." in printed


def test_the_json_has_all_that_is_shown(folder: Path) -> None:
    printed = json.loads(simulated(folder, "--json"))
    assert (printed["draws"], printed["played"], printed["savers"]) == (300, 0, 14)
    rows = printed["fairness"]["rows"]
    assert [row["name"] for row in rows[:5]] == ["whale", "sponsor", "early", "heir", "late"]
    assert sum(row["wins"] for row in rows) == 300
    assert sum(row["expected"] for row in rows) == pytest.approx(300)
    assert 0.001 < printed["fairness"]["p_value"] <= 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_plot_shows_every_saver_who_has_odds(folder: Path, language: str) -> None:
    from xml.etree import ElementTree

    plot = folder / "plot.svg"
    assert str(plot) in simulated(folder, "--plot", str(plot), "--lang", language)
    svg = ElementTree.fromstring(plot.read_text(encoding="utf-8"))
    titles = [title.text for title in svg.iter("{http://www.w3.org/2000/svg}title")]
    assert len(titles) == 13
    assert any(title and title.startswith(("whale: 45.", "大户: 45.")) for title in titles)


def test_bad_lines_are_counted_in_one_line_and_played_again(tmp_path: Path) -> None:
    bad = [
        {"number": 0, "draws": 20, "shares": [20.0], "wins": [20]},
        {"number": 0, "draws": 20, "shares": [20.0] + 13 * [0], "wins": [21, -1] + 12 * [0]},
    ]
    arguments = ("simulate", "lottery", "--draws", "20", "--out", str(tmp_path), "--json")
    run_pydemo(*arguments)
    file = tmp_path / "results.jsonl"
    honest = file.read_text(encoding="utf-8")
    file.write_text("".join(json.dumps(line) + "\n" for line in bad), encoding="utf-8")
    result = run_pydemo(*arguments)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["played"] == 20
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith("cannot be results, and are passed over: 2\n")
    assert file.read_text(encoding="utf-8").endswith(honest)


def test_a_lottery_that_cheats_is_told_and_status_1(folder: Path) -> None:
    """The whale's wins go to somebody else."""
    file = folder / "out" / "results.jsonl"
    honest = file.read_text(encoding="utf-8")
    results = [json.loads(line) for line in honest.splitlines()]
    for result in results:
        wins = result["wins"]
        wins[0], wins[5] = 0, wins[5] + wins[0]
    file.write_text("".join(json.dumps(result) + "\n" for result in results), encoding="utf-8")
    result = run_pydemo(
        "simulate", "lottery", "--draws", "300", "--out", str(folder / "out"), env=NARROW
    )
    file.write_text(honest, encoding="utf-8")
    assert result.returncode == 1
    assert "This is not chance: wins do not follow the odds." in result.stdout


@pytest.mark.parametrize(
    ("package", "arguments", "words"),
    [
        ("scipy", (), "takes scipy, which is missing"),
        (
            "distributed",
            ("--scheduler", "tcp://127.0.0.1:1"),
            "takes distributed, which is missing",
        ),
        ("scipy", ("--lang", "zh"), "需要 scipy，而它没有安装"),
    ],
)
def test_a_missing_extra_is_one_line(
    folder: Path, package: str, arguments: tuple[str, ...], words: str
) -> None:
    driver = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from pydemo.cli import main\n"
        "main(['simulate', 'lottery', *sys.argv[1:]])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", driver, "--out", str(folder / "other"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=pydemo_environment(),
        cwd=REPOSITORY,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert words in result.stderr
    assert "pip install 'pydemo[" in result.stderr


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_gas_curve_is_shown_in_80_columns(language: str) -> None:
    """The committed one: to measure it takes half a minute."""
    from rich.cells import cell_len

    driver = (
        "import sys; from pydemo.cli import gas_curve, main\n"
        "from pydemo.gas.curve import read_curve\n"
        "gas_curve._measure = lambda _engine: read_curve()\n"
        "main(['gas', '--curve', 'lottery', *sys.argv[1:]])\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", driver, "--lang", language],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=NARROW,
        cwd=REPOSITORY,
        check=True,
    ).stdout
    lines = printed.splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert "…" not in printed
    rows = [" ".join(line.split()) for line in lines[1:6]]
    first = read_curve()[0]
    new, award = (f"{cost.mean:,} ({cost.worst:,})" for cost in (first.deposit_new, first.award))
    middle = (f"{cost.mean:,}" for cost in (first.deposit_again, first.withdraw, first.close))
    assert rows[0] == f"10 1 {new} {' '.join(middle)} {award}"
    assert [row.split()[0] for row in rows] == ["10", "100", "1,000", "10,000", "100,000"]
    assert ("in brackets the worst" if language == "en" else "括号内是") in printed
