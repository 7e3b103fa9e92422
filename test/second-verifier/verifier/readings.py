"""Frames, period keys, requests and appeals of the ReadingLedger (formats.md §2, §4)."""
from __future__ import annotations

from chain import Log
from ledger import ZERO, Block
from network import Network
from primitives import Point, device_signed, found, keccak, need, sha256, word
from registers import COLLECTOR, COMPANY, DAY, PORTAL, PROVIDER, SUBSCRIBER, Channel, Device, Meters, Participants

MANUAL, CLOSE, GAP = 1 << 3, 1 << 4, 1 << 5
READINGS_RECORDED = keccak(b"ReadingsRecorded(bytes32,uint256,bytes32)")
PERIOD_KEY_TEXT = b"Domledger period key v1"
LATE = 40 * DAY


class Reader:
    """Takes bytes from the front."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, size: int) -> bytes:
        """The next bytes, which have to be there."""
        need(self.at + size <= len(self.raw), "readings end early")
        self.at += size
        return self.raw[self.at - size:self.at]

    def number(self, size: int) -> int:
        """The next bytes as a number."""
        return int.from_bytes(self.take(size), "big")


class Readings:
    """What the ReadingLedger holds."""

    def __init__(self, network: Network, participants: Participants, meters: Meters) -> None:
        self.network, self.participants, self.meters = network, participants, meters
        self.frames = 0
        self.announced: set[tuple[bytes, int, bytes]] = set()
        self.requests: dict[bytes, tuple[bytes, bool, int]] = {}
        self.appeals: dict[bytes, tuple[bytes, int, bytes]] = {}

    def take(self, block: Block) -> None:
        """A block of the kinds 0x1301 to 0x1305."""
        take = {0x1301: self._readings, 0x1302: self._period_keys, 0x1303: self._request,
                0x1304: self._appeal, 0x1305: self._answer}
        take[block.kind](block)

    def _readings(self, block: Block) -> None:
        reader = Reader(block.data)
        need(reader.number(1) == 2, "readings are of another version")
        batches = reader.number(1)
        need(batches > 0, "readings have no batch")
        events = [log for log in block.logs if log.topics[:1] == [READINGS_RECORDED]]
        need(len(events) == batches, "not one ReadingsRecorded for each batch")
        answered: list[tuple[bytes, int, bool]] = []
        for i in range(batches):
            self._batch(block, reader, events[i], answered)
        need(reader.at == len(block.data), "readings have bytes behind their frames")
        if block.subject != ZERO:
            meter_id, manual, since = found(self.requests, block.subject, "subject is no request")
            need(any(m == meter_id and time >= since and (by_hand or not manual) for m, time, by_hand in answered),
                 "readings do not answer the request that they name")

    def _batch(self, block: Block, reader: Reader, event: Log, answered: list[tuple[bytes, int, bool]]) -> None:
        device_id = reader.take(32)
        count = reader.number(2)
        signature = reader.take(65)
        device = found(self.meters.devices, device_id, "device is unknown")
        need(not device.revoked, "device is revoked")
        need(count > 0, "batch has no frame")
        collector = self.participants.active(block.sender, COLLECTOR)
        hashes = []
        for _ in range(count):
            channel, flags, hashed = self._frame(block, reader, device_id, device)
            need(collector or channel.meter.owners[-1] == block.sender, "sender is no collector and not the meter's owner")
            answered.append((channel.meter.id, channel.time, bool(flags & MANUAL)))
            hashes.append(hashed)
        digest = sha256(*hashes)
        need(device_signed(device.algorithm, device.x, device.y, digest, signature), "batch is not signed by its device")
        need(event.address == self.network.contracts["readingLedger"] and event.topics[1:] == [device_id]
             and event.data == word(count) + digest, "ReadingsRecorded names another batch")
        self.frames += count

    def _frame(self, block: Block, reader: Reader, device_id: bytes, device: Device) -> tuple[Channel, int, bytes]:
        """Rebuild the 160 signed bytes of a frame from the place of its channel (§4)."""
        channel_id = reader.take(4)
        flags, time = reader.number(2), reader.number(4)
        content = flags >> 6 & 3
        need(flags < 1 << 10 and content != 3 and flags >> 8 != 3, "frame has a flag without a meaning")
        channel = found(self.meters.channels, channel_id, "channel is unknown")
        meter = channel.meter
        need(meter.device == device_id, "device is not the meter's")
        need(not meter.successor, "meter is not in service")
        if flags & GAP:
            sequence = reader.number(4)
            need(channel.sequence < sequence <= channel.sequence + (1 << 24), "sequence is behind or too far ahead")
        else:
            sequence = channel.sequence + 1
            need(time + LATE >= block.clock, "frame is late and has no gap flag")
        need(sequence < 1 << 32, "sequence is too large")
        commitment = reader.take(64)
        ciphertext = reader.take(reader.number(2) if content == 2 else (26, 87)[content])
        need(channel.time < time <= block.clock + 900, "frame's time does not rise or is ahead")
        need(time // DAY <= meter.verified_until // DAY, "meter's verification is over")
        need(bool(flags & MANUAL) == (device.trust == 3), "manual does not fit the device's trust class")
        frame = (bytes([2, device.algorithm]) + flags.to_bytes(2, "big") + self.network.frame_domain + channel_id
                 + sequence.to_bytes(4, "big") + time.to_bytes(4, "big") + channel.link + commitment + keccak(ciphertext))
        hashed = sha256(frame)
        if not channel.first or flags & CLOSE:
            point: Point = (int.from_bytes(commitment[:32], "big"), int.from_bytes(commitment[32:], "big"))
            channel.words[sequence] = (time, point, hashed[:16])
        channel.first = channel.first or sequence
        channel.sequence, channel.time, channel.link, channel.frame = sequence, time, hashed[:16], frame
        return channel, flags, hashed

    def _period_keys(self, block: Block) -> None:
        device_id, meter_id, period, envelope, signature = block.value
        device, meter = found(self.meters.devices, device_id, "device is unknown"), self.meters.meter(meter_id)
        need(self.participants.active(block.sender, COLLECTOR) or block.sender == meter.owners[-1],
             "sender is no collector and not the meter's owner")
        need(meter.device == device_id, "device is not the meter's")
        need(1 <= period % 100 <= 12, "period is no month")
        message = sha256(PERIOD_KEY_TEXT, self.network.frame_domain, meter_id, period.to_bytes(4, "big"), keccak(envelope))
        need(device_signed(device.algorithm, device.x, device.y, message, signature), "period key is not signed by its device")
        need((meter_id, period, keccak(envelope)) not in self.announced, "envelope is announced already")
        self.announced.add((meter_id, period, keccak(envelope)))

    def _request(self, block: Block) -> None:
        meter_id, manual, _ = block.value
        meter = self.meters.meter(meter_id)
        need(block.sender in (self.network.company, meter.provider, meter.owners[-1]), "sender may not say this")
        need(block.to == meter.owners[-1], "request goes to another than the owner")
        self.requests[block.digest] = (meter_id, manual, block.timestamp)

    def _appeal(self, block: Block) -> None:
        category, addressees, provider, _, _ = block.value
        need(self.participants.active(block.sender, SUBSCRIBER), "sender is no subscriber")
        need(1 <= category <= 3 and 1 <= addressees <= 7, "category or addressees are none")
        need(not addressees & 4 or self.participants.accounts.get(provider) is not None, "provider is unknown")
        self.appeals[block.digest] = (block.sender, addressees, provider)

    def _answer(self, block: Block) -> None:
        appeal_id, outcome, _ = block.value
        need(block.subject == appeal_id, "subject is not the appeal")
        subscriber, addressees, provider = found(self.appeals, appeal_id, "appeal is unknown")
        hands = ((1, self.network.company), (2, self.network.portal), (4, provider))
        need(any(addressees & bit and block.sender == hand for bit, hand in hands), "sender is no addressee")
        need(self.participants.active(block.sender, COMPANY, PORTAL, PROVIDER), "sender is not active")
        need(block.to == subscriber and 1 <= outcome <= 3, "answer goes to another, or its outcome is none")
