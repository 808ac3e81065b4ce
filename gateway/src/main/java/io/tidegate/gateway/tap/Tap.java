package io.tidegate.gateway.tap;

import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.gateway.snapshot.KeyFrame;
import io.tidegate.gateway.snapshot.SnapshotException;
import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.transcode.picture.PictureFeed;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/// One tap of one stream: pictures of key frames, or of each so many frames, made once for all
/// receivers, while there is one. Calls: any thread; lives on its loop.
///
/// 1. [#stream] whenever its stream begins.
/// 2. [#add] and [#remove] for each receiver.
/// 3. [#close].
///
/// One picture of a key frame is made at a time. Of those that come meanwhile the newest waits, the
/// others are dropped.
final class Tap {
  private static final String OFF = "snapshots are switched off here";

  private final StreamKey key;
  private final FrameTapSpec spec;
  private final MarkAllowance allowance;
  private final Loop loop;
  private final TapMeans means;
  private final List<TapReceiver> receivers = new CopyOnWriteArrayList<>();
  private final Newest<KeyFrame> next = new Newest<>();
  private @Nullable StreamHub hub;
  private volatile Feeds.@Nullable Feed feed;
  private long droppedBefore;
  private boolean busy;
  private boolean closed;
  private long frames;
  private long failed;
  private long turnedAway;
  private @Nullable String lastError;
  private volatile TapView view;

  Tap(StreamKey key, FrameTapSpec spec, Loop loop, TapMeans means) {
    this.key = key;
    this.spec = spec;
    this.loop = loop;
    this.means = means;
    this.allowance = new MarkAllowance(means.clocks().clock());
    this.view = look();
  }

  StreamKey key() {
    return key;
  }

  FrameTapSpec spec() {
    return spec;
  }

  /// Of all its receivers.
  MarkAllowance allowance() {
    return allowance;
  }

  /// As it stands, with its receivers as they are at this moment.
  TapView view() {
    TapView known = view;
    Feeds.Feed now = feed;
    String problem = now == null ? null : now.problem();
    return known.with(
        problem == null ? known.lastError() : problem,
        receivers.stream().map(TapReceiver::view).toList());
  }

  void stream(StreamHub live) {
    loop.run(() -> {
      if (hub != live) {
        leave();
        hub = live;
        reconsider();
      }
    });
  }

  void add(TapReceiver receiver) {
    loop.run(() -> {
      if (closed) {
        receiver.close();
      } else {
        receivers.add(receiver);
        reconsider();
      }
    });
  }

  void remove(TapReceiver receiver) {
    loop.run(() -> {
      receivers.remove(receiver);
      reconsider();
    });
  }

  /// Tells its receivers.
  void close() {
    loop.run(() -> {
      closed = true;
      List.copyOf(receivers).forEach(TapReceiver::close);
      receivers.clear();
      reconsider();
    });
  }

  /// Snapshots may have been switched off or on.
  void switched() {
    loop.run(this::reconsider);
  }

  /// No child decodes for nothing.
  private void reconsider() {
    StreamHub live = hub;
    boolean isChild = spec.everyFrames() != FrameTapSpec.KEY_FRAMES;
    boolean isOn = means.isOn(key);
    boolean wanted = !closed && !receivers.isEmpty() && (isOn || !isChild);
    if (isOn && OFF.equals(lastError)) {
      lastError = null;
    } else if (!isOn && !receivers.isEmpty()) {
      lastError = OFF;
    }
    if (live != null && wanted && feed == null) {
      feed = isChild ? frames(live) : keyFrames(live);
    } else if (!wanted) {
      leave();
    }
    view = look();
  }

  private void leave() {
    Feeds.Feed old = feed;
    feed = null;
    next.take();
    if (old != null) {
      old.stop();
      droppedBefore += old.dropped();
    }
  }

  private Feeds.Feed frames(StreamHub live) {
    return means
        .feeds()
        .begin(
            live,
            spec,
            new PictureFeed.Taker() {
              @Override
              public void picture(PictureFeed.Grabbed picture) {
                Instant captured = means.clocks().captured(picture.receivedNanos());
                loop.execute(() -> grabbed(live, captured, picture));
              }

              @Override
              public void ended() {
                loop.execute(() -> over(live));
              }
            });
  }

  private Feeds.Feed keyFrames(StreamHub live) {
    KeyFrameSink sink =
        new KeyFrameSink(
            key,
            spec.maxFps(),
            means.clocks(),
            frame -> loop.execute(() -> came(live, frame)),
            () -> loop.execute(() -> over(live)));
    live.loop().run(() -> live.attach(sink));
    return sink.on(live);
  }

  private void over(StreamHub ended) {
    if (hub == ended) {
      leave();
      hub = null;
      view = look();
    }
  }

  private void came(StreamHub from, KeyFrame frame) {
    if (isWanted(from)) {
      next.put(frame);
      makeNext();
    }
    view = look();
  }

  private void grabbed(StreamHub from, Instant captured, PictureFeed.Grabbed picture) {
    if (isWanted(from)) {
      made(captured, picture.pts(), picture.jpeg());
    }
    view = look();
  }

  private boolean isWanted(StreamHub from) {
    boolean isPresent = hub == from && feed != null;
    boolean isOn = means.isOn(key);
    if (isPresent && !isOn) {
      turnedAway++;
      reconsider();
    }
    return isPresent && isOn;
  }

  private void makeNext() {
    KeyFrame frame = busy ? null : next.take();
    if (frame != null) {
      busy = true;
      var _ =
          means
              .stills()
              .make(frame, spec.width(), spec.quality())
              .whenComplete((jpeg, none) -> loop.execute(() -> made(frame, jpeg, none)));
    }
  }

  private void made(KeyFrame frame, @Nullable Bytes jpeg, @Nullable Throwable none) {
    busy = false;
    if (jpeg != null) {
      made(frame.captured(), frame.frame().pts(), jpeg);
    } else {
      failed(none);
    }
    makeNext();
    view = look();
  }

  private void made(Instant captured, MediaTime pts, Bytes jpeg) {
    frames++;
    lastError = null;
    Shot shot = new Shot(key, spec.name(), frames, captured, pts, jpeg);
    receivers.forEach(receiver -> receiver.offer(shot));
  }

  private void failed(@Nullable Throwable none) {
    Throwable cause = none instanceof CompletionException ? none.getCause() : none;
    lastError = cause == null ? "no picture" : String.valueOf(cause.getMessage());
    boolean isBusy =
        cause instanceof SnapshotException known && known.kind() == SnapshotException.Kind.BUSY;
    if (isBusy) {
      turnedAway++;
    } else {
      failed++;
    }
  }

  private TapView look() {
    TapView.State state =
        receivers.isEmpty()
            ? TapView.State.IDLE
            : hub == null ? TapView.State.WAITING : TapView.State.RUNNING;
    Feeds.Feed now = feed;
    long lost = droppedBefore + (now == null ? 0 : now.dropped()) + next.dropped() + turnedAway;
    return new TapView(key, spec.name(), state, frames, lost, failed, lastError, List.of());
  }
}
