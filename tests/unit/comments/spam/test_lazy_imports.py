import subprocess
import sys

import pytest

LIGHT = ("model", "normalise", "rules", "decide", "bundle", "data", "files", "corpora", "seed")


@pytest.mark.parametrize("module", LIGHT)
def test_the_light_modules_leave_scikit_learn_alone(module: str) -> None:
    code = (
        f"import sys, services.comments.spam.{module} as module\n"
        "getattr(module, 'shipped', int)()\n"
        "print(sorted({'sklearn', 'numpy', 'skops', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
