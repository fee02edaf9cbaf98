"""Downloadable corpora: addresses and checksums (`sources.toml`)."""

from dataclasses import dataclass
from functools import cache

from seqtext.system.choices import read_toml


@dataclass(frozen=True)
class Archive:
    """A file to download."""

    address: str
    file: str  # its name here
    algorithm: str  # of the checksum: md5 or sha256, as the source gives it
    checksum: str  # hexadecimal
    size: int | None = None  # bytes, where the source gives them


@dataclass(frozen=True)
class RemoteCorpus:
    """A corpus that can be fetched."""

    what: str
    language: str
    licence: str
    source: str  # where the addresses and the checksums stand
    archives: tuple[Archive, ...]


@cache
def sources() -> dict[str, RemoteCorpus]:
    """Name -> source."""
    return {
        name: RemoteCorpus(
            **{**record, "archives": tuple(Archive(**a) for a in record["archives"])}
        )
        for name, record in read_toml(__package__, "sources.toml").items()
    }
