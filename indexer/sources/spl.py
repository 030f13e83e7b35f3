"""Structured Product Labeling (HL7 v3), the XML that DailyMed publishes: one `document`, one label.

XPaths below are in the namespace urn:hl7-org:v3 and relative to `document`:
https://www.fda.gov/industry/fda-data-standards-advisory-board/structured-product-labeling-resources.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from indexer.documents import Document, Label, PartialDate, Section, slug
from indexer.errors import SourceError
from indexer.sources.guarded import GuardedStream
from indexer.sources.label_names import label_title
from indexer.sources.label_overlap import collapse
from indexer.sources.label_sections import PRODUCT_DATA, SUBSECTIONS, UNCLASSIFIED, field_of, is_label_section, title_of
from indexer.sources.reading import Problems, SourceFile
from indexer.sources.spl_markup import narrative, parse
from indexer.sources.spl_products import NAMESPACE, Product, distinct, product_data, products, words
from indexer.sources.stated import dailymed_page, is_address, right_uniis
from indexer.text import canonical

FORMAT = "spl"
PUBLISHER = "DailyMed"

_DOCUMENT = "{urn:hl7-org:v3}document"
_NEVER_SPLIT_OUT = frozenset({"boxed_warning", UNCLASSIFIED, "package_label_principal_display_panel"})
"""Codes that label makers also put on a framed or untitled passage inside another section."""
_LONGEST_KEY = 80
_LONGEST_TITLE = 120
_NUMBER = re.compile(r"^\s*\d+(?:\.\d+)*\.?\s+")
_SECTION_NUMBER = re.compile(r"\d{1,2}\.?\s+[A-Z]")


def recognises(name: str, head: bytes) -> bool:
    """Whether a file begins as an HL7 v3 `document`."""
    return b"<document" in head and b"urn:hl7-org:v3" in head


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """Yield the label.

    Raises SourceError for what is not XML, declares entities, is nested too deep, is no SPL document, has no `setId`
    or has nothing to read: no section with text and no product.
    """
    with source.open() as stream:
        try:
            root = parse(GuardedStream(stream, source.path))
        except ValueError as error:
            raise SourceError(source.path, str(error)) from error
    if root.tag != _DOCUMENT:
        raise SourceError(source.path, f"the root is {root.tag}; expected document of urn:hl7-org:v3")
    set_id = (_attribute(root, "setId", "root") or "").strip().lower()
    if not set_id:
        raise SourceError(source.path, "no setId/@root; expected a label's set id")
    if not is_address(set_id):
        raise SourceError(source.path, f"setId/@root {set_id[:40]!r} is no set id, and cannot be cited")
    yield _document(root, set_id, source, problems)


def _document(root: Element, set_id: str, source: SourceFile, problems: Problems) -> Document:
    items = products(root)
    sections = _sections(root, items)
    if not sections:
        kind = _attribute(root, "code", "displayName") or "document"
        raise SourceError(source.path, f"a {kind} without sections or products; expected a drug label")
    effective = _effective(root, set_id, source, problems)
    stated = distinct(ingredient.unii for product in items for ingredient in product.active)
    label = _label(root, set_id, effective, items, right_uniis(stated, set_id, source, problems))
    # a kit's swabs are no part of its drug's name
    generics = distinct(product.generic for product in items if product.name in label.brand_names[:1])
    return Document(
        document_id=set_id,
        title=label_title(label.brand_names, generics, label.substances, set_id),
        record=label,
        sections=sections,
        source=source.origin(FORMAT, PUBLISHER, dailymed_page(set_id, source, problems), effective),
    )


def _effective(root: Element, set_id: str, source: SourceFile, problems: Problems) -> PartialDate | None:
    """`effectiveTime/@value`: "20171107", perhaps with a time after it, or only "201711"."""
    stated = _attribute(root, "effectiveTime", "value")
    if not stated:
        return None
    digits = stated[:8]
    try:
        return PartialDate.parse(digits if len(digits) in (4, 8) else f"{digits[:4]}-{digits[4:]}")
    except ValueError:
        problems.remark(source.path, set_id, f"effectiveTime {stated[:40]!r} is no date such as 20150228; left out")
        return None


def _label(
    root: Element, set_id: str, effective: PartialDate | None, items: tuple[Product, ...], uniis: tuple[str, ...]
) -> Label:
    """The header's facts and those of all products.

    `code/@displayName` without its last word is what openFDA calls the product type ("HUMAN OTC DRUG");
    `author/assignedEntity/representedOrganization/name` is the labeler.
    """
    active = [ingredient for product in items for ingredient in product.active]
    kind = _attribute(root, "code", "displayName")
    labelers = root.findall("author/assignedEntity/representedOrganization/name", NAMESPACE)
    return Label(
        set_id=set_id,
        version=_attribute(root, "versionNumber", "value"),
        effective=effective,
        product_type=re.sub(r"\s+label$", "", kind, flags=re.IGNORECASE).upper() if kind else None,
        brand_names=distinct(product.name for product in items),
        generic_names=distinct(product.generic for product in items),
        substances=distinct(ingredient.name for ingredient in active),
        uniis=uniis,
        routes=distinct(route for product in items for route in product.routes),
        manufacturers=distinct(words(name) for name in labelers),
        ndcs=distinct(product.ndc for product in items),
        application_numbers=distinct(number for product in items for number in product.applications),
    )


def _sections(root: Element, items: tuple[Product, ...]) -> tuple[Section, ...]:
    """`component/structuredBody/component/section`, each under its openFDA field or, without one, its title's slug."""
    gathered = _Gathered()
    for section in root.findall("component/structuredBody/component/section", NAMESPACE):
        gathered.add(section)
    if items:
        gathered.texts[PRODUCT_DATA] = [product_data(items)]
    texts = {key: [canonical(text) for text in texts] for key, texts in gathered.texts.items()}
    return tuple(Section(key, gathered.titles.get(key) or title_of(key), text) for key, text in collapse(texts).items())


