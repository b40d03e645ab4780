"""Frames: messages on a stream socket, by deadline.

A frame is ``<IQ`` (header length, payload length), a msgpack header that is decoded by type (see :mod:`autograder.wire`), and
the payload: the raw bytes of all arrays, in the order in which the header names them.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from typing import Any

import msgspec

from autograder.wire import MAX_PAYLOAD, Closed, Reply, Request, Result, WireError

MAX_HEADER = 4 << 20
MAX_REPLY = 64 << 20
"""Bytes of the arrays in a reply: what a worker sends costs the examiner memory."""

_LENGTHS = struct.Struct("<IQ")
_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def pack_frame(message: Request | Reply, buffers: list[Any]) -> bytes:
    """Return a frame.

    Raises
    ------
    WireError
        If it would be larger than the receiver admits.
    """
    header = _encoder.encode(message)
    payload = sum(map(len, buffers))
    if len(header) > MAX_HEADER or payload > (MAX_REPLY if isinstance(message, Result) else MAX_PAYLOAD):
        raise WireError(f"a message of {len(header) + payload} bytes is too large")
    return b"".join((_LENGTHS.pack(len(header), payload), header, *buffers))


class Connection:
    """One end of a stream socket that carries frames.

    Parameters
    ----------
    sock : socket.socket
    replies : bool
        Whether this end receives replies (the examiner) or requests (the worker).
    """

    def __init__(self, sock: socket.socket, replies: bool) -> None:
        self._sock = sock
        self._decode = _replies.decode if replies else _requests.decode
        self._surplus, self._waits, self._most = bytearray(), replies, MAX_REPLY if replies else MAX_PAYLOAD
        sock.setblocking(not replies)  # a worker has no deadlines of its own: it just waits
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(sock, select.POLLIN)
        self._writable.register(sock, select.POLLOUT)

    def send(self, message: Request | Reply, buffers: list[Any], deadline: float | None = None) -> None:
        """Send one frame before `deadline` (of `time.monotonic`); raises `TimeoutError`, or `Closed`."""
        frame = memoryview(pack_frame(message, buffers))
        while frame:
            try:
                frame = frame[self._sock.send(frame) :]
            except BlockingIOError:
                _wait(self._writable, deadline)
            except ConnectionError as error:
                raise Closed("the peer has closed the connection") from error

    def receive(self, deadline: float | None = None) -> tuple[Any, bytearray]:
        """Return the next message and its payload; raises `TimeoutError`, `Closed` or `WireError`."""
        data, self._surplus = self._surplus, bytearray()
        self._fill(data, _LENGTHS.size, deadline)
        header_size, payload_size = _LENGTHS.unpack_from(data)
        if header_size > MAX_HEADER or payload_size > self._most:
            raise WireError("a frame is larger than the limit")
        middle = _LENGTHS.size + header_size
        end = middle + payload_size
        self._fill(data, end, deadline)
        self._surplus = data[end:]
        try:
            return self._decode(memoryview(data)[_LENGTHS.size : middle]), data[middle:end]
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise WireError(f"a frame cannot be read: {error}"[:200]) from error

    def pending(self) -> bool:
        """Return whether bytes wait to be read: before a request there must be none; raises `Closed` where the peer is gone."""
        if self._surplus or not self._readable.poll(0):
            return bool(self._surplus)
        try:
            if self._sock.recv(1, socket.MSG_PEEK):
                return True
        except ConnectionError:
            pass
        raise Closed("the peer has closed the connection")

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()

    def _fill(self, data: bytearray, size: int, deadline: float | None) -> None:
        """Receive until `data` holds at least `size` bytes; memory grows with what has arrived, not with what is claimed."""
        while len(data) < size:
            if self._waits:
                _wait(self._readable, deadline)
            try:
                part = self._sock.recv(max(1 << 16, min(size - len(data), 1 << 22)))
            except BlockingIOError:
                continue
            except ConnectionError as error:
                raise Closed("the peer has closed the connection") from error
            if not part:
                raise Closed("the peer has closed the connection")
            data += part


def _wait(ready: select.poll, deadline: float | None) -> None:
    """Wait until a socket is ready; raises `TimeoutError` at the deadline, even if the peer sends byte by byte."""
    left = None if deadline is None else deadline - time.monotonic()
    if (left is not None and left <= 0) or not ready.poll(None if left is None else 1000 * left):
        raise TimeoutError
