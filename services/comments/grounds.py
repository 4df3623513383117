"""The law that a decision leans on, where there is one. What it is called stands in `services.comments.wording`."""

from enum import StrEnum


class Ground(StrEnum):
    """Grounds on which a Thai office may refuse to publish what somebody wrote."""

    HOUSE_RULES = "house-rules"
    COMPUTER_CRIME = "computer-crime"
    GAMBLING = "gambling"
    DEFAMATION = "defamation"
    PERSONAL_DATA = "personal-data"
    COPYRIGHT = "copyright"
    CONSUMER_FRAUD = "fraud"
