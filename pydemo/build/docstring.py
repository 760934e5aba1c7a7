"""NatSpec as the docstring of a binding."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydemo.build.artifact import Artifact
from pydemo.build.natspec import Doc, of_contract, of_entry
from pydemo.build.stub_types import solidity_type

WIDTH = 100


def literal(paragraphs: Iterable[str], indent: str) -> str:
    """The paragraphs as a triple-quoted docstring, wrapped, indented and escaped."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [""] if lines else []
        for line in paragraph.split("\n"):
            hanging = "    " if line.startswith("- ") else ""
            lines += textwrap.wrap(
                line,
                WIDTH - len(indent),
                subsequent_indent=hanging,
                break_long_words=False,
                break_on_hyphens=False,
            ) or [""]
    text = "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''")
    if text.endswith('"'):
        text += " "
    quoted = f'"""{text}"""' if "\n" not in text else f'"""{text}\n"""'
    return textwrap.indent(quoted, indent)


def of_function(artifact: Artifact, entry: Mapping[str, Any]) -> list[str]:
    """Paragraphs on a function: how Solidity declares it, then its NatSpec."""
    doc = of_entry(artifact, entry)
    return [_declaration(entry), *_texts(doc), *_parameters(entry, doc)]


def of_constructor(artifact: Artifact, entry: Mapping[str, Any]) -> list[str]:
    """Paragraphs on what deploying takes."""
    doc = of_entry(artifact, entry)
    first = f"Deploy {artifact.name}: constructor({_arguments(entry.get('inputs', ()))})"
    return [first, *(_texts(doc)), *_parameters(entry, doc)]


def of_class(artifact: Artifact) -> list[str]:
    """Paragraphs on a contract: its NatSpec, and the events and errors it declares."""
    doc = of_contract(artifact)
    first = f"{artifact.kind.capitalize()} {artifact.name}, {artifact.source}"
    paragraphs = [first, *([doc.title] if doc.title not in ("", artifact.name) else [])]
    paragraphs += _texts(doc)
    for kind, heading in (("event", "Events:"), ("error", "Errors:")):
        entries = [entry for entry in artifact.abi if entry["type"] == kind]
        if entries:
            shown = [f"- {entry['name']}({_arguments(entry['inputs'])})" for entry in entries]
            paragraphs.append("\n".join([heading, *shown]))
    return paragraphs


def _texts(doc: Doc) -> list[str]:
    return [text for text in (doc.notice, doc.details) if text]


def _declaration(entry: Mapping[str, Any]) -> str:
    mutability = entry["stateMutability"]
    said = f"{entry['name']}({_arguments(entry['inputs'])})"
    if mutability != "nonpayable":
        said += f" {mutability}"
    if entry["outputs"]:
        said += f" returns ({_arguments(entry['outputs'])})"
    return said


def _arguments(parameters: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(
        " ".join(
            part
            for part in (
                solidity_type(parameter),
                "indexed" if parameter.get("indexed") else "",
                parameter["name"],
            )
            if part
        )
        for parameter in parameters
    )


def _parameters(entry: Mapping[str, Any], doc: Doc) -> list[str]:
    """One paragraph that explains the parameters and results that NatSpec explains."""
    lines = [
        f"- {parameter['name']}: {doc.params[parameter['name']]}"
        for parameter in entry.get("inputs", ())
        if parameter["name"] in doc.params
    ]
    for position, output in enumerate(entry.get("outputs", ())):
        text = doc.returns.get(output["name"] or f"_{position}")
        if text:
            name = f" {output['name']}" if output["name"] else ""
            lines.append(f"- returns{name}: {text}")
    return ["\n".join(lines)] if lines else []
