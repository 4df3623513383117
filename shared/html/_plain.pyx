# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=False
"""One look over HTML that is plainly within the policy, which writes what nh3 would write of it.

It knows the tags of a list, each closed where it belongs and not deep within others, attributes, addresses that need no
care, character references by their full names, and nothing else: at the first thing that it does not plainly know it
declines, and a real parser does the work. Every access is checked against the bounds of what is accessed.
"""

from array import array

cimport cython
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport uint16_t, uint32_t, uint64_t

cdef enum:
    DECLINED = -1
    DEEPEST = 16
    LONGEST_TAG = 8000  # characters
    LONGEST_REFERENCE = 32
    LONGEST_NAME = 10
    P = 1  # the number of this element

cdef enum:  # kinds of characters
    ORDINARY, BLANK, OPEN, ESCAPED, AMPERSAND, UNFIT

cdef enum:  # of elements, see `shared.html.plain`
    KEPT = 1
    VOID = 2
    BLOCK = 4
    FORMATTING = 8
    TABULAR = 16
    IMAGE = 32
    LINK = 64
    PRE = 128
    SPAN = 256
    UNREAD = 512
    DRAWING = 1024
    PLAYER = 2048
    ITEM = 4096
    HEADING = 8192

cdef enum:  # attributes that mean something here, by number; others follow
    IDLE = 1
    STYLE, DATA_SRC, WIDTH, HEIGHT, HREF, SRC


cdef inline int letter(Py_UCS4 c) noexcept:
    """The number of a character that names are made of; 0 for any other."""
    if "a" <= c <= "z":
        return <int>c - 96
    if "0" <= c <= "9":
        return <int>c - 48 + 27
    return 37 if c == "-" else 38 if c == ":" else 39 if c == "_" else 0


@cython.final
cdef class Names:
    """Numbers of names; 0 for any other. A table of open addressing, at most half full."""

    cdef uint64_t[::1] keys
    cdef uint32_t[::1] numbers

    def __cinit__(self, dict names not None):
        cdef uint64_t key
        cdef str name
        cdef Py_UCS4 c
        cdef int slot
        if len(names) > 128:
            raise ValueError("more than half of the places")
        self.keys, self.numbers = array("Q", bytes(8 * 256)), array("I", bytes(4 * 256))
        for name, number in names.items():
            key = 0
            for c in name:
                key = key << 6 | letter(c)
            if not 0 < len(name) <= LONGEST_NAME or not number:
                raise ValueError(name)
            slot = self.slot(key)
            self.keys[slot], self.numbers[slot] = key, number

    cdef int slot(self, uint64_t key) except -1:
        cdef int slot = key * <uint64_t>0x9E3779B97F4A7C15 >> 56
        while self.keys[slot] and self.keys[slot] != key:
            slot = (slot + 1) & 255
        return slot

    cdef uint32_t number(self, uint64_t key) except? 0:
        return self.numbers[self.slot(key)] if key else 0


@cython.final
cdef class Plain:
    """What `shared.html.plain` says of elements, attributes and references. Only read once it is made."""

    cdef Names tags, attributes
    cdef uint32_t[::1] flags, wanted  # by number of element
    cdef const unsigned char[:, ::1] fits  # child, parent
    cdef const unsigned char[::1] kinds  # by character
    cdef const unsigned char *kind_of  # the same, for `beyond_ordinary` alone
    cdef dict references, spelled
    cdef frozenset short_references
    cdef list names
    cdef tuple doubtful
    cdef uint32_t a
    cdef object tables, rel

    def __init__(self, object tables):
        """``tables``: see `shared.html.plain.Tables`."""
        self.tables = tables
        self.tags, self.attributes, self.kinds = Names(tables.tags), Names(tables.attributes), tables.kinds
        if self.kinds.shape[0] != 256:
            raise ValueError("a kind for each of the first 256 characters")
        self.kind_of = &self.kinds[0]
        self.flags, self.wanted, self.fits = tables.flags, tables.wanted, tables.fits
        self.references, self.spelled = tables.references, tables.spelled
        self.short_references, self.names, self.doubtful = tables.short_references, tables.names, tables.doubtful
        self.rel, self.a = tables.rel, tables.tags["a"]

    def clean(self, str html not None, str base, bint is_raw):
        """The HTML as nh3 would have it; None if that is not for here to say.

        ``is_raw``: images are settled (`shared.html.images`) and spans dropped (`shared.html.spans`) on the way.
        """
        cdef Reading once = Reading(self, html, base, is_raw, is_raw)
        if once.everything():
            return once.written()
        if not once.meets_span:
            return None
        once = Reading(self, html, base, is_raw, False)
        return once.written() if once.everything() else None


