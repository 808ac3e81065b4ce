package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.WaitingPlayers;
import io.tidegate.srt.lib.SrtReceiver;
import io.tidegate.srt.lib.SrtStats;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A caller that reads, from its connection on: waits for its stream, or to be let in, if it has
/// to, then is an [SrtOutlet]. Confined to its loop.
///
/// SRT tells a caller why it is refused in the handshake alone; one that waited in vain is
/// disconnected, and the log says why.
final class SrtReader implements SrtReceiver, WaitingPlayers.Answer {
  private static final Logger LOG = LoggerFactory.getLogger(SrtReader.class);

  private final SrtConnection connection;
  private final SrtService service;
  private final BiFunction<StreamHub, Admission.Granted, SrtReceiver> serve;
  private @Nullable SrtReceiver served;
  private @Nullable Runnable leave;

  /// @param serve begins to send it a stream
  SrtReader(
      SrtConnection connection,
      SrtService service,
      BiFunction<StreamHub, Admission.Granted, SrtReceiver> serve) {
    this.connection = connection;
    this.service = service;
    this.serve = serve;
  }

  void start() {
    connection.poller().receive(connection.socket(), connection.loop(), this);
    service.streams().players().seek(Doorkeeper.playRequest(connection.peer()), this);
  }

  @Override
  public void found(StreamHub hub, Admission.Granted by) {
    leave = null;
    served = serve.apply(hub, by);
  }

  @Override
  public void refused(Refusal refusal, String message) {
    LOG.info(
        "srt session {} closed: {} ({}), to {}",
        connection.sessionId(),
        CloseReason.REFUSED,
        message,
        connection.peer().remoteText());
    connection.poller().close(connection.socket());
  }

  @Override
  public void waits(Runnable giveUp) {
    leave = giveUp;
    LOG.info("srt session {} waits for its stream, or to be let in", connection.sessionId());
  }

  @Override
  public void received(Bytes joined, int messages, long receivedNanos) {
    SrtReceiver to = served;
    if (to != null) {
      to.received(joined, messages, receivedNanos);
    }
  }

  @Override
  public void measured(SrtStats stats) {
    SrtReceiver to = served;
    if (to != null) {
      to.measured(stats);
    }
  }

  @Override
  public void ended(long silentNanos) {
    SrtReceiver to = served;
    Runnable giveUp = leave;
    if (to != null) {
      to.ended(silentNanos);
    } else if (giveUp != null) {
      giveUp.run();
    }
  }
}
