"""Reproduce the vectors of formats.json and bill.json that formats.md gives the means for."""
from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from coincurve import PrivateKey, PublicKey
from cryptography.hazmat.primitives.asymmetric import ec

from codec import abi_decode, canonical_json, decimal, split_type, static_size, unhex
from keys import AccountKeys
from ledger import INVOICE, KINDS, SUBMIT, read_submit
from network import Network, network_hash
from primitives import (
    BN_N,
    SECP_N,
    Fault,
    H,
    add,
    address_of,
    commit,
    device_signed,
    keccak,
    multiply,
    negative,
    recover,
    sha256,
    word,
)
from readings import PERIOD_KEY_TEXT
from sealed import context, frame_keys, open_envelope, seal_payload, unwrap

Check = tuple[str, Callable[[], bool]]
MINOR = 10 ** 10
NOT_REPRODUCED = {
    "bill metered[].open and .close as commitments": "the blindings of the registers are not in the file; "
    "their sum is checked by totalPoint",
    "bill text lines (norm, upkeep) from area, residents and rate": "the terms are not in the file",
    "bill metered[].openLink and .closeLink": "the frames are not in the file; the links are taken from invoiceData as they are",
    "envelopes.reader and .readerPrivateKey from a mnemonic": "none is told for this reader",
    "envelope bytes": "wrapped keys and nonces are random; the envelopes are opened instead",
}


# An encoder, which the verifier itself does not need: it takes only what this would write.

def abi_encode(kinds: tuple[str, ...], values: list[Any], before: int = 0) -> bytes:
    """abi.encode of some arguments, behind so many words of arguments that are written already."""
    heads, tails = [], b""
    size = 32 * before + sum(static_size(kind) or 32 for kind in kinds)
    for kind, value in zip(kinds, values, strict=True):
        raw = _raw(kind, value)
        if static_size(kind) is None:
            heads.append(word(size + len(tails)))
            tails += raw
        else:
            heads.append(raw)
    return b"".join(heads) + tails


def _raw(kind: str, value: Any) -> bytes:
    if kind[0] == "(" and kind[-1] == ")":
        return abi_encode(split_type(kind), list(value))
    if kind.endswith("[]"):
        return word(len(value)) + abi_encode((kind[:-2],) * len(value), list(value))
    if kind == "bytes":
        return word(len(value)) + value + bytes(-len(value) % 32)
    if kind == "address":
        return value.rjust(32, b"\0")
    return value.ljust(32, b"\0") if kind.startswith("bytes") else word(int(value))


def pair(point: dict[str, str]) -> tuple[int, int]:
    """A point of the files."""
    return int(point["x"]), int(point["y"])


def opens(item: dict[str, str]) -> bool:
    """Whether a commitment is that of its value and blinding."""
    return commit(int(item["value"]), int(item["blinding"])) == pair(item)


def derive(mnemonic: str, path: str) -> bytes:
    """A private key by BIP-39 and BIP-32."""
    out = hmac.new(b"Bitcoin seed", hashlib.pbkdf2_hmac("sha512", mnemonic.encode(), b"mnemonic", 2048), "sha512").digest()
    for part in path.split("/"):
        place = int(part.rstrip("'")) + (1 << 31 if part.endswith("'") else 0)
        start = b"\0" + out[:32] if part.endswith("'") else PublicKey.from_secret(out[:32]).format()
        step = hmac.new(out[32:], start + place.to_bytes(4, "big"), "sha512").digest()
        key = (int.from_bytes(step[:32], "big") + int.from_bytes(out[:32], "big")) % SECP_N
        out = key.to_bytes(32, "big") + step[32:]
    return out[:32]


def public(private_key: bytes) -> bytes:
    """x ‖ y of a secp256k1 key."""
    return PublicKey.from_secret(private_key).format(compressed=False)[1:]


def sign(private_key: bytes, digest: bytes, v: int = 27) -> bytes:
    """r ‖ s ‖ v by the deterministic nonce of RFC 6979."""
    raw = PrivateKey(private_key).sign_recoverable(digest, hasher=None)
    return raw[:64] + bytes([raw[64] + v])


