package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.NodeName;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/// A connection with another node, authenticated and encrypted, which one application has for
/// itself. Reading and writing block, so that whoever is slow slows the other end down; one thread
/// reads, one writes, any closes. They are virtual threads.
public final class PeerConnection implements AutoCloseable {
  /// A peer that does not read is not waited for when all is done.
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final NodeName peer;
  private final String application;
  private final Socket socket;
  private final SSLSocket tls;
  private final Consumer<PeerConnection> onClose;
  private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();
  private final ScheduledExecutorService clock;
  private volatile @Nullable ScheduledFuture<?> limit;
  private volatile long lastNanos = System.nanoTime();

  PeerConnection(
      NodeName peer,
      String application,
      Socket socket,
      SSLSocket tls,
      Consumer<PeerConnection> onClose,
      ScheduledExecutorService clock) {
    this.peer = peer;
    this.application = application;
    this.socket = socket;
    this.tls = tls;
    this.onClose = onClose;
    this.clock = clock;
  }

  /// Who is at the other end.
  public NodeName peer() {
    return peer;
  }

  /// By which ALPN name.
  public String application() {
    return application;
  }

  public InputStream input() throws IOException {
    return tls.getInputStream();
  }

  public OutputStream output() throws IOException {
    return tls.getOutputStream();
  }

  /// Something was sent or received.
  void touch() {
    lastNanos = System.nanoTime();
  }

  long idleNanos(long now) {
    return now - lastNanos;
  }

  /// Null while it is open.
  public @Nullable CloseReason closed() {
    return closed.get();
  }

  /// It is cut off unless it is closed by then. Of several limits, the last one counts.
  public void limit(Duration time) {
    endLimit();
    try {
      limit = clock.schedule(() -> abort(CloseReason.LATE), time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      abort(CloseReason.STOPPED);
    }
  }

  private void endLimit() {
    @Nullable ScheduledFuture<?> before = limit;
    if (before != null) {
      before.cancel(false);
    }
  }

  /// Says to the other end that it is done, once what was written is sent.
  @Override
  public void close() {
    if (closed.compareAndSet(null, CloseReason.ENDED)) {
      limit(CLOSING);
      try {
        tls.close();
      } catch (IOException _) {
        // it is over in any case
      }
      end();
    }
  }

  /// Cuts it off: whoever reads, writes or closes is woken, nothing more is sent.
  public void abort(CloseReason reason) {
    boolean _ = closed.compareAndSet(null, reason);
    end();
  }

  private void end() {
    endLimit();
    try {
      socket.close(); // not the TLS one: that waits for whoever writes
    } catch (IOException _) {
      // it is over in any case
    }
    onClose.accept(this);
  }
}
