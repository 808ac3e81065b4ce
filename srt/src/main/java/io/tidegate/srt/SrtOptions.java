package io.tidegate.srt;

import java.time.Duration;

/// How SRT is served. Immutable.
///
/// @param pollers threads that read sockets; the second begins when the first has 128
/// @param maxSessions connected and connecting peers at once; further ones get code 1402
/// @param backlog peers that are connected and not yet accepted
/// @param mediaTimeout a publisher that is connected and sends no frame for so long is closed
public record SrtOptions(int pollers, int maxSessions, int backlog, Duration mediaTimeout) {
  /// The port that encoders expect.
  public static final int DEFAULT_PORT = 8890;

  /// Two threads, 2,000 sessions, 10 s.
  public static final SrtOptions DEFAULT = new SrtOptions(2, 2_000, 256, Duration.ofSeconds(10));

  public SrtOptions {
    if (pollers < 1 || pollers > 64 || maxSessions < 1 || backlog < 1) {
      throw new IllegalArgumentException(
          pollers + " pollers, " + maxSessions + " sessions, backlog " + backlog);
    }
  }

  public SrtOptions withMediaTimeout(Duration timeout) {
    return new SrtOptions(pollers, maxSessions, backlog, timeout);
  }

  public SrtOptions withMaxSessions(int sessions) {
    return new SrtOptions(pollers, sessions, backlog, mediaTimeout);
  }
}
