"""Reading of Zstandard files with several frames; a truncated frame is an error."""

import io
from typing import IO


class Zstandard(io.BufferedIOBase):
    """Zstandard frames, one after another. The library's own reader takes a truncation for the
    end.
    """

    def __init__(self, file: IO[bytes]) -> None:
        import zstandard

        self.file, self.error = file, zstandard.ZstdError
        self.decompressor = zstandard.ZstdDecompressor()
        self.frame = self.decompressor.decompressobj()
        self.fresh, self.ready = True, b""  # fresh: nothing of this frame has been read yet

    def read1(self, size: int = -1) -> bytes:
        while not self.ready:
            block = self.frame.unused_data if self.frame.eof else self.file.read(1 << 16)
            if self.frame.eof:
                self.frame, self.fresh = self.decompressor.decompressobj(), True
                block = block or self.file.read(1 << 16)
            if not block:
                if self.fresh:
                    return b""
                raise EOFError("it ends within a frame")
            self.fresh = False
            try:
                self.ready = self.frame.decompress(block)
            except self.error as error:
                raise EOFError(str(error)) from None
        size = len(self.ready) if size < 0 else size
        out, self.ready = self.ready[:size], self.ready[size:]
        return out

    def close(self) -> None:
        self.file.close()
        super().close()
