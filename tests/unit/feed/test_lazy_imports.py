import subprocess
import sys

PROGRAM = """
import sys
import services.feed.app
print(" ".join(name for name in ("markdown_it", "sklearn", "numpy", "feedparser", "PIL") if name in sys.modules))
"""


def test_the_service_starts_without_what_it_may_never_need() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.strip() == ""
