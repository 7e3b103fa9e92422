"""Hashes, signatures and points (formats.md §1, §4, §6), all from libraries."""
from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from coincurve import PublicKey
from Crypto.Hash import keccak as _keccak
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from ecdsa.ellipticcurve import CurveFp, PointJacobi

SECP_N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
P256_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BN_P = 0x30644E72E131A029B85045B68181585D97816A916871CA8D3C208C16D87CFD47
BN_N = 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001

K = TypeVar("K")
V = TypeVar("V")
Point = tuple[int, int]
INFINITY: Point = (0, 0)
G: Point = (1, 2)
_CURVE = CurveFp(BN_P, 0, 3, 1)


class Fault(Exception):
    """Something in the history that the specification does not allow."""


def need(condition: object, what: str) -> None:
    """Refuse the block that is being read where a rule does not hold."""
    if not condition:
        raise Fault(what)


def found(table: dict[K, V], key: K, what: str) -> V:
    """What a table holds, which has to be there."""
    if key not in table:
        raise Fault(what)
    return table[key]


def keccak(*parts: bytes) -> bytes:
    """Ethereum's keccak256 of the joined parts."""
    return _keccak.new(digest_bits=256, data=b"".join(parts)).digest()


def sha256(*parts: bytes) -> bytes:
    """SHA-256 of the joined parts."""
    return hashlib.sha256(b"".join(parts)).digest()


def word(value: int) -> bytes:
    """A number as 32 bytes, negative ones in two's complement."""
    return (value % (1 << 256)).to_bytes(32, "big")


def address_of(public: bytes) -> bytes:
    """The address of an uncompressed key x ‖ y."""
    return keccak(public)[12:]


def recover(digest: bytes, signature: bytes) -> bytes:
    """The signer's address of a 65-byte signature r ‖ s ‖ v with low s (§2)."""
    need(len(signature) == 65 and signature[64] in (27, 28), "signature is malformed")
    return recover_parity(digest, signature[:64], signature[64] - 27)


def recover_parity(digest: bytes, rs: bytes, parity: int) -> bytes:
    """The signer's address, given r ‖ s and the parity of the point."""
    need(0 < int.from_bytes(rs[32:], "big") <= SECP_N // 2, "signature has a high s")
    try:
        key = PublicKey.from_signature_and_message(rs + bytes([parity]), digest, hasher=None)
    except Exception as error:  # the library has no narrow class for a wrong r
        raise Fault("signature recovers to no key") from error
    return address_of(key.format(compressed=False)[1:])


def device_key_fits(algorithm: int, x: bytes, y: bytes) -> bool:
    """Whether x ‖ y is a key of the algorithm's curve (§4)."""
    try:
        if algorithm == 1:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + x + y)
        else:
            PublicKey(b"\x04" + x + y)
        return algorithm in (1, 2)
    except ValueError:
        return False


def device_signed(algorithm: int, x: bytes, y: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether a device signed the SHA-256 digest: P-256 with v = 0, or secp256k1 with v 27 or 28 (§4)."""
    if len(signature) != 65:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    if algorithm == 2:
        try:
            return recover(digest, signature) == address_of(x + y)
        except Fault:
            return False
    if signature[64] != 0 or not 0 < s <= P256_N // 2:
        return False
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + x + y)
        key.verify(encode_dss_signature(r, s), digest, ec.ECDSA(Prehashed(hashes.SHA256())))
    except (ValueError, InvalidSignature):
        return False
    return True


def is_point(point: Point) -> bool:
    """Whether a pair is a point of BN254 G1, infinity (0, 0) included (§2)."""
    x, y = point
    return point == INFINITY or (x < BN_P and y < BN_P and (y * y - x * x * x - 3) % BN_P == 0)


def _jacobi(point: Point) -> PointJacobi:
    return PointJacobi(_CURVE, point[0], point[1], 1, BN_N)


def _pair(point: Any) -> Point:
    affine = point.to_affine() if isinstance(point, PointJacobi) else point
    x, y = affine.x(), affine.y()
    return INFINITY if x is None else (int(x), int(y))


def add(*points: Point) -> Point:
    """The sum of points that are known to be on the curve."""
    total = None
    for point in points:
        if point != INFINITY:
            total = _jacobi(point) if total is None else total + _jacobi(point)
    return INFINITY if total is None else _pair(total)


def negative(point: Point) -> Point:
    """The point with which a sum is infinity."""
    return (point[0], -point[1] % BN_P)


def multiply(point: Point, scalar: int) -> Point:
    """scalar · point."""
    scalar %= BN_N
    if point == INFINITY or scalar == 0:
        return INFINITY
    return _pair(_jacobi(point) * scalar)


def _find_h() -> Point:
    for counter in range(256):
        x = int.from_bytes(keccak(b"Domledger Pedersen H v1", bytes([counter])), "big") % BN_P
        square = (x * x * x + 3) % BN_P
        y = pow(square, (BN_P + 1) // 4, BN_P)
        if y * y % BN_P == square:
            return (x, min(y, BN_P - y))
    raise AssertionError("no H")


H: Point = _find_h()


def commit(value: int, blinding: int) -> Point:
    """C(v, b) = v·G + b·H (§6)."""
    return add(multiply(G, value), multiply(H, blinding))


def opening_known(statement: bytes, c: Point, t: Point, z: int, zr: int) -> bool:
    """Okamoto's proof that somebody knows what C opens to (§6)."""
    if t == INFINITY or not is_point(t) or z >= BN_N or zr >= BN_N:
        return False
    challenge = int.from_bytes(keccak(statement, *(word(n) for n in (*c, *t))), "big") % BN_N
    return commit(z, zr) == add(t, multiply(c, challenge))
