package io.tidegate.gateway.backup;

import io.tidegate.gateway.account.Journal;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.feature.FeatureBook;
import io.tidegate.gateway.notify.Webhooks;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.gateway.store.SigningKeyStore;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.tls.CertificateWatch;
import io.tidegate.media.Nullable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/// What makes another machine serve as this one does, with its secrets, in one file under a
/// passphrase, and back: the only way that secrets leave the gateway. Any thread; everything takes
/// a moment, so not for event loops.
public final class Backups {
  /// With room for base64 and JSON around it: what [#open] is sent is no longer.
  public static final int MAX_FILE_BYTES = 23 << 20;

  /// One at a time: each takes 64 MiB and a core.
  private final Semaphore turn = new Semaphore(1);

  /// Two at once would mix what they bring.
  private final Semaphore restoring = new Semaphore(1);

  private final Stores stores;
  private final List<BackupPart> parts;
  private final Clock clock;
  private final String release;

  /// Where everything is.
  ///
  /// @param settings null where none are stored
  /// @param switches likewise
  public record Stores(
      RouteStore routes,
      AccountStore accounts,
      SigningKeyStore keys,
      SpaceStore spaces,
      StorageBook storage,
      Webhooks webhooks,
      CertificateWatch certificates,
      @Nullable SettingsBook settings,
      @Nullable FeatureBook switches) {
    private List<BackupPart> parts(Journal journal) {
      return Stream.of(
              new StoragePart(storage),
              new SpacePart(spaces, journal),
              settings == null ? null : new SettingPart(settings),
              switches == null ? null : new SwitchPart(switches),
              new SigningKeyPart(keys, journal),
              new WebhookPart(webhooks),
              new CertificatePart(certificates),
              new TokenPart(accounts, journal),
              new UserPart(accounts, journal))
          .filter(Objects::nonNull)
          .toList();
    }
  }

  /// @param journal takes down what a backup has brought
  /// @param release of this program, for whoever cannot read its backups
  public Backups(Stores stores, Journal journal, Clock clock, String release) {
    this.stores = stores;
    this.parts = stores.parts(journal);
    this.clock = clock;
    this.release = release;
  }

  /// What has come of a restore, or would.
  ///
  /// @param settings version of the settings from now on, 0 where none are stored
  /// @param switches likewise
  public record Restored(RouteChange routes, List<PartChange> parts, long settings, long switches) {
    public Restored {
      parts = List.copyOf(parts);
    }
  }

  /// @throws StoreException when secrets are missing, or another backup is made or read
  public byte[] seal(String passphrase) throws StoreException {
    String missing = missing();
    if (missing != null) {
      throw StoreException.conflict("a backup now would not hold everything: " + missing);
    }
    Map<BackupKind, Map<String, String>> things = new EnumMap<>(BackupKind.class);
    for (BackupPart part : parts) {
      things.put(part.kind(), part.stored());
    }
    String text =
        BackupText.write(
            new BackupContent(stores.routes().table().routes(), things), clock.instant(), release);
    try {
      BackupContent ignored = read(text);
    } catch (UnreadableException | ConfigException unsound) {
      throw StoreException.conflict("a backup now could not be restored: " + unsound.getMessage());
    }
    take(turn, "another backup is made or read at the moment");
    try {
      byte[] file = BackupFile.seal(passphrase, text);
      if (file.length > MAX_FILE_BYTES) {
        throw StoreException.conflict(
            "a backup now would be larger than the %d MiB that can be restored"
                .formatted(MAX_FILE_BYTES >> 20));
      }
      return file;
    } finally {
      turn.release();
    }
  }

  private @Nullable String missing() {
    String secrets = stores.routes().secretsProblem();
    if (secrets != null) {
      return secrets;
    }
    if (!stores.routes().unreadable().isEmpty()) {
      return "these routes cannot be read: "
          + String.join(", ", stores.routes().unreadable().keySet());
    }
    return parts.stream()
        .map(BackupPart::problem)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /// @throws UnreadableException when the file or the passphrase is no good
  /// @throws ConfigException when this release cannot read a route in it
  /// @throws StoreException when another backup is made or read
  public BackupContent open(String passphrase, byte[] file)
      throws UnreadableException, ConfigException, StoreException {
    String text;
    take(turn, "another backup is made or read at the moment");
    try {
      text = BackupFile.open(passphrase, file);
    } finally {
      turn.release();
    }
    return read(text);
  }

  /// As this release would write it; without kinds that this gateway stores nothing of.
  private BackupContent read(String text) throws UnreadableException, ConfigException {
    BackupContent content = BackupText.read(text);
    Map<BackupKind, Map<String, String>> things = new EnumMap<>(BackupKind.class);
    for (BackupPart part : parts) {
      Map<String, String> documents = content.things().get(part.kind());
      if (documents != null) {
        Map<String, String> checked = new TreeMap<>();
        for (Map.Entry<String, String> one : documents.entrySet()) {
          checked.put(one.getKey(), part.checked(one.getKey(), one.getValue()));
        }
        things.put(part.kind(), checked);
      }
    }
    return new BackupContent(content.routes(), things);
  }

  private static void take(Semaphore permit, String busy) throws StoreException {
    if (!permit.tryAcquire()) {
      throw StoreException.conflict(busy);
    }
  }

  /// Makes everything that the backup holds as it is there; what else is stored of these kinds
  /// goes, but who restores stays as he is. Everything is looked at before anything changes. What a
  /// disk or another node then refuses leaves a state that works, and the same restore completes
  /// it.
  ///
  /// @param who for histories
  /// @param dryRun only says what would change
  public CompletableFuture<Restored> restore(
      String who, Principal by, BackupContent content, boolean dryRun) {
    try {
      if (dryRun) {
        RestorePlan plan = plan(by, content);
        return plan.rehearse(who).thenApply(change -> restored(change, plan));
      }
      take(restoring, "another backup is being restored");
    } catch (StoreException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    return begun(who, by, content).whenComplete((_, _) -> restoring.release());
  }

  private CompletableFuture<Restored> begun(String who, Principal by, BackupContent content) {
    try {
      RestorePlan plan = plan(by, content);
      return plan.rehearse(who)
          .thenCompose(_ -> plan.make(who))
          .thenApply(change -> restored(change, plan));
    } catch (StoreException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private RestorePlan plan(Principal by, BackupContent content) throws StoreException {
    String locked = stores.routes().sealProblem();
    if (locked != null) {
      throw StoreException.conflict("no secret can be stored now: " + locked);
    }
    BackupPart.Request request = new BackupPart.Request(by, content);
    List<PartPlan> plans = new ArrayList<>();
    for (BackupPart part : parts) {
      Map<String, String> wanted = content.things().get(part.kind());
      if (wanted != null) {
        plans.add(PartPlan.of(part, request, wanted));
      }
    }
    return new RestorePlan(stores.routes(), content, plans);
  }

  private Restored restored(RouteChange change, RestorePlan plan) {
    SettingsBook settings = stores.settings();
    FeatureBook switches = stores.switches();
    return new Restored(
        change,
        plan.changes(),
        settings == null ? 0 : settings.newest().version(),
        switches == null ? 0 : switches.newest().version());
  }
}
