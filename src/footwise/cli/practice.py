"""`footwise practice`: the page that walks with a person, for people without a clinic."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footwise.cli.command import command
from footwise.errors import FootwiseError

if TYPE_CHECKING:
    from footwise.clinic.phone.alone import Opened

_PORT = 8443
# White on black, whatever the colours of the terminal are: cameras need a light edge.
_WHITE, _USUAL = "\x1b[97;40m", "\x1b[0m"


@command("footwise practice --static site")
def practice(
    static: Annotated[
        Path | None,
        typer.Option("--static", metavar="DIR", help="Write the page as files for any web server, and serve nothing."),
    ] = None,
    port: Annotated[int, typer.Option("--port", metavar="N", help="Where to listen.")] = _PORT,
    address: Annotated[
        str,
        typer.Option("--address", metavar="NAME", help="By which the phone finds this computer, such as my-mac.local."),
    ] = "",
    tls: Annotated[
        bool, typer.Option("--tls/--no-tls", help="Over https with a certificate of its own (default), or over http.")
    ] = True,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--dir", metavar="DIR", help="Where the certificate is kept; else your folder for programs' data."
        ),
    ] = None,
) -> None:
    r"""Practise with your own phone and without a clinic, towards a target of a professional's letter.

    The phone opens the page from this computer, in the same network, and keeps all that is walked and said to itself.
    A phone feels motion on https pages only, and warns of a certificate that this computer has signed itself; the page
    on the address says what may be done. It proposes no target: no load on the knee is measured.

    \b
    On a web server with https there is no warning, and it works without a network from the first visit on:
    footwise practice --static site
    """
    from footwise.clinic.phone.alone import serve_page, write_page

    if static is None:
        serve_page(port=port, address=address, tls=tls, folder=folder, on_open=_tell)
        return
    given = (("--port", port != _PORT), ("--address", address), ("--no-tls", not tls), ("--dir", folder))
    for option, is_given in given:
        if is_given:
            raise FootwiseError(option, "is not used by --static, which serves nothing", "Leave one of them out")
    count = write_page(static)
    print(f"{count} files in {static}. Put them on a web server with https, below any path:")
    print("there the page installs, feels steps, and works without a network from the first visit on.")


def _tell(opened: Opened) -> None:
    if opened.is_in_network:
        print(f"Open this address on the phone, in the same network as this computer: {opened.where}")
        print(_qr_code(opened.where))
    else:
        print(f"This computer is in no network, and only itself reaches the page: {opened.where}")
    if opened.trust:
        print("The phone warns, since this computer has signed its certificate itself. Either")
        print("  go on in spite of it: the coach works while this computer serves the page; or")
        print(f"  trust this computer once, see {opened.trust}: no warning, and no network needed.")
        print(f"  Compare before: {opened.fingerprint}")
    elif opened.is_in_network:
        print("Over http no phone feels a step: put a proxy with a certificate before it.")
    print("All that is walked and said stays in the phone. Stop with Ctrl-C.", flush=True)


def _qr_code(text: str) -> str:
    """Draw a text as a QR code, two rows of squares a line."""
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_L

    code = QRCode(error_correction=ERROR_CORRECT_L, border=2)
    code.add_data(text)
    code.make()
    rows = [list(row) for row in code.get_matrix()]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    # The light squares are drawn.
    signs = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    lines = ["".join(signs[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs]
    return "\n".join(f"{_WHITE}{line}{_USUAL}" if sys.stdout.isatty() else line for line in lines)
