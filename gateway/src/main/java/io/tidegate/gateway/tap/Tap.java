package io.tidegate.gateway.tap;

import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.gateway.snapshot.KeyFrame;
import io.tidegate.gateway.snapshot.SnapshotException;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.StreamHub;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/// One tap of one stream: makes a picture of each key frame, once for all receivers, while there is
/// one. Calls: any thread; lives on its loop.
///
/// 1. [#stream] whenever its stream begins.
/// 2. [#add] and [#remove] for each receiver.
/// 3. [#close].
///
/// One picture is made at a time. Of key frames that come meanwhile the newest waits, the others
/// are dropped.
final class Tap {
  private final StreamKey key;
  private final FrameTapSpec spec;
  private final Loop loop;
  private final TapMeans means;
  private final List<TapReceiver> receivers = new CopyOnWriteArrayList<>();
  private final Newest<KeyFrame> next = new Newest<>();
  private @Nullable StreamHub hub;
  private @Nullable KeyFrameSink sink;
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
    this.view = look();
  }

  StreamKey key() {
    return key;
  }

  FrameTapSpec spec() {
    return spec;
  }

  /// As it stands, with its receivers as they are at this moment.
  TapView view() {
    TapView known = view;
    return known.with(receivers.stream().map(TapReceiver::view).toList());
  }

  void stream(StreamHub live) {
    loop.run(() -> {
      if (hub != live) {
        hub = live;
        sink = null;
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

  private void reconsider() {
    StreamHub live = hub;
    KeyFrameSink attached = sink;
    boolean wanted = !closed && !receivers.isEmpty();
    if (live != null && wanted && attached == null) {
      sink = attach(live);
    } else if (live != null && !wanted && attached != null) {
      sink = null;
      next.take();
      live.loop().run(() -> live.detach(attached));
    }
    view = look();
  }

  private KeyFrameSink attach(StreamHub live) {
    KeyFrameSink fresh =
        new KeyFrameSink(
            key,
            spec.maxFps(),
            means.clocks(),
            frame -> loop.execute(() -> came(live, frame)),
            () -> loop.execute(() -> over(live)));
    live.loop().run(() -> live.attach(fresh));
    return fresh;
  }

  private void over(StreamHub ended) {
    if (hub == ended) {
      hub = null;
      sink = null;
      view = look();
    }
  }

  private void came(StreamHub from, KeyFrame frame) {
    if (hub != from || sink == null) {
      return;
    }
    if (!means.isOn(key)) {
      turnedAway++;
      lastError = "snapshots are switched off here";
    } else {
      next.put(frame);
      makeNext();
    }
    view = look();
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
      frames++;
      lastError = null;
      Shot shot = new Shot(key, spec.name(), frames, frame.captured(), frame.frame().pts(), jpeg);
      receivers.forEach(receiver -> receiver.offer(shot));
    } else {
      failed(none);
    }
    makeNext();
    view = look();
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
    return new TapView(
        key, spec.name(), state, frames, next.dropped() + turnedAway, failed, lastError, List.of());
  }
}
