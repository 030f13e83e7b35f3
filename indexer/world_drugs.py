"""The names of the world's drugs, so that "a drug we lack" can be told from "no drug at all".

Used when an index is built: the package's dictionary takes seconds to load and is stored in the package's own
binary form, so its names become rows of our catalog. Package: drug-named-entity-recognition (MIT), made from
DrugBank's open vocabulary, MedlinePlus, the NHS and Wikipedia.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from indexer.drug_words import DRUG_STEMS, EVERYDAY_SUBSTANCES, NOT_DRUGS, is_ordinary
from indexer.names import fold, without_salts
from indexer.tables import rows_of


def world_drug_names() -> Iterator[tuple[str, str]]:
    """Pairs (name, canonical name), both folded; brands, synonyms and generic names of medicines.

    Left out: what only a thesaurus of chemistry lists (enzymes, receptors), everyday substances and ordinary words.
    """
    from drug_named_entity_recognition import drugs_finder

    canonicals_of = drugs_finder.drug_variant_to_canonical
    facts = drugs_finder.drug_canonical_to_data
    medicines = {
        canonical
        for canonical, known in facts.items()
        if _REGISTERS & known.keys() or canonical.endswith(_STEMS) or canonical.startswith("insulin ")
    }
    for variant, canonicals in sorted(canonicals_of.items()):
        name = fold(variant)
        canonical = next((each for each in canonicals if each in medicines), None)
        if canonical is not None and _is_telling(name):
            yield name, without_salts(canonical)
    yield from ((name, canonical) for name, canonical in rows_of(_MISSING_BRANDS))


_STEMS = (*DRUG_STEMS, "patide")
"""A medicine by its ending, which only the thesaurus of chemistry among the package's sources lists: tirzepatide."""
_REGISTERS = {"drugbank_id", "medline_plus_id", "nhs_url", "wikipedia_url"}
_MISSING_BRANDS = "missing_brands.tsv"
"""Well-known brands that the package lacks, mostly of combinations, each with what is in it."""
_LONGEST_NAME = 5


def _is_telling(name: str) -> bool:
    """A name that, met in a question, says that a drug is meant."""
    words = name.split()
    if not 1 <= len(words) <= _LONGEST_NAME or len(name) < 4 or name in EVERYDAY_SUBSTANCES or name in NOT_DRUGS:
        return False
    return any(len(word) > 2 and not word.isdigit() and not is_ordinary(word) for word in words)


class WorldNames:
    """The names, loaded by another process while this one works: loading takes two seconds."""

    def __init__(self, loading: "subprocess.Popen[bytes]") -> None:
        self._loading = loading

    @classmethod
    def begin(cls) -> "WorldNames":
        """Begin to load them."""
        command = [sys.executable, "-m", "indexer.world_drugs"]
        return cls(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))  # noqa: S603 (our own)

    def read(self) -> dict[str, str]:
        """Name to canonical name; where the process failed they are loaded in this one, which tells why."""
        told, _ = self._loading.communicate()
        if self._loading.returncode != 0:
            return dict(world_drug_names())
        names: dict[str, str] = json.loads(told)
        return names

    def close(self) -> None:
        """End the process, whether the names were wanted or not."""
        with self._loading:
            self._loading.kill()


if __name__ == "__main__":
    json.dump(dict(world_drug_names()), sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # taking the dictionary apart takes as long as putting it together
