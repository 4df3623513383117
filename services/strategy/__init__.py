"""The province's strategy: its plan, what the other services hold about each issue of it, and what came of it.

    plan file | checked, every error with its place | a version in the store | pages, charts, report

The plan is the only thing kept here. Posts, comments and neighbours' entries are read where they are: `posts`,
`questions` and `neighbours` are the only modules that know other services.
"""
