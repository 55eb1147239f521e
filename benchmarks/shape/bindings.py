"""What gives a name or an attribute its value within one function, and how."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from benchmarks.shape.functions import parameters


class How(Enum):
    """What the source of a binding says of its target."""

    VALUE = "it is the target's value"
    MEMBER = "it is gone through, member by member"
    ENTERED = "it is entered by `with`"
    TYPE = "it is the target's type"
    UNKNOWN = "nothing"


@dataclass(frozen=True)
class Binding:
    """One of them."""

    target: ast.expr
    source: ast.expr
    how: How


def bindings(nodes: Iterable[ast.AST]) -> Iterator[Binding]:
    """All bindings among ``nodes``; names that are taken from a tuple get no class, but are known as variables."""
    for node in nodes:
        for bound in _of(node):
            if isinstance(bound.target, ast.Tuple | ast.List):
                parts = (each for each in ast.walk(bound.target) if isinstance(each, ast.Name))
                yield from (Binding(part, bound.source, How.UNKNOWN) for part in parts)
            else:
                yield bound


def _of(node: ast.AST) -> list[Binding]:
    found = list[Binding]()
    match node:
        case ast.Assign(targets=targets, value=value):
            found += [Binding(target, value, How.VALUE) for target in targets]
        case ast.NamedExpr(target=target, value=value):
            found.append(Binding(target, value, How.VALUE))
        case ast.AnnAssign(target=target, annotation=annotation):
            found.append(Binding(target, annotation, How.TYPE))
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            found.append(Binding(node.target, node.iter, How.MEMBER))
        case ast.withitem(context_expr=entered, optional_vars=ast.expr() as target):
            found.append(Binding(target, entered, How.ENTERED))
        case ast.Lambda():
            found += [Binding(ast.Name(each.arg), node.body, How.UNKNOWN) for each in parameters(node)]
    return found
