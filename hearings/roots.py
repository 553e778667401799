"""A guard: the five import roots must be this project's own.

scrapyd puts a project's egg last on the path, and `validators` is also the name of a package on PyPI, so a folder or a
package of the same name would silently be taken instead.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath

ROOTS = ("hearings", "spiders", "pipelines", "validators", "exports")


class ForeignRootError(ImportError):
    """A package of somebody else's answers to one of our names."""


def check_import_roots() -> None:
    """Raise `ForeignRootError` unless the five packages lie beside each other."""
    homes = {root: str(PurePath(str(import_module(root).__file__)).parent.parent) for root in ROOTS}
    ours = homes["hearings"]
    foreign = {root: home for root, home in homes.items() if home != ours}
    if foreign:
        names = ", ".join(f"{root} (from {home})" for root, home in sorted(foreign.items()))
        raise ForeignRootError(
            f"not this project's packages: {names}; expected them beside {ours}. "
            "Start in another folder, or uninstall the package of that name."
        )
