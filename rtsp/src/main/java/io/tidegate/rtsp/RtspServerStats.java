package io.tidegate.rtsp;

import io.tidegate.media.Reason;
import io.tidegate.media.hub.CloseReason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// What became of the connections of RTSP clients, and of what players asked for. Any thread.
public final class RtspServerStats {
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong open = new AtomicLong();
  private final Map<CloseReason, LongAdder> closed = new ConcurrentHashMap<>();
  private final Map<Reason, LongAdder> malformed = new ConcurrentHashMap<>();
  private final Map<Integer, LongAdder> refused = new ConcurrentHashMap<>();
  private final LongAdder resent = new LongAdder();
  private final LongAdder keyFramesWanted = new LongAdder();
  private final ResponseTimes resends = new ResponseTimes();
  private final ResponseTimes keyFrames = new ResponseTimes();

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

  /// Requests refused, by status.
  public Map<Integer, Long> refused() {
    return counts(refused);
  }

  /// Packets that players lost and got again.
  public long resent() {
    return resent.sum();
  }

  /// Requests for lost packets.
  public long resendRequests() {
    return resends.count();
  }

  /// In which 95 of 100 requests for lost packets were answered.
  public Duration resendP95() {
    return resends.p95();
  }

  /// Requests for key frames.
  public long keyFramesWanted() {
    return keyFramesWanted.sum();
  }

  /// In which 95 of 100 key frames that were asked for were sent.
  public Duration keyFrameP95() {
    return keyFrames.p95();
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
  void tooMany() {
    opened.incrementAndGet();
    add(closed, CloseReason.REFUSED);
  }

  void malformed(Reason reason) {
    add(malformed, reason);
  }

  void refused(RtspStatus status) {
    add(refused, status.code());
  }

  void resent(int packets, long nanos) {
    resent.add(packets);
    resends.add(nanos);
  }

  void keyFrameWanted() {
    keyFramesWanted.increment();
  }

  void keyFrameCame(long nanos) {
    keyFrames.add(nanos);
  }

  private static <E> void add(Map<E, LongAdder> counters, E reason) {
    counters.computeIfAbsent(reason, _ -> new LongAdder()).increment();
  }

  private static <E> Map<E, Long> counts(Map<E, LongAdder> counters) {
    return counters.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }
}
