"""Participants, devices, meters and rates (formats.md §2, §3, §6)."""
from __future__ import annotations

from dataclasses import dataclass, field

from keys import AccountKeys, Witnesses
from ledger import ZERO, Block
from network import Network, SealKeys
from primitives import device_key_fits, found, keccak, need

SUBSCRIBER, PROVIDER, COMPANY, PORTAL, COLLECTOR = 1, 2, 3, 4, 5
ACT_LIFE = 2_592_000
DAY = 86_400


def encryption_point(key: bytes) -> None:
    """An encryption key has to be x ‖ y of secp256k1."""
    need(len(key) == 64 and device_key_fits(2, key[:32], key[32:]), "encryption key is no point")


@dataclass
class Account:
    """A participant: what it enrolled, and what company and portal said of it."""
    role: int
    key_hash: bytes
    registered: bool = False
    attested: bool = False
    suspended: bool = False


MOST_WRAPS, WRAPPED = 64, 161  # entries of a WRAP_AGAIN, and bytes of a wrapped key


class Acts:
    """What company and portal only do together (§2)."""

    def __init__(self, network: Network) -> None:
        self.hands = network.company, network.portal
        self.proposed: dict[bytes, tuple[bytes, int]] = {}

    def agreed(self, block: Block) -> bool:
        """Whether an act takes effect with this block."""
        need(block.sender in self.hands, "sender may not say this")
        act = keccak(block.kind.to_bytes(2, "big"), block.data_hash)
        first = self.proposed.get(act)
        if first and block.timestamp <= first[1] + ACT_LIFE:
            need(first[0] != block.sender, "act is proposed already by the same hand")
            del self.proposed[act]
            return True
        self.proposed[act] = (block.sender, block.timestamp)
        return False

    def withdraw(self, block: Block) -> None:
        """ACT_WITHDRAW: either hand ends what was proposed."""
        need(block.sender in self.hands, "sender may not say this")
        self.proposed.pop(block.value[0], None)


