"""Everything that answers from one generation, opened together and swapped together."""

import gc
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from indexer.catalog import Catalog, DocumentRow, PassageRow
from indexer.documents import Kind
from indexer.drug_words import is_word
from indexer.embedding import Encoder, OnnxEncoder, SentenceTransformerEncoder
from indexer.generation import Generation
from indexer.kept import Kept
from indexer.lexicon import Lexicon
from indexer.names import fold, tokens
from indexer.patterns import read_signs
from service.answering.answers import Answer
from service.answering.citations import Citation
from service.answering.drug_classes import class_at_the_end, classes_in
from service.answering.effects import effect_of
from service.answering.library import Library
from service.follow_ups.conversation import Turn, asks_nothing, follow, resolve
from service.follow_ups.follow_up import bare
from service.search.confidence import Confidence
from service.search.kept_vectors import KeptVectors
from service.search.retrieval import Retriever
from service.understanding.filters import Filters
from service.understanding.question import DrugMention, Question
from service.understanding.unapplied import NO_WORD_KNOWN, Unapplied
from service.understanding.vocabulary import Vocabulary

_LEADING_FROM = 10
"""Trials: whoever sponsors as many is meant by a word that is an ordinary one as well ("Lilly")."""
_MOSTLY_TESTED = 3
"""How often something is stated as an intervention for each time that it is as a condition, to be none in questions."""
_PROCEDURES = frozenset("transplant transplantation therapy chemotherapy radiotherapy surgery rehabilitation".split())
_MOST_ANSWERS = 128
"""Of some thirty kilobytes each: what many people ask is worked out once in a generation and a day."""
_WITH_WORDS = 40
_ALIKE = 3
_ALIKE_CANDIDATES = 40
_ALIKE_LEAST = 0.5  # a cosine below this is another subject


