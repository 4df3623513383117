"""``python -m services`` is ``saket up``."""

from services.cli.main import main

if __name__ == "__main__":
    main(["up"])
