"""Interest, votes and peers' gas: values that are as the contracts have them."""

from __future__ import annotations

import pytest
from token_checks.scene import PROJECT

from display.page import Page
from pydemo import Chain, errors, messages
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.contract.checkpoints import vote_history
from pydemo.display.plot_interest import interest_plot
from pydemo.display.plot_peers import peers_plot
from pydemo.gas.peers import read_peers
from pydemo.gas.token import measure_erc20, measure_mints
from pydemo.lending.curve import YEAR, interest_curve
from pydemo.plans import lending
from pydemo.plans import token as token_plan
from pydemo.units import days, ether


@pytest.fixture
def pool(chain: Chain, alice: Account, bob: Account) -> Contract:
    asset = token_plan.deploy(chain, deployer=alice, minter=alice).token
    asset.mint(alice, ether(1_000), sender=alice)
    system = lending.deploy(chain, asset, deployer=alice, price_setter=alice)
    asset.approve(system.pool, ether(1_000), sender=alice)
    system.pool.deposit(ether(1_000), alice, sender=alice)
    system.pool.depositCollateral(bob, sender=bob, value=ether(10))
    return system.pool


class TestInterest:
    def test_the_curve_is_the_rate_models_own(self, chain: Chain, pool: Contract) -> None:
        curve = interest_curve(pool)
        model = chain.at("KinkedRateModel", pool.rateModel())
        assert (curve.points[0].utilisation, curve.points[-1].utilisation) == (0, 1)
        assert curve.kink == 0.8
        for rates in curve.points:
            yearly = model.yearlyRate(round(rates.utilisation * 10**18)) / 10**18
            assert rates.borrow == pytest.approx(yearly, abs=1e-9)
            assert rates.supply == pytest.approx(yearly * rates.utilisation, abs=1e-9)

    def test_the_present_is_where_the_pool_stands(
        self, chain: Chain, pool: Contract, bob: Account
    ) -> None:
        assert interest_curve(pool).present.utilisation == 0
        pool.borrow(ether(730), bob, sender=bob)
        present = interest_curve(pool).present
        assert present.utilisation == pytest.approx(0.73, abs=1e-6)
        before, owed = pool.totalAssets(), pool.totalDebt()
        chain.advance(days(1))
        earned = pool.totalAssets() - before
        assert earned / owed == pytest.approx(present.borrow * days(1) / YEAR, rel=1e-3)
        assert earned / before == pytest.approx(present.supply * days(1) / YEAR, rel=1e-3)

    def test_the_page_names_both_lines_and_the_present(self, pool: Contract, bob: Account) -> None:
        pool.borrow(ether(500), bob, sender=bob)
        curve = interest_curve(pool)
        page = Page(curve._repr_html_())
        assert any(line.startswith("Now 50.0% is lent out") for line in page.lines)
        svg = interest_plot(curve).svg
        for words in ("borrowers pay", "suppliers get", "interest a year", "steep from 80% on"):
            assert words in svg
        with messages.speaking("zh"):
            assert "借款人支付" in interest_plot(curve).svg

    def test_what_lends_nothing_has_no_curve(self, chain: Chain, alice: Account) -> None:
        with pytest.raises(errors.ArgumentError, match="Purse has no function"):
            interest_curve(chain.deploy("Purse", sender=alice))


class TestVotes:
    @pytest.fixture
    def token(self, chain: Chain, alice: Account, bob: Account) -> Contract:
        token = chain.deploy("PoolToken", ether(100), alice, sender=alice)
        for amount in (10, 20, 5):
            chain.advance(days(1))
            token.transfer(bob, ether(amount), sender=alice)
        return token

    def test_they_are_what_the_token_says_of_the_past(
        self, chain: Chain, token: Contract, bob: Account
    ) -> None:
        history = vote_history(token, bob)
        assert [point.votes for point in history.checkpoints] == [ether(10), ether(30), ether(35)]
        chain.advance(5)
        for point in history.checkpoints:
            for time in (point.time - 1, point.time, point.time + 1):
                assert history.at(time) == token.getPastVotes(bob, time)
        assert history.votes == token.getVotes(bob)

    def test_without_checkpoints_the_events_say_the_same(
        self, chain: Chain, token: Contract, bob: Account
    ) -> None:
        seen_by_interface = chain.at("IVotes", token.address)
        assert "checkpoints" not in seen_by_interface._abi.functions
        by_events = vote_history(seen_by_interface, bob)
        assert by_events.checkpoints == vote_history(token, bob).checkpoints

    def test_a_token_without_votes_has_no_history(self, chain: Chain, alice: Account) -> None:
        token = token_plan.deploy(chain, deployer=alice, minter=alice).token
        with pytest.raises(errors.ArgumentError, match="DemoToken counts no votes"):
            vote_history(token, alice)

    def test_the_page_has_each_change(self, token: Contract, bob: Account, carol: Account) -> None:
        lines = Page(vote_history(token, bob)._repr_html_()).lines
        assert {"10", "30", "35", "+10", "+20", "+5"} <= set(lines)
        assert "no votes so far" in Page(vote_history(token, carol)._repr_html_()).lines


class TestPeers:
    def test_ours_are_the_committed_figures(self) -> None:
        figures: dict[str, dict[str, int]] = {"token": {}}
        with pytest.raises(KeyError):
            read_peers(figures)
        first = read_peers().rows[0]
        assert (first.key, first.ours) == ("transfer", 34_149)

    def test_openzeppelins_token_costs_what_is_written_down(
        self, request: pytest.FixtureRequest
    ) -> None:
        chain = Chain(engine=request.config.getoption("--engine"), project=PROJECT)
        token = chain.deploy("OpenZeppelinToken", sender=chain.accounts.alice)
        assert len(list(measure_mints(token, chain))) == 3
        measured = dict(measure_erc20(token, chain))
        told = {peer.key: peer.least for peer in read_peers().rows}
        assert told["transfer"] == measured["transfer, holder"]
        assert told["transfer_from"] == measured["transferFrom, finite allowance, holder"]
        assert told["permit"] == measured["permit, first"]

    def test_the_lotterys_are_those_of_the_readme(self) -> None:
        from pydemo.gas import COMMITTED

        readme = (COMMITTED.parents[1] / "contracts" / "README.md").read_text(encoding="utf-8")
        beside = [peer for peer in read_peers().rows if peer.name == "PoolTogether V5"]
        assert len(beside) == 3
        for peer in beside:
            row = next(line for line in readme.splitlines() if f"| {peer.ours:,}" in line)
            assert f"{peer.least:,} to {peer.most:,}" in row

    def test_juicebox_is_as_the_replay_has_it(self) -> None:
        from pydemo.constitutiondao import facts

        told = {peer.key: peer.least for peer in read_peers().rows}
        assert told["contribute"] == facts.JUICEBOX_FIRST_PAY
        assert told["refund"] == facts.JUICEBOX_REDEEM

    @pytest.mark.parametrize("language", messages.LANGUAGES)
    def test_each_figure_stands_in_the_picture_and_the_page(self, language: str) -> None:
        peers = read_peers()
        with messages.speaking(language):
            svg, text = peers_plot(peers).svg, Page(peers._repr_html_()).text
            axis = messages.text("display.peers.axis")
        assert axis in svg
        for peer in peers.rows:
            for words in (f"{peer.ours:,}", f"{peer.name} {peer.least:,}"):
                assert words in svg
            assert peer.source in text