class Participants:
    """Keys and roles."""

    def __init__(self, network: Network, seal_keys: SealKeys, keys: AccountKeys) -> None:
        self.network, self.seal_keys, self.keys = network, seal_keys, keys
        self.sealed_to: dict[bytes, bytes] = {}  # keccak256 of the encryption key in force
        self.acts = Acts(network)
        self.accounts: dict[bytes, Account] = {}
        self.witnesses = Witnesses(network, seal_keys, keys)

    def found(self, clock: int) -> None:
        """The witnesses that the network's file names."""
        for key, owner in self.network.witnesses:
            self.witnesses.enter(key, owner, clock)

    def role(self, address: bytes) -> int:
        """The role of an account, 0 where it has none; company and portal are named by the network itself."""
        named = {self.network.company: COMPANY, self.network.portal: PORTAL}
        account = self.accounts.get(address)
        return named.get(address) or (account.role if account else 0)

    def active(self, address: bytes, *roles: int) -> bool:
        """Whether an account may act in one of the roles: company and portal at once, others once they are registered."""
        if self.role(address) not in roles:
            return False
        if address in (self.network.company, self.network.portal):
            return True
        account = self.accounts[address]
        return account.registered and not account.suspended and (account.attested or account.role != SUBSCRIBER)

    def take(self, block: Block) -> None:
        """A block of the kinds 0x0001 and 0x0101 to 0x010d."""
        for address, encryption_key in self.keys.settle(block.clock):
            self._seal_to(address, encryption_key)
        if block.kind == 0x0001:
            self.acts.withdraw(block)
        elif block.kind == 0x0101:
            self._enrol(block)
        elif block.kind == 0x0107:
            need(self.active(block.sender, SUBSCRIBER, PROVIDER, COMPANY, PORTAL, COLLECTOR), "sender is not active")
            key, encryption_key, acceptance = block.value
            encryption_point(encryption_key)
            self.keys.rotate(block.sender, key, encryption_key, acceptance, block.clock)
            self._seal_to(block.sender, encryption_key)
        elif block.kind == 0x0108:
            self._rekey(block)
        elif block.kind == 0x0109:
            # Only its signature says who objects: the key before, also of an account that is not active.
            self.keys.object(block.sender, block.value[0])
        elif block.kind == 0x010A:
            self.witnesses.check_entry(*block.value)
            if self.acts.agreed(block):
                self.witnesses.enter(*block.value, block.clock)
        elif block.kind == 0x010B:
            need(block.value[0] in self.witnesses.standing, "no such witness stands")
            if self.acts.agreed(block):
                self.witnesses.remove(block.value[0])
        elif block.kind == 0x010C:
            self._rekey_founder(block)
        elif block.kind == 0x010D:
            self._wrap_again(block)
        else:
            self._named(block)

    def _enrol(self, block: Block) -> None:
        role, key, _ = block.value
        need(1 <= role <= 5, "role is none")
        encryption_point(key)
        self.keys.enrol(block.sender)
        known = self.accounts.get(block.sender)
        self.sealed_to[block.sender] = keccak(key)
        if known is None or (known.role, known.key_hash) != (role, keccak(key)):
            self.accounts[block.sender] = Account(role, keccak(key), suspended=known is not None and known.suspended)

    def _rekey(self, block: Block) -> None:
        """The first hand only proposes: key and acceptance have to hold when the second one's is taken."""
        account, key, encryption_key, acceptance = block.value
        need(block.subject == account.rjust(32, b"\0"), "subject is not the account")
        if not self.acts.agreed(block):
            return
        need(self.role(account), "account is unknown")
        encryption_point(encryption_key)
        self.keys.rekey(account, key, encryption_key, acceptance, block.clock, block.timestamp)

    def _rekey_founder(self, block: Block) -> None:
        """One hand is enough, the other founder's: the witnesses are the second."""
        account, key, encryption_key, acceptance, time, words = block.value
        founders = [self.network.company, self.network.portal]
        need(account in founders and block.sender in founders and block.sender != account, "sender may not say this")
        need(block.subject == account.rjust(32, b"\0"), "subject is not the account")
        encryption_point(encryption_key)
        retiring = self.keys.key_of(account, block.clock)
        statement = self.network.founder_rekey_hash(account, retiring, key, encryption_key, time)
        self.witnesses.check_words(statement, time, words, block.clock)
        self.keys.rekey_founder(account, key, encryption_key, acceptance, block.clock, block.timestamp)

    def _wrap_again(self, block: Block) -> None:
        """Content keys for the key that followed a lost one; which envelope has which, only their readers can tell."""
        key_hash, keys, closed = block.value
        readers = self.active(block.sender, PROVIDER, COMPANY, PORTAL) and block.sender != block.to
        need(readers, "sender may not say this")
        need(block.to in self.keys.lost, "account lost no key")
        need(self.sealed_to.get(block.to) == key_hash, "account has no such encryption key")
        need(1 <= len(keys) + len(closed) <= MOST_WRAPS, "too few or too many are wrapped again")
        for names in ([name for name, _ in keys], closed):
            need(all(one < other for one, other in zip(names, names[1:])), "what is wrapped again does not rise")
        need(all(len(wrapped) == WRAPPED for _, wrapped in keys), "a wrapped key has another length")

    def _seal_to(self, address: bytes, encryption_key: bytes) -> None:
        """Another encryption key; registration and attestation stand. Company and portal need not have enrolled."""
        self.sealed_to[address] = keccak(encryption_key)
        if address in self.accounts:
            self.accounts[address].key_hash = keccak(encryption_key)

    def _named(self, block: Block) -> None:
        """What company or portal says alone: the kinds 0x0102 to 0x0106."""
        by_portal = block.kind == 0x0103
        need(block.sender == (self.network.portal if by_portal else self.network.company), "sender may not say this")
        if block.kind == 0x0106:
            self.seal_keys.record(block.number, block.value)
            return
        if block.kind in (0x0102, 0x0103):
            account = found(self.accounts, block.value[0], "account is unknown")
            need(account.key_hash == block.value[-1], "account enrolled no such key")
            if by_portal:
                account.attested = True
            else:
                need(account.role == block.value[1], "account enrolled in another role")
                account.registered = True
        elif block.value[0] in self.accounts:
            self.accounts[block.value[0]].suspended = block.kind == 0x0104


@dataclass
class Device:
    """A key that signs frames."""
    algorithm: int
    x: bytes
    y: bytes
    trust: int
    revoked: bool = False


