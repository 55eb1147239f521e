"""What each name of the product stands for: a table of its functions, classes and values, and of imported names.

A thing is named `module:name.within.it`; a module by its dotted name alone.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from benchmarks.shape.functions import Def, definitions
from benchmarks.shape.imports import names
from benchmarks.shape.modules import Module


@dataclass(frozen=True)
class Value:
    """What a name of a module was given: an expression, or only the type that is written beside it."""

    expression: ast.expr
    is_type: bool


@dataclass(frozen=True)
class Symbols:
    """The tables. ``bound`` holds, for each module and function, what its own imports and definitions name."""

    modules: frozenset[str]
    functions: dict[str, Def]
    classes: dict[str, ast.ClassDef]
    values: dict[str, Value]
    bound: dict[str, dict[str, str]]

    def found(self, thing: str) -> str:
        """Where ``thing`` is defined, however often it was imported onward; '' where it is none of the product's."""
        asked = set[str]()
        while thing not in self.modules and not self.is_defined(thing):
            module, _, name = thing.partition(":")
            if thing in asked or module not in self.modules:
                return ""
            asked.add(thing)
            submodule = f"{module}.{name}"
            thing = self.bound[module].get(name, submodule if submodule in self.modules else "")
        return thing

    def is_defined(self, thing: str) -> bool:
        """Whether ``thing`` is a function, a class or a value of the product."""
        return thing in self.functions or thing in self.classes or thing in self.values


def symbols(modules: Collection[Module]) -> Symbols:
    """The tables of ``modules``."""
    found = Symbols(frozenset(module.name for module in modules), {}, {}, {}, {})
    for module in modules:
        found.bound[module.name] = _bound(module, module.tree)
        found.values.update((f"{module.name}:{name}", value) for name, value in _values(module.tree))
        for name, node in definitions(module.tree):
            _define(found, module, name, node)
    return found


def _define(found: Symbols, module: Module, name: str, node: Def | ast.ClassDef) -> None:
    thing = f"{module.name}:{name}"
    if isinstance(node, ast.ClassDef):
        found.classes[thing] = node
    else:
        found.functions[thing] = node
        found.bound[thing] = _bound(module, node, within=f"{name}.")


def _bound(module: Module, scope: ast.AST, within: str = "") -> dict[str, str]:
    """What the imports and definitions of ``scope`` itself name."""
    own = list(own_nodes(scope))
    table = {each.name: f"{module.name}:{within}{each.name}" for each in own if isinstance(each, Def | ast.ClassDef)}
    for each in names(module, own):
        table[each.local] = f"{each.source}:{each.name}" if each.name else each.source
    return table


def _values(tree: ast.Module) -> Iterator[tuple[str, Value]]:
    for node in own_nodes(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, Value(node.annotation, is_type=True)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, Value(node.value, is_type=False)


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """What runs when ``scope`` runs, in the order of the text: functions and classes within it are given, but not
    gone into; lambdas are its own."""
    bodies = scope.body if isinstance(scope, Def | ast.ClassDef | ast.Module) else ast.iter_child_nodes(scope)
    for node in bodies:
        yield node
        if not isinstance(node, Def | ast.ClassDef):
            yield from own_nodes(node)
