"""openFDA `drug/label.json`: one result, an API answer (`meta`, `results`) or a bulk download of the same form.

Field paths below are relative to one result: https://open.fda.gov/apis/drug/label/searchable-fields/.
"""

import re
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexer.documents import Document, Label, PartialDate, Section
from indexer.sources.json_stream import records
from indexer.sources.label_layout import lay_out, section_number
from indexer.sources.label_names import label_title, names_in_product_data
from indexer.sources.label_overlap import collapse
from indexer.sources.label_sections import LABEL_SECTIONS, PRODUCT_DATA, rank_of, title_of
from indexer.sources.reading import BOM, Problems, SourceFile
from indexer.sources.stated import dailymed_page, is_address, right_uniis
from indexer.text import canonical

FORMAT = "openfda"
PUBLISHER = "openFDA"

_COMMON_WORDS = frozenset(
    "abuse accessories alarms cleaning components description purpose questions references risks route".split()
)
"""Fields of openFDA that other publishers' JSON may have too."""
_RECORD = reprlib.Repr()
_RECORD.maxstring = 40
_RECORD.maxlevel = 2
_FIELD_NAMES = [section.field for section in LABEL_SECTIONS]
_SECTION_FIELDS = frozenset((*_FIELD_NAMES, *(f"{field}_table" for field in _FIELD_NAMES)))
_TELLING_FIELD = re.compile(
    rf'"(?:{"|".join(f for f in _FIELD_NAMES if f not in _COMMON_WORDS)})"\s*:\s*\[\s*"'.encode()
)
_ANY_FIELD = re.compile(rf'"(?:{"|".join(_FIELD_NAMES)})"\s*:\s*\[\s*"'.encode())
_TEXT_FIELD = re.compile(rb'"(?:' + "|".join(_FIELD_NAMES).encode() + rb')"\s*:\s*"')
"""A section as one text: nothing that openFDA writes, but programs that hand its labels on do."""
_NAMES_A_LABEL = re.compile(rb'"(?:set_id|spl_set_id)"\s*:')
_OWN_FIELD = re.compile(rb'"(?:set_id|effective_time)"\s*:\s*"')
"""What a label's record says of itself, and no other of openFDA's."""
_HARMONISED = re.compile(rb'"openfda"\s*:\s*\{')
"""Of a product with many packages the block fills pages, and some records have it before their first section."""
_ENVELOPE = re.compile(rb'\s*\{\s*"(?:meta|results)"')


def recognises(name: str, head: bytes) -> bool:
    """Whether a file begins as JSON that holds a label: a section as a list of texts, or the facts before them."""
    if head.removeprefix(BOM).lstrip()[:1] not in (b"{", b"["):
        return False
    field = _ANY_FIELD if b"open.fda.gov" in head else _TELLING_FIELD
    if field.search(head) is not None or (_OWN_FIELD.search(head) and _HARMONISED.search(head)):
        return True
    return _NAMES_A_LABEL.search(head) is not None and _TEXT_FIELD.search(head) is not None


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """Yield a document for each label; a result that is not a label, or has no `set_id`, is a problem.

    Raises SourceError where the file is not JSON, or from where it stops being JSON.
    """
    for number, result in records(source, _prefix(source.head().removeprefix(BOM)), problems):
        set_id = _set_id(result)
        if set_id is None:
            problems.add(source.path, f"result {number}", "no set_id; expected an openFDA drug label")
            continue
        if not is_address(set_id):
            problems.add(source.path, f"result {number}", f"{_RECORD.repr(set_id)} is no set_id, and cannot be cited")
            continue
        wrong = _wrong_section(result)
        if wrong:  # without it the label would be said to have no such section
            problems.add(source.path, set_id, f"{wrong}: expected a list of texts, found {_RECORD.repr(result[wrong])}")
            continue
        document = _document(result, set_id, source, problems)
        if not document.sections:  # its drug would be known, and every question about it unanswered
            problems.add(source.path, set_id, "no section with text; expected a drug label")
            continue
        yield document


def _wrong_section(result: Mapping[str, Any]) -> str | None:
    """The first field of a section that is neither a text nor a list of texts."""
    return next((field for field in result if field in _SECTION_FIELDS and not _is_text(result[field])), None)


