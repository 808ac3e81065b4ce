package io.tidegate.media.hub;

/// The answer of [StreamRegistry#publish].
public sealed interface PublishResult {
  /// Go ahead: emit events on this.
  record Accepted(Publication publication) implements PublishResult {}

  /// No, and why, in a sentence for the peer's log.
  record Refused(Refusal refusal, String message) implements PublishResult {}
}