def formats(file: dict[str, Any]) -> Iterator[Check]:
    """Checks of formats.json."""
    network = Network(file["network"]["file"])
    yield "network.hash", lambda: network_hash(file["network"]["file"]) == unhex(file["network"]["hash"])

    account = file["account"]
    key = derive(account["mnemonic"], "44'/60'/0'/0/0")
    yield "account.address", lambda: address_of(public(key)) == unhex(account["address"])
    yield "account.encryptionKey", lambda: public(derive(account["mnemonic"], "44'/60'/0'/1/0")) == unhex(account["encryptionKey"])

    vector = file["internalBlock"]
    block, data, signature = vector["block"], unhex(vector["data"]), unhex(vector["signature"])
    words = [unhex(block["from"]).rjust(32, b"\0"), unhex(block["to"]).rjust(32, b"\0"), word(int(block["timestamp"])),
             word(block["kind"]), unhex(block["subject"]), unhex(block["dataHash"]), unhex(block["replaces"])]
    digest = network.internal_digest("readingLedger", words)
    yield "internalBlock.dataHash", lambda: keccak(data) == words[5]
    yield "internalBlock.data", lambda: abi_encode((KINDS["tariffs"][769],), [abi_decode(KINDS["tariffs"][769], data)]) == data
    yield "internalBlock.digest", lambda: digest == unhex(vector["digest"])
    yield "internalBlock.signature", lambda: recover(digest, signature) == unhex(block["from"]) and sign(key, digest) == signature
    call = SUBMIT + b"".join(words) + word(288) + word(416) + _raw("bytes", signature) + _raw("bytes", data)
    yield "internalBlock.submitCalldata", lambda: call == unhex(vector["submitCalldata"])
    yield "internalBlock.submitCalldata (read)", lambda: read_submit(call) == (words, signature, data)

    rate = file["rateWithdrawal"]
    yield "rateWithdrawal.data", lambda: unhex(rate["data"]) == abi_encode(
        (KINDS["tariffs"][0x0302],), [[rate["resource"], rate["zone"], int(rate["validFrom"])]])
    home = file["premises"]
    salt, layouts = unhex(home["salt"]), KINDS["premises"]
    area = int(home["area"]["value"]), int(home["area"]["blinding"])
    flats = [unhex(flat) for flat in home["flats"]]
    about = [unhex(home["houseId"]), unhex(home["flat"])]
    groups = [[one["resource"], [unhex(each) for each in one["houseMeters"]], [unhex(each) for each in one["flatMeters"]]]
              for one in home["groups"]]
    yield "premises.houseId", lambda: keccak(salt, b"house") == about[0]
    yield "premises.flats", lambda: sorted(keccak(salt, b"flat:" + name) for name in (b"flat-01", b"flat-02")) == flats
    yield "premises.day", lambda: (date.fromisoformat(home["date"]) - date(1970, 1, 1)).days == home["day"]
    yield "premises.houseData", lambda: abi_decode(layouts[0x0401], unhex(home["houseData"])) == [about[0], home["day"], flats, groups]
    yield "premises.flatFactData", lambda: abi_decode(layouts[0x0402], unhex(home["flatFactData"])) == [
        *about, 1, home["day"], list(commit(*area)), b""]
    yield "premises.areaSumData", lambda: abi_decode(layouts[0x0403], unhex(home["areaSumData"])) == [about[0], home["day"], flats, 9999, 8]
    yield "premises.flatAccountData", lambda: abi_decode(layouts[0x0404], unhex(home["flatAccountData"])) == [
        *about, home["day"], unhex(home["account"])]
    yield "premises.flatFactContent", lambda: canonical_json(
        {name: home["area"][name] for name in ("value", "blinding")}) == home["flatFactContent"].encode()
    offer = file["offerWithdrawal"]
    yield "offerWithdrawal.data", lambda: abi_decode(KINDS["contractLedger"][0x1104], unhex(offer["data"])) == [unhex(offer["contractId"])]

    hand = file["sealKeyHandover"]
    terms: list[Any] = [int(hand["number"]), unhex(hand["next"]), int(hand["validFrom"]), int(hand["validUntil"])]
    statement = network.handover_hash(*terms)
    both: list[Any] = [unhex(hand["signature"]), unhex(hand["acceptance"])]
    yield "sealKeyHandover.digest", lambda: statement == unhex(hand["digest"])
    yield "sealKeyHandover.signature", lambda: recover(statement, both[0]) == unhex(hand["retiring"])
    yield "sealKeyHandover.acceptance", lambda: recover(statement, both[1]) == unhex(hand["next"])
    yield "sealKeyHandover.data", lambda: abi_encode((KINDS["participants"][0x0106],), [terms + both]) == unhex(hand["data"])

    turn = file["keyRotation"]
    account_key, turn_key, encryption_key = unhex(turn["account"]), unhex(turn["key"]), unhex(turn["encryptionKey"])
    turned = network.account_key_hash(account_key, unhex(turn["retiring"]), turn_key, encryption_key)
    yield "keyRotation.networkHash", lambda: network.hash == unhex(turn["networkHash"]) and turn["chainId"] == str(network.chain_id)
    yield "keyRotation.register", lambda: network.contracts["participants"] == unhex(turn["register"])
    yield "keyRotation.digest", lambda: turned == unhex(turn["digest"])
    yield "keyRotation.acceptance", lambda: recover(turned, unhex(turn["acceptance"])) == turn_key
    yield "keyRotation.data", lambda: abi_encode(
        (KINDS["participants"][0x0107],), [[turn_key, encryption_key, unhex(turn["acceptance"])]]) == unhex(turn["data"])
    yield "keyRotation (taken)", partial(rotates, network, turn)
    yield from of_witnesses(file, network)
    yield from words_of_queue(file["words"], network)

    ids = file["identifiers"]
    salt, meter_id, obis = unhex(ids["salt"]), unhex(ids["meterId"]), unhex(ids["obis"])
    yield "identifiers.meterId", lambda: keccak(salt, ids["meter"].encode()) == meter_id
    yield "identifiers.obis", lambda: bytes(int(part) for part in ids["obisText"].translate(str.maketrans("-:*", "...")).split(".")) == obis
    yield "identifiers.channel", lambda: keccak(meter_id, obis)[:4] == unhex(ids["channel"])
    yield "identifiers.invoiceId", lambda: keccak(
        unhex(account["address"]).rjust(32, b"\0"), unhex(ids["invoiceContractId"]), word(202610), word(0)) == unhex(ids["invoiceId"])
    yield "identifiers.subjectHash", lambda: keccak(salt, canonical_json(json.loads(ids["terms"]))) == unhex(ids["subjectHash"])
    yield "identifiers.frameDomain", lambda: network.frame_domain == unhex(ids["frameDomain"])

    for i, frame in enumerate(file["frames"]["list"]):
        yield from frames(f"frames[{i}]", frame, unhex(file["frames"]["periodKey"]), ids, network)
    yield from map(day_packet, file["dayPackets"])
    yield "periodKeyMessage", lambda: unhex(file["periodKeyMessage"]) == (
        PERIOD_KEY_TEXT + network.frame_domain + meter_id + (202610).to_bytes(4, "big") + keccak(b"envelope"))

    sealed = file["envelopes"]
    reader = (unhex(sealed["reader"]), unhex(sealed["readerPrivateKey"]))
    for name in ("letter", "periodKey", "roomyLetter"):
        yield from envelopes("envelopes." + name, sealed[name], network, reader, unhex(sealed["contentKey"]))
    yield from wraps_again(sealed["wrappedAgain"])
    yield "commitments.h", lambda: H == pair(file["commitments"]["h"])
    for i, item in enumerate(file["commitments"]["list"]):
        yield f"commitments[{i}]", partial(opens, item)


