"""A lesson as one file: run, with everything it shows, and nothing to be fetched from elsewhere."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from pydemo.errors import LessonError
from pydemo.lessons.shelf import Notebook
from pydemo.messages import text

_FROM_ELSEWHERE = re.compile(r'<script[^>]*\bsrc="https?:[^"]*"[^>]*>\s*</script>', re.IGNORECASE)
_MERMAID = re.compile(r'<script type="module">(?:(?!</script>).)*mermaid.*?</script>', re.DOTALL)
_MATHJAX = re.compile(r"<!-- Load mathjax -->.*?<!-- End of mathjax configuration -->", re.DOTALL)
_ALWAYS_LIGHT = ' data-jp-theme-light="true" data-jp-theme-name="JupyterLab Light"'
"""What nbconvert says of its page: what we show goes by it, where it is there."""
CELL_SECONDS = 120


def run_through(notebook: Notebook) -> Any:
    """The notebook with its outputs. Raises errors.LessonError for a cell that fails."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    content = nbformat.read(notebook.path, as_version=4)  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory() as folder:
        place = {"metadata": {"path": folder}}
        client = NotebookClient(
            content,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            resources=place,
            # Not the warning that loopback is not encrypted.
            extra_arguments=["--log-level=40"],
        )
        try:
            client.execute()
        except CellExecutionError as problem:
            raise _does_not_run(notebook, f"{problem.ename}: {problem.evalue}") from None
        except (CellTimeoutError, DeadKernelError) as problem:
            raise _does_not_run(notebook, type(problem).__name__) from None
    return content


def _does_not_run(notebook: Notebook, reason: str) -> LessonError:
    return LessonError(text("cli.lessons.failed", lesson=notebook.name, reason=reason))


def page(content: Any, title: str, language: str) -> str:
    """One HTML page with code, prose and everything shown, light or dark as the reader has it."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        embed_images=True, language_code=language
    )
    body, _ = exporter.from_notebook_node(content, {"metadata": {"name": title}})
    for fetching in (_MATHJAX, _MERMAID, _FROM_ELSEWHERE):
        body = fetching.sub("", body)
    # JupyterLab's two themes are the same variables with other values.
    templates = exporter.environment
    dark, *_ = templates.loader.get_source(templates, "static/theme-dark.css")
    style = f"<style>@media screen and (prefers-color-scheme:dark){{{dark}}}</style>"
    return body.replace("</head>", f"{style}</head>", 1).replace(_ALWAYS_LIGHT, "", 1)


def slides(content: Any, title: str, language: str) -> str:
    """HTML slides: each heading begins one, and arrow keys, clicks and swipes turn them.

    Ours, since reveal.js would have to be fetched.
    """
    from html import escape

    from nbconvert import HTMLExporter

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="basic", embed_images=True
    )
    shown = []
    for cells in _by_heading(content["cells"]):
        part = type(content)({**content, "cells": cells})
        body, _ = exporter.from_notebook_node(part)
        shown.append(f"<section>{body}</section>")
    return _SLIDES.format(
        language=language,
        title=escape(title),
        code_style=_code_style(),
        style=_STYLE,
        script=_SCRIPT,
        slides="\n".join(shown),
    )


def _by_heading(cells: list[Any]) -> list[list[Any]]:
    """Cells in groups; prose begins a new one, with the code and outputs that follow it."""
    groups: list[list[Any]] = []
    for cell in cells:
        if not groups or cell["cell_type"] == "markdown":
            groups.append([])
        groups[-1].append(cell)
    return groups


def _code_style() -> str:
    from pygments.formatters import HtmlFormatter

    light, dark = (
        HtmlFormatter(style=style).get_style_defs(".highlight")
        for style in ("friendly", "github-dark")
    )
    return f"{light}\n@media screen and (prefers-color-scheme:dark){{{dark}}}"


def write_lesson(notebook: Notebook, kind: str, file: Path) -> None:
    """Run a lesson and write it as ``html`` or ``slides``."""
    content = run_through(notebook)
    title = notebook.title
    make = page if kind == "html" else slides
    html = make(content, title, notebook.language)
    file.write_text(html, encoding="utf-8")


_STYLE = """
body{margin:0;font:22px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}
section{display:none;box-sizing:border-box;min-height:100vh;padding:5vh 8vw 9vh;max-width:75rem;
margin:auto}section.shown{display:block}
h1{font-size:2em}h2{font-size:1.5em}a.anchor-link,.jp-InputPrompt,.jp-OutputPrompt,.prompt{display:none}
pre{font:17px/1.45 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;margin:.3em 0}
.highlight{background:#f5f5f2;border-radius:6px;padding:.4em .9em;margin:.6em 0}
.highlight pre{background:none}table{border-collapse:collapse}td,th{padding:.1em .8em .1em 0}
section .pydemo.pydemo{font-size:19px}section .pydemo.pydemo .call{font-size:17px}
section .pydemo.pydemo.pydemo.pydemo code{font-size:17px}
#place{position:fixed;right:1.2em;bottom:.8em;font-size:14px;opacity:.6}
@media screen and (prefers-color-scheme:dark){body{color:#e8eaed;background:#16191d}
.highlight{background:#22272e}a{color:#7fbdf0}}
@media print{section{display:block;page-break-after:always;min-height:0}#place{display:none}}
"""
_SCRIPT = """
const slides=[...document.querySelectorAll("section")];let at=0;
function show(n){at=Math.max(0,Math.min(slides.length-1,n));
slides.forEach((s,i)=>s.classList.toggle("shown",i===at));scrollTo(0,0);
document.getElementById("place").textContent=(at+1)+" / "+slides.length;
history.replaceState(null,"","#"+(at+1));}
addEventListener("keydown",e=>{const k=e.key;
if(["ArrowRight","PageDown"," ","Enter"].includes(k)){e.preventDefault();show(at+1);}
else if(["ArrowLeft","PageUp","Backspace"].includes(k)){e.preventDefault();show(at-1);}
else if(k==="Home")show(0);else if(k==="End")show(slides.length-1);});
let x=null;addEventListener("touchstart",e=>{x=e.touches[0].clientX;});
addEventListener("touchend",e=>{const d=e.changedTouches[0].clientX-x;
if(Math.abs(d)>60)show(at+(d<0?1:-1));});
show((parseInt(location.hash.slice(1))||1)-1);
"""
_SLIDES = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>{code_style}{style}</style></head>
<body>
{slides}
<div id="place"></div>
<script>{script}</script>
</body>
</html>
"""
