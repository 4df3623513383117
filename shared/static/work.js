// Proof of work: find a nonce with which SHA-256 of "<task>:<nonce>" begins with so many zero bits.
// Where the browser has no crypto.subtle (a page without https), nobody can work, and the comment waits instead.
globalThis.saketWork = {
  able: Boolean(globalThis.crypto?.subtle),
  async do(task, bits) {
    const zeros = (bytes) => {
      let count = 0;
      for (const byte of bytes) {
        count += Math.clz32(byte) - 24;
        if (byte) break;
      }
      return count;
    };
    const encoder = new TextEncoder();
    for (let start = 0; ; start += 256) {
      const works = Array.from({ length: 256 }, (_, at) => `${task}:${start + at}`);
      const digests = await Promise.all(works.map((work) => crypto.subtle.digest("SHA-256", encoder.encode(work))));
      const found = digests.findIndex((digest) => zeros(new Uint8Array(digest)) >= bits);
      if (found >= 0) return works[found];
    }
  },
};
