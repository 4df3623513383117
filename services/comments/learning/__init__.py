"""The filter learns from its moderators.

    decisions → labels | in another process: weighed, refitted around the base model, compared | shadow | gate | active

`labels`, `versions`, `gate`, `drift`, `shadow` and `influence` decide purely. `worker` is the process that learns, with
NumPy and SciPy in `fitting`, `sheet`, `weighing`, `refit` and `thresholds`; nothing else here imports those. `registry`
says which versions there are and which one serves; `watch` makes every instance's `serving` follow it. The use cases:
`trainings` learns, `promotion` lets a version serve, by a person's word or by itself, or goes back.
"""
