"""A monograph's facts as text, one fact per line, so that a name or a number can be found, quoted and cited too."""

from indexer.documents import Monograph, Section
from indexer.sections import FACTS
from indexer.text import canonical, named


def monograph_facts_section(record: Monograph) -> Section:
    """Names and identifiers. The words before the colon are ours, what follows is the record's."""
    facts = named(
        ("Generic name", record.generic_name),
        ("Brand names", ", ".join(record.brand_names)),
        ("Other names", ", ".join(record.synonyms)),
        ("Drug type", record.drug_type),
        ("Drug class", record.drug_class),
        ("Chemical formula", record.formula),
        ("CAS number", record.cas),
        ("Unique Ingredient Identifier (UNII)", record.unii),
    )
    return Section(FACTS, "Facts", canonical("\n".join(facts)))
