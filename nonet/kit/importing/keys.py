"""Content keys: what a row says, and which of its equals it is, so that a file imported twice is taken once."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kit.importing.records import Document


class ContentKeys:
    """Gives the documents of one file their keys; equal ones are numbered in order of the file."""

    def __init__(self, profile: str) -> None:
        self.profile = profile
        self._seen: Counter[bytes] = Counter()

    def of(self, chunk: Sequence[Document]) -> list[str]:
        """Return the key of each document of the next chunk."""
        return [self._key(each) for each in chunk]

    def _key(self, document: Document) -> str:
        content = repr([sorted(each.values.items()) for each in document.records])
        digest = hashlib.blake2b(content.encode("utf-8", "surrogateescape"), digest_size=12).digest()
        self._seen[digest] += 1
        return f"import:{self.profile}:{digest.hex()}:{self._seen[digest]}"


def claim(keys: Sequence[str]) -> set[str]:
    """Write the keys that are new and return them; in the transaction of what they stand for."""
    found = sql.rows(
        "INSERT INTO kernel_idempotencykey (company_id, key, verb, request_hash)"
        " SELECT %s::bigint, key, 'import', '' FROM unnest(%s::text[]) AS key"
        " ON CONFLICT (company_id, key) DO NOTHING RETURNING key",
        (current_company_id(), list(keys)),
    )
    return {each.key for each in found}


def give_back(keys: Sequence[str]) -> None:
    """Forget keys whose documents were refused, so that the corrected company can take them later."""
    if keys:
        sql.execute(
            "DELETE FROM kernel_idempotencykey WHERE company_id = %s AND key = ANY(%s)",
            (current_company_id(), list(keys)),
        )