def _is_text(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return value is None or isinstance(value, str)


def _prefix(head: bytes) -> str:
    """Where the results are: `results[]`, the items of a list, or the file itself."""
    if _ENVELOPE.match(head):
        return "results.item"
    return "item" if head.lstrip().startswith(b"[") else ""


def _set_id(result: Any) -> str | None:
    """`set_id`, else `openfda.spl_set_id[0]`."""
    if not isinstance(result, dict):
        return None
    stated = result.get("set_id") or next(iter(_harmonised(result, "spl_set_id")), None)
    return stated.strip().lower() if isinstance(stated, str) and stated.strip() else None


def _document(result: Mapping[str, Any], set_id: str, source: SourceFile, problems: Problems) -> Document:
    effective = _effective(result, set_id, source, problems)
    label = _label(result, set_id, effective, right_uniis(_harmonised(result, "unii"), set_id, source, problems))
    generics = [_as_published(name, result) for name in label.generic_names]
    substances = [_as_published(name, result) for name in label.substances]
    return Document(
        document_id=set_id,
        title=label_title(label.brand_names, generics, substances, set_id),
        record=label,
        sections=_sections(result, label),
        source=source.origin(FORMAT, PUBLISHER, dailymed_page(set_id, source, problems), effective),
    )


def _effective(result: Mapping[str, Any], set_id: str, source: SourceFile, problems: Problems) -> PartialDate | None:
    """`effective_time`, "20150228", or in ISO form from another program; a label with another is read without it."""
    stated = str(result.get("effective_time") or "")
    if not stated:
        return None
    try:
        return PartialDate.parse(stated[:10] if "-" in stated else stated[:8])
    except ValueError:
        problems.remark(source.path, set_id, f"effective_time {stated[:40]!r} is no date such as 20150228; left out")
        return None


def _label(result: Mapping[str, Any], set_id: str, effective: PartialDate | None, uniis: tuple[str, ...]) -> Label:
    """The facts of `openfda.*`; where the block is empty, the names that `spl_product_data_elements` begins with."""
    brands = _harmonised(result, "brand_name")
    generics = _harmonised(result, "generic_name")
    if not brands and not generics:
        brand, generic = names_in_product_data(" ".join(_texts(result, PRODUCT_DATA)))
        brands, generics = _stated(brand), _stated(generic)
    return Label(
        set_id=set_id,
        version=str(result["version"]) if result.get("version") else None,
        effective=effective,
        product_type=next(iter(_harmonised(result, "product_type")), None),
        brand_names=brands,
        generic_names=generics,
        substances=_harmonised(result, "substance_name"),
        uniis=uniis,
        routes=_harmonised(result, "route"),
        manufacturers=_harmonised(result, "manufacturer_name"),
        ndcs=_harmonised(result, "product_ndc"),
        rxcuis=_harmonised(result, "rxcui"),
        application_numbers=_harmonised(result, "application_number"),
        pharm_classes=tuple(
            name for kind in ("epc", "moa", "pe", "cs") for name in _harmonised(result, f"pharm_class_{kind}")
        ),
    )


def _sections(result: Mapping[str, Any], label: Label) -> tuple[Section, ...]:
    """Every field of texts; `<field>_table` gives its tables back their rows."""
    fields = [field for field in result if not field.endswith("_table") and _texts(result, field)]
    said = {field: [canonical(text) for text in _texts(result, field)] for field in sorted(fields, key=rank_of)}
    return tuple(
        Section(field, title_of(field), _laid_out(field, text, said[field], result, label))
        for field, text in collapse(said).items()
    )


def _laid_out(field: str, text: str, said: Sequence[str], result: Mapping[str, Any], label: Label) -> str:
    if field == PRODUCT_DATA:
        return _one_product_a_line(text, label)
    return lay_out(text, _texts(result, f"{field}_table"), section_number(said[0]))


def _one_product_a_line(text: str, label: Label) -> str:
    """A strength is stated with all its ingredients again: break before each, and keep what differs.

    The names in their published letters come first in the text; where they come again, the next product begins.
    """
    for brand in label.brand_names:
        for generic in label.generic_names:
            names = text[: len(brand) + 1 + len(generic)]
            if names.casefold() == f"{brand} {generic}".casefold():
                products = re.split(rf"(?<!\S)(?={re.escape(names)}(?!\S))", text)
                return "\n".join(dict.fromkeys(product.strip() for product in products if product.strip()))
    return text


def _as_published(generic: str, result: Mapping[str, Any]) -> str:
    """`openfda.generic_name` is in capitals; the product data have the letters of the label: "lutetium Lu 177"."""
    found = re.search(rf"(?<!\S){re.escape(generic)}(?!\S)", " ".join(_texts(result, PRODUCT_DATA)), re.IGNORECASE)
    return found[0] if found else generic


def _harmonised(result: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """`openfda.<field>[]`, each value once; other programs write one value without its list, and codes as numbers."""
    block = result.get("openfda")
    stated = block.get(field) if isinstance(block, dict) else None
    values = stated if isinstance(stated, list) else [stated]
    return tuple(
        dict.fromkeys(
            str(value)
            for value in values
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip()
        )
    )


def _texts(block: Mapping[str, Any], field: str) -> list[str]:
    values = block.get(field)
    if isinstance(values, str) and field in _SECTION_FIELDS:
        values = [values]
    return [value for value in values if isinstance(value, str) and value.strip()] if isinstance(values, list) else []


def _stated(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
