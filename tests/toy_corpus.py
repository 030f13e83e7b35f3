"""Small corpora written for the tests, as files in the format for content written by hand."""

from collections.abc import Sequence
from pathlib import Path

from indexer.build import BuildOptions, build
from indexer.facts import Field
from indexer.generation import GENERATIONS, Generation, current_name
from indexer.report import BuildReport, Progress, silent
from tests.toy import ToyEncoder

NO_WORLD: dict[str, str] = {"baclofen": "baclofen", "warfarin": "warfarin", "toradol": "ketorolac"}
"""Instead of the world's drug names, which take seconds to load."""


def write_monograph(corpus: Path, name: str, sections: dict[str, str], **facts: object) -> Path:
    """Write `monographs/<name>.md`; facts are keys of its front matter."""
    path = corpus / "monographs" / f"{name.lower().replace(' ', '_')}.md"
    lines = ["kind: monograph", f"generic_name: {name}", *_lines(facts)]
    return _write(path, lines, sections)


def write_trial(corpus: Path, nct_id: str, title: str, sections: dict[str, str] | None = None, **facts: object) -> Path:
    """Write `trials/<nct_id>.md`; facts are keys of its front matter."""
    lines = ["kind: trial", f"nct_id: {nct_id}", f"title: {title}", *_lines(facts)]
    return _write(corpus / "trials" / f"{nct_id}.md", lines, sections or {"Summary": f"A study called {title}."})


def three_documents(corpus: Path) -> None:
    """Write two drugs and a trial."""
    write_monograph(
        corpus,
        "Baclofen",
        {"Indication": "Baclofen relaxes spastic muscles.", "Storage": "Keep the tablets dry and below 25 °C."},
        brand_names="[Lioresal]",
        cas="1134-47-0",
        associated_conditions="[Spasticity]",
    )
    write_monograph(
        corpus, "Warfarin", {"Indication": "Warfarin thins the blood.", "Warnings": "Bleeding can be fatal."}
    )
    write_trial(
        corpus,
        "NCT05418049",
        "Single doses in fragile X",
        status="RECRUITING",
        phases="[PHASE1, PHASE2]",
        conditions="[Fragile X Syndrome, 'Autism, Infantile']",
        interventions="[{type: DRUG, name: Baclofen}]",
        sponsor="Children's Hospital Medical Center, Cincinnati",
        enrolment="{count: 45, type: ESTIMATED}",
        first_posted="2022-06-14",
        last_posted="2024-07",
        sites="[{facility: Ward One, city: Cincinnati, country: United States}]",
    )


def build_toy(
    corpus: Path, index: Path, encoder: ToyEncoder | None = None, progress: Progress = silent, **options: bool
) -> BuildReport:
    """Build with the toy encoder."""
    return build([corpus], index, encoder or ToyEncoder(), BuildOptions(world_names=NO_WORLD, **options), progress)


def live_folder(index: Path) -> Path:
    """The folder of the live generation."""
    return index / GENERATIONS / current_name(index)


def found(index: Path) -> list[object]:
    """All that an index finds: ids and scores of both searches for some questions, its facets and its names."""
    generation = Generation.open(index)
    answers: list[object] = []
    for question in _ASKED:
        lexical = generation.lexical.search(question, 20)
        dense = generation.vectors.search(ToyEncoder().encode([question])[0], 20)
        answers.append(
            [
                (passage.passage_id, round(float(score), 4))
                for numbers, scores in (lexical, dense)
                for passage, score in zip(generation.catalog.passages(numbers), scores, strict=True)
            ]
        )
    facets = generation.catalog.facets(list(Field))
    answers.append([(field, counts) for field, counts in facets.items()])
    answers.append(list(generation.catalog.names))
    generation.close()
    return answers


_ASKED = ("baclofen for spastic muscles", "a study of drug 7", "bleeding", "participants word3 word5", "dose")


def _lines(facts: dict[str, object]) -> Sequence[str]:
    return [f"{key}: {value}" for key, value in facts.items()]


def _write(path: Path, front_matter: Sequence[str], sections: dict[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in sections.items())
    path.write_text("---\n" + "\n".join(front_matter) + f"\n---\n\n{body}\n", encoding="utf-8")
    return path
