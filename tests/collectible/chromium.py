"""A headless browser, and what it has painted. No network."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Colour = tuple[int, int, int]


def find_browser() -> str:
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    pytest.fail(
        f"no browser found (looked for {', '.join(_NAMES)}): "
        "install one, on Debian with `apt-get install chromium`"
    )


def screenshot(page: Path, folder: Path, width: int, height: int) -> Pixels:
    """Open a page from disk and photograph the window."""
    picture = folder / "screenshot.png"
    arguments = [
        find_browser(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--hide-scrollbars",
        "--force-color-profile=srgb",
        "--force-device-scale-factor=1",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},{height}",
        f"--screenshot={picture}",
        page.as_uri(),
    ]
    result = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    assert picture.exists(), result.stderr
    return Pixels.read(picture.read_bytes())


@dataclass(frozen=True)
class Pixels:
    """A decoded PNG: rows of RGB bytes."""

    width: int
    height: int
    rows: list[bytes]

    @classmethod
    def read(cls, png: bytes) -> Pixels:
        """Decode a PNG of 8 bits a channel, RGB or RGBA, not interlaced (RFC 2083)."""
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        width, height, depth, kind, *rest = struct.unpack(">IIBBBBB", png[16:29])
        channels = {2: 3, 6: 4}[kind]
        assert (depth, *rest) == (8, 0, 0, 0)
        data, position = b"", 8
        while position < len(png):
            (length,) = struct.unpack(">I", png[position : position + 4])
            if png[position + 4 : position + 8] == b"IDAT":
                data += png[position + 8 : position + 8 + length]
            position += 12 + length
        raw, stride = zlib.decompress(data), width * channels
        rows, above = [], bytearray(stride)
        for start in range(0, len(raw), stride + 1):
            row = bytearray(raw[start + 1 : start + 1 + stride])
            _unfilter(raw[start], row, above, channels)
            above = row
            if channels == 4:
                row = bytearray(byte for place, byte in enumerate(row) if place % 4 != 3)
            rows.append(bytes(row))
        return cls(width, height, rows)

    def at(self, x: int, y: int) -> Colour:
        red, green, blue = self.rows[y][3 * x : 3 * x + 3]
        return red, green, blue

    def part(self, x: int, y: int, width: int, height: int) -> Pixels:
        rows = [row[3 * x : 3 * (x + width)] for row in self.rows[y : y + height]]
        return Pixels(width, height, rows)

    def colours(self) -> dict[Colour, int]:
        """Each colour, and how many pixels have it."""
        counts: dict[Colour, int] = {}
        for row in self.rows:
            for pixel in zip(row[::3], row[1::3], row[2::3], strict=True):
                counts[pixel] = counts.get(pixel, 0) + 1
        return counts

    def difference(self, other: Pixels) -> float:
        """Mean difference of the channels, from 0 to 255."""
        assert (self.width, self.height) == (other.width, other.height)
        ours, theirs = b"".join(self.rows), b"".join(other.rows)
        return sum(abs(a - b) for a, b in zip(ours, theirs, strict=True)) / len(ours)


def _unfilter(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    for place in range(len(row)):
        left = row[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        up = above[place]
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        elif kind == 4:
            guess = min((left, up, corner), key=lambda near: abs(left + up - corner - near))
        else:
            return
        row[place] = (row[place] + guess) % 256
