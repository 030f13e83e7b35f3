"""The tables of words that lie beside the code in `service/data`, read line by line."""

from indexer import tables


def lines_of(name: str) -> list[str]:
    """The lines of a table, without remarks."""
    return tables.lines_of(name, "service")


def rows_of(name: str) -> list[list[str]]:
    """The rows of a table, each as its columns."""
    return tables.rows_of(name, "service")


def words_of(name: str) -> list[str]:
    """The words of a table, several per line."""
    return " ".join(lines_of(name)).split()
