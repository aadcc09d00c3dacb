"""What is so of every customer that there can be: claims about rules, proved or refuted by a witness."""

from segdsl.proofs.claims import AllOf, AnyOf, Claim, InPart, Is, NotSo
from segdsl.proofs.prover import Finding, Found, Never, Open, Prover
from segdsl.proofs.witness import Witness

__all__ = [
    "AllOf",
    "AnyOf",
    "Claim",
    "Finding",
    "Found",
    "InPart",
    "Is",
    "Never",
    "NotSo",
    "Open",
    "Prover",
    "Witness",
]