def rotates(network: Network, turn: dict[str, Any]) -> bool:
    """Whether the rotation lets the new key sign, and the one before no more."""
    account, keys = unhex(turn["account"]), AccountKeys(network)
    keys.enrol(account)
    before = keys.key_of(account, 0)
    keys.rotate(account, unhex(turn["key"]), unhex(turn["encryptionKey"]), unhex(turn["acceptance"]), 0)
    return (before, keys.key_of(account, 0)) == (unhex(turn["retiring"]), unhex(turn["key"]))


def of_witnesses(file: Any, network: Network) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Who is a witness, and what witnesses say of a founder's lost key."""
    lost, kinds = file["founderRekeying"], KINDS["participants"]
    account, key, encryption_key = unhex(lost["account"]), unhex(lost["key"]), unhex(lost["encryptionKey"])
    digest = network.founder_rekey_hash(account, unhex(lost["retiring"]), key, encryption_key, int(lost["time"]))
    words, acceptance = [unhex(one) for one in lost["words"]], unhex(lost["acceptance"])
    accepted = network.account_key_hash(account, unhex(lost["retiring"]), key, encryption_key)
    yield "founderRekeying.digest", lambda: digest == unhex(lost["digest"])
    yield "founderRekeying.words", lambda: [recover(digest, one) for one in words] == [unhex(one) for one in lost["witnesses"]]
    yield "founderRekeying.acceptance", lambda: recover(accepted, acceptance) == key
    yield "founderRekeying.data", lambda: abi_encode(
        (kinds[0x010C],), [[account, key, encryption_key, acceptance, int(lost["time"]), words]]) == unhex(lost["data"])
    gone = file["lostSealKey"]
    stated = network.lost_key_hash(int(gone["head"]), unhex(gone["headSeal"]), int(gone["headTime"]), unhex(gone["next"]), int(gone["time"]))
    yield "lostSealKey.digest", lambda: stated == unhex(gone["digest"])
    yield "lostSealKey.acceptance", lambda: recover(stated, unhex(gone["acceptance"])) == unhex(gone["next"])
    one = file["witness"]
    terms = [unhex(one["witness"]), unhex(one["owner"])]
    yield "witness.entry", lambda: abi_encode((kinds[0x010A],), [terms]) == unhex(one["entry"])
    yield "witness.removal", lambda: abi_encode((kinds[0x010B],), [terms[:1]]) == unhex(one["removal"])


