"""The parts put together: what needs the store alone (`foundation`), all use cases (`assembly`), and for commands."""
