package io.tidegate.gateway.webhook;

import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.Locale;

/// One message of the outbox. Immutable.
///
/// @param number rises by one; the order of sending
/// @param webhook id of the target
/// @param id the same for each attempt and each replay: receivers know by it what they had
/// @param occasion label of [Occasion]
/// @param key of the stream, empty for none
/// @param at when it happened
/// @param body as it is sent
/// @param attempts so far
/// @param next not before; of one that waits
/// @param last how the last attempt went, null before the first
public record Delivery(
    long number,
    String webhook,
    String id,
    String occasion,
    String key,
    Instant at,
    String body,
    State state,
    int attempts,
    Instant next,
    @Nullable Outcome last) {
  /// Where it stands.
  public enum State {
    WAITING,
    DELIVERED,
    /// Never taken: too old, or too many came after it.
    DROPPED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The other way.
    public static State of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }

  /// How an attempt went.
  ///
  /// @param status of HTTP, 0 where none came
  /// @param problem in words, empty for a receipt
  public record Outcome(Instant at, int status, String problem) {
    public boolean isReceipt() {
      return problem.isEmpty();
    }
  }
}