def wraps_again(one: dict[str, Any]) -> Iterator[Check]:
    """A content key for the key that followed a lost one."""
    wrapped, private = unhex(one["wrapped"]), unhex(one["readerPrivateKey"])
    value = [unhex(one["encryptionKeyHash"]), [[unhex(one["keyHash"]), wrapped]], [unhex(each) for each in one["closed"]]]
    yield "envelopes.wrappedAgain.encryptionKeyHash", lambda: keccak(unhex(one["encryptionKey"])) == value[0]
    yield "envelopes.wrappedAgain.keyHash", lambda: unhex(one["envelope"])[2:34] == unhex(one["keyHash"])
    yield "envelopes.wrappedAgain.wrapped", lambda: unwrap(wrapped, private) == unhex(one["contentKey"])
    yield "envelopes.wrappedAgain.data", lambda: abi_encode((KINDS["participants"][0x010D],), [value]) == unhex(one["data"])


def words_of_queue(file: dict[str, Any], network: Network) -> Iterator[Check]:
    """Checks of what is said of an internal block that waits (§7)."""
    signer = unhex(file["signer"])
    admission, refusal, seen, standing = file["admission"], file["refusal"], file["seen"], file["standing"]
    hashes = {
        "admission": network.admission_hash(
            unhex(admission["digest"], 32), unhex(admission["key"], 20), decimal(admission["head"]), unhex(admission["headSeal"], 32),
            decimal(admission["byBlock"]), decimal(admission["byTime"]), unhex(admission["before"], 32)),
        "refusal": network.refusal_hash(
            unhex(refusal["digest"], 32), refusal["code"], decimal(refusal["head"]), decimal(refusal["time"])),
        "standing": network.standing_hash(
            decimal(standing["number"]), unhex(standing["sealHash"], 32), decimal(standing["time"])),
        "seen": network.seen_hash(unhex(seen["digest"], 32), decimal(seen["time"])),
    }
    for name, digest in hashes.items():
        yield f"words.{name}.hash", partial(bytes.__eq__, digest, unhex(file[name]["hash"]))
        yield f"words.{name}.signature", partial(signed_by, signer, digest, unhex(file[name]["signature"]))


