"""Which modules people use, and a page for each, which mkdocstrings fills from docstrings."""

from __future__ import annotations

from collections.abc import Iterator

MODULES = {
    "The chain": (
        "pydemo.contract.chain",
        "pydemo.chain.accounts",
        "pydemo.contract.handle",
        "pydemo.contract.function",
        "pydemo.contract.batch",
        "pydemo.units",
        "pydemo.errors",
    ),
    "What comes back": (
        "pydemo.contract.receipt",
        "pydemo.contract.events",
        "pydemo.contract.trace",
    ),
    "Helpers": (
        "pydemo.contract.permit",
        "pydemo.contract.voucher",
        "pydemo.contract.ballot",
        "pydemo.contract.delegation",
        "pydemo.contract.piece",
        "pydemo.contract.balances",
        "pydemo.contract.checkpoints",
    ),
    "Systems": (
        "pydemo.plans.token",
        "pydemo.plans.collectible",
        "pydemo.plans.lending",
        "pydemo.plans.lottery",
        "pydemo.plans.crowdfund",
        "pydemo.plans.dao",
        "pydemo.lottery.replay",
        "pydemo.lottery.verify",
        "pydemo.lending.curve",
    ),
    "Stories and lessons": (
        "pydemo.stories",
        "pydemo.stories.step",
        "pydemo.lessons.lesson",
        "pydemo.lessons.telling",
        "pydemo.lessons.finding",
        "pydemo.display.diagram",
    ),
    "Building and testing": (
        "pydemo.build.artifacts",
        "pydemo.build.artifact",
        "pydemo.pytest_plugin",
        "pydemo.gas",
    ),
}


def pages() -> Iterator[tuple[str, str]]:
    """Yield (page, Markdown) for each module, and an index."""
    index = ["# Python"]
    for heading, modules in MODULES.items():
        index.append(f"## {heading}")
        index.append("\n".join(f"- [`{module}`]({module}.md)" for module in modules))
        for module in modules:
            yield f"python/{module}.md", f"# {module}\n\n::: {module}\n"
    yield "python/index.md", "\n\n".join(index) + "\n"
