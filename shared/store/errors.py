"""What else may go wrong with a store: mistakes of the setup, told to the operator at start."""

from shared.errors import StoreError, StoreUnavailable


class InvalidStoreUrl(StoreError):
    """The address of the store cannot be read. The message never repeats it: it may hold a password."""

    code = "invalid-store-url"


class ServerBinaryMissing(StoreError):
    """There is no Valkey or Redis server on this machine that can hold the embedded store."""

    code = "store-binary-missing"


class ServerStartFailed(StoreUnavailable):
    """The embedded server did not come up; the message ends with the last lines of its log."""

    code = "store-start-failed"