def signed_by(signer: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether a signature is somebody's."""
    return recover(digest, signature) == signer


def frames(name: str, vector: dict[str, Any], period_key: bytes, ids: dict[str, str], network: Network) -> Iterator[Check]:
    """Checks of one frame of §4."""
    private, algorithm = unhex(vector["devicePrivateKey"]), vector["algorithm"]
    if algorithm == 1:
        numbers = ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1()).public_key().public_numbers()
        x, y = word(numbers.x), word(numbers.y)
    else:
        x, y = public(private)[:32], public(private)[32:]
    frame, signature, ciphertext = unhex(vector["frame"]), unhex(vector["signature"]), unhex(vector["ciphertext"])
    channel, mantissa = unhex(ids["channel"]), int(vector["mantissa"])
    key, nonce, blinding = frame_keys(period_key, channel, 1)
    point = commit(mantissa, blinding)
    rebuilt = (bytes([2, algorithm]) + frame[2:4] + network.frame_domain + channel + (1).to_bytes(4, "big") + frame[44:48] + bytes(16)
               + word(point[0]) + word(point[1]) + keccak(ciphertext))
    device_id = keccak(bytes([algorithm]), x, y)
    packed = b"\x02\x01" + device_id + b"\x00\x01" + signature + channel + frame[2:4] + frame[44:48] + frame[64:128] + ciphertext
    yield name + ".device", lambda: (x, y) == (unhex(vector["deviceX"]), unhex(vector["deviceY"]))
    yield name + ".deviceId", lambda: device_id == unhex(vector["deviceId"])
    yield name + ".aesKey", lambda: key == unhex(vector["aesKey"])
    yield name + ".nonce", lambda: nonce == unhex(vector["nonce"])
    yield name + ".blinding", lambda: blinding == int(vector["blinding"])
    yield name + ".ciphertext", lambda: seal_payload(key, nonce, frame, b"\x01\x00" + mantissa.to_bytes(8, "big")) == ciphertext
    yield name + ".frame", lambda: rebuilt == frame
    yield name + ".frameHash", lambda: sha256(frame) == unhex(vector["frameHash"])
    yield name + ".signature", lambda: device_signed(algorithm, x, y, sha256(sha256(frame)), signature)
    yield name + ".readingsData", lambda: packed == unhex(vector["readingsData"])


def day_packet(vector: dict[str, Any]) -> Check:
    """Check of one plaintext of a day packet of §4: built again from what it says."""
    hours = [None if hour is None else int(hour) for hour in vector["mantissas"]]
    last = hours[-1]
    assert last is not None

    def build() -> bytes:
        rises, behind = b"", last
        for hour in reversed(hours[:-1]):
            rises = (0xffff if hour is None else behind - hour).to_bytes(2, "big") + rises
            behind = behind if hour is None else hour
        late = b"".join(pair["back"].to_bytes(2, "big") + (last - int(pair["mantissa"])).to_bytes(4, "big") for pair in vector["late"])
        return b"\x02\xfd" + bytes([len(hours)]) + last.to_bytes(8, "big") + rises.ljust(48, b"\0") + late.ljust(12, b"\0")
    return "dayPackets." + vector["name"], lambda: build() == unhex(vector["plaintext"])


def envelopes(name: str, vector: dict[str, Any], network: Network, reader: tuple[bytes, bytes], key: bytes) -> Iterator[Check]:
    """Checks of one envelope of §5: it opens in its place, and in no other."""
    envelope, period = unhex(vector["envelope"]), vector.get("period", 0)
    sender, subject = unhex(vector["deviceId" if period else "from"]), unhex(vector["meterId" if period else "subject"])
    place = context(network.chain_id, network.hash, unhex(vector["ledger"]), sender, vector["kind"], subject, period)
    content = unhex(vector["content"]) if period else vector["content"].encode()

    def elsewhere() -> bool:
        try:
            open_envelope(envelope, place[:-1] + b"\xff", *reader)
        except Fault as fault:
            return str(fault) == "ENVELOPE_BROKEN"
        return False
    if "context" in vector:
        yield name + ".context", lambda: place == unhex(vector["context"])
    yield name + ".envelope", lambda: open_envelope(envelope, place, *reader) == (key, content)
    yield name + ".envelope (other place)", elsewhere


