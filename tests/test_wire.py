"""Only plain values cross the wire, unchanged, and nothing that a peer sends can surprise the receiver."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder import frames, wire

DTYPES = [np.dtype(name) for name in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.floats() | TEXT | st.integers(-(1 << 4000), 1 << 4000) | st.complex_numbers()
ARRAYS = hnp.arrays(st.sampled_from(DTYPES), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
NUMPY = st.sampled_from(DTYPES).flatmap(lambda dtype: hnp.arrays(dtype, ())).map(lambda array: array[()])
VALUES = st.recursive(
    SCALARS | ARRAYS | NUMPY,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple) | st.dictionaries(TEXT, inner, max_size=3)
    ),
    max_leaves=8,
)


def result(value: wire.Value = None) -> wire.Result:
    """Return a reply with one value."""
    return wire.Result(id=1, values=[value], after=[], failure=None, caught=[], printed=0)


def crossed(value: Any) -> Any:
    """Return what the other end of a connection makes of a value."""
    packer = wire.Packer()
    frame = frames.pack_frame(result(packer.pack(value)), packer.buffers)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(frame)
        reply, payload = frames.Connection(theirs, replies=True).receive(time.monotonic() + 5)
    unpacker = wire.Unpacker(payload)
    arrived = unpacker.unpack(reply.values[0])
    unpacker.finish()
    return arrived


def same(one: Any, other: Any) -> bool:
    """Whether two values agree in type, shape, dtype and every bit."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray | np.generic):
        return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return struct.pack("<d", one) == struct.pack("<d", other)
    return same(one.real, other.real) and same(one.imag, other.imag) if isinstance(one, complex) else one == other


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_a_plain_value_arrives_as_it_was(value: Any) -> None:
    """What crosses has the same type, shape, dtype and bits on the other side."""
    assert same(crossed(value), value)


@given(
    hnp.arrays(st.sampled_from(DTYPES), hnp.array_shapes(min_dims=0, max_dims=3, max_side=4)),
    st.sampled_from(["C", "F", "last", "reversed", "transposed", "broadcast"]),
)
@settings(max_examples=100, deadline=None)
def test_an_array_of_any_layout_keeps_its_values(array: Any, layout: str) -> None:
    """Contiguous or not, in C or Fortran order, an array arrives with its values."""
    view = {
        "C": array,
        "F": np.asfortranarray(array).reshape(array.shape, order="F"),
        "last": np.repeat(array, 2, -1)[..., ::2] if array.ndim else array,
        "reversed": array[::-1] if array.ndim else array,
        "transposed": array.T,
        "broadcast": np.broadcast_to(array, (2, *array.shape)),
    }[layout]
    assert np.array_equal(crossed(view), view, equal_nan=view.dtype.kind in "fc")


@pytest.mark.parametrize(
    "array",
    [np.ones((3, 4), order="F"), np.ones((3, 4)), np.ones((3, 8))[:, ::2], np.ones(6)[::3]],
    ids=["F", "C", "strided matrix", "strided vector"],
)
def test_the_memory_layout_arrives_too(array: Any) -> None:
    """An array is contiguous on the other side exactly where it was before."""
    arrived = crossed(array).flags
    assert (arrived.c_contiguous, arrived.f_contiguous) == (array.flags.c_contiguous, array.flags.f_contiguous)


def test_an_array_of_the_other_byte_order_keeps_its_values() -> None:
    """Big-endian arrays arrive in native order, with the same values."""
    assert np.array_equal(crossed(np.array([1, 258], ">i4")), [1, 258])


@pytest.mark.parametrize("layout", ["C", "F", "S0+", "S0-"])
def test_an_arrived_array_can_be_written_to(layout: str) -> None:
    """The receiver owns what it received."""
    assert wire.Unpacker(bytearray(16)).unpack(wire.Array("<f8", [2], layout)).flags.writeable


def test_the_bits_of_a_nan_arrive() -> None:
    """A NaN's sign and payload survive the crossing."""
    bits = np.array([0xFFF8000000000ABC, 0x7FF0000000000001], np.uint64)
    assert np.array_equal(crossed(bits.view(np.float64)).view(np.uint64), bits)