class _Gathered:
    """The texts of a label by section key, in document order."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.titles: dict[str, str] = {}

    def add(self, section: Element) -> None:
        """Take in a section; those of its subsections that readers look for by name become sections of their own."""
        key, title = _key_and_title(section)
        self.texts.setdefault(key, [])
        if title:
            self.titles.setdefault(key, title)
        lines = self._lines(section, key)
        heading = words(section.find("title", NAMESPACE))
        if lines:
            self.texts[key].append("\n".join([heading, *lines] if heading else lines))

    def _lines(self, section: Element, key: str) -> list[str]:
        """What stands below the section's title: `text`, the highlights (`excerpt`), the subsections."""
        lines = [
            narrative(text) for path in ("text", "excerpt/highlight/text") for text in section.findall(path, NAMESPACE)
        ]
        for child in section.findall("component/section", NAMESPACE):
            if _stands_alone(child, key):
                self.add(child)
                continue
            heading = words(child.find("title", NAMESPACE))
            below = self._lines(child, key)
            lines += ["", heading, *below] if heading and below else below
        return [line for line in lines if line] and lines


def _stands_alone(section: Element, parent: str) -> bool:
    """Whether a subsection is a topic of its own.

    It is as a usual part of its parent, below a parent that is no labelled section, and when it bears the number of a
    whole section ("5 WARNINGS AND PRECAUTIONS") and so has only been put in the wrong place.
    """
    field = field_of(_attribute(section, "code", "code"))
    if field is None or field in _NEVER_SPLIT_OUT:
        return False
    title = words(section.find("title", NAMESPACE)) or ""
    is_below_a_label_section = parent != UNCLASSIFIED and is_label_section(parent)
    return (
        field in SUBSECTIONS.get(parent, ())
        or _SECTION_NUMBER.match(title) is not None
        or (not is_below_a_label_section and bool(title))
    )


def _key_and_title(section: Element) -> tuple[str, str | None]:
    """Of `code/@code`, a LOINC code, or of the title where the code says nothing; the title only for the latter."""
    field = field_of(_attribute(section, "code", "code"))
    if field and field != UNCLASSIFIED:
        return field, None
    title = _NUMBER.sub("", words(section.find("title", NAMESPACE)) or "")
    key = slug(title)
    if not key:
        return UNCLASSIFIED, None
    if len(key) > _LONGEST_KEY:
        key = key[:_LONGEST_KEY].rpartition("_")[0]
    if len(title) > _LONGEST_TITLE:
        title = title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return key, None if is_label_section(key) else title


def _attribute(element: Element, path: str, name: str) -> str | None:
    found = element.find(path, NAMESPACE)
    return (found.get(name) or None) if found is not None else None
