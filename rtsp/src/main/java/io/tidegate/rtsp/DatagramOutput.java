package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.TransportHeader;
import io.tidegate.rtsp.rtp.ResendBuffer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/// Media in datagrams to the host that the player's connection comes from, and to no other.
/// Loop-confined.
///
/// What a new player gets at once, and large pictures, leave no faster than [#BYTES_PER_MS], since
/// nothing but loss would hold them back.
final class DatagramOutput implements PlayOutput {
  /// 200 Mbit/s: a picture of 200 kB takes 8 ms.
  static final int BYTES_PER_MS = 25_000;

  /// What leaves at once: half of what Linux keeps for a receiver by default, its own overhead
  /// included.
  private static final int BURST_BYTES = 48 << 10;

  /// Packets sent again in a second; more is a flood and helps nobody.
  private static final int MAX_RESENT_PER_SECOND = 2 * ResendBuffer.CAPACITY;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Vertx vertx;
  private final Opener opener;
  private final Runnable drained;
  private final Map<Integer, Way> ways = new TreeMap<>();
  private final Queue<Datagram> waiting = new ArrayDeque<>();
  private long allowance = BURST_BYTES;
  private long lastNanos = System.nanoTime();
  private long resentSince = lastNanos;
  private int resentInSecond;
  private boolean timed;
  private boolean closed;

  private record Way(DatagramPath path, ResendBuffer sent) {}

  private record Datagram(Way way, boolean rtcp, Bytes packet) {}

  /// Binds ports for a media.
  @FunctionalInterface
  private interface Opener {
    Future<DatagramPath> open(int media);
  }

  private DatagramOutput(Vertx vertx, Opener opener, Runnable drained) {
    this.vertx = vertx;
    this.opener = opener;
    this.drained = drained;
  }

  /// To the host of one player.
  ///
  /// @param receiver hears its reports
  /// @param drained called when [#isFull] becomes false
  static DatagramOutput toHost(
      Vertx vertx, String host, TrackPath.Receiver receiver, Runnable drained) {
    return new DatagramOutput(
        vertx, media -> DatagramPath.open(vertx, host, media, receiver), drained);
  }

  /// To a group.
  static DatagramOutput toGroup(
      Vertx vertx, RtspMulticast network, String group, Runnable drained) {
    return new DatagramOutput(vertx, _ -> DatagramPath.open(vertx, group, network), drained);
  }

  @Override
  public Future<TransportHeader> setUp(int media, TransportHeader wanted) {
    PortPair client = wanted.clientPorts();
    if (client == null) {
      throw new IllegalStateException("chosen without ports");
    }
    return opener
        .open(media)
        .recover(DatagramOutput::noPorts)
        .map(path -> {
          if (closed) {
            path.close();
          }
          path.peer(client);
          ways.put(media, new Way(path, new ResendBuffer()));
          return TransportHeader.udp(client, false).withServerPorts(path.ports());
        });
  }

  /// The machine has none left: no fault of the client's, and no bug.
  static <T> Future<T> noPorts(Throwable why) {
    String message = String.valueOf(why.getMessage());
    return Future.failedFuture(new RequestRefused(RtspStatus.UNAVAILABLE, message));
  }

  @Override
  public void write(Bytes framed) {
    FramedPackets.forEach(
        framed,
        (media, rtcp, packet) -> {
          Way way = ways.get(media);
          if (way != null) {
            waiting.add(new Datagram(way, rtcp, packet));
          }
        });
    pump();
  }

  private void pump() {
    long now = System.nanoTime();
    long elapsedNanos = Math.min(NANOS_PER_SECOND, now - lastNanos);
    allowance = Math.min(BURST_BYTES, allowance + elapsedNanos * BYTES_PER_MS / 1_000_000);
    lastNanos = now;
    while (allowance > 0 && !closed) {
      Datagram next = waiting.poll();
      if (next == null) {
        return;
      }
      allowance -= next.packet().length();
      send(next);
    }
    if (!timed && !closed) {
      timed = true;
      vertx.setTimer(1, _ -> resume());
    }
  }

  private void resume() {
    timed = false;
    if (!closed) {
      pump();
      if (waiting.isEmpty()) {
        drained.run();
      }
    }
  }

  private static void send(Datagram datagram) {
    if (datagram.rtcp()) {
      datagram.way().path().rtcp(datagram.packet());
    } else {
      datagram.way().sent().keep(datagram.packet().u16(2), datagram.packet());
      datagram.way().path().rtp(datagram.packet());
    }
  }

  @Override
  public boolean isFull() {
    return !waiting.isEmpty();
  }

  @Override
  public @Nullable Integer mediaOfRtcp(int channel) {
    return null;
  }

  @Override
  public int resend(int media, List<Integer> sequenceNumbers) {
    Way way = ways.get(media);
    if (way == null || closed) {
      return 0;
    }
    long now = System.nanoTime();
    if (now - resentSince > NANOS_PER_SECOND) {
      resentSince = now;
      resentInSecond = 0;
    }
    int resent = 0;
    for (Bytes packet : way.sent().findAll(sequenceNumbers)) {
      if (resentInSecond < MAX_RESENT_PER_SECOND) {
        resentInSecond++;
        resent++;
        way.path().rtp(packet);
      }
    }
    return resent;
  }

  @Override
  public boolean needsLife() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
    waiting.clear();
    ways.values().forEach(way -> way.path().close());
  }
}
