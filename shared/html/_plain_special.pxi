# Of `_plain`: elements that are more than a tag.


cdef Py_ssize_t skip_unread(Reading self, Py_ssize_t start, Py_ssize_t i, uint32_t flags) except? -2:
    """A script or style without any "<" in it, or a drawing of plain lines."""
    cdef Py_ssize_t end
    cdef str end_tag = f"</{self.html[start + 1 : i]}>"
    if flags & DRAWING:
        end = self.html.find(end_tag, start)
        if end < 0 or self.rules.tables.drawing(self.html, start, end) is None:
            return DECLINED
        return end + len(end_tag)
    i = rest_of_tag(self, i, 0, False)
    if i < 0 or self.is_slashed:
        return DECLINED
    end = self.html.find("<", i)
    return end + len(end_tag) if end >= 0 and self.html.startswith(end_tag, end) else DECLINED


cdef Py_ssize_t read_image(Reading self, Py_ssize_t start, Py_ssize_t i, uint32_t tag) except? -2:
    cdef Py_ssize_t end = rest_of_tag(self, i, tag, False)
    cdef str settled
    cdef Reading late
    if end < 0 or end - start > LONGEST_TAG:
        return DECLINED
    if self.settles and (self.is_odd or not is_seen(self, self.source_from, self.source_to)):
        settled = self.rules.tables.settled(self.html[start:end])
        if not settled:
            return end
        if settled != self.html[start:end]:
            late = Reading(self.rules, settled, self.base, False, False)
            if not late.everything():
                return DECLINED
            self.put(late.written())
            return end
    self.keep(start, i)
    if rest_of_tag(self, i, tag, True) < 0:
        return DECLINED
    self.put(' loading="lazy"')
    self.keep(end - 1, end)
    return end


cdef bint is_seen(Reading self, Py_ssize_t start, Py_ssize_t end) except -1:
    """Whether there is nothing odd about the address of an image (see `shared.html.images`)."""
    cdef str source, lower, part
    if start < 0 or (self.at(start) not in "/." and not self.html.startswith("http", start, end)):
        return False
    source = decoded_value(self, start, end)
    if source is None:
        return False
    lower = source.lower()
    for part in self.rules.doubtful:
        if part in lower:
            return False
    return True


cdef Py_ssize_t read_player(Reading self, Py_ssize_t start, Py_ssize_t i) except? -2:
    """What is embedded becomes a link; what is in it, which is for browsers without frames, is let in."""
    cdef Py_ssize_t end = rest_of_tag(self, i, 0, False)
    cdef str settled
    cdef Reading link
    if end < 0 or not self.settles or self.opened[self.rules.a]:
        return DECLINED
    settled = self.rules.tables.settled(self.html[start:end])
    if settled == self.html[start:end]:
        return DECLINED
    link = Reading(self.rules, settled, self.base, False, False)
    if not link.everything():
        return DECLINED
    self.put(link.written())
    self.has_player = True
    return end
