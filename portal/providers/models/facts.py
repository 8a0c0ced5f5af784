"""The fixed words in which providers describe a service, so that buyers can search for them."""

from enum import StrEnum


class Need(StrEnum):
    """A need of children that a service says it meets."""

    EMOTIONAL = "emotional_and_behavioural"
    MENTAL_HEALTH = "mental_health"
    TRAUMA = "trauma_and_attachment"
    SELF_HARM = "self_harm"
    AUTISM = "autism"
    LEARNING = "learning_disability"
    PHYSICAL = "physical_disability"
    SENSORY = "sensory_impairment"
    COMPLEX_HEALTH = "complex_health"
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    CRIMINAL_EXPLOITATION = "criminal_exploitation"
    MISSING = "going_missing"
    SUBSTANCES = "substance_misuse"
    OFFENDING = "offending"
    AGGRESSION = "risk_to_others"
    HARMFUL_SEXUAL = "harmful_sexual_behaviour"
    FIRE = "fire_setting"
    SIBLINGS = "sibling_groups"
    PARENT_CHILD = "parent_and_child"
    ASYLUM = "unaccompanied_asylum_seeking"
    INDEPENDENCE = "getting_ready_for_independence"
    SOLO = "living_alone_with_staff"
    EMERGENCY = "emergency"
    SHORT_BREAKS = "short_breaks"


NEED_TITLES = {
    Need.EMOTIONAL: "Emotional and behavioural needs",
    Need.MENTAL_HEALTH: "Mental health",
    Need.TRAUMA: "Trauma and attachment",
    Need.SELF_HARM: "Self-harm",
    Need.AUTISM: "Autism",
    Need.LEARNING: "Learning disability",
    Need.PHYSICAL: "Physical disability or adaptations",
    Need.SENSORY: "Sensory impairment",
    Need.COMPLEX_HEALTH: "Complex health needs",
    Need.SEXUAL_EXPLOITATION: "Sexual exploitation",
    Need.CRIMINAL_EXPLOITATION: "Criminal exploitation",
    Need.MISSING: "Going missing",
    Need.SUBSTANCES: "Alcohol or drugs",
    Need.OFFENDING: "Offending",
    Need.AGGRESSION: "Risk of violence to others",
    Need.HARMFUL_SEXUAL: "Harmful sexual behaviour",
    Need.FIRE: "Setting fires",
    Need.SIBLINGS: "Brothers and sisters together",
    Need.PARENT_CHILD: "Parent and child",
    Need.ASYLUM: "Unaccompanied asylum-seeking children",
    Need.INDEPENDENCE: "Getting ready for independence",
    Need.SOLO: "Living alone with staff (solo)",
    Need.EMERGENCY: "Emergency or same-day moves",
    Need.SHORT_BREAKS: "Short breaks",
}


class StaffingRatio(StrEnum):
    """How many adults a child usually has: the ratios of the South West's data standard."""

    STANDARD = "standard"
    ONE_TO_ONE = "one_to_one"
    TWO_TO_ONE = "two_to_one"
    MORE = "more_than_two_to_one"


RATIO_TITLES = {
    StaffingRatio.STANDARD: "Standard for the service",
    StaffingRatio.ONE_TO_ONE: "1 to 1",
    StaffingRatio.TWO_TO_ONE: "2 to 1",
    StaffingRatio.MORE: "More than 2 to 1",
}


class Accepts(StrEnum):
    """Which children a service takes."""

    ALL = "all"
    GIRLS = "girls"
    BOYS = "boys"


ACCEPTS_TITLES = {
    Accepts.ALL: "Girls and boys",
    Accepts.GIRLS: "Girls only",
    Accepts.BOYS: "Boys only",
}


class ClosureReason(StrEnum):
    """Why a service closed, in a word."""

    PROVIDER = "providers_choice"
    MONEY = "not_viable"
    STAFF = "no_manager_or_staff"
    PREMISES = "premises_lost"
    REGULATOR = "registration_cancelled"
    REPLACED = "replaced_by_another_service"
    OTHER = "other"


CLOSURE_TITLES = {
    ClosureReason.PROVIDER: "The provider decided to stop",
    ClosureReason.MONEY: "It did not pay its way",
    ClosureReason.STAFF: "No registered manager, or not enough staff",
    ClosureReason.PREMISES: "The building is no longer there to use",
    ClosureReason.REGULATOR: "The regulator cancelled the registration",
    ClosureReason.REPLACED: "Another service takes its place",
    ClosureReason.OTHER: "Another reason",
}


class PremisesCategory(StrEnum):
    """The four categories in which supported accommodation is registered.

    Source: the Supported Accommodation (England) Regulations 2023.
    """

    SELF_CONTAINED = "self_contained"
    RING_FENCED = "ring_fenced_shared"
    SHARED = "shared"
    PRIVATE = "private_residence"


CATEGORY_TITLES = {
    PremisesCategory.SELF_CONTAINED: "1: self-contained",
    PremisesCategory.RING_FENCED: "2: shared, for children in care and care leavers only",
    PremisesCategory.SHARED: "3: shared, with others too",
    PremisesCategory.PRIVATE: "4: private residence or lodgings",
}