def bill(name: str, vector: dict[str, Any]) -> Iterator[Check]:
    """Checks of one bill of §6 and §8."""
    content, data = vector["content"], unhex(vector["invoiceData"])
    value = abi_decode(INVOICE, data)
    metered, declared = value[4], value[5]
    lines, texts, rounding = content["metered"], content["declared"], content["rounding"]
    total, blinding = int(vector["total"]), int(vector["totalBlinding"])
    values: list[Any] = [
        unhex(content["contractId"]), int(content["period"]), int(content["series"]), int(content["dueDate"]),
        [[unhex(line["meterId"]), unhex(line["obis"]), int(line["zone"]),
          int(line["openSequence"]), int(line["openTime"]), pair(vector["metered"][i]["open"]), metered[i][6],
          int(line["closeSequence"]), int(line["closeTime"]), pair(vector["metered"][i]["close"]), metered[i][10]]
         for i, line in enumerate(lines)],
        [[int(line["label"]), commit(int(line["amount"]), int(line["blinding"]))] for line in texts],
        commit(int(content["account"]["amount"]), int(content["account"]["blinding"])), bytes(32), b""]
    points = [multiply(add(pair(line["close"]), negative(pair(line["open"]))), int(line["rate"])) for line in vector["metered"]]
    points += [pair(line["commitment"]) for line in vector["declared"]]
    rest = (sum(int(line["amount"]) for line in lines)
            + sum(int(line["amount"]) for line in texts if line["label"] != "1") + int(content["account"]["amount"]))
    exact = rest - int(rounding["carriedIn"])
    nearest = (abs(exact) + MINOR // 2) // MINOR * MINOR * (1 if exact >= 0 else -1)
    [rounded] = [int(line["amount"]) for line in texts if line["label"] == "1"]
    yield name + ".invoiceId", lambda: unhex(vector["invoiceId"]) == keccak(
        unhex(content["issuer"]).rjust(32, b"\0"), unhex(content["contractId"]), word(int(content["period"])), word(int(content["series"])))
    yield name + ".contentBytes", lambda: canonical_json(content) == unhex(vector["contentBytes"])
    yield name + ".invoiceData", lambda: abi_encode((INVOICE,), [values]) == data
    yield name + ".metered", lambda: all(
        int(line["volume"]) == int(line["closeValue"]) - int(line["openValue"]) and line["rate"] == vector["metered"][i]["rate"]
        and int(line["amount"]) == int(line["volume"]) * int(line["rate"]) for i, line in enumerate(lines))
    yield name + ".declared", lambda: all(
        (line["label"], pair(line["commitment"])) == (declared[i][0], tuple(values[5][i][1])) for i, line in enumerate(vector["declared"]))
    yield name + ".rounding", lambda: (
        int(rounding["carriedOut"]) == nearest - exact and rounded == int(rounding["carriedOut"]) - int(rounding["carriedIn"]))
    yield name + ".total", lambda: rest + rounded == total == int(content["total"]) and total % MINOR == 0
    yield name + ".totalPoint", lambda: commit(total, blinding) == pair(vector["totalPoint"]) == add(*points, values[6])
    paid = vector["paidInFull"]
    yield name + ".paidInFull", lambda: int(paid["opening"]) == (blinding - int(paid["paymentBlinding"])) % BN_N and multiply(
        H, int(paid["opening"])) == add(pair(vector["totalPoint"]), negative(commit(total, int(paid["paymentBlinding"]))))


def main(arguments: list[str]) -> int:
    """Exit code 0: all agree; 1: a difference; 2: wrong usage."""
    parser = argparse.ArgumentParser(prog="check_vectors.py", description=__doc__)
    parser.add_argument("folder", help="where formats.json and bill.json stand")
    folder = Path(parser.parse_args(arguments).folder)
    try:
        first = json.loads((folder / "formats.json").read_bytes())
        second = json.loads((folder / "bill.json").read_bytes())
    except (OSError, ValueError) as error:
        parser.error(str(error))
    checks = list(formats(first)) + [check for name, vector in second.items() for check in bill(name, vector)]
    wrong = []
    for name, check in checks:
        try:
            right = check()
        except Exception as error:  # a vector that cannot even be read differs
            right, name = False, f"{name} ({type(error).__name__}: {error})"
        if not right:
            wrong.append(name)
    print(f"{len(checks) - len(wrong)} of {len(checks)} vectors reproduced")
    for name in wrong:
        print("differs:", name)
    for name, why in NOT_REPRODUCED.items():
        print(f"not reproduced: {name}: {why}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
