package io.tidegate.gateway.web;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What a thread that may wait writes, as the body of an answer: waits while the client does not
/// read. For that one thread.
final class BodyStream extends OutputStream {
  private static final int PIECE = 32 << 10;

  /// Pieces on their way to the socket.
  private static final int WINDOW = 8;

  /// Longer than any network pauses.
  private static final long PATIENCE_SECONDS = 30;

  private final Semaphore window = new Semaphore(WINDOW);
  private final Context loop;
  private final HttpServerResponse response;
  private Buffer piece = Buffer.buffer();
  private volatile boolean broken;

  /// @param loop the response's
  BodyStream(Context loop, HttpServerResponse response) {
    this.loop = loop;
    this.response = response;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    piece.appendBytes(bytes, offset, length);
    if (piece.length() >= PIECE) {
      send();
    }
  }

  private void send() throws IOException {
    try {
      if (!window.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the client does not read");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
    if (broken) {
      throw new IOException("the client is gone");
    }
    Buffer full = piece;
    piece = Buffer.buffer();
    loop.runOnContext(_ ->
        response
            .write(full)
            .onComplete(written -> {
              broken = broken || written.failed();
              window.release();
            }));
  }

  /// Sends the rest and ends the answer.
  @Override
  public void close() throws IOException {
    if (piece.length() > 0) {
      send();
    }
    loop.runOnContext(_ -> {
      if (!response.ended() && !response.closed()) {
        response.end();
      }
    });
  }

  /// Ends the answer where it is: its reader finds it cut short.
  void abort() {
    loop.runOnContext(_ -> response.reset());
  }
}
