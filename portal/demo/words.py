"""What bidders of the demo wrote, and what evaluators said of it: three standards of answer."""

from enum import StrEnum
from typing import NamedTuple


class Standard(StrEnum):
    """How good a bidder's answers are."""

    STRONG = "strong"
    SOUND = "sound"
    THIN = "thin"


class Written(NamedTuple):
    """An answer, the sentence of it that the panel quotes, the marks given, the agreed mark."""

    answer: str
    quote: str
    marks: tuple[tuple[int, str], ...]
    agreed: int
    agreed_reason: str


class AskedQuestion(NamedTuple):
    """A question of the demo's invitations, in short: its key, title, text and guidance."""

    key: str
    title: str
    text: str
    guidance: str


SAFEGUARDING = AskedQuestion(
    "safeguarding",
    "Keeping children safe",
    "Describe how your organisation keeps children safe from harm, how concerns are raised "
    "and who acts on them, and what changed after the last concern you learned from.",
    "Name roles rather than people. Say how you know that it works.",
)
PRACTICE = AskedQuestion(
    "practice",
    "Care that fits the child",
    "Describe your model of care for this lot and how it is fitted to each child, including "
    "how children take part in decisions about their own lives.",
    "Give one worked example without details that could identify a child.",
)
STAFFING = AskedQuestion(
    "staffing",
    "Staffing of this service",
    "Describe the staffing of this service by day and by night, its turnover in the last "
    "year, and how a new member of staff is prepared for the children who live there.",
    "Answer for this service, not for your organisation.",
)
SOCIAL_VALUE = AskedQuestion(
    "social_value",
    "Social value in the region",
    "Describe what you will do for the region beyond care itself, with measures and dates.",
    "Care leavers’ first jobs and local training are of particular interest.",
)
INSURANCE = AskedQuestion(
    "insurance",
    "Insurance",
    "Confirm that you hold, or will hold from the start date, employer’s liability insurance "
    "of at least £5 million and public liability insurance of at least £10 million.",
    "Name the insurer and the date of renewal.",
)
QUESTIONS = {one.key: one for one in (SAFEGUARDING, PRACTICE, STAFFING, SOCIAL_VALUE, INSURANCE)}

