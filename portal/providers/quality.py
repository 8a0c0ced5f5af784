"""What quality assurance visits look at, and how often a service is to be visited."""

from datetime import date, timedelta

from portal.working_days import is_working_day

# The quality standards of the Children's Homes (England) Regulations 2015, regulations 6 to 14, and
# what visitors of every kind of service look at beside them.
AREAS = {
    "care": "Quality and purpose of care",
    "views": "Children’s views, wishes and feelings",
    "education": "Education",
    "enjoyment": "Enjoyment and achievement",
    "health": "Health and wellbeing",
    "relationships": "Positive relationships",
    "protection": "Protection of children",
    "leadership": "Leadership and management",
    "planning": "Care planning",
    "staffing": "Staffing and safer recruitment",
    "premises": "Premises and safety",
    "contract": "What the contract asks for",
}

# Defaults of the sector: a visit a year, and one within twenty working days of a weak rating.
A_YEAR = timedelta(days=365)
AFTER_A_WEAK_RATING = 20


def working_days_before(day: date, count: int) -> date:
    """Return the day that is so many working days before another, which itself does not count."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day
