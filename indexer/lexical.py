"""Lexical search: BM25 over three fields of each passage. The only door to tantivy.

    name     whose passage it is: drug or trial title, brand and generic names, identifiers
    section  the title of its section
    body     its own text, in the context it is embedded with

BM25 counts deleted documents until they are merged away, which would make an incremental build rank differently from
a full one. So nothing is ever deleted in place: passage numbers are cut into blocks, each block is one immutable
segment, a build writes anew the blocks that a change touches and hard-links the others from the generation before.
The statistics are those of exactly the passages that there are.
"""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.documents import Document, Label, Monograph
from indexer.errors import GenerationDamaged
from indexer.files import link_or_copy, links_to
from indexer.kept import Kept
from indexer.ordering import best_first, settled

FIELDS = ("name", "section", "body")
BOOSTS: Mapping[str, float] = {"name": 5.0, "section": 2.0, "body": 1.0}
"""What a field's BM25 counts for in the sum."""

_ANALYZER = "medpath_english"
_LONGEST_WORD = 64  # bytes; longer "words" are sequences and run-together tables
_HEAP_BYTES = 512_000_000  # an upper bound, used only as needed: one block must fit, to become one segment
_SMALLEST_BLOCK = 2048
_BLOCKS = 32  # few enough that a query visits them quickly, many enough that rewriting one is cheap
_SPARE = 32
MOST_LISTED = 2000
"""Up to this many allowed passages they are part of the query; beyond it the hits are filtered, which is faster."""
_KEPT_BYTES = 128 << 20
"""Of postings that were read, those asked for last."""
_FREQUENCIES_KEPT = 8192
_TEXTS_KEPT = 256  # a question is scored several times
_OWN_WORD, _OWN_SHARE = 3, 0.1
"""Passages that hold a word of the corpus's own, and their share of those with a name that it is near to."""
_SPELLED_SO = 2
"""Passages that write two words as one, for it to be a spelling and no slip."""
_NEIGHBOURS = re.compile(r"\b(?=([^\W_]+)[ \-‐‑]([^\W_]+))")
_BLOCKS_FILE = "blocks.json"


Postings = tuple[NDArray[np.int64], NDArray[np.float32]]
"""(numbers ascending, BM25 of a term) of the passages whose field holds it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one passage."""

    number: int
    name: str
    """Every name and identifier of its document; see `search_names`."""
    section: str
    """The section's title; empty where that is the document's own, which is among the names."""
    body: str
    """The passage in its context, as it is embedded: a passage is also about what its title says."""


def search_names(document: Document) -> str:
    """The text of the field `name`: every name and identifier a person might ask for a document by, each once."""
    record = document.record
    names: tuple[str | None, ...]
    if isinstance(record, Monograph):
        names = (record.generic_name, *record.brand_names, *record.synonyms, record.cas, record.unii)
    elif isinstance(record, Label):
        names = (*record.brand_names, *record.generic_names, *record.substances, *record.uniis, record.set_id)
    else:
        given = [name for each in record.interventions for name in (each.name, *each.other_names)]
        names = (record.acronym, record.nct_id, *given, *record.other_ids)
    distinct = {name.casefold(): name for name in (document.title, *names) if name}
    return "\n".join(distinct.values())


def block_size(passages: int) -> int:
    """How many passage numbers make a block in an index of this many passages: a power of two."""
    size = _SMALLEST_BLOCK
    while size * _BLOCKS < passages:
        size *= 2
    return size


