"""`pydemo gallery`: a set of collectibles as a contact sheet, HTML and PNG."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pydemo.cli.main import language_option
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.handle import Contract
    from pydemo.contract.piece import PieceData

MOST = 1_000


@click.command("gallery", help=text("cli.gallery.help"), short_help=text("cli.gallery.short"))
@click.option(
    "--out",
    "page",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=text("cli.gallery.out"),
)
@click.option(
    "--count",
    type=click.IntRange(1, MOST),
    default=64,
    show_default=True,
    help=text("cli.gallery.count", most=MOST),
)
@click.option("--seed", type=click.INT, default=0, show_default=True, help=text("cli.seed"))
@click.option("--engine", default="auto", show_default=True, help=text("cli.engine"))
@language_option
def command(page: Path, count: int, seed: int, engine: str) -> None:
    from pydemo.display.contact_sheet import check_renderer
    from pydemo.display.rarity import Rarity
    from pydemo.display.terminal import working

    picture = _picture_beside(page)
    check_renderer()
    with ExitStack() as stack:
        # Opened before the work, so that a place which cannot be written to is found at once.
        page_draft, picture_draft = (stack.enter_context(_draft(file)) for file in (page, picture))
        with working(text("cli.gallery.minting")):
            from pydemo.contract.chain import Chain
            from pydemo.plans.gallery import mint_set

            chain = Chain(engine=engine, seed=seed)
            collection, ids = mint_set(chain, count)
        summary = text("picture.summary", count=count, engine=chain.engine_name, seed=chain.seed)
        pieces = write_gallery(collection, ids, summary, page_draft, picture_draft)
        page_draft.replace(page)
        picture_draft.replace(picture)
    rarity = Rarity(pieces)
    rarest = min(pieces, key=rarity.rank)
    print(text("cli.gallery.written", count=count, page=page, picture=picture))
    traits = ", ".join(str(value) for value in rarest.traits.values())
    print(text("cli.gallery.rarest", name=rarest.name, traits=traits))


def write_gallery(
    collection: Contract, ids: Sequence[int], summary: str, page: Path, picture: Path
) -> list[PieceData]:
    """Write the contact sheet of any collection whose pictures are SVG, and return its pieces."""
    from pydemo.contract.piece import Piece
    from pydemo.display.contact_sheet import contact_sheet
    from pydemo.display.gallery import gallery_html
    from pydemo.display.terminal import progress

    tokens = [Piece(collection, token_id) for token_id in ids]
    pieces = [token.read() for token in progress(tokens, text("cli.gallery.reading"))]
    page.write_text(gallery_html(collection.name(), pieces, summary), encoding="utf-8")
    svgs = (piece.svg for piece in progress(pieces, text("cli.gallery.drawing")))
    picture.write_bytes(contact_sheet(svgs, len(pieces)))
    return pieces


def _picture_beside(page: Path) -> Path:
    """The PNG's name. Finds mistakes before the first second of work."""
    if page.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(
            f"--out {page}: that is the page, so the name must end in .html; "
            "the PNG is written beside it"
        )
    if not page.absolute().parent.is_dir():
        raise click.UsageError(f"--out {page}: there is no folder {page.parent}")
    picture = page.with_suffix(".png")
    if picture.is_dir():
        raise click.UsageError(f"--out {page}: {picture}, beside it, is a folder")
    return picture


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """A file beside the one that is meant, to become it in one step or to vanish."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        draft.touch()
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(file)) from None
    try:
        yield draft
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
