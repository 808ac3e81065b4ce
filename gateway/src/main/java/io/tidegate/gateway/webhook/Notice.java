package io.tidegate.gateway.webhook;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.Map;

/// Something that webhooks are told of. Immutable.
///
/// @param key whose stream it is, null for what belongs to none
/// @param fields what else is known, by the names of the API; no secrets
public record Notice(
    Occasion occasion, Instant at, @Nullable StreamKey key, Map<String, Object> fields) {
  public Notice {
    fields = Map.copyOf(fields);
  }
}
