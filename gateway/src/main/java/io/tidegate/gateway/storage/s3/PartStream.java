package io.tidegate.gateway.storage.s3;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Some of a file, no faster than the profile may send. Confined to one reader at a time.
final class PartStream extends InputStream {
  private final FileChannel channel;
  private final Means means;
  private long at;
  private long left;

  /// @param pace null for no limit
  /// @param moved is told of each step
  /// @param sent adds up what went out
  record Means(@Nullable TokenBucket pace, Runnable moved, AtomicLong sent) {}

  PartStream(S3Request.Part part, Means means) throws IOException {
    this.channel = FileChannel.open(part.file(), StandardOpenOption.READ);
    this.means = means;
    this.at = part.from();
    this.left = part.length();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int read = channel.read(ByteBuffer.wrap(into, from, (int) Math.min(length, left)), at);
    if (read < 0) {
      throw new IOException("the file became shorter while it was sent");
    }
    at += read;
    left -= read;
    await(read);
    means.sent().addAndGet(read);
    means.moved().run();
    return read;
  }

  private void await(int bytes) throws IOException {
    TokenBucket pace = means.pace();
    if (pace == null) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(pace.take(bytes, System.nanoTime()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("the server is stopping", stopped);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
