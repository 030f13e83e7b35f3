"""The tables that lie beside the code, in `data` of a house."""

from importlib.resources import files


def text_of(name: str, house: str = "indexer") -> str:
    """A file as it is."""
    return files(house).joinpath("data", name).read_text(encoding="utf-8")


def lines_of(name: str, house: str = "indexer") -> list[str]:
    """The lines of a table, those left out that are empty or a remark ("# …")."""
    return [line for line in text_of(name, house).splitlines() if line and not line.startswith("#")]


def rows_of(name: str, house: str = "indexer") -> list[list[str]]:
    """The rows of a table, each as its columns."""
    return [line.split("\t") for line in lines_of(name, house)]


def lists_of(name: str, house: str = "indexer") -> dict[str, tuple[str, ...]]:
    """The lists of a table: a name, and indented below it words, between commas where some are of several words."""
    found: dict[str, list[str]] = {}
    for line in lines_of(name, house):
        if line.startswith(" "):
            found[next(reversed(found))].append(line.strip())
        else:
            found[line] = []
    joined = {name: " ".join(lines) for name, lines in found.items()}
    return {name: tuple(text.split(", ") if "," in text else text.split()) for name, text in joined.items()}
