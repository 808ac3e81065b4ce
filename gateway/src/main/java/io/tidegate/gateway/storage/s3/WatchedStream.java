package io.tidegate.gateway.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A body that is watched while somebody reads it, and only then. Confined to its reader.
final class WatchedStream extends FilterInputStream {
  private final StallWatch.Transfer transfer;

  WatchedStream(InputStream stream, StallWatch.Transfer transfer) {
    super(stream);
    this.transfer = transfer;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    transfer.begins();
    try {
      return super.read(into, at, length);
    } finally {
      transfer.rests();
    }
  }

  @Override
  public void close() throws IOException {
    transfer.close();
    super.close();
  }
}
