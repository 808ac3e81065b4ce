package io.tidegate.srt;

import io.tidegate.media.hub.CloseReason;
import io.tidegate.srt.lib.SrtRejection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// Every SRT connection as it last described itself, and what became of all. Any thread.
public final class SrtLinks {
  private final Map<String, SrtLinkView> views = new ConcurrentHashMap<>();
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong open = new AtomicLong();
  private final LongAdder unfinished = new LongAdder();
  private final Map<CloseReason, LongAdder> closed = new ConcurrentHashMap<>();
  private final Map<Integer, LongAdder> refused = new ConcurrentHashMap<>();

  /// Oldest first.
  public List<SrtLinkView> links() {
    return views.values().stream()
        .sorted(Comparator.comparing(SrtLinkView::since).thenComparing(SrtLinkView::sessionId))
        .toList();
  }

  /// Connections so far.
  public long opened() {
    return opened.get();
  }

  /// Connections now.
  public long open() {
    return open.get();
  }

  /// Callers that were let in and never came through: a wrong passphrase, mostly.
  public long unfinished() {
    return unfinished.sum();
  }

  /// Connections closed so far, by reason; only reasons that occurred.
  public Map<CloseReason, Long> closed() {
    return closed.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }

  /// Callers refused so far, by the code they were told; only codes that occurred.
  public Map<Integer, Long> refused() {
    Map<Integer, Long> counts = new TreeMap<>();
    refused.forEach((code, count) -> counts.put(code, count.sum()));
    return counts;
  }

  /// A connection that describes itself, again or for the first time.
  public void update(SrtLinkView view) {
    views.put(view.sessionId(), view);
  }

  /// A session took a connection.
  public void connectionOpened() {
    opened.incrementAndGet();
    open.incrementAndGet();
  }

  /// Once for each that was opened.
  public void connectionClosed(String sessionId, CloseReason reason) {
    views.remove(sessionId);
    // first: nobody sees it neither open nor closed
    closed.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    open.decrementAndGet();
  }

  void callerRefused(SrtRejection rejection) {
    refused.computeIfAbsent(rejection.code(), _ -> new LongAdder()).increment();
  }

  void callerUnfinished() {
    unfinished.increment();
  }
}
