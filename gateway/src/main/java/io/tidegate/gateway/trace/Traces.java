package io.tidegate.gateway.trace;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import java.net.URI;

/// A trace of each session for OpenTelemetry, where somebody wants them: neither its SDK nor the
/// exporter is loaded otherwise. Any thread.
public final class Traces implements AutoCloseable {
  private final @Nullable SessionSpans spans;

  private Traces(@Nullable SessionSpans spans) {
    this.spans = spans;
  }

  /// Follows `sessions` from here on.
  ///
  /// @param collector where OTLP over HTTP is taken, with its path; null for no traces
  /// @param version of this program
  public static Traces of(
      @Nullable URI collector, String version, StreamRegistry streams, SessionRegistry sessions) {
    if (collector == null) {
      return new Traces(null);
    }
    SessionSpans spans = SessionSpans.to(collector, version, streams);
    sessions.observeOpenings(spans::opened);
    sessions.observeFirstFrames(spans::firstFrame);
    sessions.observeEnds(spans::ended);
    return new Traces(spans);
  }

  /// Sends what is left, for a few seconds at most.
  @Override
  public void close() {
    if (spans != null) {
      spans.close();
    }
  }
}
