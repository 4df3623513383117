# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=False
"""The loop of `alike` over the letters of a text, the twin of `alike._smallest`."""

from array import array
from zlib import crc32

from libc.stdint cimport uint32_t

cdef enum:
    PIECE = 7  # letters
    MOST = 32
    KNOWN = 128  # letters of an alphabet
    THAI = 0xE00  # where its alphabet begins

cdef uint32_t TABLE[256]
# CRC-32 is linear: that of a piece is the sum of what each letter at its place adds to that of none.
cdef uint32_t LATIN_PLACES[PIECE][KNOWN]
cdef uint32_t THAI_PLACES[PIECE][KNOWN]
cdef uint32_t LATIN_NONE, THAI_NONE


cdef void _fill() noexcept:
    """The table of CRC-32 (RFC 1952 section 8)."""
    cdef uint32_t value
    cdef int i, bit
    for i in range(256):
        value = i
        for bit in range(8):
            value = value >> 1 ^ 0xEDB88320 if value & 1 else value >> 1
        TABLE[i] = value


cdef uint32_t _crc(const uint32_t[::1] letters, Py_ssize_t start, Py_ssize_t end) except? 0:
    """CRC-32 of a stretch of a text in UTF-8."""
    cdef uint32_t value = 0xFFFFFFFF, c
    cdef Py_ssize_t i
    for i in range(start, end):
        c = letters[i]
        if c < 0x80:
            value = TABLE[(value ^ c) & 0xFF] ^ value >> 8
            continue
        if c < 0x800:
            value = TABLE[(value ^ (0xC0 | c >> 6)) & 0xFF] ^ value >> 8
        else:
            if c < 0x10000:
                value = TABLE[(value ^ (0xE0 | c >> 12)) & 0xFF] ^ value >> 8
            else:
                value = TABLE[(value ^ (0xF0 | c >> 18)) & 0xFF] ^ value >> 8
                value = TABLE[(value ^ (0x80 | c >> 12 & 0x3F)) & 0xFF] ^ value >> 8
            value = TABLE[(value ^ (0x80 | c >> 6 & 0x3F)) & 0xFF] ^ value >> 8
        value = TABLE[(value ^ (0x80 | c & 0x3F)) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


cdef int _fill_places() except -1:
    """Each letter of two alphabets at each place, with nothing around it."""
    cdef int place, letter
    global LATIN_NONE, THAI_NONE
    LATIN_NONE, THAI_NONE = crc32(bytes(PIECE)), crc32(bytes(3 * PIECE))
    for place in range(PIECE):
        for letter in range(KNOWN):
            LATIN_PLACES[place][letter] = LATIN_NONE ^ <uint32_t>crc32(
                bytes(place) + chr(letter).encode() + bytes(PIECE - 1 - place)
            )
            THAI_PLACES[place][letter] = THAI_NONE ^ <uint32_t>crc32(
                bytes(3 * place) + chr(THAI + letter).encode() + bytes(3 * (PIECE - 1 - place))
            )
    return 0


_fill()
_fill_places()


cdef uint32_t _hash(const uint32_t[::1] letters, Py_ssize_t start) except? 0:
    """`_crc` of a piece, by the places of its letters if they are of one alphabet."""
    cdef uint32_t value, c
    cdef int i
    if letters[start] < KNOWN:
        value = LATIN_NONE
        for i in range(PIECE):
            c = letters[start + i]
            if c >= KNOWN:
                return _crc(letters, start, start + PIECE)
            value ^= LATIN_PLACES[i][c]
        return value
    value = THAI_NONE
    for i in range(PIECE):
        c = letters[start + i]
        if not THAI <= c < THAI + KNOWN:
            return _crc(letters, start, start + PIECE)
        value ^= THAI_PLACES[i][c - THAI]
    return value


cdef inline bint _begins(Py_UCS4 c) noexcept:
    """What a piece follows."""
    if c < 128:
        return c == "a" or c == "o" or c == "s"
    return c == "ก" or c == "จ" or c == "ท" or c == "ป" or c == "พ"


cdef Py_ssize_t _gathered(str text, uint32_t[::1] letters, bint is_folded) except? -2:
    """Puts the letters and digits of a text there; how many they are, -1 if there is case that is not known here."""
    cdef Py_ssize_t size = 0
    cdef Py_UCS4 c
    for c in text:
        # The most frequent letters first: asking Unicode takes four look-ups.
        if "a" <= c <= "z" or "ก" <= c <= "ะ" or "0" <= c <= "9":
            letters[size] = c
            size += 1
        elif "A" <= c <= "Z":
            letters[size] = <uint32_t>c + 32
            size += 1
        elif c > 127:
            # Thai, and punctuation marks, have no case.
            if not (is_folded or 0xE00 <= c < 0xE80 or 0x2010 <= c < 0x2040):
                return -1
            if c.isalnum():
                letters[size] = c
                size += 1
    return size


def smallest(str text not None, uint32_t numbers, int most, Py_ssize_t least):
    """The ``most`` smallest hashes of the pieces of ``text``, in their order, each combined with ``numbers``.

    Only letters and digits count, and not their case; where there are fewer than ``least``, there are no pieces.
    """
    cdef uint32_t[::1] letters = array("I", bytes(4 * len(text)))
    cdef uint32_t found[MOST]
    cdef uint32_t value
    cdef int count = 0, place, i
    cdef Py_ssize_t at, size = _gathered(text, letters, False)
    if not 0 < most <= MOST:
        raise ValueError(most)
    if size < 0:
        text = text.casefold()
        letters = array("I", bytes(4 * len(text)))
        size = _gathered(text, letters, True)
    if size < least:
        return []
    for at in range(size - PIECE):
        if not _begins(letters[at]):
            continue
        value = _hash(letters, at + 1) ^ numbers
        if count == most and value >= found[most - 1]:
            continue
        place = 0
        while place < count and found[place] < value:
            place += 1
        if place < count and found[place] == value:
            continue
        count = min(count + 1, most)
        for i in range(count - 1, place, -1):
            found[i] = found[i - 1]
        found[place] = value
    return [found[i] for i in range(count)]
