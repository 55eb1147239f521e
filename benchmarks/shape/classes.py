"""Which class of the product an expression has, and what a call calls, as far as annotations and constructor calls
tell."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from benchmarks.shape.bindings import Binding, How, bindings
from benchmarks.shape.functions import Def, parameters
from benchmarks.shape.names import NOTHING, Known, Names, is_decorated, scopes
from benchmarks.shape.symbols import Symbols, own_nodes


class Classes:
    """Looks up the classes of expressions; what it found it keeps."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.names = Names(symbols)
        self._variables: dict[str, dict[str, Known]] = {}
        self._fields: dict[str, dict[str, Known]] = {}
        self._values: dict[str, Known] = {}

    def targets(self, called: ast.expr, scope: str) -> frozenset[str]:
        """The functions, and the classes, that a call of ``called`` calls."""
        thing = self.names.thing(called, scope)
        value = self.symbols.values.get(thing)
        if value and not value.is_type and isinstance(value.expression, ast.Name | ast.Attribute):
            thing = self.names.thing(value.expression, thing.partition(":")[0])  # a second name within its module
        if thing in self.symbols.functions or thing in self.symbols.classes:
            return frozenset([thing])
        found = [self.names.method(owner, "__call__") for owner in self.of(called, scope).own]
        if isinstance(called, ast.Attribute):
            found += [self.names.method(owner, called.attr) for owner in self._owners(called.value, scope)]
        return frozenset(found) - {""}

    def _owners(self, expression: ast.expr, scope: str) -> frozenset[str]:
        if isinstance(expression, ast.Call) and ast.unparse(expression.func) == "super":
            lineages = (list(self.names.lineage(own)) for own in self.names.around(scope))
            return frozenset(base for lineage in lineages for base in lineage[1:2])
        return self.of(expression, scope).own

    def of(self, expression: ast.expr, scope: str) -> Known:
        """What an expression has in ``scope``."""
        known = NOTHING
        match expression:
            case ast.Name(id=name):
                known = self._variable(name, scope)
            case ast.Attribute():
                known = self._attribute(expression, scope)
            case ast.Call():
                known = self._result(expression, scope)
            case ast.Subscript(value=value):
                known = self.of(value, scope).member
            case ast.Await(value=value) | ast.NamedExpr(value=value) | ast.Starred(value=value):
                known = self.of(value, scope)
            case ast.IfExp(body=body, orelse=other):
                known = self.of(body, scope) | self.of(other, scope)
            case ast.BoolOp(values=members):
                known = self._any(members, scope)
            case ast.List(elts=members) | ast.Tuple(elts=members) | ast.Set(elts=members):
                known = Known(held=self._any(members, scope).own)
            case ast.ListComp(elt=member) | ast.SetComp(elt=member) | ast.GeneratorExp(elt=member):
                known = Known(held=self.of(member, scope).own)
        return known

    def _any(self, members: list[ast.expr], scope: str) -> Known:
        known = NOTHING
        for each in members:
            known |= self.of(each, scope)
        return known

    def _variable(self, name: str, scope: str) -> Known:
        for each in scopes(scope):
            if name in (table := self._variables_of(each)):
                return table[name]
        return self._value(self.names.named(name, scope))

    def _value(self, thing: str) -> Known:
        """What a value of a module has."""
        if thing not in self._values and (value := self.symbols.values.get(thing)):
            self._values[thing] = NOTHING  # for a value that is made from itself
            read = self.names.written if value.is_type else self.of
            self._values[thing] = read(value.expression, thing.partition(":")[0])
        return self._values.get(thing, NOTHING)

    def _attribute(self, expression: ast.Attribute, scope: str) -> Known:
        if thing := self.names.thing(expression, scope):
            return self._value(thing)
        known = NOTHING
        for owner in self.of(expression.value, scope).own:
            tables = (self._fields_of(each) for each in self.names.lineage(owner))
            known |= next((table[expression.attr] for table in tables if expression.attr in table), NOTHING)
        return known

    def _result(self, call: ast.Call, scope: str) -> Known:
        if isinstance(call.func, ast.Subscript):  # `list[Account]()`
            return self.names.written(call.func, scope)
        known = NOTHING
        for target in self.targets(call.func, scope):
            if target in self.symbols.classes:
                known |= Known(frozenset([target]))
            else:
                known |= self.names.written(self.symbols.functions[target].returns, outside(target))
        return known

    def _variables_of(self, scope: str) -> Mapping[str, Known]:
        """The parameters and variables of a function; none of a module or a class."""
        if scope not in self._variables and scope in self.symbols.functions:
            function = self.symbols.functions[scope]
            table = self._variables[scope] = self._parameters(function, scope)
            for each in bindings(own_nodes(function)):  # what one of them asks for stands further up, in the table
                if isinstance(each.target, ast.Name):
                    table[each.target.id] = table.get(each.target.id, NOTHING) | self._bound(each, scope)
        return self._variables.get(scope, {})

    def _parameters(self, function: Def, scope: str) -> dict[str, Known]:
        given = {each.arg: self.names.written(each.annotation, outside(scope)) for each in parameters(function)}
        if outside(scope) in self.symbols.classes and given and not is_decorated(function, "staticmethod"):
            given[next(iter(given))] = Known(frozenset([outside(scope)]))
        return given

    def _bound(self, binding: Binding, scope: str) -> Known:
        if binding.how is How.UNKNOWN:
            return NOTHING
        if binding.how is How.TYPE:
            return self.names.written(binding.source, scope)
        known = self.of(binding.source, scope)
        if binding.how is How.MEMBER:
            return known.member
        return known | known.member if binding.how is How.ENTERED else known

    def _fields_of(self, owner: str) -> Mapping[str, Known]:
        """The fields of a class: annotated in it, read as a property, or given to `self` by one of its methods."""
        if owner not in self._fields:
            table = self._fields[owner] = {}
            for node in self.symbols.classes[owner].body:
                for name, known in self._given_by(node, owner):
                    table[name] = table.get(name, NOTHING) | known
        return self._fields[owner]

    def _given_by(self, node: ast.stmt, owner: str) -> Iterator[tuple[str, Known]]:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, self.names.written(node.annotation, owner)
        elif isinstance(node, Def) and is_decorated(node, "property", "cached_property"):
            yield node.name, self.names.written(node.returns, owner)
        elif isinstance(node, Def):
            for each in bindings(own_nodes(node)):
                if isinstance(each.target, ast.Attribute) and ast.unparse(each.target.value) == "self":
                    yield each.target.attr, self._bound(each, f"{owner}.{node.name}")


def outside(scope: str) -> str:
    """The function, class or module that a function lies in."""
    return list(scopes(scope))[1]
