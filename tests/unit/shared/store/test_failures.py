import pytest
from redis import exceptions as redis_errors

from shared.errors import StoreFull, StoreUnavailable
from shared.store.failures import store_failures


@pytest.mark.parametrize(
    "error",
    [
        redis_errors.ConnectionError("refused"),
        redis_errors.BusyLoadingError("loading"),
        redis_errors.AuthenticationError("wrong password"),
        redis_errors.TimeoutError(),
        redis_errors.ReadOnlyError("a replica"),
        redis_errors.ClusterDownError("CLUSTERDOWN The cluster is down"),
        redis_errors.SlotNotCoveredError("slot"),
        redis_errors.ResponseError("MISCONF Errors writing to the AOF file"),
        redis_errors.ResponseError("NOREPLICAS Not enough good replicas to write."),
        redis_errors.ResponseError("BUSY a script is running"),
        TimeoutError(),
        ConnectionResetError(),
    ],
)
def test_the_environment_makes_the_store_unavailable(error: Exception) -> None:
    with pytest.raises(StoreUnavailable) as caught, store_failures():
        raise error
    assert caught.value.__cause__ is error


def test_no_room_is_full() -> None:
    with pytest.raises(StoreFull), store_failures():
        raise redis_errors.OutOfMemoryError("command not allowed when used memory > 'maxmemory'.")


@pytest.mark.parametrize(
    "error",
    [
        redis_errors.ResponseError("WRONGTYPE Operation against a key holding the wrong kind of value"),
        redis_errors.ResponseError("ERR BUSY is only a word here"),
        redis_errors.ClusterCrossSlotError("Keys in request don't hash to the same slot"),
        redis_errors.RedisClusterException("all keys must map to the same key slot"),
        redis_errors.DataError("Invalid input of type: 'NoneType'"),
        KeyError("a bug"),
    ],
)
def test_a_programming_error_passes(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, store_failures():
        raise error
    assert caught.value is error
