"""``python -m tools.ship_model DIR``: the model of the package, trained and measured anew from SAKET_CORPORA.

study once | write model and card into DIR | measure all that is claimed | the card tells it | copy into the package
"""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from services.comments.learning.evaluate import measure_learning
from services.comments.spam.bundle import FILES, MANIFEST, load
from services.comments.spam.evaluate import measure
from services.comments.spam.run import CARD, ConsoleProgress, TrainOptions, read_examples, write
from services.comments.spam.seed import LANGUAGES
from services.comments.spam.train import study, trained
from shared.clock import system_clock

_ROOT = Path(__file__).parents[1]
_SPAM = _ROOT / "services/comments/spam"
_UNLEARNT = [
    _ROOT / f"tests/data/{name}_{language}.jsonl" for name in ("fairness", "strangers") for language in LANGUAGES
]
_MEASURED = """
## Put to the test

As `saket evaluate` measures it; shares of texts with their 95 % intervals. The files named are the fairness set. The
site that is not known is the strangers (`SEED.md`): what other sites get, plain and subtle spam. No text was changed
because of what a model thinks of it. A hundred labels are given on sites that a model does not know: the corpora, each
with the model that was trained without it, and the strangers; half of a site's distinct texts is offered for labels and
the other half judges. Citizens are the fairness set.

```
{tables}
```
"""
_PINNED = '''"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "{digest}"
'''


def train_into(directory: Path) -> None:
    """The model, its card and its pictures."""
    options = TrainOptions(out=directory, created=system_clock(), corpora=Path(os.environ["SAKET_CORPORA"]))
    examples = read_examples(options)
    found = study(examples, seed=options.seed, progress=ConsoleProgress())
    write(trained(found, options.seed), options)
    measured = measure(found, examples, options, _UNLEARNT)
    examined = measure_learning(found, _UNLEARNT, ConsoleProgress(doing="learning"), directory)
    tables = f"{measured.text()}\n{examined.text()}".strip()
    with (directory / CARD).open("a", encoding="utf-8") as card:
        card.write(_MEASURED.format(tables=tables))


def ship(directory: Path) -> None:
    """Copy what belongs to the package; the signature is this machine's and stays."""
    load(directory)
    shipped = _SPAM / "shipped"
    for old in shipped.iterdir():
        old.unlink()
    for name in (*FILES, MANIFEST, CARD):
        shutil.copyfile(directory / name, shipped / name)
    digest = hashlib.sha256((shipped / MANIFEST).read_bytes()).hexdigest()
    (_SPAM / "pinned.py").write_text(_PINNED.format(digest=digest), encoding="utf-8")


if __name__ == "__main__":
    train_into(Path(sys.argv[1]))
    ship(Path(sys.argv[1]))
