"""The tables that lie beside the code, in `data` of a house, read line by line."""

from importlib.resources import files


def lines_of(name: str, house: str = "indexer") -> list[str]:
    """The lines of a table, those left out that are empty or a remark ("# …")."""
    lines = files(house).joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def rows_of(name: str) -> list[list[str]]:
    """The rows of a table of `indexer/data`, each as its columns."""
    return [line.split("\t") for line in lines_of(name)]
