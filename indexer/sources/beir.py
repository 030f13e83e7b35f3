"""BEIR `corpus.jsonl`: one `{"_id", "title", "text"}` per line, the form in which judged collections are published.

https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset. Every text is a monograph of one section. Only a
short title that is no everyday phrase ("rivastigmine", "Breo inhaler") is taken for the name of a drug.
"""

import re
from collections.abc import Iterator

from indexer.documents import Document, Monograph, Section
from indexer.drug_words import EVERYDAY_SUBSTANCES, is_ordinary
from indexer.names import fold
from indexer.sections import kinds_of
from indexer.sources.json_stream import records
from indexer.sources.reading import BOM, Problems, SourceFile
from indexer.text import canonical

FORMAT = "beir"
PUBLISHER = "judged collection"
SECTION_KEY = "text"

_LINE = re.compile(rb'\s*\{\s*"_id"\s*:')
_LONGEST_NAME = 3  # words
_SHORTEST_NAME = 4  # letters of its longest word
_TITLE_CHARACTERS = 60  # of the text, where it has no title


def recognises(name: str, head: bytes) -> bool:
    """A file of that name whose first object has `_id` first; the questions beside it are in other files."""
    return name == "corpus.jsonl" and _LINE.match(head.removeprefix(BOM)) is not None


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """Yield a document for each line; a record without an id or a text is a problem.

    Raises SourceError where the file is not JSON, or from where it stops being JSON.
    """
    for number, row in records(source, "", problems):
        text = canonical(str(row.get("text") or "")) if isinstance(row, dict) else ""
        if not text or not str(row.get("_id") or "").strip():
            problems.add(source.path, f"record {number}", "no _id or no text; expected a document of a BEIR corpus")
            continue
        document_id = str(row["_id"]).strip()
        stated = " ".join(canonical(str(row.get("title") or "")).split())
        title = stated or _beginning(text)
        yield Document(
            document_id=document_id,
            title=title,
            record=Monograph(generic_name=stated if _is_name(stated) else document_id),
            sections=(Section(SECTION_KEY, title, text),),
            source=source.origin(FORMAT, PUBLISHER),
        )


def _is_name(title: str) -> bool:
    """Short, and no heading ("Side effects"); of ordinary words at least two ("shingles vaccine").

    An everyday substance is one too ("nicotine"); an abbreviation or a rest of a title ("in") is not.
    """
    folded = fold(title)
    words = folded.split()
    if folded in EVERYDAY_SUBSTANCES:
        return True
    if not 0 < len(words) <= _LONGEST_NAME or kinds_of("", title) or max(map(len, words)) < _SHORTEST_NAME:
        return False
    return len(words) > 1 or not (is_ordinary(words[0]) or words[0].isdigit())


def _beginning(text: str) -> str:
    return " ".join(text[:_TITLE_CHARACTERS].split())
