"""The rating scales that every installation starts with; later ones are added as data."""

from datetime import date

from portal.providers.models import ProvisionType
from portal.providers.ofsted.grades import Grade, Scale

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

_KEPT = (Grade.OUTSTANDING, Grade.GOOD, Grade.INADEQUATE)
SCALE_GRADES: dict[Scale, tuple[Grade, ...]] = {
    Scale.FOUR_GRADES: (*_KEPT, Grade.REQUIRES_IMPROVEMENT),
    Scale.SCHOOLS: (*_KEPT, Grade.REQUIRES_IMPROVEMENT),
    Scale.SUPPORTED_ACCOMMODATION: (
        Grade.CONSISTENTLY_STRONG,
        Grade.INCONSISTENT,
        Grade.SERIOUS_WEAKNESSES,
    ),
    Scale.UNTIL_2015: (*_KEPT, Grade.ADEQUATE),
    Scale.UNTIL_2012: (*_KEPT, Grade.SATISFACTORY),
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
