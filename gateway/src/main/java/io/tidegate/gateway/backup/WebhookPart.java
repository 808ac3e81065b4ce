package io.tidegate.gateway.backup;

import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.notify.WebhookView;
import io.tidegate.gateway.notify.Webhooks;
import io.tidegate.gateway.store.WebhookDocuments;
import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Webhooks by id, with their secrets. What waits for them is not in a backup: the machine that is
/// gone may have sent it.
final class WebhookPart implements BackupPart {
  private final Webhooks webhooks;

  WebhookPart(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public BackupKind kind() {
    return BackupKind.WEBHOOKS;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    for (WebhookView view : webhooks.list()) {
      stored.put(view.webhook().id(), WebhookDocuments.of(view.webhook().wish()));
    }
    return stored;
  }

  @Override
  public @Nullable String problem() {
    return webhooks.unreadable().isEmpty()
        ? null
        : "secrets of webhooks cannot be read: " + String.join(", ", webhooks.unreadable());
  }

  @Override
  public String checked(String key, String document) throws UnreadableException {
    return BackupPart.read(kind(), key, () -> WebhookDocuments.of(WebhookDocuments.wish(document)));
  }

  @Override
  public String name(String key, String document) {
    return WebhookDocuments.wish(document).name();
  }

  @Override
  public CompletableFuture<?> bring(String who, Changes changes) {
    return Steps.each(
        changes.put().entrySet(),
        one -> webhooks.put(who, one.getKey(), WebhookDocuments.wish(one.getValue())));
  }

  @Override
  public CompletableFuture<?> clear(String who, Changes changes) {
    return Steps.each(changes.gone(), id -> webhooks.remove(who, id, _ -> true));
  }
}
