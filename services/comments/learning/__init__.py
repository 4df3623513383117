"""The filter learns from its moderators.

    decisions → labels | in another process: weighed, refitted around the base model, compared | shadow | gate | active

`labels`, `versions`, `gate`, `drift`, `shadow` and `influence` decide purely. `worker` is the process that learns, with
NumPy and SciPy in `course`, `sheet`, `weighing`, `refit` and `thresholds`; nothing else here imports those. `registry`
says which versions there are and which one serves; `watch` makes every instance's `serving` follow it. `school` holds
the use cases: learn, activate, go back, promote.
"""
