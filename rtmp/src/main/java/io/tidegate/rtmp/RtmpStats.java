package io.tidegate.rtmp;

import io.tidegate.media.Reason;
import io.tidegate.media.hub.CloseReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// What became of RTMP connections. Any thread.
public final class RtmpStats {
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong open = new AtomicLong();
  private final Map<CloseReason, LongAdder> closed = new ConcurrentHashMap<>();
  private final Map<Reason, LongAdder> malformed = new ConcurrentHashMap<>();

  /// Connections accepted so far.
  public long opened() {
    return opened.get();
  }

  /// Connections open now.
  public long open() {
    return open.get();
  }

  /// Connections closed so far, by reason; only reasons that occurred.
  public Map<CloseReason, Long> closed() {
    return counts(closed);
  }

  /// Connections that broke the protocol, by what was wrong; only reasons that occurred.
  public Map<Reason, Long> malformed() {
    return counts(malformed);
  }

  void connectionOpened() {
    opened.incrementAndGet();
    open.incrementAndGet();
  }

  void connectionClosed(CloseReason reason) {
    add(closed, reason); // first: nobody sees it neither open nor closed
    open.decrementAndGet();
  }

  /// One too many: closed before it became a session.
  void refused() {
    opened.incrementAndGet();
    add(closed, CloseReason.REFUSED);
  }

  void malformed(Reason reason) {
    add(malformed, reason);
  }

  private static <E> void add(Map<E, LongAdder> counters, E reason) {
    counters.computeIfAbsent(reason, _ -> new LongAdder()).increment();
  }

  private static <E> Map<E, Long> counts(Map<E, LongAdder> counters) {
    return counters.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }
}
