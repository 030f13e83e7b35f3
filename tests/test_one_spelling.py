"""One spelling: what is one word has one key, what is two has two."""

import pytest

from indexer.names import fold
from indexer.one_spelling import spelling_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("leukaemia", "leukemia"),
        ("Anaemias", "anemia"),
        ("oesophageal tumours", "esophageal tumor"),
        ("oestrogen", "estrogen"),
        ("diarrhoea", "diarrhea"),
        ("haemophilia", "hemophilia"),
        ("paediatric behaviour", "pediatric behavior"),
        ("randomised", "randomized"),
        ("hospitalisation", "hospitalization"),
        ("sulphate", "sulfate"),
        ("herniated disks", "herniated disc"),
        ("centres", "center"),
        ("fibres", "fiber"),
        ("counselling", "counseling"),
        ("Parkinson's disease", "Parkinson Disease"),
        ("Crohn’s", "Crohn"),
        ("Kaposi's sarcoma", "Kaposi Sarcoma"),
        ("injuries", "injury"),
        ("metastases", "metastasis"),
        ("viruses", "virus"),
        ("abscesses", "abscess"),
        ("headaches", "headache"),
        ("COVID19", "COVID-19"),
        ("Type II diabetes", "type 2 diabetes"),
        ("λ chain", "lambda chains"),
        ("Non-Hodgkin", "nonhodgkin"),
    ],
)
def test_spellings_of_one_word(one: str, other: str) -> None:
    """British and American, one and many, owned and plain, with and without a hyphen."""
    assert spelling_key(fold(one)) == spelling_key(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AIDS", "aid"),
        ("influenzae", "influenza"),
        ("CHOEP", "CHEP"),
        ("sever", "severe"),
        ("silicon", "silicone"),
        ("digitalis", "digital"),
        ("genitalis", "genital"),
        ("Devic's", "device"),
        ("hour", "hor"),
        ("four", "for"),
        ("Hodgkin", "Non-Hodgkin"),
        ("virus", "viru"),
        ("type 1", "type ii"),
        ("tuberculosis", "tuberculous"),
        ("arthritis", "arthrosis"),
    ],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    """Of the words of 13,473 trials no two different ones have one key; these are the nearest."""
    assert spelling_key(fold(one)) != spelling_key(fold(other))
