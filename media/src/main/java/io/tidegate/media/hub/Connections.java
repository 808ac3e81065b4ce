package io.tidegate.media.hub;

/// Counts the connections of each peer's address, whatever they speak. Any thread.
///
/// 1. [#opened] for each that a listener takes.
/// 2. [#closed] for each that was not dropped.
public interface Connections {
  /// Everybody may have any number.
  Connections UNLIMITED =
      new Connections() {
        @Override
        public Verdict opened(String host) {
          return Verdict.ADMITTED;
        }

        @Override
        public void closed(String host) {}
      };

  /// What becomes of a connection.
  enum Verdict {
    ADMITTED,
    /// It is one too many: its first request is refused in the words of its protocol.
    REFUSED,
    /// There are so many too many that it is closed unheard; it does not count.
    DROPPED
  }

  /// @param host the peer's address, without its port
  Verdict opened(String host);

  void closed(String host);
}
