"""The engine in worker processes behind one small interface: `submit(frames) -> analyses`.

Why processes: a decoder or a net that crashes or hangs on a hostile frame costs that frame and nothing else.
Why a socket that all workers listen on: the kernel queues and balances, the queue is bounded by the listen
backlog, any number of web processes share one pool, and no bytes of a worker are ever unpickled.
"""

from hadir.faceengine.pool.client import EngineBusy, EngineDown, EngineService, PoolClient
from hadir.faceengine.pool.server import EnginePool, PoolOptions, SocketTaken

__all__ = ["EngineBusy", "EngineDown", "EnginePool", "EngineService", "PoolClient", "PoolOptions", "SocketTaken"]
