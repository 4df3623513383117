"""The report of an import in words, Thai with English beside: the officer reads the one, who helps the other."""

from collections.abc import Callable, Iterator
from typing import Final

from services.transfer.report import Report
from shared.i18n import mark

Both = Callable[..., list[str]]
"""A message in every language (`services.cli.words.both`)."""

REMARKS: Final = {
    "alt-made": mark("Pictures without a description were given one; please look at them"),
    "author-cut": mark("Names of authors were shortened"),
    "became-draft": mark("Posts in a state that we do not have came in as drafts"),
    "comment-without-post": mark("Comments were left out because their post is not in the file"),
    "comments-missing": mark("The archive holds no comments, for the feed service that made it runs alone"),
    "comments-refused": mark("Comments were left out"),
    "content-cut": mark("Texts longer than a megabyte were shortened"),
    "date-too-late": mark("Posts dated far in the future came in as drafts"),
    "element-dropped": mark("Scripts, forms and drawings in texts were left out"),
    "embed": mark("Embedded videos and maps became links"),
    "file-refused": mark("Files could not be kept; their old addresses stay"),
    "gallery": mark("Galleries that do not name their pictures were left out"),
    "id-replaced": mark("Posts without a usable id were given one"),
    "inline-picture": mark("Pictures written into the text itself were left out"),
    "label-dropped": mark("Labels were left out: unreadable, or more than a post may have"),
    "label-renamed": mark("Labels were renamed, to do without slashes or to be shorter"),
    "media-dropped": mark("Attached files without a usable address were left out"),
    "no-content": mark("Posts without a text repeat their title"),
    "no-date": mark("Posts without a date are dated to today"),
    "not-for-here": mark("Parts of the old site that have no place here were left out"),
    "refused": mark("Posts were left out because they break a rule that cannot be mended"),
    "shortcode": mark("Short codes of plug-ins stand in the text as they are"),
    "slug-changed": mark("Addresses that other posts have already were changed"),
    "summary-cut": mark("Summaries were shortened"),
    "title-cut": mark("Titles were shortened"),
    "title-made": mark("Posts without a title were given one"),
    "was-trashed": mark("Posts from the bin came in as withdrawn"),
    "comment-author-cut": mark("Names of commenters were shortened"),
    "comment-blank": mark("Comments without a text were left out"),
    "comment-date-changed": mark("Comments dated before the web or in the future were dated anew"),
    "comment-email-dropped": mark("Unusable e-mail addresses of commenters were left out"),
    "comment-loop": mark("Comments that answer each other in a circle stand by themselves"),
    "comment-orphan": mark("Comments whose parent is missing stand by themselves"),
    "comment-text-cut": mark("Comments were shortened"),
    "comment-unknown-state": mark("Comments in an unknown state wait for a moderator"),
    "comment-website-dropped": mark("Unusable addresses of commenters' pages were left out"),
}
_OTHER: Final = mark("Something else was not carried as it was (%(code)s)")
_SHOWN: Final = 3


def lines(report: Report, both: Both) -> Iterator[str]:
    """The report, a line each."""
    for message, values in _figures(report):
        yield from both(message, **values)
    for code, count in report.remarks.most_common():
        thai, *others = both(REMARKS.get(code, _OTHER), code=code)
        yield f"{count:>7}  {thai}"
        yield from (f"         {other}" for other in others)
        yield from (f"           · {example}" for example in _examples(report, code))


def _figures(report: Report) -> Iterator[tuple[str, dict[str, object]]]:
    if report.is_dry:
        yield mark("Nothing was written; this is what would come in:"), {}
    yield (
        mark("%(posts)d posts and %(pages)d pages, %(there)d were here already"),
        {
            "posts": report.posts,
            "pages": report.pages,
            "there": report.posts_there,
        },
    )
    yield (
        mark("%(count)d comments, %(there)d were here already"),
        {
            "count": report.comments,
            "there": report.comments_there,
        },
    )
    if report.files:
        yield mark("%(count)d files"), {"count": report.files}
    if report.dropped_characters:
        yield mark("%(count)d characters that no text may hold were left out"), {"count": report.dropped_characters}
    if report.broken:
        yield mark("The file ends before its time (%(why)s); what stood before is here"), {"why": report.broken}


def _examples(report: Report, code: str) -> Iterator[str]:
    for example in report.examples[code][:_SHOWN]:
        place = f"{example.line}: " if example.line else ""
        yield f"{place}{example.about}" + (f" ({example.detail})" if example.detail else "")
    if (more := report.remarks[code] - _SHOWN) > 0:
        yield f"… +{more}"