def test_a_tensor_arrives_as_a_tensor() -> None:
    """A tensor's values and dtype arrive, its gradient does not."""
    torch = pytest.importorskip("torch")
    arrived = crossed(torch.ones(2, 3, dtype=torch.float32, requires_grad=True).T)
    assert torch.equal(arrived, torch.ones(3, 2)) and not arrived.requires_grad


class Equal(np.ndarray):
    def __eq__(self, _other: object) -> Any:
        return True

    __hash__ = None  # type: ignore[assignment]


class MyFloat(float):
    pass


class MyInt(int):
    pass


class MyText(str):
    pass


class Lucky(np.float64):
    def __eq__(self, _other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    "value",
    [np.ones(2).view(Equal), Lucky(1.0), MyFloat(1.0), MyInt(1), MyText("a"), np.ma.ones(2), object(),
     (n for n in range(3)), {1, 2}, b"bytes", range(3), {1: 2}, np.array(["a"]), np.array([None]), np.zeros(2, "i4,i4"),
     np.array(["2020"], "M8[D]"), np.str_("a"), ValueError("x"), memoryview(b"x"), int],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_a_value_of_another_type_is_foreign(value: Any) -> None:
    """Neither a subclass nor an object crosses as what it pretends to be: only its type's name does."""
    assert type(crossed(value)) is wire.Foreign


def test_a_tensor_subclass_is_foreign() -> None:
    """A subclass of Tensor does not cross as a tensor."""
    torch = pytest.importorskip("torch")
    assert type(crossed(torch.ones(2).as_subclass(type("Mine", (torch.Tensor,), {})))) is wire.Foreign


def test_a_named_tuple_crosses_by_its_items() -> None:
    """A subclass of tuple crosses as a plain tuple."""
    assert crossed(namedtuple("Pair", "a b")(1, 2)) == (1, 2)


def test_a_list_subclass_cannot_choose_what_is_sent() -> None:
    """What crosses is the list's real content, not what its own iteration says."""
    liar = type("Liar", (list,), {"__iter__": lambda _self: iter([42])})([1])
    assert crossed(liar) == [1]


def test_a_list_that_holds_itself_ends_at_the_depth_limit() -> None:
    """Packing a self-referential list ends, with a foreign value at the bottom."""
    loop: list[Any] = []
    loop.append(loop)
    for _ in range(wire.MAX_DEPTH):
        loop = crossed(loop)[0] if type(crossed(loop)) is list else loop
    assert type(loop) is wire.Foreign


def test_an_object_that_is_kept_crosses_as_a_handle() -> None:
    """With a keeper, what cannot cross is handed to it."""
    assert wire.Packer(lambda _value: wire.Handle(7, "Layer")).pack(object()) == wire.Handle(7, "Layer")


def test_an_array_beyond_the_limit_is_foreign() -> None:
    """A view that claims more bytes than a frame admits is not copied."""
    assert type(wire.Packer().pack(np.broadcast_to(0.0, (1 << 40,)))) is wire.Foreign


def nested(depth: int) -> wire.Value:
    """Return lists in lists."""
    return wire.Seq([nested(depth - 1)], False) if depth else None


BAD_VALUES = {
    "too deep": (nested(wire.MAX_DEPTH + 1), 0),
    "too many parts": (wire.Seq([None] * wire.MAX_NODES, False), 0),
    "too many digits": (wire.Big("f" * 1025), 0),
    "longer than the payload": (wire.Array("<f8", [2]), 8),
    "negative side": (wire.Array("<f8", [-1]), 8),
    "huge side": (wire.Array("<f8", [1 << 62]), 8),
    "product overflows": (wire.Array("<f8", [1 << 28] * 60), 8),
    "too many axes": (wire.Array("<f8", [1] * 65), 8),
    "objects": (wire.Array("|O", [1]), 8),
    "text": (wire.Array("<U2", [1]), 8),
    "dates": (wire.Array("<M8[D]", [1]), 8),
    "records": (wire.Array("i4,i4", [1]), 8),
    "subarray": (wire.Array("(2,)i4", [1]), 8),
    "no dtype": (wire.Array("nonsense", [1]), 8),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_VALUES)
def test_a_value_beyond_the_limits_is_refused(name: str) -> None:
    """A hostile value gives WireError before memory is taken."""
    value, size = BAD_VALUES[name]
    with pytest.raises(wire.WireError):
        wire.Unpacker(bytearray(size)).unpack(value)


def test_bytes_that_belong_to_no_array_are_refused() -> None:
    """A payload longer than its arrays is no valid reply."""
    unpacker = wire.Unpacker(bytearray(9))
    unpacker.unpack(wire.Array("<f8", [1]))
    with pytest.raises(wire.WireError):
        unpacker.finish()


def test_a_frame_beyond_the_limit_is_not_sent() -> None:
    """The sender refuses what the receiver would refuse."""
    with pytest.raises(wire.WireError):
        frames.pack_frame(result("x" * (frames.MAX_HEADER + 1)), [])


class Ends:
    """A connection that receives, and the raw socket of its peer."""

    def __init__(self) -> None:
        ours, self.peer = socket.socketpair()
        self.connection = frames.Connection(ours, replies=True)


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A socket pair, closed afterwards."""
    ends = Ends()
    yield ends
    ends.connection.close()
    ends.peer.close()


FRAME = frames.pack_frame(result(wire.Seq([1, wire.Big("ff"), wire.Array("<f8", [1])], True)), [b"\0" * 8])


def received(data: bytes, close: bool) -> Any:
    """Receive and unpack a frame from bytes; return the exception, where one is raised."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(data)
        if close:
            ours.shutdown(socket.SHUT_WR)
        try:
            reply, payload = frames.Connection(theirs, replies=True).receive(time.monotonic() + 0.02)
        except (wire.WireError, TimeoutError) as error:
            return error
    return reply, payload


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=60, deadline=None)
def test_garbage_is_no_frame(data: bytes, close: bool) -> None:
    """Any bytes give WireError, Closed or TimeoutError, and nothing else."""
    assert isinstance(received(data, close), wire.WireError | TimeoutError)


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_a_garbage_header_is_refused(header: bytes) -> None:
    """A frame of the right length with any header gives WireError."""
    assert type(received(struct.pack("<IQ", len(header), 0) + header, True)) is wire.WireError


