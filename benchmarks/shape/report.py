"""The table: one line a measure, so that the tables of two checkouts can be laid side by side; lists stand below."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from statistics import median

from benchmarks.shape import functions, imports
from benchmarks.shape.calls import call_graph, chain_of_run
from benchmarks.shape.graphs import Graph, Part, circles, longest, within
from benchmarks.shape.modules import PACKAGES, Module, classes_twice, folders, physical, stems_twice

WIDTH = 44
MANY_FILES = 15


def lines(modules: Collection[Module]) -> Iterator[str]:
    """The whole table."""
    graph = imports.import_graph(modules)
    yield from _folders(modules)
    yield from _imports(graph)
    yield from _siblings(graph)
    yield from _listed("imports against the order", imports.upward(graph))
    yield from _lines(modules)
    yield from _functions(modules)
    yield from _calls(modules)
    yield from _listed("class names defined twice", _where(classes_twice(modules)))
    yield from _listed("file names twice below one top package", _where(stems_twice(modules)))
    yield from _listed("imports under a second name", imports.second_names(modules))


def _row(measure: str, value: object) -> str:
    return f"{measure:<{WIDTH}}{value}"


def _listed(measure: str, members: Sequence[str]) -> Iterator[str]:
    yield _row(measure, len(members))
    yield from (f"    {each}" for each in members)


def _where(found: Mapping[str, Iterable[str]]) -> list[str]:
    return [f"{name} ({', '.join(places)})" for name, places in found.items()]


def _folders(modules: Collection[Module]) -> Iterator[str]:
    counts = folders(modules)
    yield _row("files", sum(counts.values()))
    for folder, count in counts.most_common(1):
        yield _row("largest folder", f"{count} files: {folder}")
    over = [f"{folder}: {count}" for folder, count in counts.most_common() if count > MANY_FILES]
    yield from _listed(f"folders of more than {MANY_FILES} files", over)


def _imports(graph: Graph) -> Iterator[str]:
    yield _row("floors of imports, whole", len(longest(graph)))
    for top in PACKAGES:
        yield _row(f"floors of imports, {top}", len(longest(within(graph, top))))
    yield from _listed("circles of modules", [" <-> ".join(part) for part in circles(graph)])


def _siblings(graph: Graph) -> Iterator[str]:
    """Packages within a package; the files beside them are nodes too, so that no circle is missed that leads through
    one."""
    for parent, between in imports.siblings(graph).items():
        yield _row(f"floors of what lies directly in {parent}", len(longest(between)))
        yield from _listed(f"circles of what lies directly in {parent}", [" <-> ".join(p) for p in circles(between)])


def _lines(modules: Collection[Module]) -> Iterator[str]:
    yield _row("lines, whole (physical, code)", _sizes(modules))
    for top in PACKAGES:
        yield _row(f"lines, {top}", _sizes([module for module in modules if module.top == top]))


def _sizes(modules: Collection[Module]) -> str:
    return f"{sum(map(physical, modules)):>7} {sum(len(module.code) for module in modules):>7}"


def _functions(modules: Collection[Module]) -> Iterator[str]:
    found = functions.functions(modules)
    lengths = [each.lines for each in found]
    yield _row("functions", len(found))
    yield _row("lines of a function, median", median(lengths) if lengths else 0)
    yield _row("lines of a function, 90th percentile", functions.percentile(lengths, 0.9))
    if found:
        long = max(found, key=lambda each: each.lines)
        yield _row("lines of the longest function", f"{long.lines}: {long.module}:{long.name}")
    taking = [each for each in found if each.takes_app]
    by_folder = {folder: sum(each.folder == folder for each in taking) for folder in sorted({f.folder for f in taking})}
    yield _row("functions that take the whole app", len(taking))
    yield from (f"    {folder}: {count}" for folder, count in by_folder.items())
    yield from _listed("classes that hold the whole app", functions.app_holders(modules))


def _calls(modules: Collection[Module]) -> Iterator[str]:
    chain = chain_of_run(modules, call_graph(modules))
    yield from _listed("longest chain of calls of `ilwatch run`", [_called(part) for part in chain])


def _called(part: Part) -> str:
    return part[0] if len(part) == 1 else f"in a circle: {', '.join(part)}"
