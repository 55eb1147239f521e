"""Who imports whom: imports within functions and those for type checking count too.

`from package import name` points to the module `package.name` where there is one, else to the package's `__init__.py`.
That an import of `a.b` also runs the `__init__.py` of `a` is no arrow.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from benchmarks.shape.graphs import Graph
from benchmarks.shape.modules import Module

TOP_ORDER = (("flows",), ("sources", "store", "digests"), ("literature",))
FLOWS_ORDER = (
    ("cli",),
    ("main_flows", "upkeep_flows"),
    ("server",),
    ("ui",),
    ("jobs",),
    ("curation", "files"),
    ("app",),
    ("delivery",),
    ("config",),
)


@dataclass(frozen=True)
class Name:
    """A name that an import binds: ``local`` stands for ``name`` of ``source``, or for the module where it is ''."""

    source: str
    name: str
    local: str
    renamed: bool
    line: int


def names(module: Module, nodes: Iterable[ast.AST]) -> Iterator[Name]:
    """The names that the import statements among ``nodes`` bind."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for each in node.names:
                bound = each.name if each.asname else each.name.partition(".")[0]
                renamed = each.asname not in (None, each.name)
                yield Name(bound, "", each.asname or bound, renamed, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            source = _source(module, node)
            for each in node.names:
                renamed = each.asname not in (None, each.name)
                yield Name(source, each.name, each.asname or each.name, renamed, node.lineno)


def _source(module: Module, node: ast.ImportFrom) -> str:
    """The module that is named after `from`, in full where it is a relative one."""
    if not node.level:
        return node.module or ""
    package = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
    kept = package[: len(package) - node.level + 1]
    return ".".join([*kept, node.module] if node.module else kept)


def import_graph(modules: Collection[Module]) -> Graph:
    """The graph of all modules of the product."""
    known = {module.name for module in modules}
    return {module.name: frozenset(_targets(module, known)) - {module.name} for module in modules}


def _targets(module: Module, known: set[str]) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from known.intersection(each.name for each in node.names)
    for each in names(module, (node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom))):
        submodule = f"{each.source}.{each.name}"
        yield from known.intersection([submodule if submodule in known else each.source])


def siblings(graph: Graph) -> Mapping[str, Graph]:
    """For each package that holds packages: how what lies directly in it (packages and files) imports each other."""
    packages = {node.rpartition(".")[0] for node in graph} - {""}
    parents = sorted({package.rpartition(".")[0] for package in packages} - {""})
    return {parent: _between_children(graph, parent) for parent in parents}


def _between_children(graph: Graph, parent: str) -> Graph:
    child = {node: _child(node, parent) for node in graph if _child(node, parent)}
    found = defaultdict[str, set[str]](set)
    for node, own in child.items():
        found[own] |= {child[other] for other in graph[node] if other in child} - {own}
    return {own: frozenset(others) for own, others in found.items()}


def _child(node: str, parent: str) -> str:
    inside = node.removeprefix(f"{parent}.")
    return inside.partition(".")[0] if inside != node else ""


def upward(graph: Graph) -> list[str]:
    """The imports against the order of the packages, or between two that must not know each other."""
    return sorted(f"{node} -> {other}" for node, others in graph.items() for other in others if _is_upward(node, other))


def _is_upward(node: str, other: str) -> bool:
    tops = node.partition(".")[0], other.partition(".")[0]
    if tops[0] != tops[1]:
        return _floor(tops[0], TOP_ORDER) >= _floor(tops[1], TOP_ORDER)
    if tops[0] != "flows":
        return False
    ranks = [_floor(_child(each, "flows"), FLOWS_ORDER) for each in (node, other)]
    return -1 not in ranks and ranks[0] > ranks[1]


def _floor(name: str, order: tuple[tuple[str, ...], ...]) -> int:
    return next((at for at, floor in enumerate(order) if name in floor), -1)


def second_names(modules: Iterable[Module]) -> list[str]:
    """Each import under another name than its own, with its place."""
    return [
        f"{module.path}:{each.line}: {f'{each.source}.{each.name}'.rstrip('.')} as {each.local}"
        for module in modules
        for each in sorted(names(module, ast.walk(module.tree)), key=attrgetter("line"))
        if each.renamed
    ]
