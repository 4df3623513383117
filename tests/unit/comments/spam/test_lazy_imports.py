import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["model", "normalise", "rules", "decide", "data", "files", "corpora", "seed"])
def test_the_light_modules_leave_scikit_learn_alone(module: str) -> None:
    code = (
        f"import sys, services.comments.spam.{module}\n"
        "print(sorted({'sklearn', 'numpy', 'skops', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