@dataclass(eq=False)
class Channel:
    """A register of a meter, its newest frame and what was billed of it (§2, §4)."""
    meter: Meter
    obis: bytes
    sequence: int = 0
    time: int = 0
    link: bytes = bytes(16)
    frame: bytes = b""
    first: int = 0
    # Frames that leave a word in closeHash: sequence to (time, commitment, link).
    words: dict[int, tuple[int, tuple[int, int], bytes]] = field(default_factory=dict)
    # borders[t] is the frame at which tenure t ends.
    borders: list[int] = field(default_factory=list)
    # Up to which frame each tenure was billed.
    billed: dict[int, int] = field(default_factory=dict)

    def tenure_of_line(self, opening: int, closing: int) -> int:
        """The tenure in which a line from one frame to another lies, -1 where it lies in two."""
        starts, ends = [0, *self.borders], [*self.borders, 1 << 64]
        # Where no frame came in an owner's time, tenures end where they begin; the last of them counts.
        for tenure in range(len(starts) - 1, -1, -1):
            if starts[tenure] <= opening and closing <= ends[tenure]:
                return tenure
        return -1

    def begin_of_line(self, tenure: int) -> int:
        """Where the next line of a tenure begins: where it was billed last, at its border, or at the first frame."""
        border = self.borders[tenure - 1] if tenure else 0
        return max(self.billed.get(tenure, 0), border) or self.first


@dataclass(eq=False)
class Meter:
    """A meter, its registers and its owners."""
    id: bytes
    owners: list[bytes]
    provider: bytes
    resource: int
    unit: int
    exponent: int
    device: bytes
    verified_until: int
    channels: list[Channel] = field(default_factory=list)
    predecessor: Meter | None = None
    successor: bytes = b""
    estimated_at: int | None = None  # when an estimated handover took effect
    billed_register: bytes = b""  # obis without field E
    billed_by_zones: bool = False

    def line(self) -> list[Meter]:
        """The meter and up to 16 whose places it took, newest first (§2)."""
        chain: list[Meter] = [self]
        while chain[-1].predecessor and len(chain) <= 16:
            chain.append(chain[-1].predecessor)
        return chain


