"""What the command line says of files with examples."""

import argparse

from services.comments.spam.files import Columns


def columns_of(options: argparse.Namespace) -> Columns:
    """Where text and label stand, and in which encoding."""
    return Columns(options.text_column, options.label_column, frozenset(options.spam_label or ()), options.encoding)
