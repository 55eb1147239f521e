"""What a name, a dotted name or an annotation in the text stands for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from benchmarks.shape.bindings import bindings
from benchmarks.shape.functions import Def, parameters
from benchmarks.shape.symbols import Symbols, own_nodes

_TELL_NOTHING = {"Callable", "Literal", "type"}
_STAND_FOR_THEIR_FIRST = {"Annotated", "Optional", "Awaitable", "Final", "ClassVar"}
_PAIRS = {"dict", "Mapping", "MutableMapping", "defaultdict"}


@dataclass(frozen=True)
class Known:
    """The classes that something may have, and those of what it holds (a list, a mapping's values, an iterator)."""

    own: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()

    def __or__(self, other: Known) -> Known:
        return Known(self.own | other.own, self.held | other.held)

    @property
    def member(self) -> Known:
        """One of what it holds."""
        return Known(self.held, self.held)


NOTHING = Known()


@dataclass(frozen=True, eq=False)
class Names:
    """Looks names up in ``symbols``."""

    symbols: Symbols

    def thing(self, expression: ast.expr, scope: str) -> str:
        """The module, function, class or value that a plain or dotted name stands for in ``scope``, or ''."""
        if isinstance(expression, ast.Name):
            return self.named(expression.id, scope)
        if isinstance(expression, ast.Attribute) and (base := self.thing(expression.value, scope)):
            if base in self.symbols.modules:
                return self.symbols.found(f"{base}:{expression.attr}")
            return self.method(base, expression.attr)
        return ""

    def named(self, name: str, scope: str) -> str:
        """The same for a plain name: a variable hides what has its name further out."""
        for each in scopes(scope):
            if each in self.symbols.functions and name in variables(self.symbols.functions[each]):
                return ""
            if name in (bound := self.symbols.bound.get(each, {})):
                return self.symbols.found(bound[name])
        return self.symbols.found(f"{scope.partition(':')[0]}:{name}")

    def method(self, owner: str, name: str) -> str:
        """The method ``name`` of a class or of what it inherits from, or ''."""
        named = (f"{each}.{name}" for each in self.lineage(owner))
        return next((each for each in named if each in self.symbols.functions), "")

    def lineage(self, owner: str) -> Iterator[str]:
        """A class and those of the product that it inherits from."""
        if owner in self.symbols.classes:
            yield owner
            for base in self.symbols.classes[owner].bases:
                yield from self.lineage(self.thing(base, owner.partition(":")[0]))

    def around(self, scope: str) -> Iterator[str]:
        """The classes that ``scope`` lies in, the innermost first."""
        return (each for each in scopes(scope) if each in self.symbols.classes)

    def written(self, annotation: ast.expr | None, scope: str) -> Known:
        """What an annotation says."""
        match annotation:
            case ast.Constant(value=str(text)):
                return self.written(ast.parse(text, mode="eval").body, scope)
            case ast.BinOp(left=left, right=right):
                return self.written(left, scope) | self.written(right, scope)
            case ast.Subscript():
                return self._generic(annotation, scope)
            case ast.Name(id="Self"):
                return Known(frozenset(list(self.around(scope))[:1]))
            case ast.Name() | ast.Attribute():
                return self._plain(self.thing(annotation, scope))
        return NOTHING

    def _plain(self, thing: str) -> Known:
        """A class, or another name for a type."""
        if thing in self.symbols.classes:
            return Known(frozenset([thing]))
        value = self.symbols.values.get(thing)
        return self.written(value.expression, thing.partition(":")[0]) if value and not value.is_type else NOTHING

    def _generic(self, annotation: ast.Subscript, scope: str) -> Known:
        head = ast.unparse(annotation.value).rpartition(".")[2]
        given = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        if head in _TELL_NOTHING:
            return NOTHING
        if head in _STAND_FOR_THEIR_FIRST:
            return self.written(given[0], scope)
        inner = [self.written(each, scope) for each in (given[1:] if head in _PAIRS else given)]
        held = frozenset[str]().union(*(each.own | each.held for each in inner))
        return Known(self.written(annotation.value, scope).own, held)


def scopes(scope: str) -> Iterator[str]:
    """A function, those around it (and classes, whose names are not seen from within), and the module."""
    module, _, within = scope.partition(":")
    while within:
        yield f"{module}:{within}"
        within = within.rpartition(".")[0]
    yield module


@cache
def variables(function: Def) -> frozenset[str]:
    """The names of its parameters and variables."""
    given = {each.arg for each in parameters(function)}
    bound = {each.target.id for each in bindings(own_nodes(function)) if isinstance(each.target, ast.Name)}
    return frozenset(given | bound)


def is_decorated(function: Def, *names: str) -> bool:
    """Whether one of the decorators ``names`` stands above it."""
    return any(ast.unparse(each).rpartition(".")[2] in names for each in function.decorator_list)
