package io.tidegate.cluster.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;

/// Carries bytes between a socket of this machine and a peer, both ways, until one of them ends. It
/// holds one buffer each way, and reads no more before that is written. A virtual thread each way.
final class Pipe {
  /// A TLS record has 16 KiB.
  private static final int BUFFER_BYTES = 16 << 10;

  private final Socket local;
  private final PeerConnection peer;
  private final TunnelStats stats;

  Pipe(Socket local, PeerConnection peer, TunnelStats stats) {
    this.local = local;
    this.peer = peer;
    this.stats = stats;
  }

  /// Returns when both ways are over and both ends closed.
  void run() throws IOException {
    try {
      local.setTcpNoDelay(true);
      Thread out = Thread.ofVirtual().name("cluster-pipe").start(this::toPeer);
      toLocal();
      out.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      end(CloseReason.ENDED);
    }
  }

  private void toPeer() {
    try {
      copy(local.getInputStream(), peer.output(), stats.bytesOut);
      end(CloseReason.ENDED);
    } catch (IOException _) {
      end(CloseReason.BROKEN);
    }
  }

  private void toLocal() {
    try {
      copy(peer.input(), local.getOutputStream(), stats.bytesIn);
      end(CloseReason.ENDED);
    } catch (IOException _) {
      end(CloseReason.BROKEN);
    }
  }

  private void copy(InputStream from, OutputStream to, LongAdder count) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      to.write(buffer, 0, n);
      count.add(n);
      peer.touch();
    }
  }

  private void end(CloseReason reason) {
    peer.abort(reason);
    try {
      local.close();
    } catch (IOException _) {
      // it is over in any case
    }
  }
}
