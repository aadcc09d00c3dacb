"""The made-up people of the example bank: names in several scripts, by nationality. No real person is meant."""

from __future__ import annotations

NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    # nationality: (first names of women, first names of men, family names)
    "CZ": (
        ("Božena", "Jiřina", "Markéta", "Zdeňka", "Šárka", "Lucie"),
        ("Jiří", "Ondřej", "Vojtěch", "Luboš", "Tomáš", "Matěj"),
        ("Dvořák", "Černý", "Procházka", "Kučera", "Říha", "Šimek", "Žák"),
    ),
    "PL": (
        ("Małgorzata", "Agnieszka", "Łucja", "Żaneta"),
        ("Stanisław", "Paweł", "Michał", "Łukasz"),
        ("Wójcik", "Kowalczyk", "Zieliński", "Dąbrowski", "Woźniak"),
    ),
    "ES": (
        ("Begoña", "Lucía", "Inés", "María José"),
        ("Álvaro", "Íñigo", "José", "Ramón"),
        ("Muñoz", "Ibáñez", "García", "Núñez", "Peña"),
    ),
    "FR": (
        ("Zoé", "Hélène", "Gaëlle", "Françoise"),
        ("François", "Loïc", "Jérôme", "Noël"),
        ("Lefèvre", "Béranger", "D'Arcy", "Müller-Roux", "Châtelain"),
    ),
    "TR": (("Ayşe", "Gülşen", "Çiğdem"), ("Oğuz", "İbrahim", "Çağrı"), ("Yıldız", "Şahin", "Öztürk", "Doğan")),
    "GR": (("Ελένη", "Μαρία", "Αθηνά"), ("Γιώργος", "Νίκος", "Δημήτρης"), ("Παπαδόπουλος", "Νικολαΐδης", "Οικονόμου")),
    "UA": (("Олена", "Ірина", "Софія"), ("Тарас", "Євген", "Андрій"), ("Шевченко", "Коваленко", "Бондаренко", "Ткач")),
    "BG": (("Мария", "Елена", "Десислава"), ("Георги", "Димитър", "Иван"), ("Иванов", "Петров", "Димитров")),
    "TW": (("淑芬", "怡君", "雅婷", "美玲"), ("志明", "家豪", "俊宏", "建華"), ("陳", "林", "黃", "張", "李")),
    "KR": (("서연", "지우", "하은"), ("민준", "서준", "도윤"), ("김", "이", "박", "최")),
}

SHARES: dict[str, float] = {
    "CZ": 0.52,
    "PL": 0.12,
    "UA": 0.09,
    "ES": 0.06,
    "FR": 0.06,
    "GR": 0.05,
    "BG": 0.04,
    "TW": 0.03,
    "TR": 0.02,
    "KR": 0.01,
}

FAMILY_FIRST = frozenset({"TW", "KR"})


def family_of_woman(family: str, nationality: str) -> str:
    """The form of a family name that a woman bears where names change with that."""
    match nationality:
        case "CZ" if family.endswith("ý"):
            return family[:-1] + "á"
        case "CZ":
            return (family[:-1] if family.endswith("a") else family) + "ová"
        case "PL" if family.endswith("ski"):
            return family[:-1] + "a"
        case "BG":
            return family + "а"
        case _:
            return family


OCCUPATIONS: dict[str, tuple[float, int]] = {
    # occupation: (share of the customers, usual monthly income)
    "student": (0.11, 600),
    "employee": (0.41, 2400),
    "specialist": (0.14, 3900),
    "self-employed": (0.11, 3200),
    "manager": (0.05, 5800),
    "retired": (0.14, 1300),
    "unemployed": (0.04, 550),
}

REGIONS: tuple[tuple[str, str, int, float], ...] = (
    # region id, name, average salary, unemployment in percent
    ("R1", "Capital", 3100, 2.1),
    ("R2", "North coast", 2250, 5.9),
    ("R3", "South", 2050, 7.4),
    ("R4", "West", 2500, 3.8),
    ("R5", "Overseas", 2900, 3.1),
)

BRANCHES: tuple[tuple[str, str, str, str], ...] = (
    # branch id (leading zeros matter), branch, city, region
    ("001", "Old Town", "Praha", "R1"),
    ("002", "Riverside", "Praha", "R1"),
    ("003", "University", "Praha", "R1"),
    ("010", "Harbour", "Gdańsk", "R2"),
    ("011", "Shipyard", "Gdańsk", "R2"),
    ("014", "Market Square", "Łódź", "R2"),
    ("020", "Acropolis", "Αθήνα", "R3"),
    ("021", "Port", "Πειραιάς", "R3"),
    ("025", "Rose Valley", "Пловдив", "R3"),
    ("030", "Cathedral", "Málaga", "R4"),
    ("031", "Les Halles", "Orléans", "R4"),
    ("040", "East Gate", "臺北", "R5"),
)
