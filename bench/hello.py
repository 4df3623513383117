"""The reference: a bare aiohttp hello world on the default event loop. ``python -m bench.hello PORT``."""

import sys

from aiohttp import web


async def hello(_request: web.Request) -> web.Response:
    """Nothing to do, nothing to say."""
    return web.Response(text="Hello, world")


if __name__ == "__main__":
    app = web.Application()
    app.router.add_get("/", hello)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=lambda *_: None)
