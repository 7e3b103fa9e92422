"""What only holders of keys can open: envelopes and the content of frames (formats.md §4, §5)."""
from __future__ import annotations

import hashlib
import hmac

from coincurve import PublicKey
from Crypto.Cipher import AES
from Crypto.Util.Padding import unpad

from primitives import BN_N, Fault, need, sha256, word


def hkdf(key: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    """HKDF-SHA256 (RFC 5869)."""
    fixed = hmac.new(salt or bytes(32), key, hashlib.sha256).digest()
    out, block = b"", b""
    while len(out) < size:
        block = hmac.new(fixed, block + info + bytes([len(out) // 32 + 1]), hashlib.sha256).digest()
        out += block
    return out[:size]


def frame_keys(period_key: bytes, channel: bytes, sequence: int) -> tuple[bytes, bytes, int]:
    """AES key, nonce and blinding of a frame (§4)."""
    okm = hkdf(hkdf(period_key, channel, b"domledger/channel/v1", 32), b"",
               b"domledger/frame/v1" + sequence.to_bytes(4, "big"), 92)
    return okm[:32], okm[32:44], int.from_bytes(okm[44:], "big") % BN_N


def seal_payload(key: bytes, nonce: bytes, frame: bytes, plaintext: bytes) -> bytes:
    """The ciphertext of a frame, of whose 160 bytes the first 64 are bound."""
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce)
    cipher.update(frame[:64])
    return b"".join(cipher.encrypt_and_digest(plaintext))


def context(chain_id: int, network: bytes, ledger: bytes, sender: bytes, kind: int, subject: bytes, period: int = 0) -> bytes:
    """The place to which an envelope is bound (§5)."""
    return (word(chain_id) + network + ledger + sender.rjust(32, b"\0") + kind.to_bytes(2, "big") + subject
            + period.to_bytes(4, "big"))


def unwrap(wrapped: bytes, private_key: bytes) -> bytes:
    """The content key out of eth-crypto's ECIES string (§5)."""
    need(len(wrapped) > 81, "ENVELOPE_MALFORMED")
    iv, ephemeral, mac, body = wrapped[:16], wrapped[16:49], wrapped[49:81], wrapped[81:]
    try:
        key = PublicKey(ephemeral)
        keys = hashlib.sha512(key.multiply(private_key).format(compressed=False)[1:33]).digest()
        expected = hmac.new(keys[32:], iv + key.format(compressed=False) + body, hashlib.sha256).digest()
        need(hmac.compare_digest(expected, mac), "ENVELOPE_BROKEN")
        return bytes.fromhex(unpad(AES.new(keys[:32], AES.MODE_CBC, iv).decrypt(body), 16).decode("ascii"))
    except ValueError as error:
        raise Fault("ENVELOPE_BROKEN") from error


def read_head(envelope: bytes) -> tuple[int, dict[bytes, bytes]]:
    """Where an envelope's head ends, and the wrapped key of each addressee (§5)."""
    need(len(envelope) >= 34 and envelope[0] == 2, "ENVELOPE_MALFORMED")
    at, wrapped = 34, {}
    for _ in range(envelope[1]):
        size = int.from_bytes(envelope[at + 20:at + 22], "big")
        need(at + 22 + size <= len(envelope), "ENVELOPE_MALFORMED")
        wrapped[envelope[at:at + 20]] = envelope[at + 22:at + 22 + size]
        at += 22 + size
    need(len(envelope) >= at + 28, "ENVELOPE_MALFORMED")
    return at, wrapped


def open_envelope(envelope: bytes, place: bytes, reader: bytes, private_key: bytes) -> tuple[bytes, bytes]:
    """Content key and content of an envelope found in a place, by an account and its encryption key (§5)."""
    at, wrapped = read_head(envelope)
    head, nonce, body, tag = envelope[:at], envelope[at:at + 12], envelope[at + 12:-16], envelope[-16:]
    need(len(body) >= 512 and len(body) & (len(body) - 1) == 0, "CONTENT_PADDING")
    need(reader in wrapped, "NOT_ADDRESSEE")
    key = unwrap(wrapped[reader], private_key)
    need(sha256(b"Domledger content key v2", key) == head[2:34], "ENVELOPE_KEY")
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce)
    cipher.update(place + head)
    try:
        padded = cipher.decrypt_and_verify(body, tag)
    except ValueError as error:
        raise Fault("ENVELOPE_BROKEN") from error
    size = int.from_bytes(padded[:4], "big")
    need(4 + size <= len(padded) and not any(padded[4 + size:]), "CONTENT_PADDING")
    return key, padded[4:4 + size]