class LexicalWriter:
    """Puts the lexical folder of a new generation together, block by block."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self.size = size
        self._segments: dict[int, list[dict[str, object]]] = {}
        self._meta: dict[str, object] = {}
        folder.mkdir(parents=True)

    def link(self, block: int, former: Path) -> None:
        """Take a block over, unchanged, from the lexical folder of another generation."""
        held = json.loads((former / _BLOCKS_FILE).read_text())
        segments = held["segments"].get(str(block))
        if segments is None:  # a block of holes
            return
        self._meta = self._meta or held["meta"]
        self._segments[block] = segments
        prefixes = {str(each["segment_id"]).replace("-", "") for each in segments}
        for file in sorted(former.iterdir()):
            if file.name.split(".")[0] in prefixes:
                link_or_copy(file, self._folder / file.name)

    def write(self, block: int, entries: Iterable[Entry]) -> None:
        """Index the passages of a block, in the order of their numbers; a block without passages takes no space.

        Raises OSError where the disk is full or fails.
        """
        try:
            self._write(block, entries)
        except ValueError as error:  # what tantivy raises for all that its files meet
            raise OSError(str(error)) from error

    def _write(self, block: int, entries: Iterable[Entry]) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder) as scratch:
            schema = _schema()
            index = tantivy.Index(schema, path=scratch)
            index.register_tokenizer(_ANALYZER, _analyzer())
            writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for entry in entries:
                fields = {"number": entry.number, "name": entry.name, "section": entry.section, "body": entry.body}
                # from_dict with the schema: Document(number=…) makes a signed value, which kills the writer later
                writer.add_document(tantivy.Document.from_dict(fields, schema))
            writer.commit()
            writer.wait_merging_threads()
            self._take(block, Path(scratch))

    def _take(self, block: int, scratch: Path) -> None:
        meta = json.loads((scratch / "meta.json").read_text())
        if not meta["segments"]:
            return
        self._segments[block] = meta["segments"]
        self._meta = meta
        for file in scratch.iterdir():
            if file.name.split(".")[0] in {each["segment_id"].replace("-", "") for each in meta["segments"]}:
                file.rename(self._folder / file.name)

    def close(self) -> None:
        """Write the list of segments that makes the blocks one index."""
        if not self._meta:
            raise ValueError("a lexical index needs at least one passage")
        blocks = sorted(self._segments)
        meta = self._meta | {"segments": [segment for block in blocks for segment in self._segments[block]]}
        (self._folder / "meta.json").write_text(json.dumps(meta))
        held = {"size": self.size, "segments": {str(block): self._segments[block] for block in blocks}, "meta": meta}
        (self._folder / _BLOCKS_FILE).write_text(json.dumps(held))


class Lexical:
    """BM25 over the passages of a generation: the sum over the fields, each times its boost (k1 1.2, b 0.75)."""

    def __init__(self, index: tantivy.Index, ranks: NDArray[np.int32]) -> None:
        self._searcher = index.searcher()
        self._schema = index.schema
        self.ranks = ranks
        """By passage number, see `indexer.ordering`."""
        self._postings = Kept[tuple[str, str], Postings](_KEPT_BYTES, _size)
        self._frequency_of = lru_cache(maxsize=_FREQUENCIES_KEPT)(self._read_frequency)
        self._run_together = lru_cache(maxsize=_TEXTS_KEPT)(self._join_neighbours)

    @classmethod
    def open(cls, folder: Path, ranks: NDArray[np.int32]) -> "Lexical":
        """Map the index; `ranks`: see `indexer.ordering`. Raises GenerationDamaged for what is not an index."""
        with _reading(str(folder)), links_to(folder) as links:  # tantivy writes a lock file beside what it opens
            index = tantivy.Index.open(str(links))
            index.config_reader("manual")
            index.register_tokenizer(_ANALYZER, _analyzer())
            return cls(index, ranks)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def numbers(self) -> NDArray[np.int64]:
        """The numbers of all passages that are indexed, ascending."""
        numbers, _ = self._top(tantivy.Query.all_query(), len(self))
        return np.sort(numbers)

    def terms(self, text: str) -> list[str]:
        """The words of a text as the index knows them: lower case, without stop words, stemmed; with repetitions."""
        return terms_of(text)

    def document_frequency(self, field: str, term: str) -> int:
        """In how many passages the field holds a term, given as `terms` gives it."""
        return self._frequency_of(field, term)

    def is_word_beside(self, word: str, names: Sequence[str]) -> bool:
        """Whether passages use a word in its own right: no form of these names, and not far less often than them."""
        terms = self.terms(word)
        others = [self.terms(name) for name in names]
        if not terms or terms in others:
            return False
        held, *beside = (
            min(self.document_frequency("body", term) for term in each) for each in (terms, *others) if each
        )
        return held >= max(_OWN_WORD, _OWN_SHARE * max(beside, default=0))

    def _read_frequency(self, field: str, term: str) -> int:
        with _reading("the index of words"):
            return int(self._searcher.doc_freq(field, term))

    def search(
        self, text: str, k: int, allowed: NDArray[np.int64] | None = None, boosts: Mapping[str, float] = BOOSTS
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k passages that match a text best, best first: (numbers, scores), any score above 0.

        `allowed`: only these passage numbers; the scores stay those of the whole index. A field whose boost is 0 or
        missing is not searched. A text of stop words alone matches nothing. Every character is text, none is syntax.
        """
        query = self.any_of(self.weighed(text, boosts))
        if query is None or k <= 0 or (allowed is not None and len(allowed) == 0):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if allowed is not None and len(allowed) <= MOST_LISTED:
            return best_first(*self.hits(query, allowed), self.ranks, k)
        return self._filtered(query, k, allowed)

    def postings(self, field: str, term: str) -> Postings:
        """The passages whose field holds a term: (numbers ascending, BM25 of the term)."""
        found = self._postings.get((field, term))
        if found is None:
            found = self._read_postings(field, term)
            self._postings.keep((field, term), found)
        return found

    def _read_postings(self, field: str, term: str) -> Postings:
        query = tantivy.Query.term_query(self._schema, field, term, "freq")
        numbers, scores = self._top(query, self.document_frequency(field, term))
        order = np.argsort(numbers)
        return numbers[order], scores[order]

    def hits(self, query: tantivy.Query, allowed: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All hits among these few passages, in the engine's own order; the more there are, the longer it takes."""
        listed = tantivy.Query.term_set_query(self._schema, "number", allowed.tolist())
        restricted = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.const_score_query(listed, 0.0))]
        return self._top(tantivy.Query.boolean_query(restricted), len(allowed))

    def _filtered(
        self, query: tantivy.Query, k: int, allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Fetch more and more until neither the filter nor ties can hide one of the first k."""
        ranks = self.ranks
        wanted = k + _SPARE
        if allowed is not None:
            ranks = np.full_like(self.ranks, -1)
            ranks[allowed] = self.ranks[allowed]
            wanted = wanted * len(self.ranks) // len(allowed)
        while True:
            numbers, scores = self._top(query, min(wanted, len(self)))
            if len(numbers) < wanted or settled(numbers, scores, ranks, k):
                return best_first(numbers, scores, ranks, k)
            wanted *= 4

    def _top(self, query: tantivy.Query, limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The first `limit` hits in the engine's own order."""
        with _reading("the index of words"):
            hits = self._searcher.search(query, max(1, limit), count=False).hits
            numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return np.array(numbers, dtype=np.int64), np.array([score for score, _ in hits], dtype=np.float32)

    def weighed(self, text: str, boosts: Mapping[str, float]) -> dict[tuple[str, str], float]:
        """(field, term) of a text → how often its BM25 counts; a word said twice counts twice.

        Two words side by side count as one as well where passages spell them so: "birth weight", "birthweight".
        """
        found = {
            (field, term): boosts[field] * count
            for term, count in Counter(self.terms(text)).items()
            for field in FIELDS
            if boosts.get(field, 0.0) > 0.0
        }
        if boosts.get("body", 0.0) > 0.0:
            for term in self._run_together(text):
                found.setdefault(("body", term), boosts["body"])
        return found

    def _join_neighbours(self, text: str) -> tuple[str, ...]:
        """The terms of two words of a text run together, as far as passages spell them so."""
        pairs = (pair for pair in _NEIGHBOURS.findall(text) if _STOPPED.isdisjoint(map(str.lower, pair)))
        terms = (term for pair in pairs for term in self.terms("".join(pair)))
        return tuple(term for term in terms if self.document_frequency("body", term) >= _SPELLED_SO)

    def any_of(self, weighed: Mapping[tuple[str, str], float]) -> tantivy.Query | None:
        """The query for these; None for none."""
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term, "freq"), weight),
            )
            for (field, term), weight in weighed.items()
        ]
        return tantivy.Query.boolean_query(clauses) if clauses else None


def _size(postings: Postings) -> int:
    return sum(each.nbytes for each in postings)


@contextmanager
def _reading(place: str) -> Iterator[None]:
    """What tantivy says of damage, and where it panics instead, as GenerationDamaged."""
    try:
        yield
    except BaseException as error:  # a panic is no Exception, and no module names its class
        if not isinstance(error, ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        raise GenerationDamaged(f"{place}: not a lexical index ({error}); rebuild: medpath build --full") from error


def terms_of(text: str) -> list[str]:
    """The words of a text as every index knows them: lower case, without stop words, stemmed; with repetitions."""
    return list(_analyzer().analyze(text))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_unsigned_field("number", stored=False, indexed=True, fast=True)
    return builder.build()


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.custom_stopword(list(STOP_WORDS)))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


STOP_WORDS = tuple(
    """a about am an and are as at be been being but by can could did do does doing for from had has have having he
    her hers him his how i if in into is it its me my of on or our ours she should so some such than that the their
    theirs them then there these they this those to us was we were what when where which while who whom whose why
    will with would you your yours s t""".split()
)
"""Words of questions and of grammar. "no", "not", "before", "after", "under", "over" are kept: in a label they mean."""
_STOPPED = frozenset(STOP_WORDS)