@given(st.integers(12, len(FRAME) - 9), st.integers(1, 255))
@settings(max_examples=100, deadline=None)
def test_a_flipped_byte_in_a_header_never_surprises(place: int, change: int) -> None:
    """A damaged header is refused, or is another well-formed message."""
    data = bytearray(FRAME)
    data[place] ^= change
    outcome = received(bytes(data), True)
    assert isinstance(outcome, wire.WireError) or isinstance(outcome[0], wire.Progress | wire.Loaded | wire.Result)


@pytest.mark.parametrize("lengths", [(0xFFFFFFFF, 0), (1, 1 << 63), (frames.MAX_HEADER + 1, 0), (0, wire.MAX_PAYLOAD + 1)])
def test_a_frame_that_claims_too_much_is_refused(lengths: tuple[int, int], ends: Ends) -> None:
    """Lengths beyond the limits are refused before anything is allocated or awaited."""
    ends.peer.sendall(struct.pack("<IQ", *lengths))
    with pytest.raises(wire.WireError, match="larger"):
        ends.connection.receive(time.monotonic() + 5)


def test_a_nested_header_is_refused(ends: Ends) -> None:
    """A header of many nested arrays gives WireError, not a crash."""
    header = b"\x91" * 100_000
    ends.peer.settimeout(5)
    threading.Thread(target=ends.peer.sendall, args=(struct.pack("<IQ", len(header), 0) + header,), daemon=True).start()
    with pytest.raises(wire.WireError):
        ends.connection.receive(time.monotonic() + 5)


