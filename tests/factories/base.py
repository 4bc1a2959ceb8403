"""What all factories share: valid numbers, and how a row finds its union."""

from datetime import date, timedelta

import factory

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(number: int, *, male: bool = True) -> str:
    """The n-th invented identity number (GB 11643) of a county code that is not assigned."""
    birth = date(1960, 1, 1) + timedelta(days=number % 14000)
    order = number // 14000 * 2 + (1 if male else 2)
    first = f"339901{birth:%Y%m%d}{order:03d}"
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, _WEIGHTS, strict=True)) % 11]


def credit_code(number: int, prefix: str = "91") -> str:
    """The n-th invented unified social credit code (GB 32100); unions begin with 81."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    first = f"{prefix}339901{number:09d}"
    total = sum(alphabet.index(c) * (3**i % 31) for i, c in enumerate(first))
    return first + alphabet[-total % 31]


def bank_card_number(number: int) -> str:
    """The n-th invented card of a bank that does not exist (ISO/IEC 7812)."""
    first = f"629999{number:012d}"
    total = sum(int(d) if place % 2 else sum(divmod(2 * int(d), 10)) for place, d in enumerate(first[::-1]))
    return first + str(-total % 10)


def phone_number(number: int) -> str:
    """The n-th invented mobile number."""
    return f"139{number:08d}"


class RowFactory(factory.django.DjangoModelFactory):
    """A row that names its union itself."""

    class Meta:
        abstract = True

    organization = None
    district = factory.LazyAttribute(lambda row: row.organization.district)


class ChildFactory(RowFactory):
    """A row that belongs to a union through another row; `organization` goes to that row."""

    class Meta:
        abstract = True
        exclude = ("organization",)


def owned(parent: type[RowFactory], **fields):
    """The row that a child belongs to, of the same union."""
    return factory.SubFactory(parent, organization=factory.SelfAttribute("..organization"), **fields)


def factories(base: type[RowFactory] = RowFactory) -> dict:
    """{model: factory} of all factories that were defined."""
    found = {}
    for cls in base.__subclasses__():
        if not cls._meta.abstract:
            found[cls._meta.model] = cls
        found.update(factories(cls))
    return found
