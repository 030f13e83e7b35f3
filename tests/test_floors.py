"""The architecture as a fact: imports point down, and one library has one door."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for house in ("indexer", "service", "web") for path in (ROOT / house).rglob("*.py"))

DOORS = {
    "faiss": {"indexer.vectors"},
    "tantivy": {"indexer.lexical"},
    "sqlite3": {"indexer.catalog", "indexer.catalog_writer", "indexer.ledger"},
    "sentence_transformers": {"indexer.embedding"},
    "tokenizers": {"indexer.embedding"},
    "onnxruntime": {"indexer.embedding"},
    "torch": {"indexer.device_encoder", "indexer.onnx_export"},
    "httpx": {"indexer.connectors.http"},
    "ijson": {"indexer.sources.json_stream"},
    "defusedxml": {"indexer.sources.spl_markup", "indexer.sources.xml_stream"},
    "yaml": {"indexer.sources.front_matter"},
    "rapidfuzz": {"indexer.spelling"},
    "pycountry": {"indexer.countries"},
    "drug_named_entity_recognition": {"indexer.world_drugs"},
    "cattrs": {"indexer.catalog_schema"},
    "pydantic": {f"service.routes.{name}" for name in ("filter_fields", "requests", "responses")},
    "jinja2": {"service.pages.rendering"},
    "prometheus_client": {"service.running.telemetry"},
    "uvicorn": {"service.running.protocol", "service.server"},
    "rich": {"service.commands.terminal"},
}
"""The modules that may import a library: who else needs it asks them."""

FLOORS = (
    ("tables",),
    ("settings", "urls", "understanding"),
    ("wording",),
    ("claims",),
    ("follow_ups", "search"),
    ("answering", "asked"),
    ("engine",),
    ("put_first",),
    ("first_page",),
    ("records_asked", "passages_asked", "trial_checked"),
    ("assistant", "quality"),
    ("pages", "running"),
    ("routes",),
    ("app",),
    ("server",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""The houses of service/, from the ground up; those beside each other do not know each other."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls_in(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """The names of the functions that are called by their name alone."""
    return (each.func.id for each in nodes if isinstance(each, ast.Call) and isinstance(each.func, ast.Name))


def read(path: Path) -> tuple[set[str], set[str]]:
    """What a module imports, and what it calls."""
    nodes = tuple(ast.walk(ast.parse(path.read_text())))
    return set(imports_of(nodes)), set(calls_in(nodes))


READ = {name_of(path): read(path) for path in MODULES}
IMPORTS = {name: imports for name, (imports, _) in READ.items()}


def test_the_indexer_knows_nothing_of_the_service() -> None:
    """indexer/ imports neither service nor web nor a web framework."""
    above = {"service", "web", "fastapi", "starlette", "uvicorn", "jinja2", "pydantic"}
    leaks = {
        name: found for name, used in IMPORTS.items() if name.startswith("indexer") and (found := roots(used) & above)
    }
    assert leaks == {}


def test_the_service_knows_nothing_of_file_formats() -> None:
    """Only the indexer reads sources."""
    leaks = {
        name: found
        for name, used in IMPORTS.items()
        if name.startswith("service") and (found := {module for module in used if module.startswith("indexer.sources")})
    }
    assert leaks == {}


def test_the_web_folder_holds_no_logic() -> None:
    """Templates and static files only."""
    assert [name for name in IMPORTS if name.startswith("web")] == ["web"]
    assert IMPORTS["web"] == set()


@pytest.mark.parametrize("library", DOORS)
def test_one_library_has_one_door(library: str) -> None:
    """A library appears in the module that owns it and nowhere else."""
    assert {name for name, used in IMPORTS.items() if library in roots(used)} == DOORS[library]


def test_no_ring_of_imports() -> None:
    """Following imports downwards always ends."""
    own = {name: {module for module in used if module in IMPORTS} for name, used in IMPORTS.items()}
    finished: set[str] = set()

    def descend(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, f"a ring: {' → '.join((*path[path.index(name) :], name))}"
        if name not in finished:
            for module in own[name]:
                descend(module, (*path, name))
            finished.add(name)

    for name in own:
        descend(name, ())


def test_the_service_is_built_in_floors() -> None:
    """A module of service/ imports from its own folder and from the floors below, never from above or beside."""
    floor = {house: number for number, houses in enumerate(FLOORS) for house in houses}
    inner = {name: name.split(".")[1] for name in IMPORTS if name.startswith("service.")}
    assert set(inner.values()) == set(floor)
    climbing = {
        (name, used)
        for name, house in inner.items()
        for used in IMPORTS[name]
        if used in inner and inner[used] != house and floor[inner[used]] >= floor[house]
    }
    assert climbing == set()


def test_nothing_is_unpickled_or_evaluated() -> None:
    """No pickle, marshal, shelve, eval or exec anywhere in the product."""
    for name, (imports, called) in READ.items():
        assert not called & {"eval", "exec", "compile", "__import__"}, name
        assert not roots(imports) & {"pickle", "marshal", "shelve", "dill", "joblib"}, name


def roots(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}
