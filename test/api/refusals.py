"""What the service may refuse of requests that its description allows: what no JSON Schema can say, rule by rule."""

import re

import schemathesis

# What else a check of schemathesis may not meet: code, part of the request, rule. None is a refusal that names no part.
EXPECTED_REFUSALS = [
    # Cursors carry a MAC, and are made by the service.
    ("invalid_cursor", "cursor", "must be one that this query gave out"),
    # Positions that the log has not reached, or that 64 bits do not hold.
    ("invalid_cursor", "since", "must be .*"),
    ("invalid_cursor", "last_event_id", "must be the id of an event of this stream"),
    # Two parameters or more.
    ("page_out_of_range", "page", r"\(page - 1\) \* (pageSize|per_page) must be less than 10000"),
    ("invalid_date_range", "from", "must be before to(, or before now when to is absent)?"),
    ("invalid_date_range", "from", "must be within 400 days of to"),
    ("invalid_request", "version|page|pageSize|cursor", "must not be given beside (as_of|version)"),
    ("invalid_request", "time_zone", "needs day in group_by"),
    # Which names are zones, and which of them begin their days on whole hours, is for the zone database to say.
    ("invalid_request", "time_zone", "must be an IANA time zone .*|must begin its days on whole hours of UTC, .*"),
    # Other requests that came before.
    ("idempotency_conflict", None, None),
    ("invalid_request", "parentId", "must be the id of a comment of this record"),
    ("invalid_request", "id", "must be of an activity with changes that a patch takes back"),
    # Two parts of the body.
    ("invalid_request", r"subjects\.\d+", "must not name a record twice"),
    # What the types of the catalogue require is in the description of the topics.
    ("invalid_request", "datatype", r"the (datatype of the )?first subject of \w+ is .*"),
    ("invalid_request", r"changes|metadata\.\w+", r"\w+ needs .*"),
    # Who asks, and when.
    ("invalid_request", "type", "must be one that people log, .*|must not say that the .*"),
    ("invalid_request", "changes", "must not be there: people log no changes .*"),
    ("invalid_request", "timestamp", "must not be more than 24 hours ahead"),
    # JSON of any shape, whose texts and numbers are bounded nevertheless.
    ("invalid_request", r"(changes|metadata)(\..*|)", r"a text holds the character U\+0000"),
    (
        "invalid_request",
        r"(changes|metadata|durationSeconds)(\..*|)",
        r"a number is beyond 2\^53 - 1, is -0, or has more digits than a double-precision number keeps",
    ),
]


def is_expected(code, path, rule):
    """Whether a refusal is one of those above."""
    return any(
        code == expected_code
        and (path is expected_path or (expected_path is not None and re.fullmatch(expected_path, path or "", re.DOTALL)))
        and (rule is expected_rule or (expected_rule is not None and re.fullmatch(expected_rule, rule or "")))
        for expected_code, expected_path, expected_rule in EXPECTED_REFUSALS
    )


@schemathesis.check
def valid_data_is_refused_for_a_reason(ctx, response, case):
    """Of data that the description allows, 400 and 422 must give reasons that it cannot know."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code not in (400, 422):
        return
    problem = response.json()
    reasons = [(part["path"], part["rule"]) for part in problem.get("errors", [])] or [(None, None)]
    unexpected = [reason for reason in reasons if not is_expected(problem["code"], *reason)]
    assert not unexpected, f"{problem['code']} for data that the description allows: {unexpected}"
