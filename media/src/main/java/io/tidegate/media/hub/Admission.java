package io.tidegate.media.hub;

/// The answer to a [PublishRequest] or [PlayRequest].
public sealed interface Admission {
  /// Come in.
  record Granted() implements Admission {
    public static final Granted INSTANCE = new Granted();
  }

  /// No, and why, in a sentence for the peer's log.
  record Refused(Refusal refusal, String message) implements Admission {}
}
