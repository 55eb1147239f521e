"""Functions: how long they are, and which take the whole application."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from benchmarks.shape.modules import Module

APP = ("App", "App")
"""The class that holds everything, by its name of before and by that of now."""

Def = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """A function or method: its place, and its lines of code without the docstring and without decorators. The lines of
    a function within it count for both."""

    module: str
    name: str
    lines: int
    takes_app: bool

    @property
    def folder(self) -> str:
        """The package that its module lies in."""
        return self.module.rpartition(".")[0]


def functions(modules: Iterable[Module]) -> list[Function]:
    """All functions, nested ones and methods too."""
    return [
        Function(module.name, name, _length(module, node), _takes_app(node))
        for module in modules
        for name, node in definitions(module.tree)
        if isinstance(node, Def)
    ]


def definitions(tree: ast.AST, within: str = "") -> Iterator[tuple[str, Def | ast.ClassDef]]:
    """Every function and class, by its name within the module (`Class.method.nested`)."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Def | ast.ClassDef):
            name = f"{within}.{node.name}".lstrip(".")
            yield name, node
            yield from definitions(node, name)
        else:
            yield from definitions(node, within)


def _length(module: Module, node: Def) -> int:
    return len(module.code.intersection(range(node.lineno, (node.end_lineno or node.lineno) + 1)))


def _takes_app(node: Def) -> bool:
    return any(_is_app(each.annotation) for each in parameters(node))


def parameters(node: Def | ast.Lambda) -> list[ast.arg]:
    """All parameters that have a name."""
    given = node.args
    starred = [each for each in (given.vararg, given.kwarg) if each]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *starred]


def _is_app(annotation: ast.expr | None) -> bool:
    """Whether the app itself is asked for: alone, or as one of a union; a callable that takes it is another matter."""
    if isinstance(annotation, ast.BinOp):
        return _is_app(annotation.left) or _is_app(annotation.right)
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return any(part.strip() in APP for part in annotation.value.split("|"))
    return isinstance(annotation, ast.Name | ast.Attribute) and ast.unparse(annotation).rpartition(".")[2] in APP


def app_holders(modules: Iterable[Module]) -> list[str]:
    """The classes with a field for the app: their methods take it too, without a parameter."""
    return [
        f"{module.name}.{name} ({sum(isinstance(each, Def) for each in node.body)} methods)"
        for module in modules
        for name, node in definitions(module.tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(each, ast.AnnAssign) and _is_app(each.annotation) for each in node.body)
    ]


def percentile(lengths: Sequence[int], share: float) -> int:
    """The length that ``share`` of the functions do not exceed (nearest rank)."""
    return sorted(lengths)[max(ceil(share * len(lengths)) - 1, 0)] if lengths else 0
