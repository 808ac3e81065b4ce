package io.tidegate.gateway.srt;

import io.tidegate.srt.SrtCaller;
import io.tidegate.srt.SrtEndpoint;

/// A peer that is called apart from the routes. Any thread.
///
/// @param endpoint of its own
public record SrtTrial(SrtEndpoint endpoint, SrtCaller caller) implements AutoCloseable {
  /// Ends the call and its threads.
  @Override
  public void close() {
    caller.close();
    endpoint.close();
  }
}
