"""Which key signs for an account, by what was recorded so far (formats.md §2, "Account and key")."""
from __future__ import annotations

from dataclasses import dataclass

from network import Network
from primitives import need, recover

WAIT = 604_800  # seconds from the second hand's timestamp of a REKEY on


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
        self._take(account, key, encryption_key, acceptance, clock)
        self.keys[account] = key

    def rekey(self, account: bytes, key: bytes, encryption_key: bytes, acceptance: bytes, clock: int, agreed: int) -> None:
        """REKEY by the second hand, whose timestamp is `agreed`: the key before signs on until the wait is over."""
        self._take(account, key, encryption_key, acceptance, clock)
        self.waiting[account] = Successor(key, encryption_key, agreed + WAIT)

    def object(self, account: bytes, key: bytes) -> None:
        """REKEY_OBJECT: the successor that waits never signs."""
        need(account in self.waiting and self.waiting[account].key == key, "no such successor waits")
        del self.waiting[account]

    def settle(self, clock: int) -> list[tuple[bytes, bytes]]:
        """Write down the successors whose wait is over; their accounts and encryption keys."""
        over = [(account, successor) for account, successor in self.waiting.items() if successor.since <= clock]
        for account, successor in over:
            self.keys[account] = successor.key
            del self.waiting[account]
        return [(account, successor.encryption_key) for account, successor in over]

    def _take(self, account: bytes, key: bytes, encryption_key: bytes, acceptance: bytes, clock: int) -> None:
        """Give a key that nobody had to an account; a successor that waits is settled or objected to before."""
        need(account not in self.waiting, "a successor of the account's key waits")
        need(key not in self.account_of, "key is taken")
        statement = self.network.account_key_hash(account, self.key_of(account, clock), key, encryption_key)
        need(recover(statement, acceptance) == key, "key is not accepted by its holder")
        self.account_of[key] = account
