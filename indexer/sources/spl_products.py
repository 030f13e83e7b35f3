"""The products of an SPL label: names, ingredients and appearance from its product data elements.

XPaths below are in the namespace urn:hl7-org:v3 and relative to what holds a product: a `subject/manufacturedProduct`,
or a `part` of a kit. FDA's guide: "Structured Product Labeling (SPL) Implementation Guide with Validation Procedures".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from indexer.sources.spl_markup import local_name
from indexer.text import canonical

NAMESPACE = {"": "urn:hl7-org:v3"}
NDC_SYSTEM = "2.16.840.1.113883.6.69"
UNII_SYSTEM = "2.16.840.1.113883.4.9"

_PRODUCTS = frozenset({"manufacturedProduct", "manufacturedMedicine", "partProduct", "partMedicine"})
_APPEARANCE = {
    "SPLCOLOR": "color",
    "SPLSHAPE": "shape",
    "SPLSIZE": "size",
    "SPLIMPRINT": "imprint",
    "SPLFLAVOR": "flavor",
    "SPLCOATING": "coating",
    "SPLSCORE": "score",
}


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One substance of a product; `strength` ("10 mg", "6.25 mg/5 mL") and `moiety` are stated of active ones."""

    name: str
    unii: str | None = None
    moiety: str | None = None
    strength: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One strength and form, with its own NDC product code."""

    name: str | None
    generic: str | None
    form: str | None
    ndc: str | None
    active: tuple[Ingredient, ...]
    inactive: tuple[Ingredient, ...]
    routes: tuple[str, ...]
    appearance: tuple[str, ...]
    applications: tuple[str, ...]


def products(root: Element) -> tuple[Product, ...]:
    """Every product of a label in document order, the parts of a kit after the kit."""
    return tuple(
        _product(holder, product)
        for holder in root.iter()
        for product in holder
        # the outer manufacturedProduct only holds the inner one, which states name, form and ingredients
        if local_name(product) in _PRODUCTS and not any(local_name(child) in _PRODUCTS for child in product)
    )


def product_data(items: Sequence[Product]) -> str:
    """The products as lines of text; the words before the colons are ours, those after them the label's."""
    inactive = list(dict.fromkeys(_names(product.inactive) for product in items if product.inactive))
    stated = ["\n".join(_product_lines(product, with_inactive=len(inactive) > 1)) for product in items]
    if len(inactive) == 1:
        stated.append(f"Inactive ingredients: {inactive[0]}")
    return canonical("\n".join(text for text in dict.fromkeys(stated) if text))


def words(element: Element | None) -> str | None:
    """The text of an element and of all in it, its white space folded; None for none."""
    if element is None:
        return None
    return " ".join(canonical(" ".join(element.itertext())).split()) or None


def _product_lines(product: Product, *, with_inactive: bool) -> Iterator[str]:
    names = product.name or product.generic
    if names and product.generic and product.generic.casefold() != names.casefold():
        names = f"{names} ({product.generic})"
    ndc = f"NDC {product.ndc}" if product.ndc else None
    stated = [part for part in (names, product.form, ", ".join(product.routes), ndc) if part]
    if stated:
        yield f"Product: {', '.join(stated)}"
    for ingredient in product.active:
        moiety = ingredient.moiety if ingredient.moiety != ingredient.name else None
        yield " ".join(
            part
            for part in ("Active ingredient:", ingredient.name, moiety and f"({moiety})", ingredient.strength)
            if part
        )
    if with_inactive and product.inactive:
        yield f"Inactive ingredients: {_names(product.inactive)}"
    if product.appearance:
        whose = ", ".join(part for part in (product.name, ndc) if part)
        yield f"Appearance of {whose}: {', '.join(product.appearance)}"


def _names(ingredients: Iterable[Ingredient]) -> str:
    # names such as "CELLULOSE, MICROCRYSTALLINE" hold commas
    return "; ".join(dict.fromkeys(ingredient.name for ingredient in ingredients))


