"""Which function calls which, as far as the text tells, and the longest chain of calls of `ilwatch run`.

Followed: plain names (functions, and the `__init__` and `__post_init__` of classes), names of imported modules, methods
of `self` and of `super()`, and methods, `__call__` and properties of parameters, fields, variables and results whose
class an annotation or a constructor call tells. Only the functions of the product count. What a lambda calls counts for
the function in which it stands. A function that is handed over as an argument counts as called by the function that
hands it over, and not by the one that gets it: so no chain goes through a helper from one caller to what another handed
to it.

Not followed: callables kept in variables, fields and tables, returned, or the default of a parameter, and parameters
that are called; objects with `__call__` that are handed over; `getattr`; decorators; `with`, `for` and operators as
calls of dunder methods; from a Protocol or a base class to those that implement it; names taken out of a tuple; what
`isinstance` and `match` tell. So the chain goes as without a Prefect server: its flow is found by `getattr`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from benchmarks.shape.classes import Classes
from benchmarks.shape.functions import Def
from benchmarks.shape.graphs import Graph, Part, longest
from benchmarks.shape.modules import Module
from benchmarks.shape.names import is_decorated
from benchmarks.shape.symbols import Symbols, own_nodes, symbols

CLI = "flows.cli"
COMMAND = "run"
_CONSTRUCTORS = ("__new__", "__init__", "__post_init__")


def call_graph(modules: Collection[Module]) -> Graph:
    """Who calls whom, by `module:name`."""
    table = symbols(modules)
    classes = Classes(table)
    return {scope: frozenset(_called(function, scope, classes)) for scope, function in table.functions.items()}


def _called(function: Def, scope: str, classes: Classes) -> Iterator[str]:
    for node in own_nodes(function):
        if isinstance(node, ast.Call):
            for target in classes.targets(node.func, scope):
                yield from _run_by(target, classes)
            for argument in (*node.args, *(each.value for each in node.keywords)):
                yield from _handed(argument, scope, classes)
        elif isinstance(node, ast.Attribute):
            yield from (each for each in classes.targets(node, scope) if _is_property(each, classes.symbols))


def _run_by(target: str, classes: Classes) -> Iterator[str]:
    if target in classes.symbols.functions:
        yield target
    else:
        yield from filter(None, (classes.names.method(target, name) for name in _CONSTRUCTORS))


def _handed(argument: ast.expr, scope: str, classes: Classes) -> Iterator[str]:
    """The functions that an argument names; an object that can be called is not one."""
    if isinstance(argument, ast.Name | ast.Attribute):
        named = classes.targets(argument, scope) & classes.symbols.functions.keys()
        yield from (each for each in named if not each.endswith(".__call__"))


def _is_property(thing: str, table: Symbols) -> bool:
    return thing in table.functions and is_decorated(table.functions[thing], "property", "cached_property")


def chain_of_run(modules: Collection[Module], graph: Graph) -> tuple[Part, ...]:
    """The longest chain of calls that begins at the command `run`, recursion taken as one; empty without such one."""
    heads = [(module, node) for module in modules for node in module.tree.body if isinstance(node, Def)]
    starts = [f"{module.name}:{node.name}" for module, node in heads if _is_run(module, node)]
    return max((longest(graph, start) for start in starts), key=len, default=())


def _is_run(module: Module, node: Def) -> bool:
    if not (module.name == CLI or module.name.startswith(f"{CLI}.")):
        return False
    for each in node.decorator_list:
        if isinstance(each, ast.Call) and ast.unparse(each.func).rpartition(".")[2] == "command":
            named = [arg.value for arg in each.args if isinstance(arg, ast.Constant)]
            return COMMAND in (named or [node.name])
    return node.name == COMMAND
