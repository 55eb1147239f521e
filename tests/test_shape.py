"""The measures of a checkout's shape, on made-up trees."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.shape import functions, imports
from benchmarks.shape.calls import call_graph, chain_of_run
from benchmarks.shape.graphs import circles, longest
from benchmarks.shape.modules import Module, classes_twice, folders, physical, read, stems_twice
from benchmarks.shape.report import lines


def tree(folder: Path, files: Mapping[str, str]) -> tuple[Module, ...]:
    """The modules of a checkout that has ``files``; every folder of them is a package."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    return read(folder)


def chain(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The longest chain of calls, each by its last name; a circle by all of them."""
    modules = tree(folder, files)
    found = chain_of_run(modules, call_graph(modules))
    return ["+".join(each.rpartition(":")[2] for each in part) for part in found]


def test_floors_are_the_longest_chain_of_imports_with_those_within_functions(tmp_path: Path) -> None:
    modules = tree(
        tmp_path,
        {
            "flows/a.py": "from flows import b\n",
            "flows/b.py": "def late():\n    from literature.c import x\n",
            "literature/c.py": "x = 1\n",
        },
    )
    assert longest(imports.import_graph(modules)) == (("flows.a",), ("flows.b",), ("literature.c",))


def test_a_circle_is_listed_and_is_one_floor(tmp_path: Path) -> None:
    modules = tree(
        tmp_path,
        {
            "flows/a.py": "import flows.b\n",
            "flows/b.py": "from . import c\n",
            "flows/c.py": "from .b import late\nfrom flows.d import end\n",
            "flows/d.py": "end = 1\n",
        },
    )
    graph = imports.import_graph(modules)
    assert circles(graph) == [("flows.b", "flows.c")]
    assert longest(graph) == (("flows.a",), ("flows.b", "flows.c"), ("flows.d",))


def test_packages_side_by_side_can_be_in_a_circle_where_no_modules_are(tmp_path: Path) -> None:
    modules = tree(
        tmp_path,
        {
            "flows/jobs/a.py": "from flows.ui.b import x\n",
            "flows/jobs/c.py": "x = 1\n",
            "flows/ui/b.py": "x = 1\n",
            "flows/ui/d.py": "from flows.jobs.c import x\n",
        },
    )
    graph = imports.import_graph(modules)
    assert circles(graph) == []
    assert circles(imports.siblings(graph)["flows"]) == [("jobs", "ui")]


def test_an_import_upward_or_between_packages_of_one_floor_is_listed(tmp_path: Path) -> None:
    modules = tree(
        tmp_path,
        {
            "literature/a.py": "from store import b\n",
            "store/b.py": "from digests import c\n",
            "digests/c.py": "from literature import d\n",
            "literature/d.py": "",
            "flows/config.py": "from flows.cli.main import main\n",
            "flows/cli/main.py": "from flows.other import main\n",
            "flows/other.py": "from store import b\n",
        },
    )
    upward = imports.upward(imports.import_graph(modules))
    assert upward == ["flows.config -> flows.cli.main", "literature.a -> store.b", "store.b -> digests.c"]


def test_lines_of_code_are_without_blank_lines_comments_and_docstrings(tmp_path: Path) -> None:
    head = '"""Says\n\nwhat."""\n\n# why\nx = 1  # one\n"""What x is."""\n\n\n'
    text = head + 'def f():\n    """Says."""\n    return """a\n\nb"""\n'
    (module,) = (each for each in tree(tmp_path, {"flows/a.py": text}) if not each.is_package)
    assert (physical(module), sorted(module.code)) == (14, [6, 10, 12, 14])
    assert [each.lines for each in functions.functions([module])] == [3]


def test_a_function_takes_the_app_alone_or_in_a_union_and_not_by_a_callable(tmp_path: Path) -> None:
    text = (
        "def a(app: App): ...\n"
        "def b(x: 'App | None'): ...\n"
        "def c(act: Callable[[App], int]): ...\n"
        "class Visit:\n    app: App\n    def go(self, other: app.App): ...\n"
    )
    modules = tree(tmp_path, {"flows/a.py": text})
    assert [each.name for each in functions.functions(modules) if each.takes_app] == ["a", "b", "Visit.go"]
    assert functions.app_holders(modules) == ["flows.a.Visit (1 methods)"]


def test_a_percentile_is_a_length_that_occurs() -> None:
    assert functions.percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 100], 0.9) == 9


def test_calls_are_followed_through_names_modules_fields_and_methods(tmp_path: Path) -> None:
    files = {
        "flows/cli/main.py": "@app.command()\ndef run():\n    from flows import jobs\n    jobs.poll(1)\n",
        "flows/jobs.py": "from flows.app import open_app\n"
        "def poll(x):\n    with open_app() as app:\n        app.works.admit()\n",
        "flows/app.py": "from collections.abc import Iterator\nfrom store.works import Works\n"
        "class App:\n    works: Works\n"
        "def open_app() -> Iterator[App]: ...\n",
        "store/works.py": "class Base:\n    def _write(self):\n        return self.size\n"
        "    @property\n    def size(self): ...\n"
        "class Works(Base):\n    def admit(self):\n        self._write()\n",
    }
    assert chain(tmp_path, files) == ["run", "poll", "Works.admit", "Base._write", "Base.size"]


def test_attributes_given_to_self_and_members_of_lists_have_a_known_class(tmp_path: Path) -> None:
    files = {
        "flows/cli/run.py": "from flows.jobs import Poll\n@app.command('run')\ndef do():\n    Poll().go()\n",
        "flows/jobs.py": "class Source:\n    async def visit(self): ...\n"
        "class Poll:\n    def __init__(self, sources: list[Source] | None = None):\n        self._sources = sources\n"
        "    async def go(self):\n        for each in self._sources:\n            await each.visit()\n",
    }
    assert chain(tmp_path, files) == ["do", "Poll.go", "Source.visit"]


def test_a_function_handed_over_counts_as_called_by_who_hands_it_over(tmp_path: Path) -> None:
    files = {
        "flows/cli/main.py": "import flows.jobs\n@app.command()\ndef run():\n    flows.jobs.twice(first)\n"
        "def first():\n    flows.jobs.twice(second)\ndef second(): ...\n",
        "flows/jobs.py": "def twice(act): act()\n",
    }
    assert chain(tmp_path, files) == ["run", "first", "second"]


def test_recursion_is_one_link_of_the_chain(tmp_path: Path) -> None:
    text = "def run():\n    a()\ndef a():\n    b()\ndef b():\n    a()\n    c()\ndef c(): ...\n"
    assert chain(tmp_path, {"flows/cli/main.py": text}) == ["run", "a+b", "c"]


def test_a_variable_hides_the_function_of_its_name(tmp_path: Path) -> None:
    text = "def run(poll):\n    poll()\ndef poll(): ...\n"
    assert chain(tmp_path, {"flows/cli/main.py": text}) == ["run"]


def test_names_that_occur_twice_are_listed_with_their_places(tmp_path: Path) -> None:
    modules = tree(
        tmp_path,
        {
            "flows/jobs/poll.py": "class Letter: ...\n",
            "flows/ui/poll.py": "",
            "store/poll.py": "class Letter: ...\nclass Other: ...\n",
        },
    )
    assert classes_twice(modules) == {"Letter": ("flows.jobs.poll", "store.poll")}
    assert stems_twice(modules) == {"flows: poll": ("flows/jobs", "flows/ui")}
    assert folders(modules)["flows/jobs"] == 2


def test_an_import_under_its_own_name_is_no_second_name(tmp_path: Path) -> None:
    text = "import a as a\nfrom b import c as c\nimport numpy as np\ndef f():\n    from flows import x as y\n"
    found = imports.second_names(tree(tmp_path, {"flows/a.py": text}))
    assert found == ["flows/a.py:3: numpy as np", "flows/a.py:5: flows.x as y"]


def test_the_versions_of_the_schema_are_left_out(tmp_path: Path) -> None:
    modules = tree(tmp_path, {"store/migrations/versions/one.py": "", "store/a.py": ""})
    assert [module.name for module in modules] == ["store", "store.a"]


def test_the_table_of_a_tree_without_the_command_says_that_there_is_no_chain(tmp_path: Path) -> None:
    table = list(lines(tree(tmp_path, {"flows/a.py": "def f(): ...\n"})))
    assert any(line.split() == ["longest", "chain", "of", "calls", "of", "`ilwatch", "run`", "0"] for line in table)