@dataclass(frozen=True)
class Engine:
    """One generation with its encoder, its reading of questions and its ranking. Safe to share between threads."""

    generation: Generation
    encoder: Encoder
    library: Library
    lexicon: Lexicon
    vocabulary: Vocabulary
    retriever: Retriever
    confidence: Confidence
    sentence_vectors: KeptVectors
    answers: Kept[Hashable, Answer] = field(default_factory=lambda: Kept(_MOST_ANSWERS))
    """Given lately, by all that they depend on."""

    @classmethod
    def open(cls, index: Path, model: str, encoder: Encoder | None = None) -> "Engine":
        """Open the live generation of an index folder, with the encoder exported beside it.

        Raises GenerationError for an index that cannot be served, ModelError for a model that cannot be loaded.
        """
        generation = Generation.open(index)
        if encoder is not None:
            return cls.of(generation, encoder)
        with _uncollected(), ThreadPoolExecutor(1) as beside:  # the encoder is loaded while the words are read
            loading = beside.submit(encoder_of, generation, model)
            lexicon, vocabulary = words_of(generation)
            return cls._of(generation, loading.result(), lexicon, vocabulary)

    @classmethod
    def of(cls, generation: Generation, encoder: Encoder) -> "Engine":
        """From a generation that is open."""
        with _uncollected():
            return cls._of(generation, encoder, *words_of(generation))

    @classmethod
    def _of(cls, generation: Generation, encoder: Encoder, lexicon: Lexicon, vocabulary: Vocabulary) -> "Engine":
        threadpool_limits(1, user_api="blas")  # a second thread for products so small is waited for: 9 ms instead of .4
        catalog = generation.catalog
        built = datetime.fromisoformat(generation.manifest.built_at).date()
        library = Library(catalog, generation.name, built)
        engine = cls(
            generation=generation,
            encoder=encoder,
            library=library,
            lexicon=lexicon,
            vocabulary=vocabulary,
            retriever=Retriever(generation, encoder),
            confidence=Confidence.open(),
            sentence_vectors=KeptVectors(encoder),
        )
        engine._warm_up()
        return engine

    @property
    def name(self) -> str:
        """The generation's."""
        return self.generation.name

    def _warm_up(self) -> None:
        """Do once what the first question would have to wait for: columns read, patterns and models loaded."""
        drug = self.library.coverage.drugs[:1]
        asked = f"Can {drug[0][1] if drug else 'it'} be stored in a fridge?"
        self.retriever.retrieve(self.understand(asked))
        for kind in Kind:  # how a kind of record is read is worked out with the first one
            first = self.library.catalog.select({"kind": kind})[:1]
            self.library.cite_records(first.tolist())
        self.library.catalog.facets(["status", "phase", "condition", "country", "state", "city", "sponsor", "year"])

    def read_ahead(self) -> None:
        """Do while nobody waits what a first question would: tables, signs of patterns, encoding drugs' names."""
        effect_of(self.understand("Does it cause headaches?"))
        classes_in("")
        read_signs()
        self.retriever.encode_names([drug.key for drug in self.library.drugs])

    def close(self) -> None:
        """Give back what is not given back with the object itself; nothing may be asked of it any more."""
        self.generation.close()

    def understand(
        self, text: str, history: Sequence[Turn] = (), filters: Filters | None = None, taken: Iterable[str] = ()
    ) -> Question:
        """Read a question after others, without the parts that the reader took away."""
        if not history and len(self.library.drugs) == 1 and "it" in fold(text).split():
            history = (Turn(self.library.drugs[0].name),)  # where one drug is covered, "it" is that drug
        history = [turn for turn in history if not self._says_nothing(turn.text)]
        is_read = not history or not self._says_nothing(text)
        question = resolve(text, history if is_read else (), self.lexicon, self.vocabulary, filters)
        question = question if is_read else replace(question, unapplied=(Unapplied(text.strip(), NO_WORD_KNOWN),))
        for name in taken:
            question = question.without(name)
        return question

    def _says_nothing(self, text: str) -> bool:
        """Whether nothing is read from a text, and no word of it is English or in a source: "asdf qwer"."""
        words = [each.word for each in tokens(bare(text))]
        if not words or any(is_word(each) or not each.isalpha() or self._is_in_a_source(each) for each in words):
            return False
        alone, there = (resolve(each, (), self.lexicon, self.vocabulary) for each in (text, f"trials in {bare(text)}"))
        named = (
            len(there.filters.named) > 1
            or alone.drugs
            or alone.unknown_drugs
            or alone.identifiers
            or alone.suggestions
            or alone.corrections
        )
        return not (named or alone.section or alone.filters.named or asks_nothing(text))

    def _is_in_a_source(self, word: str) -> bool:
        lexical = self.generation.lexical
        terms = lexical.terms(word)
        return not terms or any(lexical.document_frequency("body", each) for each in terms)

    def follow(self, before: Question, text: str) -> Question:
        """Read a text after a question that was read."""
        return follow(before, text, self.lexicon, self.vocabulary)

    def drug_keys(self, name: str) -> tuple[str, ...]:
        """The keys a drug's key or any name of it stands for; empty for one that is not here."""
        found = self.lexicon.drugs_by_name.get(fold(name), ())
        return found or tuple(key for link in self.lexicon.link(name) for key in link.drugs)

    def keys_of_one_drug(self, name: str) -> tuple[str, ...]:
        """The keys that records have for one drug, whatever it is called here: its generic name, its brands, its keys.

        A name that stands for several drugs is only what records give by that very name; empty for one that is none.
        What holds a "|" are keys already; what has neither letter nor digit is no name.
        """
        if "|" in name:
            return tuple(dict.fromkeys(filter(None, name.split("|"))))
        own, keys = fold(name), self.drug_keys(name)
        if not own:
            return ()
        select = self.library.catalog.select
        if not any(all(first in self._called(key) for key in keys) for first in keys):
            keys = ()
        while (more := tuple(dict.fromkeys(each for key in keys for each in (key, *self._called(key))))) != keys:
            keys = more
        is_more = len(np.setdiff1d(select({"drug": own}), select({"drug": "|".join(keys)}) if keys else ()))
        return (*keys, own) if is_more else keys

    def drugs_of(self, mention: DrugMention) -> tuple[str, ...]:
        """The first key of a drug that records call by several ("celecoxib", "celebrex"); all keys of a combination."""
        is_one = set(mention.drugs) <= set(self.keys_of_one_drug(mention.name))
        return mention.drugs[:1] if is_one else mention.drugs

    def _called(self, key: str) -> tuple[str, ...]:
        return self.lexicon.drugs_by_name.get(key, (key,))

    def similarity(self, question: Question) -> Callable[[Sequence[str]], Sequence[float]]:
        """The cosines of sentences with a question, encoded when they are asked for."""

        def cosines(sentences: Sequence[str]) -> Sequence[float]:
            found: list[float] = (self.sentence_vectors.of(sentences) @ self.retriever.vector_of(question)).tolist()
            return found

        return cosines

    def passages_with(self, text: str, documents: Sequence[DocumentRow]) -> tuple[PassageRow, ...]:
        """The passages of some documents that hold most of a text's words, best first."""
        among = self.generation.catalog.passages_of([row.number for row in documents])
        found, _ = self.generation.lexical.search(text, _WITH_WORDS, among, {"body": 1.0})
        return tuple(self.generation.catalog.passages(found.tolist()))

    def nearest_first(self, document: int, others: NDArray[np.int64]) -> NDArray[np.int64]:
        """Documents by their passage that is nearest to the middle of all passages of one, by their numbers."""
        catalog, vectors = self.generation.catalog, self.generation.vectors
        middle = vectors.rows[catalog.passages_of([document])].mean(axis=0, dtype=np.float32)
        passages = catalog.passages_of(others)
        nearest = np.full(int(others.max(initial=0)) + 1, -1.0, dtype=np.float32)
        np.maximum.at(nearest, catalog.document_of[passages], vectors.similarities(middle, passages))
        return others[np.argsort(-nearest[others], kind="stable")]

    def alike(self, cited: PassageRow) -> tuple[Citation, ...]:
        """The passages of other documents nearest to a passage, nearest first; numbered from 1."""
        vector = self.generation.vectors.vector(cited.number)
        numbers, cosines = self.generation.vectors.search(vector, _ALIKE_CANDIDATES)
        near = numbers[cosines > _ALIKE_LEAST].tolist()
        found: dict[int, int] = {}
        for row in self.generation.catalog.passages(near):
            if row.document != cited.document:
                found.setdefault(row.document, row.number)
        return self.library.cite(list(found.values())[:_ALIKE])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python's collector from looking again and again through what is made now, and stays: a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def words_of(generation: Generation) -> tuple[Lexicon, Vocabulary]:
    """The drugs' names, and the words that the corpus's own records use."""
    catalog = generation.catalog
    lexicon = Lexicon.from_names(catalog.names, catalog.world_names().items(), generation.lexical.is_word_beside)
    return lexicon, Vocabulary.of(
        conditions=catalog.values("condition"),
        interventions=catalog.values("intervention"),
        sponsors=catalog.values("sponsor"),
        countries=catalog.values("country"),
        cities=catalog.values("city"),
        states=catalog.values("state"),
        is_in_a_title=lru_cache(maxsize=1024)(catalog.is_in_a_title),
        section_keys=catalog.section_keys(),
        class_at_the_end=class_at_the_end,
        explained=catalog.abbreviations(),
        acronyms=catalog.acronyms(),
        numbers=catalog.other_numbers(),
        leading_sponsors=[
            str(each.value) for each in catalog.facets(["sponsor"])["sponsor"] if each.count >= _LEADING_FROM
        ],
        treatments=_treatments(catalog),
    )


def _treatments(catalog: Catalog) -> frozenset[str]:
    """What is stated as a condition now and then, folded, and several times as often as an intervention.

    A procedure is counted with its kinds: bone marrow transplantation with the autologous one.
    """
    stated, tested = Counter[str](), Counter[str]()
    facets = catalog.facets(["condition", "intervention"])
    for each in facets["condition"]:
        stated[fold(each.value or "")] += each.count
    for each in facets["intervention"]:
        words = fold(each.value or "").split()
        for at in range(max(len(words) - 1, 1)) if _PROCEDURES.intersection(words[-1:]) else (0,):
            tested[" ".join(words[at:])] += each.count
    return frozenset(name for name, count in stated.items() if name and tested[name] >= _MOSTLY_TESTED * count)


def encoder_of(generation: Generation, model: str) -> Encoder:
    """The encoder a generation was exported with, else the model itself, which takes seconds to load."""
    folder = generation.encoder_folder
    return OnnxEncoder.open(folder) if folder is not None else SentenceTransformerEncoder.load(model)
