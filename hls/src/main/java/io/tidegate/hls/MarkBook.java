package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// Where the segments of one stream begin and end, the last of them: written by its packager, read
/// by those that cut where it does. Who reads may be another packager of this process, or send the
/// marks to another node.
///
/// Written on the stream's loop, read on any thread.
///
/// 1. [#opened], then [#closed], for each segment; [#reached] as frames come;
/// 2. [#ended].
final class MarkBook {
  /// What is known at one moment.
  ///
  /// @param marks by number, without gaps
  /// @param targetSeconds EXT-X-TARGETDURATION, 0 before the first segment is complete
  private record Page(List<SegmentMark> marks, int targetSeconds, boolean ended) {}

  private static final long NO_WISH = -1;

  private final int most;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Page page = new Page(List.of(), 0, false);
  private volatile MediaTime reached = MediaTime.ZERO;
  private final AtomicLong breakWished = new AtomicLong(NO_WISH);

  /// @param most marks kept
  MarkBook(int most) {
    this.most = most;
  }

  void opened(SegmentMark mark) {
    List<SegmentMark> marks = new ArrayList<>(page.marks());
    if (marks.size() == most) {
      marks.removeFirst();
    }
    marks.add(mark);
    page = new Page(List.copyOf(marks), page.targetSeconds(), false);
    tell();
  }

  /// Of the numbers before this one, none is known any more.
  void startAnew(SegmentMark mark) {
    page = new Page(List.of(mark), page.targetSeconds(), false);
    tell();
  }

  /// The segment that was opened last is complete.
  void closed(SegmentMark.Closed how, int targetSeconds) {
    List<SegmentMark> marks = new ArrayList<>(page.marks());
    marks.add(marks.removeLast().closed(how));
    page = new Page(List.copyOf(marks), targetSeconds, false);
    tell();
  }

  /// No segment begins with a frame that is shown at `time` or before, apart from those marked.
  void reached(MediaTime time) {
    if (time.isAfter(reached)) {
      reached = time;
    }
  }

  /// Nothing follows.
  void ended() {
    page = new Page(page.marks(), page.targetSeconds(), true);
    tell();
  }

  /// Another stream that follows the marks has other tracks from now on: a discontinuity has to lie
  /// before them, at the same place in all streams that tell the same. Any loop.
  ///
  /// @param since the discontinuity sequence number of its last segment: where there was a break
  ///   after that, none is lacking
  void wishBreak(long since) {
    breakWished.accumulateAndGet(since, Math::max);
  }

  /// Whether the segment that is opened now is to begin with a discontinuity. Whatever was wished
  /// is forgotten.
  ///
  /// @param now the discontinuity sequence number so far
  boolean takeBreakWish(long now) {
    return breakWished.getAndSet(NO_WISH) == now;
  }

  /// `listener` is called on the stream's loop when a mark comes or is completed, and at the end.
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Runnable listener) {
    listeners.remove(listener);
  }

  MediaTime reached() {
    return reached;
  }

  int targetSeconds() {
    return page.targetSeconds();
  }

  boolean isEnded() {
    return page.ended();
  }

  /// The segment that a frame shown at `pts` belongs to, null before the first that is known.
  @Nullable
  SegmentMark at(MediaTime pts) {
    List<SegmentMark> marks = page.marks();
    for (int i = marks.size() - 1; i >= 0; i--) {
      if (!marks.get(i).pts().isAfter(pts)) {
        return marks.get(i);
      }
    }
    return null;
  }

  /// Null when it is not known, yet or any more.
  @Nullable
  SegmentMark find(long number) {
    List<SegmentMark> marks = page.marks();
    long index = marks.isEmpty() ? -1 : number - marks.getFirst().number();
    return index < 0 || index >= marks.size() ? null : marks.get((int) index);
  }

  /// The oldest known.
  @Nullable
  SegmentMark oldest() {
    List<SegmentMark> marks = page.marks();
    return marks.isEmpty() ? null : marks.getFirst();
  }

  /// No segment is being made: the publisher has left, or is about to go on elsewhere in time.
  boolean isIdle() {
    List<SegmentMark> marks = page.marks();
    return marks.isEmpty() || marks.getLast().closed() != null;
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }
}
