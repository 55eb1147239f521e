"""The modules of a checkout, read from their text alone, and what can be counted on files: folders, lines, names.

The versions of the database schema are left out: each is written once and never changed.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

PACKAGES = ("flows", "sources", "store", "digests", "literature")
LEFT_OUT = "store/migrations/versions"

_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Module:
    """One file of the product."""

    path: PurePosixPath
    text: str

    @property
    def name(self) -> str:
        """Its dotted name; the `__init__.py` of a package has the name of the package."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if self.is_package else parts)

    @property
    def is_package(self) -> bool:
        """Whether it is an `__init__.py`."""
        return self.path.name == "__init__.py"

    @property
    def top(self) -> str:
        """The top package that it belongs to."""
        return self.path.parts[0]

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, str(self.path))

    @cached_property
    def code(self) -> frozenset[int]:
        """The numbers of its lines that hold code: no blank line, no comment, no docstring."""
        return frozenset(_code_lines(self.text, self.tree))


def read(root: Path) -> tuple[Module, ...]:
    """Every module of the product below ``root``, by path."""
    paths = sorted(path for top in PACKAGES for path in (root / top).rglob("*.py"))
    named = ((PurePosixPath(path.relative_to(root).as_posix()), path) for path in paths)
    return tuple(
        Module(short, path.read_text(encoding="utf-8")) for short, path in named if not short.is_relative_to(LEFT_OUT)
    )


def _code_lines(text: str, tree: ast.AST) -> Iterator[int]:
    said = list(_docstrings(tree))
    full = {number for number, line in enumerate(text.splitlines(), 1) if line.strip()}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in _NO_CODE or any(begin <= token.start < end for begin, end in said):
            continue
        yield from full.intersection(range(token.start[0], token.end[0] + 1))


def _docstrings(tree: ast.AST) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each bare string begins and ends: docstrings, and those that stand below a constant or a field."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)


def folders(modules: Iterable[Module]) -> Counter[str]:
    """How many files each folder holds, its `__init__.py` among them, those of folders within it not."""
    return Counter(str(module.path.parent) for module in modules)


def physical(module: Module) -> int:
    """How many lines the file has."""
    return len(module.text.splitlines())


def stems_twice(modules: Iterable[Module]) -> Mapping[str, tuple[str, ...]]:
    """File names that occur twice below one top package, as `top: stem`, each with its folders; names such as
    `__init__` mean nothing of their own and do not count."""
    found = defaultdict[str, list[str]](list)
    for module in modules:
        if not module.path.stem.startswith("__"):
            found[f"{module.top}: {module.path.stem}"].append(str(module.path.parent))
    return {stem: tuple(where) for stem, where in sorted(found.items()) if len(where) > 1}


def classes_twice(modules: Iterable[Module]) -> Mapping[str, tuple[str, ...]]:
    """Names of classes that are defined twice, in whatever package, each with its modules."""
    found = defaultdict[str, list[str]](list)
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(module.name)
    return {name: tuple(where) for name, where in sorted(found.items()) if len(where) > 1}
