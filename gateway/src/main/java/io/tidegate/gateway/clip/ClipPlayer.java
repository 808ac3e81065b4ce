package io.tidegate.gateway.clip;

import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamRegistry;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A clip as a source of one route: a slate, or a file. Always there, and plays in real time
/// whenever it is its turn, from its beginning. Confined to its loop.
///
/// 1. [#start] publishes it, and again whenever that is refused or taken away.
/// 2. [#close] ends it for good. What is played once ends by itself.
final class ClipPlayer implements Publication.Owner {
  private static final Logger log = LoggerFactory.getLogger(ClipPlayer.class);

  /// Whoever took the key away has a reason; it may go.
  private static final long RETRY_MS = 1_000;

  /// What could not be read may be readable again.
  private static final long UNREADABLE_MS = 10_000;

  private final StreamKey key;
  private final Play play;
  private final StreamRegistry streams;
  private final Loops loops;
  private final Loop loop;
  private final Executor readers;
  private @Nullable Publication publication;
  private @Nullable ReadAhead ahead;
  private Loops.@Nullable Timer timer;

  /// Where zero of the clip's timeline is; known with the first frame.
  private long startNanos;

  private boolean started;
  private boolean closed;
  private volatile String failure = "";

  /// What is played, and how. Immutable.
  ///
  /// @param source as the route says it
  record Play(Record source, ClipContent content, boolean endless) {
    Protocol protocol() {
      return source instanceof SourceSpec.Slate ? Protocol.SLATE : Protocol.FILE;
    }
  }

  /// @param readers may wait for a disk
  ClipPlayer(
      StreamKey key, Play play, StreamRegistry streams, Loops loops, Loop loop, Executor readers) {
    this.key = key;
    this.play = play;
    this.streams = streams;
    this.loops = loops;
    this.loop = loop;
    this.readers = readers;
  }

  /// What it plays. Any thread.
  ClipContent content() {
    return play.content();
  }

  /// Any thread.
  void start() {
    loop.execute(this::publish);
  }

  /// Any thread.
  void close() {
    loop.execute(() -> {
      closed = true;
      leave();
    });
  }

  /// Why it does not play, empty while nothing is wrong. Any thread.
  String failure() {
    return failure;
  }

  private void leave() {
    stop();
    Publication held = publication;
    publication = null;
    if (held != null) {
      held.close(CloseReason.ENDED_BY_PEER);
    }
  }

  private void publish() {
    if (closed || publication != null) {
      return;
    }
    String session = streams.nextPublisher(play.protocol());
    PublishRequest request =
        PublishRequest.invited(session, key, play.protocol(), "", play.source());
    switch (streams.publish(request, this)) {
      case PublishResult.Accepted accepted -> publication = accepted.publication();
      case PublishResult.Refused _ -> loops.schedule(loop, RETRY_MS, this::publish);
    }
  }

  @Override
  public void closed(CloseReason reason) {
    publication = null;
    stop();
    if (!closed && reason != CloseReason.SHUTTING_DOWN) {
      loops.schedule(loop, RETRY_MS, this::publish);
    }
  }

  /// Maybe within [#publish], before it knows what it got.
  @Override
  public void plays(boolean onAir) {
    loop.execute(() -> {
      stop();
      if (onAir && publication != null) {
        started = false;
        ahead = new ReadAhead(play.content(), play.endless(), readers, loop, this::play);
        play();
      }
    });
  }

  /// Everything that is due, and then a rest.
  private void play() {
    Publication to = publication;
    ReadAhead from = ahead;
    if (to == null || from == null) {
      return;
    }
    timer = null;
    long now = loops.nanoTime();
    for (StreamEvent event = from.next(); event != null; event = from.next()) {
      if (event instanceof Frame frame) {
        long due = due(frame, now);
        if (due > now) {
          timer = loops.schedule(loop, (due - now) / 1_000_000 + 1, this::play);
          return;
        }
        to.emit(received(frame, now));
      } else {
        to.emit(event);
      }
      from.taken();
    }
    if (from.isOver()) {
      over(from.failure());
    }
  }

  private long due(Frame frame, long now) {
    if (!started) {
      started = true;
      failure = "";
      startNanos = now - frame.dts().nanos();
    }
    return startNanos + frame.dts().nanos();
  }

  private static Frame received(Frame frame, long now) {
    return new Frame(
        frame.trackId(), frame.dts(), frame.pts(), frame.keyFrame(), frame.payload(), now);
  }

  /// It has played, or cannot.
  private void over(@Nullable String problem) {
    leave();
    if (problem == null) {
      closed = true;
    } else {
      log.warn("a clip of {}: {}", key, problem);
      failure = problem;
      loops.schedule(loop, UNREADABLE_MS, this::publish);
    }
  }

  private void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (ahead != null) {
      ahead.close();
      ahead = null;
    }
  }
}
