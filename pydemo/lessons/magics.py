"""``%chain`` and ``%%solidity``."""

from __future__ import annotations

from typing import Any

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.display import display

from pydemo.contract.chain import Chain
from pydemo.errors import LessonError
from pydemo.lessons.lesson import under_way
from pydemo.lessons.solidity_cell import compile_cell, read_line
from pydemo.messages import text


@magics_class
class LessonMagics(Magics):
    """The magics of ``%load_ext pydemo``."""

    @line_magic
    def chain(self, line: str) -> None:
        """``%chain``: the lesson's chain at a glance. ``%chain NAME`` shows another one."""
        name = line.strip()
        found = self._names().get(name) if name else self._chain()
        if not isinstance(found, Chain):
            raise LessonError(text("lessons.no_chain", name=repr(name)))
        display(found)  # type: ignore[no-untyped-call]

    @cell_magic
    def solidity(self, line: str, cell: str) -> Any:
        """``%%solidity NAME``: compile the cell, so that ``chain.deploy("NAME")`` works.

        ``--deploy ARGUMENTS`` deploys it too, from Alice: the handle is bound to the name in
        lower case. ``--as VARIABLE`` binds it to another, ``--sender bob`` deploys from him, and
        ``--value WEI`` sends ether along. Arguments are Python: ``--deploy bob, ether(5)``.
        """
        order = read_line(line)
        chain = self._chain()
        for artifact in compile_cell(order.name, cell):
            chain._session.registry.learn(artifact)
        if order.arguments is None:
            print(text("lessons.compiled", name=order.name))
            return None
        names = {**{person.name: person for person in chain.accounts}, **self._names()}
        listed = f"({order.arguments},)" if order.arguments else "()"
        # The learner's own line, run as any cell is.
        arguments, sender, value = (
            eval(code, names) for code in (listed, order.sender, order.value)
        )
        contract = chain.deploy(order.name, *arguments, sender=sender, value=value)
        self._names()[order.variable] = contract
        where = {"variable": order.variable, "address": contract.address}
        print(text("lessons.deployed", name=order.name, **where))
        return None

    def _names(self) -> dict[str, Any]:
        """The notebook's variables."""
        assert self.shell is not None
        names: dict[str, Any] = self.shell.user_ns
        return names

    def _chain(self) -> Chain:
        """The lesson's chain, or one that the notebook calls ``chain``."""
        lesson = under_way()
        found = lesson.chain if lesson else self._names().get("chain")
        if not isinstance(found, Chain):
            raise LessonError(text("lessons.not_begun"))
        return found