class Meters:
    """Devices, meters, and the acts of company and portal."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.devices: dict[bytes, Device] = {}
        self.meters: dict[bytes, Meter] = {}
        self.channels: dict[bytes, Channel] = {}
        self.acts = Acts(network)

    def meter(self, meter_id: bytes) -> Meter:
        """A meter that has to be there."""
        return found(self.meters, meter_id, "meter is unknown")

    def take(self, block: Block) -> None:
        """A block of the kinds 0x0001 and 0x0201 to 0x0206."""
        need(block.sender == self.network.company or block.sender == self.network.portal and block.kind in (0x0001, 0x0202, 0x0206),
             "sender may not say this")
        if block.kind == 0x0001:
            self.acts.withdraw(block)
        elif block.kind == 0x0206:
            self._transfer(block)
        elif block.kind == 0x0202:
            self._register(block)
        elif block.kind == 0x0201:
            algorithm, x, y, trust = block.value
            device_id = keccak(bytes([algorithm]), x, y)
            need(device_key_fits(algorithm, x, y) and 1 <= trust <= 3, "device is malformed")
            need(device_id not in self.devices, "device is registered already")
            self.devices[device_id] = Device(algorithm, x, y, trust)
        elif block.kind == 0x0203:
            self._replace(block)
        elif block.kind == 0x0204:
            meter = self.meter(block.value[0])
            need(block.subject == meter.id, "subject is not the meter")
            need(block.value[1] < DAY << 16, "verifiedUntil is out of range")
            meter.verified_until = block.value[1]
        else:
            found(self.devices, block.value[0], "device is unknown").revoked = True

    def _register(self, block: Block) -> None:
        meter_id, owner, provider, resource, unit, exponent, digits, scale, device_id, verified_until, obis = block.value
        device = found(self.devices, device_id, "device is unknown")
        need(not device.revoked, "device is revoked")
        if device.trust == 1:
            if not self.acts.agreed(block):
                return
        else:
            need(block.sender == self.network.company, "sender may not say this")
        need(meter_id != ZERO and meter_id not in self.meters, "meter's id is zero or given already")
        need(1 <= resource <= 6 and 1 <= unit <= 4, "resource or unit is none")
        ends = 1 <= digits <= 18 and 1 <= digits + scale - exponent <= 18 if digits else scale == 0
        need(ends, "counter's digits are out of range")
        need(1 <= len(obis) <= 24 and verified_until < DAY << 16, "meter's registers or verification are out of range")
        meter = Meter(meter_id, [owner], provider, resource, unit, exponent, device_id, verified_until)
        for register in obis:
            channel = keccak(meter_id, register)[:4]
            need(channel not in self.channels, "channel is given already")
            self.channels[channel] = Channel(meter, register)
            meter.channels.append(self.channels[channel])
        self.meters[meter_id] = meter

    def _replace(self, block: Block) -> None:
        old, new = (self.meter(meter_id) for meter_id in block.value)
        need(block.subject == old.id and old is not new, "subject is not the old meter")
        for name in ("provider", "resource", "unit", "exponent"):
            need(getattr(old, name) == getattr(new, name), "meters are unlike")
        need(old.owners[-1] == new.owners[-1], "meters are unlike")
        need(new.predecessor is None, "meter takes another's place already")
        need(not old.successor, "meter's place is taken")
        places = {meter.id for meter in old.line()}
        for meters in self.rivals(new.provider, new.owners[-1], new.id):
            need(places & set(meters), "meter is of another contract")
        new.predecessor, old.successor = old, new.id

    def _transfer(self, block: Block) -> None:
        meter_id, owner, estimated, closings, _ = block.value
        meter = self.meter(meter_id)
        need(block.subject == meter_id, "subject is not the meter")
        need(closings == [channel.frame for channel in meter.channels], "closings are not the last frames")
        for channel in meter.channels:
            need(estimated or not channel.frame or channel.time + 172_800 >= block.clock, "closing is too old")
        again = owner == meter.owners[-1]
        if again:
            stands = meter.estimated_at is None or block.clock > meter.estimated_at + 10 * DAY
            need(not estimated and not stands, "handover stands")
        if not self.acts.agreed(block):
            return
        for channel in meter.channels:
            if again:
                channel.borders.pop()
            channel.borders.append(channel.sequence)
            if channel.frame:
                point = (int.from_bytes(channel.frame[64:96], "big"), int.from_bytes(channel.frame[96:128], "big"))
                channel.words[channel.sequence] = (channel.time, point, channel.link)
        if not again:
            meter.owners.append(owner)
        meter.estimated_at = block.clock if estimated else None


class Tariffs:
    """Rates by issuer, resource and zone (§2, §6)."""

    def __init__(self, participants: Participants) -> None:
        self.participants = participants
        self.rates: dict[tuple[bytes, int, int], list[tuple[int, int]]] = {}

    def take(self, block: Block) -> None:
        """RATE and RATE_WITHDRAW."""
        need(self.participants.active(block.sender, PROVIDER, COMPANY), "sender may not say this")
        rates = self.rates.setdefault((block.sender, block.value[0], block.value[1]), [])
        need(1 <= block.value[0] <= 6, "resource is none")
        if block.kind == 0x0301:
            _, _, mantissa, exponent, valid_from = block.value
            need(-12 <= exponent <= 0, "rate's exponent is out of range")
            need(exponent == 0 or mantissa % 10, "rate is not canonical")
            need(not rates or rates[-1][0] < valid_from, "rate does not begin after the one before")
            rates.append((valid_from, mantissa * 10 ** (12 + exponent)))
        else:
            need(rates and rates[-1][0] == block.value[2], "rate is not the sender's newest")
            need(block.value[2] > block.clock + 900, "rate may be in use already")
            rates.pop()

    def mean(self, issuer: bytes, resource: int, zone: int, opening: int, closing: int) -> int:
        """The rate of a line: the mean by time, rounded half up (§6)."""
        rates = self.rates.get((issuer, resource, zone), [])
        need(rates and rates[0][0] <= opening < closing, "there is no rate at the line's begin")
        total = 0
        for i, (start, rate) in enumerate(rates):
            end = rates[i + 1][0] if i + 1 < len(rates) else closing
            total += rate * max(0, min(end, closing) - max(start, opening))
        seconds = closing - opening
        return (total + seconds // 2) // seconds
