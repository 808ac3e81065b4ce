package io.tidegate.gateway.storage;

import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.space.Space;
import io.tidegate.gateway.storage.s3.S3Options;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StorageProfileStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which storage profiles there are: those of the configuration file, which nobody changes here,
/// those that the API has stored, and the gateway's own where nobody says another. Any thread.
///
/// 1. [#start], after whoever stores has begun to listen;
/// 2. everything else;
/// 3. [#close].
public final class StorageBook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StorageBook.class);

  private static final StorageSpec OWN =
      new StorageSpec(
          StorageSpec.USUAL,
          PathPattern.USUAL,
          StorageSpec.USUAL_UPLOADS,
          new StorageSpec.Local(Path.of(StorageSpec.USUAL)));

  private final Storage storage;
  private final StorageProfileStore store;
  private final Map<String, StorageSpec> ofFile;
  private final SpaceStore spaces;
  private final Function<String, List<String>> routes;
  private final BiConsumer<Subject, Move> journal;
  private final Semaphore testing = new Semaphore(1);

  /// Where a profile comes from.
  public enum Origin {
    FILE,
    API,
    /// It is there without anybody's doing.
    OWN
  }

  /// A profile and how it fares. Immutable snapshot.
  ///
  /// @param version of those of the API, else 0
  /// @param problem why it is not used at all, null where it is
  public record View(
      StorageSpec spec,
      Origin origin,
      long version,
      @Nullable String problem,
      @Nullable UploadsView uploads) {}

  /// @param ofFile profiles of the configuration file
  /// @param routes some of those that name a profile
  /// @param journal takes down who changes what
  public StorageBook(
      Storage storage,
      StorageProfileStore store,
      List<StorageSpec> ofFile,
      SpaceStore spaces,
      Function<String, List<String>> routes,
      BiConsumer<Subject, Move> journal) {
    this.storage = storage;
    this.store = store;
    this.ofFile = new TreeMap<>();
    ofFile.forEach(spec -> this.ofFile.put(spec.name(), spec));
    this.spaces = spaces;
    this.routes = routes;
    this.journal = journal;
  }

  /// From here on what waits is brought.
  public void start() {
    wanted().values().forEach(spec -> use(spec));
  }

  private void use(StorageSpec spec) {
    if (!store.isReadable(spec)) {
      log.error("storage profile {}: its secret cannot be read: the key is not here", spec.name());
      return;
    }
    var _ =
        storage
            .put(spec)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                log.error("storage profile {} is not used: {}", spec.name(), words(failure));
              }
            });
  }

  private static String words(Throwable failure) {
    Throwable cause = failure.getCause();
    return String.valueOf((cause == null ? failure : cause).getMessage());
  }

  /// By name; the file wins over what is stored.
  private Map<String, StorageSpec> wanted() {
    Map<String, StorageSpec> all = new TreeMap<>();
    all.put(OWN.name(), OWN);
    store.profiles().forEach((name, stored) -> all.put(name, stored.spec()));
    all.putAll(ofFile);
    return all;
  }

  /// Where those of the API are kept.
  public StorageProfileStore store() {
    return store;
  }

  /// Names of those that nobody changes here.
  public Set<String> ofFile() {
    return Set.copyOf(ofFile.keySet());
  }

  /// Uploads that wait for one.
  public long waiting(String name) {
    return storage.find(name).map(one -> one.uploads().waiting()).orElse(0L);
  }

  /// What stores.
  public Storage storage() {
    return storage;
  }

  /// The profile that recordings and pictures of a stream go to.
  ///
  /// @param app the first part of its key, which is the name of its space
  /// @return empty when the space names one that is not there
  public Optional<StorageProfile> ofSpace(String app) {
    Space space = spaces.find(app);
    return storage.find(space == null ? "" : space.storage());
  }

  /// The name of that profile where somebody has made or named it; empty for the gateway's own.
  ///
  /// @param app as [#ofSpace] takes it
  public String wanted(String app) {
    Space space = spaces.find(app);
    String name = space == null || space.storage().isEmpty() ? OWN.name() : space.storage();
    boolean isOwn = storage.find(name).filter(one -> one.spec().equals(OWN)).isPresent();
    return isOwn ? "" : name;
  }

  /// By name, in order.
  public List<View> views() {
    return wanted().values().stream().map(this::view).toList();
  }

  /// Null when there is none.
  public @Nullable View find(String name) {
    StorageSpec spec = wanted().get(name);
    return spec == null ? null : view(spec);
  }

  private View view(StorageSpec spec) {
    StorageProfileStore.Stored stored = store.profiles().get(spec.name());
    Origin origin =
        ofFile.containsKey(spec.name()) ? Origin.FILE : stored == null ? Origin.OWN : Origin.API;
    UploadsView uploads = storage.find(spec.name()).map(StorageProfile::uploads).orElse(null);
    String problem =
        uploads != null
            ? null
            : store.isReadable(spec)
                ? "it cannot be used: the log says why"
                : "its secret cannot be read: the key is not here";
    long version = origin == Origin.API && stored != null ? stored.version() : 0;
    return new View(spec, origin, version, problem, uploads);
  }

  /// Makes one, or changes it; complete when it is on the disk.
  ///
  /// @param meant whether the change is meant for this version, 0 where there is none
  public CompletableFuture<View> put(String who, StorageSpec spec, LongPredicate meant) {
    if (ofFile.containsKey(spec.name())) {
      return CompletableFuture.failedFuture(ofTheFile(spec.name()));
    }
    boolean isNew = !store.profiles().containsKey(spec.name());
    return store
        .put(who, spec, meant)
        .thenCompose(stored ->
            storage
                .put(stored.spec())
                .exceptionally(failure -> {
                  log.error("storage profile {} is not used: {}", spec.name(), words(failure));
                  return null;
                }))
        .thenApply(_ -> {
          note(who, spec, isNew ? "" : "stored", "stored");
          return Objects.requireNonNull(find(spec.name()), "stored");
        });
  }

  /// Complete when it is gone; the gateway's own takes the place of one of its name.
  public CompletableFuture<Boolean> remove(String who, String name, LongPredicate meant) {
    if (ofFile.containsKey(name)) {
      return CompletableFuture.failedFuture(ofTheFile(name));
    }
    List<String> users =
        spaces.all().stream()
            .filter(space -> space.storage().equals(name))
            .map(Space::name)
            .toList();
    if (!users.isEmpty()) {
      return CompletableFuture.failedFuture(
          StoreException.conflict("in use by the spaces " + String.join(", ", users)));
    }
    List<String> named = routes.apply(name);
    if (!named.isEmpty()) {
      return CompletableFuture.failedFuture(
          StoreException.conflict("in use by the routes " + String.join(", ", named)));
    }
    long waiting = waiting(name);
    if (waiting > 0) {
      return CompletableFuture.failedFuture(
          StoreException.conflict(waiting + " uploads wait for it"));
    }
    return store
        .remove(who, name, meant)
        .thenCompose(gone ->
            (name.equals(OWN.name()) ? storage.put(OWN) : storage.remove(name))
                .thenApply(_ -> {
                  note(who, gone.spec(), "stored", "");
                  return true;
                }));
  }

  /// Writes, reads and deletes a small object; one profile at a time.
  public CompletableFuture<StorageTrial> test(String name) {
    Optional<StorageProfile> profile = storage.find(name);
    if (profile.isEmpty()) {
      return CompletableFuture.failedFuture(
          StoreException.conflict("the storage profile cannot be used: the log says why"));
    }
    if (!testing.tryAcquire()) {
      return CompletableFuture.failedFuture(StoreException.busy("another one is being tested"));
    }
    CompletableFuture<StorageTrial> trial = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("storage-test-" + name)
        .start(() -> {
          try {
            trial.complete(profile.get().test());
          } catch (InterruptedException | RuntimeException failure) {
            trial.completeExceptionally(failure);
          } finally {
            testing.release();
          }
        });
    return trial;
  }

  /// How long signed addresses of a profile are good for where nobody says.
  public Duration presign(String name) {
    StorageSpec spec = wanted().get(name);
    return spec != null && spec.place() instanceof StorageSpec.S3 s3
        ? s3.options().transfers().presign()
        : S3Options.Transfers.USUAL.presign();
  }

  /// Those of all profiles, as they are.
  public Set<String> secrets() {
    return wanted().values().stream()
        .map(spec -> spec.secret().text())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.toSet());
  }

  private static StoreException ofTheFile(String name) {
    return StoreException.conflict(
        "the storage profile " + name + " is the configuration file's: change it there");
  }

  private void note(String who, StorageSpec spec, String from, String to) {
    journal.accept(
        new Subject("storage", "", spec.name()),
        new Move(from, to, who, "type " + spec.place().type()));
  }

  /// What cannot be stored, null for nothing.
  public @Nullable String problem() {
    return Stream.of(store.problem(), storage.problem())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() {
    storage.close();
    store.close();
  }
}
