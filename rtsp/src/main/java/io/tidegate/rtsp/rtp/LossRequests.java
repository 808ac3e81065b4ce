package io.tidegate.rtsp.rtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Asks a sender for packets that are missing. RFC 4585 §6.2.1. Loop-confined.
final class LossRequests {
  /// A request or its answer may be lost too; a round trip on access networks is shorter.
  static final Duration REPEAT_AFTER = Duration.ofMillis(40);

  /// More requests for one packet come too late.
  private static final int MAX_REQUESTS = 3;

  /// Packets asked for at once: a longer burst was no accident, and its repetition would be
  /// another.
  private static final int MAX_LOST = 64;

  private final Map<Integer, Asked> asked = new HashMap<>();

  private record Asked(int times, long lastNanos) {}

  /// The request to send now, if any.
  Optional<RtcpPacket> due(ReorderBuffer buffer, long ssrc, long mediaSsrc, long nowNanos) {
    if (!buffer.isWaiting()) {
      asked.clear();
      return Optional.empty();
    }
    Set<Integer> missing = new HashSet<>();
    List<Integer> due = new ArrayList<>();
    buffer.missing(number -> {
      missing.add(number);
      if (due.size() < MAX_LOST && isDue(number, nowNanos)) {
        due.add(number);
      }
    });
    asked.keySet().retainAll(missing);
    return due.isEmpty()
        ? Optional.empty()
        : Optional.of(new RtcpPacket.GenericNack(ssrc, mediaSsrc, due));
  }

  private boolean isDue(int number, long nowNanos) {
    Asked before = asked.getOrDefault(number, new Asked(0, nowNanos - REPEAT_AFTER.toNanos()));
    boolean due =
        before.times < MAX_REQUESTS && nowNanos - before.lastNanos >= REPEAT_AFTER.toNanos();
    if (due) {
      asked.put(number, new Asked(before.times + 1, nowNanos));
    }
    return due;
  }
}