@cython.final
cdef class Reading:
    """One pass over one document. Places are indexes; a method that returns one returns `DECLINED` to decline."""

    cdef Plain rules
    cdef str html, base
    cdef void *letters  # of ``html``, for `at` alone
    cdef int width
    cdef Py_ssize_t size
    cdef const unsigned char[::1] kinds
    cdef bint settles, drops_spans
    cdef bint meets_span  # one that may say something
    cdef bint has_stray, has_player
    cdef list out
    cdef Py_ssize_t kept_from, kept_to
    cdef bint begins_pre  # nothing is written yet since the start tag
    cdef unsigned char[::1] open, opened  # the elements around by their number, and how many there are of each
    cdef int depth, headings
    # Of the tag, the attribute or the reference that was read last:
    cdef uint32_t seen
    cdef bint is_idle, is_odd, is_slashed
    cdef Py_ssize_t source_from, source_to, value_from, value_to, after
    cdef Py_UCS4 quote

    def __cinit__(self, Plain rules not None, str html not None, str base, bint settles, bint drops_spans):
        self.rules, self.html, self.base, self.size = rules, html, base, len(html)
        self.letters, self.width = PyUnicode_DATA(html), PyUnicode_KIND(html)
        self.settles, self.drops_spans, self.kinds = settles, drops_spans, rules.kinds
        self.out, self.kept_from, self.kept_to = [], -1, -1
        self.open, self.opened = bytearray(DEEPEST + 1), bytearray(256)

    # What is kept as it stands is cut out in one piece, as long as nothing comes in between.

    cdef int keep(self, Py_ssize_t start, Py_ssize_t end) except -1:
        if start != end:
            if start != self.kept_to:
                self.flush()
                self.kept_from = start
            self.kept_to = end
            self.begins_pre = False
        return 0

    cdef int put(self, str text) except -1:
        self.flush()
        self.out.append(text)
        self.begins_pre = False
        return 0

    cdef int flush(self) except -1:
        if self.kept_to > self.kept_from:
            self.out.append(self.html[self.kept_from : self.kept_to])
        self.kept_from = self.kept_to = -1
        return 0

    cdef str written(self):
        self.flush()
        return "".join(self.out)

    cdef inline Py_UCS4 at(self, Py_ssize_t i) noexcept:
        """A character; beyond the ends NUL, which stands nowhere in what is plain. All reading comes by here."""
        return PyUnicode_READ(self.width, self.letters, i) if 0 <= i < self.size else 0

    cdef inline int kind(self, Py_UCS4 c) noexcept:
        if c < 256:
            return self.kinds[c]
        return UNFIT if 0xD800 <= c <= 0xDFFF or c == 0xFEFF or 0xFFFE <= c <= 0xFFFF else ORDINARY

    cdef Py_ssize_t beyond_ordinary(self, Py_ssize_t i, Py_UCS4 stop) noexcept:
        """Goes on from ``i`` to what is no ordinary character and no blank, or is ``stop``, or to the end."""
        cdef Py_ssize_t size = self.size
        cdef const unsigned char *narrow = <const unsigned char *>self.letters
        cdef const uint16_t *wide = <const uint16_t *>self.letters
        cdef const unsigned char *kinds = self.rules.kind_of
        cdef Py_UCS4 c
        if i < 0:
            return i
        if self.width == 1:
            while i < size and kinds[narrow[i]] <= BLANK and narrow[i] != stop:
                i += 1
        elif self.width == 2:
            while i < size:
                c = wide[i]
                if (kinds[c] > BLANK if c < 256 else c >= 0xD800 and self.kind(c) != ORDINARY) or c == stop:
                    break
                i += 1
        return i

    cdef uint64_t name(self, Py_ssize_t i) noexcept:
        """The name here as a number, 0 if it has too many letters; goes on behind it."""
        cdef uint64_t key = 0
        cdef Py_ssize_t start = i
        cdef int code = letter(self.at(i))
        while code:
            key = key << 6 | code
            i += 1
            code = letter(self.at(i))
        self.after = i
        return key if i - start <= LONGEST_NAME else 0

    cdef bint everything(self) except -1:
        cdef Py_ssize_t i = 0
        while i < self.size:
            i = self.markup(i) if self.at(i) == "<" else read_text(self, i)
            if i < 0:
                return False
        return self.depth == 0 and not (self.has_stray and self.rules.tables.is_mended(self.html))

    cdef Py_ssize_t markup(self, Py_ssize_t i) except? -2:
        cdef Py_UCS4 c = self.at(i + 1)
        if "a" <= c <= "z":
            return self.start_tag(i)
        if c == "/":
            return self.end_tag(i)
        return self.comment(i) if c == "!" or c == "?" else DECLINED

    cdef Py_ssize_t comment(self, Py_ssize_t i) except? -2:
        """A comment or an instruction; one that holds tags, or in which there are two hyphens, is nothing plain."""
        cdef Py_ssize_t end, j
        if self.html.startswith("<!--", i):
            end = self.html.find("--", i + 4)
            if end < 0 or self.at(end + 2) != ">" or self.at(i + 4) in ("-", ">"):
                return DECLINED
            end, i = end + 2, i + 4
        elif self.at(i + 1) == "?":
            end, i = self.html.find(">", i), i + 2
        else:
            return DECLINED
        for j in range(i, end):
            if self.at(j) == "<" or self.at(j) == ">":
                return DECLINED
        return end + 1 if end >= 0 else DECLINED

    cdef Py_ssize_t start_tag(self, Py_ssize_t start) except? -2:
        cdef uint32_t tag = self.rules.tags.number(self.name(start + 1)), flags
        cdef Py_ssize_t i = self.after, end
        flags = self.rules.flags[tag]
        if flags & BLOCK and flags & KEPT:
            self.end_implied(P)
            if flags & ITEM:
                self.end_implied(tag)
        if (not tag or not self.rules.fits[tag, self.open[self.depth]] or (flags & BLOCK and self.opened[P])
                or (flags & HEADING and self.headings)
                or (flags & FORMATTING and self.opened[tag] > (tag != self.rules.a))):
            return DECLINED
        if flags & IMAGE:
            return read_image(self, start, i, tag)
        if flags & (UNREAD | DRAWING):
            return skip_unread(self, start, i, flags)
        if flags & PLAYER:
            return read_player(self, start, i)
        if flags & SPAN and self.drops_spans:
            return self.span(start, i)
        if flags & KEPT:
            self.keep(start, i)
            end = rest_of_tag(self, i, tag, True)
            if end < 0:
                return DECLINED
            if flags & LINK:
                self.put(<str>self.rules.rel)
            self.keep(end - 1, end)
            self.begins_pre = flags & PRE
        else:
            end = rest_of_tag(self, i, tag, False)
        if end < 0 or end - start > LONGEST_TAG or (not flags & VOID and not self.push(tag)):
            return DECLINED
        return end

    cdef Py_ssize_t span(self, Py_ssize_t start, Py_ssize_t i) except? -2:
        """The start or end tag of a span that says nothing, which goes as if it had never been (see `spans`)."""
        cdef Py_ssize_t end = rest_of_tag(self, i, 0, False)
        # What stands before it might make another tag with what follows it.
        if end < 0 or not self.is_idle or self.is_slashed or self.at(start - 1) in ("<", "/", "!"):
            self.meets_span = True
            return DECLINED
        return end

    cdef bint push(self, uint32_t tag) except -1:
        if self.depth == DEEPEST:
            return False
        self.depth += 1
        self.open[self.depth] = tag
        self.opened[tag] += 1
        self.headings += (self.rules.flags[tag] & HEADING) != 0
        return True

    cdef Py_ssize_t end_tag(self, Py_ssize_t start) except? -2:
        cdef uint32_t tag = self.rules.tags.number(self.name(start + 2)), flags
        cdef Py_ssize_t i = self.after, end = self.after
        while self.kind(self.at(i)) == BLANK:
            i += 1
        if not tag or self.at(i) != ">":
            return DECLINED
        flags = self.rules.flags[tag]
        if flags & SPAN and self.drops_spans:
            return self.span(start, end)
        if self.depth > 1 and self.open[self.depth] == P and self.open[self.depth - 1] == tag and flags & BLOCK:
            self.end_implied(P)
        if tag != self.open[self.depth]:
            return self.stray(tag, flags, i)
        self.pop(tag)
        if flags & KEPT:
            self.keep(start, end)
            self.keep(i, i + 1)
        return i + 1

    cdef int end_implied(self, uint32_t tag) except -1:
        """Ends an element that is open innermost."""
        if self.open[self.depth] == tag:
            self.put(f"</{self.rules.names[tag]}>")
            self.pop(tag)
        return 0

    cdef int pop(self, uint32_t tag) except -1:
        self.depth -= 1
        self.opened[tag] -= 1
        self.headings -= (self.rules.flags[tag] & HEADING) != 0
        return 0

    cdef Py_ssize_t stray(self, uint32_t tag, uint32_t flags, Py_ssize_t end) except? -2:
        """An end tag that ends nothing: of a paragraph it is an empty paragraph, of an image it is nothing."""
        if self.rules.flags[self.open[self.depth]] & TABULAR:
            return DECLINED
        if tag == P and not self.opened[P]:
            self.has_stray = True
            self.put("<p></p>")
            return end + 1
        return end + 1 if flags & IMAGE or (flags & PLAYER and self.has_player) else DECLINED


include "_plain_text.pxi"
include "_plain_attributes.pxi"
include "_plain_special.pxi"
