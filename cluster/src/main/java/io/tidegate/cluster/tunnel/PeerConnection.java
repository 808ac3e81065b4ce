package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.NodeName;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/// A connection with another node, authenticated and encrypted, which one application has for
/// itself. Reading and writing block, so that whoever is slow slows the other end down; one thread
/// reads, one writes, any closes. They are virtual threads.
public final class PeerConnection implements AutoCloseable {
  private final NodeName peer;
  private final String application;
  private final Socket socket;
  private final SSLSocket tls;
  private final Consumer<PeerConnection> onClose;
  private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();
  private volatile long lastNanos = System.nanoTime();

  PeerConnection(
      NodeName peer,
      String application,
      Socket socket,
      SSLSocket tls,
      Consumer<PeerConnection> onClose) {
    this.peer = peer;
    this.application = application;
    this.socket = socket;
    this.tls = tls;
    this.onClose = onClose;
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

  /// Says to the other end that it is done, once what was written is sent.
  @Override
  public void close() {
    if (closed.compareAndSet(null, CloseReason.ENDED)) {
      try {
        tls.close();
      } catch (IOException _) {
        // it is over in any case
      }
      end();
    }
  }

  /// Cuts it off: whoever reads or writes is woken, nothing more is sent.
  public void abort(CloseReason reason) {
    if (closed.compareAndSet(null, reason)) {
      end();
    }
  }

  private void end() {
    try {
      socket.close(); // not the TLS one: that waits for whoever writes
    } catch (IOException _) {
      // it is over in any case
    }
    onClose.accept(this);
  }
}
