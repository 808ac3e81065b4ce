package io.tidegate.udp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.feed.FeedViewer;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.udp.packet.Pacer;
import io.tidegate.udp.packet.TransportOutput;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/// One socket that a stream is sent over, from a key frame on. Confined to its loop but for the
/// counters.
///
/// 1. [#start] joins the feed; parcels wait in the outbox until the [Pacer] lets their datagrams
///    go;
/// 2. [#close] ends it, once; [Owner#ended] hears of every end.
final class UdpOutlet implements FeedViewer<Bytes> {
  /// Nobody reads datagrams slowly, but the socket's buffer may be full for a moment.
  private static final long FULL_NANOS = 1_000_000;

  private static final long NANOS_PER_MS = 1_000_000;

  /// What is sent is the same with and without RTP.
  enum Form {
    TRANSPORT_STREAM
  }

  /// Whose it is. On the loop.
  interface Owner {
    /// Something is wrong that does not end it.
    void noted(String trouble);

    /// @param why in words, empty where the reason says it all
    void ended(CloseReason reason, String why);
  }

  /// What it works with.
  record Parts(Feeds<Form, Bytes> feeds, UdpService service, Loop loop, Outbox.Limits limits) {}

  private final StreamHub hub;
  private final UdpPushTarget target;
  private final DatagramChannel channel;
  private final Owner owner;
  private final Parts parts;
  private final Loops loops;
  private final Outbox<Bytes> outbox;
  private final TransportOutput output;
  private final Pacer pacer = new Pacer();
  private final String id;
  private final Instant since = Instant.now();
  private Bytes piece = Bytes.EMPTY;
  private int at;

  /// Made and not yet taken by the socket.
  private Bytes unsent = Bytes.EMPTY;

  private Loops.@Nullable Timer turn;
  private boolean seesPicture;
  private boolean finishing;
  private boolean closed;
  private long sent;
  private volatile long sentBytes;
  private volatile long drops;

  UdpOutlet(
      StreamHub hub, UdpPushTarget target, DatagramChannel channel, Owner owner, Parts parts) {
    this.hub = hub;
    this.target = target;
    this.channel = channel;
    this.owner = owner;
    this.parts = parts;
    this.loops = parts.service().loops();
    this.outbox = new Outbox<>(parts.limits(), loops.nanoTime());
    this.output = new TransportOutput(target.rtp(), ThreadLocalRandom.current());
    this.id = parts.service().sessions().nextId();
  }

  void start() {
    parts.feeds().join(hub, Form.TRANSPORT_STREAM, this);
    parts.service().sessions().closable(id, reason -> parts.loop().run(() -> close(reason)));
    hub.viewerOpened();
    describe();
  }

  /// Any thread.
  long sentBytes() {
    return sentBytes;
  }

  /// Frames that were left out. Any thread.
  long drops() {
    return drops;
  }

  @Override
  public Loop loop() {
    return parts.loop();
  }

  @Override
  public void offer(Parcel<Bytes> parcel, long nowNanos) {
    seesPicture |= parcel.kind() == Parcel.Kind.SYNC;
    boolean usable = seesPicture || parcel.kind() == Parcel.Kind.HEADER;
    if (!closed && usable) {
      outbox.offer(parcel, nowNanos);
      drops = outbox.droppedFrames();
      if (turn == null) {
        send();
      }
    }
  }

  /// Sends what is due, and comes back when more is.
  private void send() {
    turn = null;
    while (!closed) {
      long now = loops.nanoTime();
      if (at == piece.length() && unsent.isEmpty() && !next(now)) {
        return;
      }
      long wait = pacer.waitNanos(!outbox.isEmpty(), now);
      if (wait > 0) {
        comeBack(wait);
        return;
      }
      if (unsent.isEmpty()) {
        unsent = output.datagram(piece, at, now);
        at = Math.min(piece.length(), at + TransportOutput.PAYLOAD_BYTES);
      }
      if (!write()) {
        return;
      }
      pacer.sent(now);
    }
  }

  private boolean next(long now) {
    Parcel<Bytes> parcel = outbox.poll(now);
    if (parcel == null) {
      if (finishing) {
        close(CloseReason.STREAM_ENDED);
      }
      return false;
    }
    piece = parcel.content();
    at = 0;
    pacer.begin(TransportOutput.datagrams(piece.length()), parcel.dts(), now);
    return true;
  }

  private void comeBack(long waitNanos) {
    long ms = Math.max(1, (waitNanos + NANOS_PER_MS - 1) / NANOS_PER_MS);
    turn = loops.schedule(parts.loop(), ms, this::send);
  }

  /// False when that has to wait, or is over.
  private boolean write() {
    try {
      if (channel.write(unsent.asByteBuffer()) == 0) {
        comeBack(FULL_NANOS);
        return false;
      }
    } catch (PortUnreachableException nobody) {
      // an answer to an earlier one; a receiver may come later, as in a group
      owner.noted(UdpSockets.words(nobody, target.address()));
    } catch (IOException broken) {
      end(CloseReason.CONNECTION_LOST, UdpSockets.words(broken, target.address()));
      return false;
    }
    sent += unsent.length();
    sentBytes = sent;
    unsent = Bytes.EMPTY;
    return true;
  }

  @Override
  public void review(long nowNanos) {
    if (!closed) {
      describe();
    }
  }

  @Override
  public void finish() {
    finishing = true;
    if (!closed && turn == null) {
      send();
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  /// On the loop; later calls do nothing.
  void close(CloseReason reason) {
    end(reason, "");
  }

  private void end(CloseReason reason, String why) {
    if (closed) {
      return;
    }
    closed = true;
    if (turn != null) {
      turn.cancel();
    }
    parts.feeds().leave(hub, Form.TRANSPORT_STREAM, this);
    hub.viewerClosed();
    parts.service().sessions().remove(id, reason);
    String told = why;
    try {
      channel.close();
    } catch (IOException problem) {
      told = why.isEmpty() ? String.valueOf(problem.getMessage()) : why;
    }
    owner.ended(reason, told);
  }

  private void describe() {
    parts
        .service()
        .sessions()
        .update(
            new SessionView(
                id,
                target.key(),
                SessionView.Kind.VIEWER,
                Protocol.UDP_TS,
                target.address().toString(),
                since,
                SessionState.STREAMING,
                sentBytes,
                drops,
                null));
  }
}
