package io.tidegate.gateway.srt;

import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.srt.SrtServer.PortException;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.CloseReason;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One port that takes callers, and who has it: libsrt itself, or the packet relay before libsrt.
/// Confined to one thread that may wait; [#view]: any.
///
/// 1. [#open];
/// 2. [#follow] or [#move] when policies have changed, again where it failed;
/// 3. [#close].
///
/// A UDP port has one owner, so a move ends the sessions of its callers, who may call again at
/// once. Who is with the relay and need not be is served all the same: such a port waits until
/// nobody is left on it.
final class ListenPort {
  private static final Logger log = LoggerFactory.getLogger(ListenPort.class);

  /// libsrt gives a port back some three seconds after its listener was closed.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// They pass the relay before it forgets its peers.
  private static final Duration GOOD_BYES = Duration.ofSeconds(1);

  private static final Duration LOOK = Duration.ofMillis(100);

  private final SrtServer server;
  private SrtPortSpec spec;
  private SrtServer.@Nullable OpenPort open;
  private boolean relayed;
  private volatile SrtPortView view;

  ListenPort(SrtServer server, SrtPortSpec spec) {
    this.server = server;
    this.spec = spec;
    this.view = SrtPortView.closed(spec, false, "");
  }

  /// @param relay whether it is to be the relay's
  InetSocketAddress open(boolean relay) throws PortException {
    SrtServer.OpenPort opened = server.open(spec, relay);
    open = opened;
    relayed = relay;
    InetSocketAddress address = opened.address();
    // a free one stays the same wherever it goes
    spec = new SrtPortSpec(spec.name(), address.getPort(), spec.key(), spec.policy());
    view = SrtPortView.of(spec, address, relayed, relayed);
    return address;
  }

  /// Whether it is open and where it is to be.
  boolean isAt(boolean relay) {
    return open != null && relayed == relay;
  }

  /// Goes to the relay at once, and back to libsrt when nobody is connected through it. What fails
  /// shows in the view; the next call tries again.
  void follow(boolean relay) {
    SrtServer.OpenPort present = open;
    boolean stays =
        relay == relayed || (!relay && present != null && !present.isIdle().getAsBoolean());
    if (present != null && stays) {
      view = SrtPortView.of(spec, present.address(), relayed, relay);
      return;
    }
    String known = view.problem();
    try {
      move(relay);
    } catch (PortException failure) {
      if (!view.problem().equals(known)) {
        log.warn("{}; it is tried again", failure.getMessage());
      }
    }
  }

  /// Goes there now, whoever is connected.
  void move(boolean relay) throws PortException {
    SrtServer.OpenPort present = open;
    if (present != null) {
      log.info("{} goes to {}", spec.name(), relay ? "the relay" : "libsrt");
      leave(present);
    }
    try {
      open(relay);
    } catch (PortException failure) {
      view = SrtPortView.closed(spec, relay, String.valueOf(failure.getMessage()));
      throw failure;
    }
  }

  private void leave(SrtServer.OpenPort present) throws PortException {
    int number = present.address().getPort();
    server.endSessions(number, CloseReason.PORT_MOVED);
    await(GOOD_BYES, present.isIdle());
    open = null;
    present.close().run();
    await(
        PATIENCE,
        () -> {
          // who was let in at the last moment is with the old owner, too
          server.endSessions(number, CloseReason.PORT_MOVED);
          return isFree(present.address());
        });
  }

  private static boolean isFree(InetSocketAddress address) {
    try (DatagramSocket _ = new DatagramSocket(address)) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private void await(Duration patience, BooleanSupplier condition) throws PortException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        throw new PortException(spec.name() + ": the server stops", stopping);
      }
    }
  }

  void close() {
    SrtServer.OpenPort present = open;
    open = null;
    if (present != null) {
      present.close().run();
    }
  }

  SrtPortView view() {
    return view;
  }
}
