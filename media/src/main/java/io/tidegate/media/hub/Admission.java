package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The answer to a [PublishRequest] or [PlayRequest]: at once, or [Pending]. [Decisions] waits for
/// the latter.
public sealed interface Admission {
  /// An answer that stands.
  sealed interface Settled extends Admission {}

  /// Come in.
  ///
  /// @param user whose right it is, for views and logs; empty where nobody had to say who he is
  /// @param until when the right ends, null for never
  /// @param standing whether it has not been taken away; any thread, a look-up in memory; null
  ///   where it cannot be
  record Granted(String user, @Nullable Instant until, @Nullable BooleanSupplier standing)
      implements Settled {
    /// To nobody in particular, for ever.
    public static final Granted INSTANCE = new Granted("", null, null);

    /// Whether it can end at all.
    public boolean mayEnd() {
      return until != null || standing != null;
    }

    /// Why a session that stands on it must end by now; null while it may go on.
    public @Nullable CloseReason over(Instant now) {
      if (until != null && !now.isBefore(until)) {
        return CloseReason.EXPIRED;
      }
      return standing == null || standing.getAsBoolean() ? null : CloseReason.REVOKED;
    }

    /// Without what it stands on.
    @Override
    public String toString() {
      return "granted to " + (user.isEmpty() ? "anybody" : user);
    }
  }

  /// No, and why, in a sentence for the peer's log.
  record Refused(Refusal refusal, String message) implements Settled {}

  /// It takes time to tell, which begins when somebody wants to know.
  record Pending(Question question) implements Admission {}

  /// What is not answered from memory: a password to be hashed, a server to be asked.
  @FunctionalInterface
  interface Question {
    /// Never blocks.
    ///
    /// @param answer told once, on any thread, maybe before this returns
    void ask(Consumer<Settled> answer);
  }
}
