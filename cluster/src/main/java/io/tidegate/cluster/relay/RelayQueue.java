package io.tidegate.cluster.relay;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.StreamHub;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// What one other node is to get of a stream. Confined to the hub's loop; who writes it takes it
/// out from there, so a slow node never holds the loop up.
///
/// Bounded: when frames would pass a limit, those that wait are dropped, and all that come up to
/// the next key frame. Whatever else happened stays, in its order.
final class RelayQueue implements StreamSink, BesideSource.Listener {
  /// What is handed to the writer at a time.
  private static final int BATCH_BYTES = 256 << 10;

  /// What a node that keeps up has waiting for it at most.
  private static final int FEW_BYTES = 1 << 20;

  /// What a message takes that is told later, as an object.
  static final int LATER_BYTES = 256;

  /// Something that is to be written.
  sealed interface Waiting {}

  /// Nothing of it is held while it waits: segments of a long playlist, or of one of many megabits,
  /// are more than may wait.
  record Later(Supplier<BesideSource.Message> message) implements Waiting {
    Item now() {
      BesideSource.Message now = message.get();
      return new Item.Beside(now.pieces(), length(now.pieces()), now.done());
    }
  }

  /// One message to be written.
  sealed interface Item extends Waiting {
    int bytes();

    /// @param event of the stream
    record Event(StreamEvent event) implements Item {
      @Override
      public int bytes() {
        return event instanceof Frame frame ? frame.payload().length() : 0;
      }
    }

    /// @param done run when it is written, or never will be
    record Beside(List<Bytes> pieces, int bytes, Runnable done) implements Item {}
  }

  private final StreamHub hub;
  private final RelayOptions options;
  private final RelayStats stats;
  private final ArrayDeque<Waiting> items = new ArrayDeque<>();

  /// Of each track, the first frame after which none was left out.
  private final Map<Integer, MediaTime> since = new HashMap<>();

  private TrackList tracks = TrackList.EMPTY;
  private long frameBytes;
  private long besideBytes;
  private boolean skips;
  private boolean over;
  private @Nullable MediaTime oldest;
  private @Nullable CompletableFuture<List<Item>> wanted;

  RelayQueue(StreamHub hub, RelayOptions options, RelayStats stats) {
    this.hub = hub;
    this.options = options;
    this.stats = stats;
  }

  @Override
  public void accept(StreamEvent event) {
    if (over) {
      return;
    }
    if (event instanceof Frame frame) {
      frame(frame);
    } else {
      if (event instanceof TracksChanged(TrackList news)) {
        tracks = news;
        since.clear();
      }
      items.add(new Item.Event(event));
    }
    hand();
  }

  @Override
  public boolean has(Frame frame) {
    MediaTime from = since.get(frame.trackId());
    return from != null && !frame.dts().isBefore(from);
  }

  @Override
  public void tell(List<Bytes> pieces, Runnable done) {
    int bytes = length(pieces);
    if (hasRoom(bytes)) {
      items.add(new Item.Beside(pieces, bytes, done));
      hand();
    } else {
      done.run();
    }
  }

  @Override
  public void tellLater(Supplier<BesideSource.Message> message) {
    if (hasRoom(LATER_BYTES)) {
      items.add(new Later(message));
      hand();
    }
  }

  private static int length(List<Bytes> pieces) {
    return pieces.stream().mapToInt(Bytes::length).sum();
  }

  /// Takes it, or ends it all.
  private boolean hasRoom(int bytes) {
    if (over || besideBytes + bytes > options.beside().bytes()) {
      overload();
      return false;
    }
    besideBytes += bytes;
    return true;
  }

  /// The writer is ready: `batch` gets what there is, or what comes next. One at a time.
  void want(CompletableFuture<List<Item>> batch) {
    wanted = batch;
    if (over) {
      batch.cancel(false);
    }
    hand();
  }

  /// Nothing more is wanted.
  void close() {
    over = true;
    for (Waiting waits : items) {
      if (waits instanceof Item item) {
        drop(item);
      }
    }
    items.clear();
    use(-frameBytes);
    CompletableFuture<List<Item>> waiting = wanted;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }

  private void overload() {
    if (!over) {
      stats.overloads.increment();
      close();
    }
  }

  private void frame(Frame frame) {
    int bytes = frame.payload().length();
    boolean isSync = frame.keyFrame() && isSyncTrack(frame.trackId());
    skips &= !isSync;
    if (!skips && isOver(frame, bytes)) {
      dropFrames();
      skips = !isSync;
      hub.requestKeyFrame();
    }
    if (skips) {
      stats.droppedFrames.increment();
      return;
    }
    since.putIfAbsent(frame.trackId(), frame.dts());
    oldest = oldest == null ? frame.dts() : oldest;
    use(bytes);
    items.add(new Item.Event(frame));
  }

  private boolean isSyncTrack(int id) {
    var video = tracks.video();
    return video.isEmpty() || video.get().id() == id;
  }

  private boolean isOver(Frame frame, int bytes) {
    MediaTime first = oldest;
    boolean isCrowded =
        frameBytes + bytes > FEW_BYTES && stats.waitingBytes.get() + bytes > options.all().bytes();
    return isCrowded
        || frameBytes + bytes > options.queue().bytes()
        || (first != null && frame.dts().minus(first).nanos() > options.span().toNanos());
  }

  private void dropFrames() {
    int before = items.size();
    items.removeIf(item -> item instanceof Item.Event(Frame _));
    stats.droppedFrames.add(before - items.size());
    use(-frameBytes);
    oldest = null;
    since.clear();
  }

  private void use(long bytes) {
    frameBytes += bytes;
    stats.waitingBytes.addAndGet(bytes);
  }

  private void hand() {
    CompletableFuture<List<Item>> waiting = wanted;
    if (waiting == null || items.isEmpty()) {
      return;
    }
    wanted = null;
    List<Item> batch = new ArrayList<>();
    for (long bytes = 0; bytes < BATCH_BYTES && !items.isEmpty(); ) {
      Item item = take();
      bytes += item.bytes();
      batch.add(item);
    }
    oldest = oldestFrame();
    if (!waiting.complete(batch)) {
      batch.forEach(RelayQueue::drop);
    }
  }

  private Item take() {
    return switch (items.remove()) {
      case Item.Event event -> {
        use(-event.bytes());
        yield event;
      }
      case Item.Beside beside -> {
        besideBytes -= beside.bytes();
        yield beside;
      }
      case Later later -> {
        besideBytes -= LATER_BYTES;
        yield later.now();
      }
    };
  }

  private @Nullable MediaTime oldestFrame() {
    for (Waiting item : items) {
      if (item instanceof Item.Event(Frame frame)) {
        return frame.dts();
      }
    }
    return null;
  }

  /// It was taken out and will not be written.
  static void drop(Item item) {
    if (item instanceof Item.Beside beside) {
      beside.done().run();
    }
  }
}
