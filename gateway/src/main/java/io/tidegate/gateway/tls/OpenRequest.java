package io.tidegate.gateway.tls;

import java.time.Instant;
import java.util.List;

/// A request for a certificate whose answer has not come yet; its key stays where it is. Immutable.
///
/// @param request PEM
/// @param names host names and addresses that it asks for
/// @param made when it was made
public record OpenRequest(String request, List<String> names, Instant made) {
  public OpenRequest {
    names = List.copyOf(names);
  }
}
