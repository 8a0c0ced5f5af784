"""The rating scales that every installation starts with; later ones are added as data."""

from collections.abc import Iterable
from datetime import date

from portal.providers.models import ProvisionType
from portal.providers.ofsted import rows
from portal.providers.ofsted.grades import Grade, InUse, Scale, Scales
from portal.providers.provision import SERVICE_TYPES

_FRAMEWORK = "Ofsted, social care common inspection framework"
_LODGING_GUIDE = "Ofsted, how we inspect supported accommodation"
_OLD = "Ofsted’s files of earlier years"
# code, title, judgements, source
RATING_SCALES = (
    (Scale.FOUR_GRADES, "Four grades", 3, _FRAMEWORK),
    (Scale.SCHOOLS, "Four grades of residential special schools", 3, _FRAMEWORK),
    (Scale.SUPPORTED_ACCOMMODATION, "Supported accommodation outcomes", 1, _LODGING_GUIDE),
    (Scale.UNTIL_2015, "Four grades with “Adequate”, until 2015", 3, _OLD),
    (Scale.UNTIL_2012, "Four grades with “Satisfactory”, until 2012", 3, _OLD),
)

_BEST = (Grade.OUTSTANDING, Grade.GOOD)
SCALE_GRADES: dict[Scale, tuple[Grade, ...]] = {
    Scale.FOUR_GRADES: (*_BEST, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE),
    Scale.SCHOOLS: (*_BEST, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE),
    Scale.SUPPORTED_ACCOMMODATION: (
        Grade.CONSISTENTLY_STRONG,
        Grade.INCONSISTENT,
        Grade.SERIOUS_WEAKNESSES,
    ),
    Scale.UNTIL_2015: (*_BEST, Grade.ADEQUATE, Grade.INADEQUATE),
    Scale.UNTIL_2012: (*_BEST, Grade.SATISFACTORY, Grade.INADEQUATE),
}

FOREVER, AUTUMN_2012, SPRING_2015 = date(2000, 1, 1), date(2012, 9, 1), date(2015, 4, 1)
REGISTRATION_OPENED = date(2023, 4, 28)
_GRADED = (
    ProvisionType.CHILDRENS_HOME,
    ProvisionType.SECURE_HOME,
    ProvisionType.FOSTERING_AGENCY,
    ProvisionType.SPECIAL_SCHOOL,
    ProvisionType.FAMILY_CENTRE,
)
# scale, provision type, valid from, valid until (the day on which the next one starts)
SCALE_USES = (
    *((Scale.UNTIL_2012, kind, FOREVER, AUTUMN_2012) for kind in _GRADED),
    *((Scale.UNTIL_2015, kind, AUTUMN_2012, SPRING_2015) for kind in _GRADED),
    *(
        (
            Scale.SCHOOLS if kind is ProvisionType.SPECIAL_SCHOOL else Scale.FOUR_GRADES,
            kind,
            SPRING_2015,
            None,
        )
        for kind in _GRADED
    ),
    (
        Scale.SUPPORTED_ACCOMMODATION,
        ProvisionType.SUPPORTED_ACCOMMODATION,
        REGISTRATION_OPENED,
        None,
    ),
)


Labels = tuple[tuple[str, str], ...]


def reading(uses: Iterable[tuple[ProvisionType, date, date | None, Labels]]) -> Scales:
    """Return the scales as the register's own types of provision need them, to read files with.

    Types that are not bought here (boarding schools, colleges) are graded as schools are.
    """
    found = []
    for kind, valid_from, valid_until, labels in uses:
        words = [word for word, service in SERVICE_TYPES.items() if service is kind]
        if kind is ProvisionType.SPECIAL_SCHOOL:
            words += OTHER_SCHOOLS
        found += [InUse(word, valid_from, valid_until, labels) for word in words]
    return Scales(found)


OTHER_SCHOOLS = [rows.ProvisionType.BOARDING_SCHOOL, rows.ProvisionType.FURTHER_EDUCATION_COLLEGE]
FIRST_SCALES = reading(
    (kind, since, until, tuple((grade.label, grade) for grade in SCALE_GRADES[scale]))
    for scale, kind, since, until in SCALE_USES
)
