"""Which key signs for an account, by what was recorded so far (formats.md §2, "Account and key")."""
from __future__ import annotations

from dataclasses import dataclass

from network import Network, SealKeys
from primitives import need, recover

WAIT = 604_800  # seconds from the second hand's timestamp of a REKEY on
FOUNDER_WAIT = 1_209_600  # and from that of a FOUNDER_REKEY on
STANDING = 7_776_000
WORD_LIFE = 2_592_000


@dataclass
class Successor:
    """What a REKEY names, and the EVM time from which it signs."""
    key: bytes
    encryption_key: bytes
    since: int


class AccountKeys:
    """The key of each account, and whose each key is, for ever."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.keys: dict[bytes, bytes] = {}  # of accounts whose key changed
        self.waiting: dict[bytes, Successor] = {}
        self.lost: set[bytes] = set()  # accounts whose key a REKEY or FOUNDER_REKEY replaced
        self.account_of: dict[bytes, bytes] = {account: account for account in (network.company, network.portal)}

    def key_of(self, account: bytes, clock: int) -> bytes:
        """The key that signs for an account in a block of a time."""
        successor = self.waiting.get(account)
        if successor and successor.since <= clock:
            return successor.key
        return self.keys.get(account, account)

    def enrol(self, account: bytes) -> None:
        """An account's address is its first key."""
        need(self.account_of.setdefault(account, account) == account, "account's address is a key that is taken")

    def rotate(self, account: bytes, key: bytes, encryption_key: bytes, acceptance: bytes, clock: int) -> None:
        """KEY_ROTATE: the new key signs at once."""
        if account in (self.network.company, self.network.portal):
            self.waiting.pop(account, None)  # a founder's own change ends the one that waits
        self._take(account, key, encryption_key, acceptance, clock)
        self.keys[account] = key

    def rekey(self, account: bytes, key: bytes, encryption_key: bytes, acceptance: bytes, clock: int, agreed: int) -> None:
        """REKEY by the second hand, whose timestamp is `agreed`: the key before signs on until the wait is over."""
        self._take(account, key, encryption_key, acceptance, clock)
        self.waiting[account] = Successor(key, encryption_key, agreed + WAIT)

    def rekey_founder(self, account: bytes, key: bytes, encryption_key: bytes, acceptance: bytes, clock: int, said: int) -> None:
        """FOUNDER_REKEY, whose timestamp is `said`; the words of witnesses are checked before."""
        self._take(account, key, encryption_key, acceptance, clock)
        self.waiting[account] = Successor(key, encryption_key, said + FOUNDER_WAIT)

    def object(self, account: bytes, key: bytes) -> None:
        """REKEY_OBJECT: the successor that waits never signs."""
        need(account in self.waiting and self.waiting[account].key == key, "no such successor waits")
        del self.waiting[account]

    def settle(self, clock: int) -> list[tuple[bytes, bytes]]:
        """Write down the successors whose wait is over; their accounts and encryption keys."""
        over = [(account, successor) for account, successor in self.waiting.items() if successor.since <= clock]
        for account, successor in over:
            self.keys[account] = successor.key
            self.lost.add(account)
            del self.waiting[account]
        return [(account, successor.encryption_key) for account, successor in over]

    def _take(self, account: bytes, key: bytes, encryption_key: bytes, acceptance: bytes, clock: int) -> None:
        """Give a key that nobody had to an account; a successor that waits is settled or objected to before."""
        need(account not in self.waiting, "a successor of the account's key waits")
        need(key not in self.account_of, "key is taken")
        statement = self.network.account_key_hash(account, self.key_of(account, clock), key, encryption_key)
        need(recover(statement, acceptance) == key, "key is not accepted by its holder")
        self.account_of[key] = account


@dataclass
class Witness:
    """In whose hand it is, and since when it stands."""
    owner: bytes
    since: int


class Witnesses:
    """The register of witnesses (§2)."""

    def __init__(self, network: Network, seal_keys: SealKeys, keys: AccountKeys) -> None:
        self.network, self.seal_keys, self.keys = network, seal_keys, keys
        self.standing: dict[bytes, Witness] = {}
        self.gone: set[bytes] = set()

    def check_entry(self, key: bytes, owner: bytes) -> None:
        """Whether a key may come to stand."""
        need(any(key) and any(owner), "witness is nameless")
        need(key not in self.standing and key not in self.gone, "witness was entered before")
        sealed = any(key == seal_key for _, seal_key in self.seal_keys.keys)
        need(owner == (self.network.company if sealed else self.keys.account_of.get(key, owner)), "witness's key is another's")
        need(len(self.standing) < 16, "sixteen witnesses stand")

    def enter(self, key: bytes, owner: bytes, clock: int) -> None:
        """It stands from here on."""
        self.check_entry(key, owner)
        self.standing[key] = Witness(owner, clock)

    def remove(self, key: bytes) -> None:
        """It stands no more, for ever."""
        del self.standing[key]
        self.gone.add(key)

    def counted(self, clock: int) -> set[bytes]:
        """Those whose words on a founder's key count: in neither founder's hand, and old enough."""
        founders = self.network.company, self.network.portal
        return {key for key, one in self.standing.items() if one.owner not in founders and one.since + STANDING <= clock}

    def check_words(self, statement: bytes, time: int, words: list[bytes], clock: int) -> None:
        """Whether enough of them said it, each once, and lately."""
        need(clock - WORD_LIFE <= time <= clock + 900, "witnesses' words are not in time")
        self.check_majority(statement, words, clock)

    def check_majority(self, statement: bytes, words: list[bytes], clock: int) -> None:
        """Whether most of those who count at a time, and two at least, signed a statement, each once."""
        signers, counted = [recover(statement, signature) for signature in words], self.counted(clock)
        need(all(one < other for one, other in zip(signers, signers[1:])), "witnesses' words do not rise")
        need(counted.issuperset(signers), "a word is of no witness that counts")
        need(len(signers) >= max(2, len(counted) // 2 + 1), "too few witnesses gave their word")
