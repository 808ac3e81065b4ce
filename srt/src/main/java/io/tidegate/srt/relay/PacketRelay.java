package io.tidegate.srt.relay;

import io.tidegate.media.Nullable;
import io.tidegate.srt.lib.SocketPoller;
import io.tidegate.srt.lib.UdpSocket;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between the network and libsrt: forwards the packets of any number of ports on one
/// thread, `srt-relay-N`, and lets each peer's retransmission policy work on them. Any thread.
///
/// 1. [#start];
/// 2. [#open] a port for each listener, and one for each remote peer that libsrt calls;
/// 3. [#peerAt] from libsrt's listen callback, to learn who calls and to choose a policy;
/// 4. [#close].
///
/// A session needs nobody but the relay's thread: an exception in a policy turns its peer into
/// plain forwarding.
public final class PacketRelay implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final long PATIENCE_MS = 5000;

  private final Map<Integer, RelayPeer> byLoopbackPort = new ConcurrentHashMap<>();
  private final RelayThread relay;
  private final Thread thread;

  private PacketRelay(RelayOptions options, SocketPoller poller) {
    relay = new RelayThread(options, poller, byLoopbackPort);
    thread = new Thread(relay, "srt-relay-" + NUMBERS.incrementAndGet());
    thread.setDaemon(true);
  }

  /// Starts a relay without ports.
  ///
  /// @throws IOException when the system grants no descriptors
  public static PacketRelay start(RelayOptions options) throws IOException {
    PacketRelay relay = new PacketRelay(options, new SocketPoller());
    relay.thread.start();
    return relay;
  }

  /// Opens a port. Blocks for a moment; not on an event loop.
  ///
  /// @throws IOException when the address is taken or the relay is closed
  public RelayPort open(RelayRoute route) throws IOException {
    if (!thread.isAlive()) {
      throw new IOException("the relay is closed");
    }
    UdpSocket socket = UdpSocket.bind(route.listen());
    RelayPort port =
        new RelayPort(socket.localAddress(), () -> relay.execute(() -> relay.closePort(socket)));
    relay.execute(() -> relay.openPort(route, port, socket));
    return port;
  }

  /// The peer that libsrt knows as this port of 127.0.0.1; null when there is none. Cheap enough
  /// for libsrt's listen callback.
  public @Nullable RelayPeer peerAt(int loopbackPort) {
    return byLoopbackPort.get(loopbackPort);
  }

  /// Everything, at most a second old.
  public RelayView view() {
    return relay.view();
  }

  /// Stops forwarding and closes all ports; [#view()] then tells the last state. Idempotent.
  @Override
  public void close() {
    relay.close();
    try {
      thread.join(PATIENCE_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
