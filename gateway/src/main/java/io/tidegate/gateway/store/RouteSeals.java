package io.tidegate.gateway.store;

import io.tidegate.gateway.config.SecretFields;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.media.Nullable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/// Documents of routes with their secrets sealed, and open. Any thread.
record RouteSeals(SecretBox box) {
  /// As it is stored.
  ///
  /// @throws io.tidegate.gateway.secret.SecretLockedException when the key is not here
  @Nullable
  String seal(String key, @Nullable String document) {
    String record = record(key);
    return document == null
        ? null
        : copy(document, open -> SecretFields.map(open, secret -> box.seal(record, secret)));
  }

  /// As it is read; what cannot be opened as stand-ins.
  @Nullable
  String open(String key, @Nullable String document) {
    if (document == null || !document.contains(SecretBox.PREFIX)) {
      return document;
    }
    String record = record(key);
    return copy(
        document, sealed -> SecretFields.mapBack(sealed, stored -> box.open(record, stored)));
  }

  /// Whether secrets of an open document are missing.
  boolean isIncomplete(String document) {
    AtomicBoolean missing = new AtomicBoolean();
    copy(
        document,
        open ->
            SecretFields.map(
                open,
                secret -> {
                  missing.compareAndSet(false, box.isStandIn(secret));
                  return secret;
                }));
    return missing.get();
  }

  private static String record(String key) {
    return "route " + key;
  }

  private static String copy(String document, UnaryOperator<JsonObject> changed) {
    if (!SecretFields.mayBeIn(document)) {
      return document;
    }
    try {
      return changed.apply(new JsonObject(document)).encode();
    } catch (DecodeException torn) {
      return document; // shown as unreadable by whoever reads it
    }
  }
}
