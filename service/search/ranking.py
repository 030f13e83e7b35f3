"""What a ranking is asked for, what can be switched off in it, its weights, and what it comes back as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from service.search.features import Features


class Mode(StrEnum):
    """What ranks: meaning, words, or both."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


class Level(StrEnum):
    """What is ranked: passages, or sections or documents by their best passage."""

    PASSAGE = "passage"
    SECTION = "section"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Switches:
    """Each part of the ranking can be left out, to measure what it gives."""

    identifiers: bool = True
    filters: bool = True
    drugs: bool = True
    """Passages of the drug that is named come first; those about another that do not name it are left out."""
    beside: bool = True
    """What is asked beside the drug's name weighs more."""
    section: bool = True
    """Passages of the kind of section that is asked for come first."""
    fields: bool = True
    """Words count more in names and section titles than in the text."""
    standout: bool = True
    """A hit that stands out by its words is among the first three."""
    notes: bool = True
    """A patient's description is also searched condition by condition."""
    diversity: bool = True

    @classmethod
    def without(cls, *names: str) -> "Switches":
        """All parts but these. Raises TypeError for a part that does not exist."""
        return cls(**dict.fromkeys(names, False))


@dataclass(frozen=True, slots=True)
class Weights:
    """One setting for every corpus; how each was chosen is in docs/decisions.md."""

    dense: float = 0.7
    """Share of the cosine in a short question that names no drug, the rest is BM25's; each divided by its maximum."""
    dense_of_long: float = 0.6
    """The same in a long one, whose words say more."""
    names_alone: float = 0.05
    """In such a question, the share of BM25 in names and titles; what is left is that of the text."""
    names_of_long: float = 0.03
    """The same in a long one, which holds words of many titles."""
    section: float = 0.1
    """Added to a passage of a section of the kind asked for, times how sure that kind is."""
    section_speaking: float = 0.3
    """The same where the question names a drug that no document is about, for a passage that speaks of it."""
    dense_of_drug: float = 0.6
    """The cosine's share in a question that names a drug: there the next four are added to it."""
    names: float = 0.3
    """BM25 of the question in names and titles."""
    body: float = 0.15
    """BM25 in the text of what is asked beside the drug."""
    drug: float = 0.15
    """Added to a passage of a document about the drug."""
    drug_alone: float = 0.1
    """Added where a monograph or label is about nothing else: a drug's own label before that of a combination."""
    section_of_drug: float = 0.5
    """Added to such a passage in a section of the kind asked for."""
    beside: float = 0.8
    """How much of the drug name's direction is taken out of the question's vector; see `Retriever._beside_drugs`."""
    standout: float = 1.5
    """How many times the words of the first hit must score what those of the next document do."""
    pool: int = 200
    """Passages each index nominates, at least."""
    reciprocal: int = 20
    """k of the fusion of rankings for a patient's description."""


class Hit(NamedTuple):
    """A passage with its score and what it is made of."""

    passage_number: int
    document: int
    """Number of its document."""
    score: float
    part_names: tuple[str, ...] = ()
    part_values: Sequence[float] = ()

    @property
    def parts(self) -> Mapping[str, float]:
        """`dense` and `lexical` as the indexes gave them (a cosine; a sum of BM25), then what each bonus added."""
        return dict(zip(self.part_names, self.part_values, strict=True))


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits, best first, and what the confidence in them is judged by."""

    hits: tuple[Hit, ...] = ()
    features: Features = field(default_factory=Features)
    """What `service.search.confidence` decides by."""