WORDS: dict[tuple[str, Standard], Written] = {
    ("safeguarding", Standard.STRONG): Written(
        "{provider} has a designated safeguarding lead and a deputy who is always on call. "
        "Every concern is recorded on the day, read by the lead within four hours and shared "
        "with the placing authority before the end of that day. Our trustees read a quarterly"
        " report of concerns by kind and by home, and an outside reviewer samples one record "
        "in ten. After a missing episode last winter we changed the handover between night "
        "and day staff, and repeat episodes fell from nine to three in the following six "
        "months. Children helped to write the leaflet that tells them whom they can talk to, "
        "and each is asked every month.",
        "an outside reviewer samples one record in ten",
        (
            (
                5,
                "Clear times for every step, outside review, and a change with its measured "
                "effect.",
            ),
            (4, "Very good throughout. I would have liked more about agency staff."),
        ),
        5,
        "The answer gives times for each step and shows with figures that learning changed "
        "practice.",
    ),
    ("safeguarding", Standard.SOUND): Written(
        "{provider} follows the local safeguarding partnership’s procedures. The registered "
        "manager is the first point of contact for any concern and tells the placing "
        "authority by telephone and then in writing. All staff have annual training, and "
        "supervision each month has safeguarding as its first item. Concerns are reviewed by "
        "the responsible individual every quarter. Following a concern about visitors last "
        "year we introduced a signing-in sheet and checks of identity at each home.",
        "supervision each month has safeguarding as its first item",
        (
            (3, "Sound procedures. Little about how they know that it works."),
            (4, "Good clear roles; supervision is a strength."),
        ),
        3,
        "Roles are clear and supervision is regular, but the answer offers no evidence of effect.",
    ),
    ("safeguarding", Standard.THIN): Written(
        "{provider} takes safeguarding extremely seriously. We have a full policy that is "
        "available on request and all staff are trained. Concerns are passed to a manager who"
        " decides what should be done. We have had no serious concerns in the last year.",
        "Concerns are passed to a manager who decides what should be done",
        (
            (2, "Refers to a policy instead of describing what happens."),
            (1, "No times, no roles, nothing learned."),
        ),
        2,
        "The answer names no role or time and describes nothing that was learned.",
    ),
    ("practice", Standard.STRONG): Written(
        "Our model rests on stable relationships: each child has a key worker and a second "
        "adult whom they choose after the first fortnight. A plan is written with the child "
        "in the first week, in their own words, and looked at together every six weeks. A "
        "psychologist meets the team fortnightly to think about what a child’s behaviour may "
        "be telling us. One young person who had moved seven times stayed with us for two "
        "years, went back to school part time within a term and now attends every day. "
        "Children chair the monthly house meeting, and we publish to them what was decided "
        "and why.",
        "each child has a key worker and a second adult whom they choose after the first fortnight",
        (
            (5, "Specific to the lot and to the child, with an outcome that lasted."),
            (5, "Children’s part in decisions is real and visible."),
        ),
        5,
        "A clear model fitted to each child, with a worked example whose outcome lasted.",
    ),
    ("practice", Standard.SOUND): Written(
        "We use a therapeutic parenting approach in which all care staff are trained during "
        "induction. Each child has a key worker and a care plan that is reviewed every month "
        "with the social worker. Children take part in house meetings and choose the "
        "decoration of their rooms, menus and activities. For one young person who found "
        "mornings hard we changed the rota so that the same adult woke them each day, and "
        "attendance at school improved.",
        "we changed the rota so that the same adult woke them each day",
        (
            (4, "A good example that shows care fitted to the child."),
            (3, "Reasonable model; children’s influence is limited to everyday matters."),
        ),
        4,
        "A sound approach with a good example; children’s part in larger decisions is not "
        "described.",
    ),
    ("practice", Standard.THIN): Written(
        "We provide high quality care in a homely environment. Every child is treated as an "
        "individual and has a care plan. Children are encouraged to express their wishes and "
        "feelings. We offer many activities.",
        "Every child is treated as an individual and has a care plan",
        (
            (2, "General statements. No model of care can be recognised."),
            (2, "No example was given although one was asked for."),
        ),
        2,
        "General statements without a model of care or the example that was asked for.",
    ),
    ("staffing", Standard.STRONG): Written(
        "{service} has two adults on shift by day and one awake and one asleep by night, with"
        " a third by day when three or more children live there. Eleven of twelve posts are "
        "filled by our own staff; two people left last year, one of them to train as a social"
        " worker. A new colleague spends a fortnight alongside others before counting in the "
        "numbers and meets each child over a meal before their first shift. Agency staff are "
        "drawn from four people whom the children know.",
        "Agency staff are drawn from four people whom the children know",
        (
            (5, "Stable, well staffed, and newcomers are introduced with care."),
            (4, "Strong figures. Waking night cover is above what we ask."),
        ),
        4,
        "Stable staffing above the specification, with a careful introduction of new colleagues.",
    ),
    ("staffing", Standard.SOUND): Written(
        "{service} has two staff on shift by day and one sleeping in at night, with on-call "
        "support from the manager. Turnover was 28 % last year, mostly within the first six "
        "months, and we have since raised pay for night work. New staff have a week of "
        "induction and shadow three shifts before working alone.",
        "New staff have a week of induction and shadow three shifts before working alone",
        (
            (3, "Meets the specification; turnover is being addressed."),
            (3, "Adequate induction, turnover a concern."),
        ),
        3,
        "Meets the specification. Turnover is named honestly and something was done about it.",
    ),
    ("staffing", Standard.THIN): Written(
        "{service} is always staffed in line with regulations. We have a committed team and "
        "use agency staff where needed. All staff complete induction.",
        "We have a committed team and use agency staff where needed",
        (
            (1, "No numbers by day or night, no turnover."),
            (2, "Does not answer most of the question."),
        ),
        1,
        "The numbers by day and night and the turnover that were asked for are missing.",
    ),
    ("social_value", Standard.STRONG): Written(
        "Each year of the framework we will offer four paid traineeships to care leavers of "
        "the region, two by the end of the first September, with a guaranteed interview at "
        "the end. We will open our training in trauma-informed care to foster carers of the "
        "member councils, 60 places a year. We report both to the co-operative every six "
        "months.",
        "four paid traineeships to care leavers of the region",
        ((5, "Measured, dated and to the point."), (4, "Very relevant to the region.")),
        5,
        "Measured and dated offers that matter to the region’s own young people.",
    ),
    ("social_value", Standard.SOUND): Written(
        "We recruit locally wherever possible and will offer two work experience placements a"
        " year to young people in care. Homes buy food and maintenance from local firms. We "
        "will report on this once a year.",
        "two work experience placements a year to young people in care",
        ((3, "Relevant but modest."), (3, "Some measures, few dates.")),
        3,
        "A relevant but modest offer with few measures.",
    ),
    ("social_value", Standard.THIN): Written(
        "As an employer we bring jobs to the region and support local businesses.",
        "we bring jobs to the region",
        ((1, "No measures or dates."), (1, "Nothing beyond the contract itself.")),
        1,
        "Nothing beyond the contract itself, without measures or dates.",
    ),
    ("insurance", Standard.STRONG): Written(
        "We hold employer’s liability of £10 million and public liability of £10 million with"
        " Mutual of Wendmoor (an invented insurer), renewed each 1 April.",
        "renewed each 1 April",
        ((1, "Both sums are at or above what is asked."), (1, "Confirmed.")),
        1,
        "Both sums are at or above what is asked.",
    ),
}
WORDS[("insurance", Standard.SOUND)] = WORDS[("insurance", Standard.STRONG)]
WORDS[("insurance", Standard.THIN)] = WORDS[("insurance", Standard.STRONG)]
