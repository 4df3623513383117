"""Photos that come with the form: each is kept for itself, so that a bad one spoils nothing else."""

from dataclasses import replace
from typing import Final

from services.feed.media.model import Facts, Upload
from services.feed.media.names import media_path
from services.feed.media.service import MediaLibrary
from services.feed.model import Media
from services.feed.posts.validate import MAX_MEDIA
from services.feed.write.form import Form
from services.feed.write.incoming import FILES, Sent
from shared.errors import FieldProblem, InvalidInput, SaketError

_TOO_MANY: Final = FieldProblem(FILES, "too-many", f"at most {MAX_MEDIA}")


class Photos:
    """Keeps uploads as media of a post."""

    def __init__(self, library: MediaLibrary) -> None:
        self._library = library

    async def add(self, form: Form, sent: Sent) -> tuple[Form, list[FieldProblem]]:
        """The form with the photos that were sent, and what was wrong with others."""
        problems, added = list(sent.problems), list(form.media)
        for upload in sent.uploads:
            try:
                added.append(await self._kept(upload))
            except InvalidInput as error:
                problems += (replace(problem, field=FILES) for problem in error.problems)
            except SaketError as error:
                problems.append(FieldProblem(FILES, error.code))
        if len(added) > MAX_MEDIA:
            problems.append(_TOO_MANY)
        unused = "" if sent.uploads else form.new_alt
        return replace(form, media=tuple(added[:MAX_MEDIA]), new_alt=unused), problems

    async def _kept(self, upload: Upload) -> Media:
        kept, *_ = await self._library.add([upload])
        return media_of(kept.facts)


def media_of(facts: Facts) -> Media:
    """What a post says of something kept."""
    main = facts.main
    return Media(media_path(facts.id, main.name), main.type, facts.alt, main.length, main.width, main.height)
