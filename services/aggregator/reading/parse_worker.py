"""A process that parses feeds and can do nothing else: ``python -m services.aggregator.reading.parse_worker``.

    read a job from stdin | parse | write the reply to stdout | again, until stdin ends

It has no store, no settings and no environment. Memory and processor time are limited by the kernel; whatever hits a
limit hard kills this process and nothing else. When the site dies, stdin ends, and so does the worker.
"""

import os
import resource
import sys
from typing import BinaryIO, Final

from services.aggregator.errors import FeedProblem, ParseMemory, Unparsable
from services.aggregator.reading import framing
from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.document import ParseJob, ParseRefused, ParseReply
from services.aggregator.reading.parsing import Clean, parse

READY: Final = b"ready\n"
_DEFAULT_MEMORY: Final = 512 * 1024 * 1024
_DEFAULT_SECONDS: Final = 20


def main(arguments: list[str]) -> None:
    """``parse_worker [MEMORY_BYTES [CPU_SECONDS_PER_JOB]]``."""
    memory = int(arguments[0]) if arguments else _DEFAULT_MEMORY
    seconds = int(arguments[1]) if arguments[1:] else _DEFAULT_SECONDS
    seal(memory)
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    sys.stdout = sys.stderr  # a stray print must not look like a reply
    sink.write(READY)
    serve(source, sink, Cleaner(), seconds)


def seal(memory: int) -> None:
    """Limits for the life of this process: address space in bytes, no files written, no core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(source: BinaryIO, sink: BinaryIO, clean: Clean, seconds: int) -> None:
    """Answer jobs until ``source`` ends; each may use ``seconds`` of processor time."""
    while len(header := source.read(framing.HEADER_BYTES)) == framing.HEADER_BYTES:
        job = framing.decode_job(source.read(framing.length(header)))
        _allow_seconds(seconds)
        _write(sink, framing.frame(answer(job, clean)))


def answer(job: ParseJob, clean: Clean) -> ParseReply:
    """The feed, or the name of what is wrong with it."""
    try:
        return parse(job, clean)
    except FeedProblem as problem:
        return ParseRefused(problem.code, problem.detail)
    except MemoryError:
        return ParseRefused(ParseMemory.code)
    except Exception as error:  # noqa: BLE001 - the boundary of the sealed parser: any input may trip any library in it
        return ParseRefused(Unparsable.code, type(error).__name__)


def _allow_seconds(seconds: int) -> None:
    """The kernel counts the time of the whole process: move its limit ahead of what is used already."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _write(sink: BinaryIO, data: bytes) -> None:
    """All of it: an unbuffered pipe takes what fits."""
    rest = memoryview(data)
    while rest:
        rest = rest[sink.write(rest) :]


if __name__ == "__main__":
    main(sys.argv[1:])
