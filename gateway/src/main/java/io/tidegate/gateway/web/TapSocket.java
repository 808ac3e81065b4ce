package io.tidegate.gateway.web;

import io.tidegate.gateway.snapshot.CaptureTime;
import io.tidegate.gateway.tap.Newest;
import io.tidegate.gateway.tap.Shot;
import io.tidegate.gateway.tap.TapAnswer;
import io.tidegate.gateway.tap.TapReceiver;
import io.tidegate.gateway.tap.TapReceiverView;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.TreeMap;

/// A program that gets the pictures of a tap over a WebSocket: of each a text message that
/// describes it, then a binary one that holds it. Calls: any thread; lives on its connection's
/// loop.
final class TapSocket implements TapReceiver {
  /// RFC 6455 §7.4.1.
  private static final short GOING_AWAY = 1001;

  /// Pictures that it may still answer: some seconds of them.
  private static final int MOST_SHOWN = 64;

  private final ServerWebSocket socket;
  private final Loop loop;
  private final Session session;
  private final Newest<Shot> next = new Newest<>();
  private long sent;
  private long bytes;
  private boolean closed;
  private final TreeMap<Long, Shot> shown = new TreeMap<>();

  /// Why marks were not taken from the last message, empty where they were.
  private String unread = "";

  private volatile TapReceiverView view;

  /// What others see of it.
  ///
  /// @param by the right that it is here by
  record Session(
      SessionRegistry sessions,
      String id,
      StreamKey key,
      String remote,
      Instant since,
      Admission.Granted by) {
    void update(long bytes, long drops) {
      sessions.update(
          new SessionView(
              id,
              key,
              SessionView.Kind.VIEWER,
              Protocol.SNAPSHOT,
              remote,
              since,
              SessionState.STREAMING,
              bytes,
              drops,
              null));
    }
  }

  TapSocket(ServerWebSocket socket, Loop loop, Session session) {
    this.socket = socket;
    this.loop = loop;
    this.session = session;
    this.view = look();
  }

  /// On its loop.
  ///
  /// @param answer takes what it says to the last picture, null where nothing is taken
  /// @param gone runs once when it has gone
  void open(@Nullable TapAnswer answer, Runnable gone) {
    session.update(0, 0);
    session.sessions().closable(session.id(), session.by(), reason -> loop.run(() -> end(reason)));
    socket.handler(_ -> {}); // without it nothing is read at all
    socket.textMessageHandler(text -> said(answer, text));
    socket.drainHandler(_ -> sendNext());
    socket.exceptionHandler(_ -> end(CloseReason.CONNECTION_LOST));
    socket.closeHandler(_ -> {
      end(CloseReason.ENDED_BY_PEER);
      gone.run();
    });
  }

  private void said(@Nullable TapAnswer answer, String text) {
    if (answer != null && !closed) {
      unread = answer.take(Buffer.buffer(text), this::answered);
      view = look();
    }
  }

  /// Each picture is answered once.
  private @Nullable Shot answered(@Nullable Long number) {
    if (number != null) {
      return shown.remove(number);
    }
    var last = shown.pollLastEntry();
    return last == null ? null : last.getValue();
  }

  @Override
  public void offer(Shot shot) {
    loop.run(() -> {
      next.put(shot);
      sendNext();
    });
  }

  private void sendNext() {
    Shot shot = closed || socket.writeQueueFull() ? null : next.take();
    if (shot != null) {
      var _ = socket.writeTextMessage(head(shot).encode());
      var _ = socket.writeBinaryMessage(Buffer.buffer(shot.jpeg().toByteArray()));
      shown.put(shot.number(), shot.withoutPicture());
      if (shown.size() > MOST_SHOWN) {
        shown.pollFirstEntry();
      }
      sent++;
      bytes += shot.jpeg().length();
    }
    view = look();
    if (!closed) {
      session.update(bytes, next.dropped());
    }
  }

  private JsonObject head(Shot shot) {
    return new JsonObject()
        .put("key", shot.key().toString())
        .put("tap", shot.tap())
        .put("number", shot.number())
        .put("captured", CaptureTime.text(shot.captured()))
        .put("ptsMs", shot.pts().toMillis())
        .put("bytes", shot.jpeg().length())
        .put("dropped", next.dropped());
  }

  @Override
  public TapReceiverView view() {
    return view;
  }

  /// The tap is no more.
  @Override
  public void close() {
    loop.run(() -> end(CloseReason.STREAM_ENDED));
  }

  private void end(CloseReason reason) {
    if (!closed) {
      closed = true;
      next.take();
      session.sessions().remove(session.id(), reason);
      var _ = socket.close(GOING_AWAY, reason.words());
    }
  }

  private TapReceiverView look() {
    return new TapReceiverView(
        "websocket", session.remote(), sent, next.dropped(), unread.isEmpty() ? null : unread);
  }
}
