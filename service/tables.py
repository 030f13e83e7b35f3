"""The tables of words that lie beside the code in `service/data`, read line by line."""

from importlib.resources import files


def lines_of(name: str) -> list[str]:
    """The lines of a table, those left out that are empty or a remark ("# …")."""
    lines = files("service").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def words_of(name: str) -> list[str]:
    """The words of a table, several per line."""
    return " ".join(lines_of(name)).split()
