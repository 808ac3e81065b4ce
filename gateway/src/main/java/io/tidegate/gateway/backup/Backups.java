package io.tidegate.gateway.backup;

import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteEdit;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.gateway.store.SettingsVersion;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/// Routes and stored settings with their secrets, in one file under a passphrase, and back: the
/// only way that secrets leave the gateway. Any thread; [#seal] and [#open] take a moment, so not
/// for event loops.
public final class Backups {
  /// Of the text in a backup, which a later release will find.
  private static final int FORM = 1;

  /// One at a time: each takes 64 MiB and a core.
  private final Semaphore turn = new Semaphore(1);

  private final RouteStore routes;
  private final @Nullable SettingsBook settings;
  private final Clock clock;

  /// @param settings null where none are stored
  public Backups(RouteStore routes, @Nullable SettingsBook settings, Clock clock) {
    this.routes = routes;
    this.settings = settings;
    this.clock = clock;
  }

  /// What a backup holds. Prints nothing of it.
  public record Content(List<RouteSpec> routes, Map<String, String> settings) {
    public Content {
      routes = List.copyOf(routes);
      settings = Map.copyOf(settings);
    }

    @Override
    public String toString() {
      return routes.size() + " routes, " + settings.size() + " settings";
    }
  }

  /// @throws StoreException when secrets are missing, or another backup is made or read
  public byte[] seal(String passphrase) throws StoreException {
    String missing = routes.secretsProblem();
    SettingsBook book = settings;
    if (missing == null && book != null) {
      missing = book.problem();
    }
    if (missing != null) {
      throw StoreException.conflict("a backup now would not hold everything: " + missing);
    }
    JsonArray list = new JsonArray();
    routes.table().routes().forEach(route -> list.add(RouteDocuments.write(route, true)));
    JsonObject stored = new JsonObject();
    if (book != null) {
      new TreeMap<>(book.newest().values()).forEach(stored::put);
    }
    String text =
        new JsonObject()
            .put("form", FORM)
            .put("made", clock.instant().toString())
            .put("routes", list)
            .put("settings", stored)
            .encode();
    take();
    try {
      return BackupFile.seal(passphrase, text);
    } finally {
      turn.release();
    }
  }

  /// @throws UnreadableException when the file or the passphrase is no good
  /// @throws ConfigException when this release cannot read a route in it
  /// @throws StoreException when another backup is made or read
  public Content open(String passphrase, byte[] file)
      throws UnreadableException, ConfigException, StoreException {
    String text;
    take();
    try {
      text = BackupFile.open(passphrase, file);
    } finally {
      turn.release();
    }
    JsonObject content;
    try {
      content = new JsonObject(text);
    } catch (DecodeException _) {
      throw new UnreadableException("a backup of another program");
    }
    if (!Integer.valueOf(FORM).equals(content.getValue("form"))
        || !(content.getValue("settings") instanceof JsonObject stored)
        || !(content.getValue("routes") instanceof JsonArray list)) {
      throw new UnreadableException("a backup of another release");
    }
    Map<String, String> values = new HashMap<>();
    stored.forEach(entry -> values.put(entry.getKey(), String.valueOf(entry.getValue())));
    return new Content(RouteDocuments.readAll(list, Map.of()), values);
  }

  private void take() throws StoreException {
    if (!turn.tryAcquire()) {
      throw StoreException.conflict("another backup is made or read at the moment");
    }
  }

  /// Makes the routes those of a backup: others go.
  ///
  /// @param dryRun only says what would change
  public CompletableFuture<RouteChange> restore(String who, Content content, boolean dryRun) {
    RouteEdit edit =
        now -> {
          Map<StreamKey, Optional<RouteSpec>> wanted = new LinkedHashMap<>();
          now.keySet().forEach(key -> wanted.put(key, Optional.empty()));
          content.routes().forEach(route -> wanted.put(route.key(), Optional.of(route)));
          return wanted;
        };
    return dryRun
        ? routes.rehearse(who, "restore backup", edit)
        : routes.change(who, "restore backup", edit);
  }

  /// Makes the stored settings those of a backup; complete with their version, 0 where none are
  /// stored.
  public CompletableFuture<Long> restoreSettings(String who, Content content) {
    SettingsBook book = settings;
    if (book == null) {
      return CompletableFuture.completedFuture(0L);
    }
    Map<String, @Nullable String> changes = new HashMap<>();
    book.newest().values().keySet().forEach(path -> changes.put(path, null));
    changes.putAll(content.settings());
    return book.change(who, changes, _ -> true).thenApply(SettingsVersion::version);
  }
}
