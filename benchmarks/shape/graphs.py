"""Directed graphs: their circles, and the longest chain once each circle is taken as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Graph = Mapping[str, frozenset[str]]
"""Where the arrows of each node point; every node is a key."""
Part = tuple[str, ...]
"""Nodes of which each reaches each other one, by name; mostly a single node."""


def circles(graph: Graph) -> list[Part]:
    """The sets of two or more nodes that reach each other."""
    return sorted(part for part in parts(graph) if len(part) > 1)


def parts(graph: Graph) -> list[Part]:
    """The strongly connected parts, each before those that it points to (Kosaraju)."""
    back = {node: frozenset(other for other in graph if node in graph[other]) for node in graph}
    seen = set[str]()
    last_done_first = [node for root in sorted(graph) for node in _deepest_first(graph, root, seen)][::-1]
    seen = set()
    found = (tuple(sorted(_deepest_first(back, root, seen))) for root in last_done_first)
    return [part for part in found if part]


def _deepest_first(graph: Graph, root: str, seen: set[str]) -> Iterator[str]:
    """What ``root`` reaches and is not ``seen``, each node after those that were found through it."""
    if root in seen:
        return
    seen.add(root)
    open_nodes = [(root, iter(sorted(graph[root])))]
    while open_nodes:
        node, others = open_nodes[-1]
        other = next((each for each in others if each not in seen), None)
        if other is None:
            open_nodes.pop()
            yield node
        else:
            seen.add(other)
            open_nodes.append((other, iter(sorted(graph[other]))))


def longest(graph: Graph, start: str | None = None) -> tuple[Part, ...]:
    """The longest chain, from ``start`` or from anywhere; of equally long ones always the same."""
    chains: dict[str, tuple[Part, ...]] = {}
    for part in reversed(parts(graph)):
        onward = (chains[other] for node in part for other in sorted(graph[node]) if other not in part)
        chain = (part, *max(onward, key=len, default=()))
        chains |= dict.fromkeys(part, chain)
    return chains[start] if start else max(chains.values(), key=len, default=())


def within(graph: Graph, prefix: str) -> Graph:
    """The graph of the modules of one package alone."""
    inside = {node for node in graph if node == prefix or node.startswith(f"{prefix}.")}
    return {node: graph[node] & inside for node in inside}
