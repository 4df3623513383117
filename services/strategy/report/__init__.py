"""What became of the plan in a fiscal year or a quarter of it.

    facts of a period, read from the other services | figures | tables | page, drawings, CSV, PDF

Every figure is defined in ``docs/report.md`` and computed in `figures` from `facts` alone.
"""