def test_a_request_is_no_reply(ends: Ends) -> None:
    """The examiner does not decode a message that only it may send."""
    ends.peer.sendall(frames.pack_frame(wire.Release(1, []), []))
    with pytest.raises(wire.WireError):
        ends.connection.receive(time.monotonic() + 5)


def test_a_peer_that_ends_within_a_frame_is_closed(ends: Ends) -> None:
    """Half a frame and the end give Closed."""
    ends.peer.sendall(FRAME[:-3])
    ends.peer.close()
    with pytest.raises(wire.Closed):
        ends.connection.receive(time.monotonic() + 5)


def test_a_peer_that_sends_byte_by_byte_meets_the_deadline(ends: Ends) -> None:
    """The deadline is that of the whole frame: steady single bytes do not extend it."""
    stop = threading.Event()

    def drip() -> None:
        for byte in FRAME:
            if stop.wait(0.02):
                return
            ends.peer.send(bytes([byte]))

    thread = threading.Thread(target=drip)
    thread.start()
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        ends.connection.receive(started + 0.15)
    elapsed = time.monotonic() - started
    stop.set()
    thread.join()
    assert elapsed < 0.15 + 0.35


def test_a_peer_that_does_not_read_meets_the_deadline(ends: Ends) -> None:
    """Sending to a full socket ends at the deadline."""
    with pytest.raises(TimeoutError):
        ends.connection.send(result(), [bytes(1 << 24)], time.monotonic() + 0.1)


def test_sending_to_a_closed_peer_gives_closed(ends: Ends) -> None:
    """A peer that is gone is Closed, not an OSError."""
    ends.peer.close()
    with pytest.raises(wire.Closed):
        ends.connection.send(result(), [])


def test_two_frames_in_one_piece_are_two_messages(ends: Ends) -> None:
    """What arrives beyond a frame is kept for the next one."""
    ends.peer.sendall(FRAME + FRAME)
    first, second = (ends.connection.receive(time.monotonic() + 5)[0] for _ in range(2))
    assert first == second


def test_bytes_sent_ahead_are_seen_before_a_request(ends: Ends) -> None:
    """A reply that was queued before its request shows as pending, in the socket or in the surplus."""
    ends.peer.sendall(FRAME + FRAME[:1])
    before = ends.connection.pending()
    ends.connection.receive(time.monotonic() + 5)
    assert (before, ends.connection.pending()) == (True, True)


def test_nothing_is_pending_on_a_quiet_connection(ends: Ends) -> None:
    """Without surplus bytes a connection is quiet."""
    assert not ends.connection.pending()


@given(st.integers())
@settings(max_examples=30, deadline=None)
def test_an_integer_crosses_as_itself_within_63_bits(value: int) -> None:
    """Only integers beyond 63 bits are written in hexadecimal."""
    assert (type(wire.Packer().pack(value)) is wire.Big) is not (-(2**63) <= value < 2**63)


@pytest.mark.parametrize(
    "layout", ["", "S", "S0", "S0++", "S1+", "S00+", "Z", "S0*", "C" * 100, "S" + "0" * (1 << 20), "S0+" * 9]
)
def test_a_layout_that_there_is_not(layout: str) -> None:
    """A layout is C, F, or S with each axis and each sign once: anything else is refused before it costs time."""
    with pytest.raises(wire.WireError, match="layout"):
        wire.Unpacker(bytearray(16)).unpack(wire.Array("<f8", [2], layout))


def test_too_many_arrays() -> None:
    """A reply of countless empty arrays is refused."""
    value = wire.Seq([wire.Array("<f8", [0]) for _ in range(wire.MAX_ARRAYS + 1)], False)
    with pytest.raises(wire.WireError, match="too many arrays"):
        wire.Unpacker(bytearray()).unpack(value)


def test_one_large_array_a_thousand_times() -> None:
    """What is too much in all stays where it is, before it is copied."""
    packer = wire.Packer(most=1 << 20)
    packed = packer.pack([np.zeros(1 << 14)] * 1000)
    assert sum(isinstance(item, wire.Foreign) for item in packed.items) == 992
    assert sum(map(len, packer.buffers)) == 1 << 20
