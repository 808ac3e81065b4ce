package io.tidegate.gateway.web;

import io.vertx.core.json.JsonObject;

/// JSON merge patch, RFC 7396. Stateless.
final class MergePatch {
  private MergePatch() {}

  /// `target` with the members of `patch`, without those that are null there.
  static JsonObject apply(JsonObject target, JsonObject patch) {
    JsonObject merged = target.copy();
    for (String name : patch.fieldNames()) {
      Object value = patch.getValue(name);
      if (value == null) {
        merged.remove(name);
      } else if (value instanceof JsonObject below) {
        JsonObject present =
            merged.getValue(name) instanceof JsonObject object ? object : new JsonObject();
        merged.put(name, apply(present, below));
      } else {
        merged.put(name, value);
      }
    }
    return merged;
  }
}