def _product(holder: Element, product: Element) -> Product:
    ingredients = [(kind, ingredient) for element in product for kind, ingredient in _ingredient(element)]
    return Product(
        name=words(product.find("name", NAMESPACE)),
        generic=words(product.find(".//genericMedicine/name", NAMESPACE)) if not _has_parts(product) else None,
        form=_display(product.find("formCode", NAMESPACE)),
        ndc=_coded(product.find("code", NAMESPACE), NDC_SYSTEM),
        active=tuple(ingredient for is_active, ingredient in ingredients if is_active),
        inactive=tuple(ingredient for is_active, ingredient in ingredients if not is_active),
        routes=distinct(
            _display(route) for route in holder.findall("consumedIn/substanceAdministration/routeCode", NAMESPACE)
        ),
        appearance=distinct(_characteristic(item) for item in holder.findall("subjectOf/characteristic", NAMESPACE)),
        applications=distinct(number.get("extension") for number in holder.findall("subjectOf/approval/id", NAMESPACE)),
    )


def _has_parts(product: Element) -> bool:
    return product.find("part", NAMESPACE) is not None


def _ingredient(element: Element) -> Iterator[tuple[bool, Ingredient]]:
    """`ingredient[@classCode]/ingredientSubstance`; before 2009 `activeIngredient/activeIngredientSubstance`.

    Class codes ACTIB, ACTIM and ACTIR are active: they differ in what the strength is stated of.
    """
    name = local_name(element)
    if name not in {"ingredient", "activeIngredient", "inactiveIngredient"}:
        return
    substance = next((child for child in element if local_name(child).endswith("Substance")), None)
    stated = words(substance.find("name", NAMESPACE)) if substance is not None else None
    if substance is None or stated is None:
        return
    moieties = distinct(words(moiety) for moiety in substance.findall("activeMoiety/activeMoiety/name", NAMESPACE))
    yield (
        name == "activeIngredient" or element.get("classCode", "").startswith("ACTI"),
        Ingredient(
            name=stated,
            unii=_coded(substance.find("code", NAMESPACE), UNII_SYSTEM),
            moiety=", ".join(moieties) or None,
            strength=_strength(element.find("quantity", NAMESPACE)),
        ),
    )


def _strength(quantity: Element | None) -> str | None:
    """`numerator/@value @unit` for each `denominator`: "40 mg/0.8 mL"; of one unit (a tablet) only "40 mg"."""
    numerator = quantity.find("numerator", NAMESPACE) if quantity is not None else None
    if quantity is None or numerator is None or not numerator.get("value"):
        return None
    amount = _amount(numerator)
    denominator = quantity.find("denominator", NAMESPACE)
    if denominator is None or denominator.get("unit", "1") == "1":
        return amount
    per = _amount(denominator)
    return f"{amount}/{per.removeprefix('1 ')}"


def _amount(element: Element) -> str:
    unit = element.get("unit", "1")
    return " ".join(part for part in (element.get("value"), unit if unit != "1" else None) if part)


def _characteristic(item: Element) -> str | None:
    """`code/@code` with `value`, as words (`originalText`), a coded name (`@displayName`) or an amount (`@value`)."""
    code, value = item.find("code", NAMESPACE), item.find("value", NAMESPACE)
    label = _APPEARANCE.get(code.get("code", "")) if code is not None else None
    if label is None or value is None:
        return None
    stated = words(value) or value.get("displayName") or (_amount(value) if value.get("value") else None)
    return f"{label} {stated}" if stated else None


def _display(element: Element | None) -> str | None:
    return (element.get("displayName") or None) if element is not None else None


def _coded(code: Element | None, system: str) -> str | None:
    return (code.get("code") or None) if code is not None and code.get("codeSystem") == system else None


def distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    """What is stated, each once, in the order met."""
    return tuple(dict.fromkeys(value for value in values if value))
