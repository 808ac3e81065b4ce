package io.tidegate.gateway.backup;

import io.tidegate.gateway.store.SigningKeyStore;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StorageProfileStore;
import io.tidegate.gateway.webhook.Webhook;
import java.util.Arrays;
import java.util.Optional;

/// What a backup holds beside the routes, in the order in which it is brought in: what others name
/// comes first, and whoever may come in last.
public enum BackupKind {
  STORAGE("storage", StorageProfileStore.MAX_PROFILES),
  SPACES("spaces", SpaceStore.MAX_SPACES),
  /// As many as there are keys, with room for those of releases before.
  SETTINGS("settings", 2_000),
  SWITCHES("switches", 200),
  SIGNING_KEYS("signingKeys", SigningKeyStore.MAX_KEYS),
  WEBHOOKS("webhooks", Webhook.MAX_WEBHOOKS),
  CERTIFICATE("certificate", 1),
  TOKENS("tokens", 10_000),
  USERS("users", 1_000);

  private final String label;
  private final int most;

  BackupKind(String label, int most) {
    this.label = label;
    this.most = most;
  }

  /// As the file and the API write it.
  public String label() {
    return label;
  }

  /// How many there can be: no gateway stores more.
  int most() {
    return most;
  }

  static Optional<BackupKind> of(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }
}
