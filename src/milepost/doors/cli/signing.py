"""Signing at the command line: the answer on standard input, and the right that it gives.

Apart from the other options, since asking for factors loads much that a command which only reads can do without.
"""

from typing import Annotated

import typer

from milepost.doors.cli.options import read_password
from milepost.doors.cli.output import CommandError
from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.actors import Actor, actor_for
from milepost.platform.signatures.services import Signing

SignStdin = Annotated[
    bool,
    typer.Option(
        "--password-stdin",
        help="Sign: read the password from standard input, and from its second line a code where there is a second "
        "factor.",
    ),
]


def read_signing(actor: Actor) -> Signing:
    """The answer with which the person signs: the password as the first line of standard input.

    Somebody with a second factor sends a code of their app, or a recovery code, as the second line.
    """
    password = read_password(wanted=True)
    has_factor = actor.person is not None and actor.person.second_factor_since is not None
    return Signing(password, code=read_password(wanted=True) if has_factor else "")


def signing_actor(actor: Actor, *, has_password: bool) -> Actor:
    """The same person with the right to sign, once a password was handed over."""
    if not has_password or actor.person is None:
        raise CommandError(
            "signing takes your password",
            "add --password-stdin and send it on standard input",
            "password-wanted",
            {"field": "--password-stdin"},
        )
    return actor_for(actor.person, Channel.CLI)
