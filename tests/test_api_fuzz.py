"""The API keeps its own contract, whatever it is sent: no defect, no status and no content that is not documented.

TEST_FUZZ_CASES sets how many cases each operation gets.
"""

import os
import time
from collections import Counter
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.app import create_app
from service.asked import Asked
from service.assistant import Assistant, answer
from service.engine import Engine
from service.follow_ups.conversation import Turn
from service.settings import Settings

CASES = int(os.environ.get("TEST_FUZZ_CASES", "12"))
KEPT = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_every_operation_keeps_its_contract(engine: Engine, tmp_path: Path) -> None:
    """Values as documented and others, for every operation of the document."""
    app = create_app(
        Settings(index=tmp_path, feedback=tmp_path / "feedback.jsonl", rate_per_minute=0), Assistant(engine)
    )
    asked: Counter[str] = Counter()
    broken: dict[str, str] = {}
    for operation in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations():
        found = operation.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            count, failure = fuzz(found.as_strategy(generation_mode=mode))
            asked[found.label] += count
            if failure:
                broken[f"{found.label} {mode.name}"] = failure
    print(f"{asked.total()} cases: {dict(asked)}")
    assert not broken, "\n\n".join(f"{where}: {what}" for where, what in broken.items())
    assert len(asked) >= 13


def fuzz(cases: st.SearchStrategy[schemathesis.Case]) -> tuple[int, str | None]:
    """How many cases were sent, and what the first that broke the contract did."""
    count = 0

    @settings(
        max_examples=CASES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def keeps(case: schemathesis.Case) -> None:
        nonlocal count
        count += 1
        case.call_and_validate(checks=KEPT)

    try:
        keeps()
    except (FailureGroup, Failure) as failure:
        return count, str(failure)[:1500]
    except Unsatisfiable:
        pass  # an operation that takes nothing can be given nothing wrong
    return count, None


# the reading of questions

_TEXT = st.text(max_size=400) | st.from_regex(r"[\w ,.;:()'\"%/-]{0,200}", fullmatch=True)
_WORDS = st.lists(
    st.sampled_from(
        "baclofen tizanidine recruiting trials phase 2 or not without in France since 2019 between and 2020 side "
        "effects NCT90000001 how many compare vs older than 65 years women 1134-47-0 (( )) \" ' - – ? ; near".split()
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(text=_TEXT | _WORDS, earlier=st.lists(_WORDS, max_size=3))
def test_any_text_is_read_in_bounded_time(engine: Engine, text: str, earlier: list[str]) -> None:
    """No crash, and half a second at most on a slow machine."""
    began = time.process_time()
    question = engine.understand(text, [Turn(each) for each in earlier])
    assert time.process_time() - began < 0.5
    assert question.text == text
    for drug in question.drugs:
        assert drug.drug


PATTERNS = (
    "a", "a ", "1", "1-", "NCT", "NCT0", "-", " - ", "(", "()", "'", '"', ",", ", and ", "or ", "phase ", "phase 1/",
    "in ", "in New ", "trial ", "year-old ", "mg ", "0.", "..", "\t", "é", "ı", "٣", "1134-47-", "between 2019 and ",
    "compare baclofen and ", "not ", "since ", "baclofenn ", "tizanidin", "A1", "a-b-c-d-", "https://", "?", "\u200b",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_ten_thousand_characters_take_no_time(engine: Engine, pattern: str) -> None:
    """Nothing in the reading grows faster than the text: repeated stems of every pattern, with and without an end."""
    for text in ((pattern * 10_000)[:10_000], (pattern * 10_000)[:9_999] + "!"):
        began = time.process_time()
        engine.understand(text)
        assert time.process_time() - began < 2.0


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(text=_TEXT | _WORDS)
def test_any_text_is_answered_with_slices(engine: Engine, text: str) -> None:
    """Whatever is quoted is where it is said to be."""
    for citation in answer(engine, Asked(text)).citations:
        passage = citation.passage
        section = engine.library.catalog.section(passage.document_id, passage.section_key)
        assert section is not None
        assert section.text[passage.start : passage.end] == passage.text
