package io.tidegate.gateway.access;

import io.tidegate.gateway.auth.Identities;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Users whose password is their name, and tokens whose secret is `tg_` and theirs, in memory. Any
/// thread.
public final class TestIdentities implements Identities {
  private final Map<String, Principal> users = new ConcurrentHashMap<>();
  private final Map<String, Principal> tokens = new ConcurrentHashMap<>();
  private final List<Runnable> observers = new CopyOnWriteArrayList<>();

  /// Null while everybody is answered at once.
  private volatile @Nullable CompletableFuture<Void> gate;

  private volatile @Nullable RuntimeException failure;

  public TestIdentities user(String name, Role role, String... scope) {
    users.put(
        name,
        new Principal(Principal.Kind.USER, name, name, role, Scope.parse(List.of(scope)), null));
    observers.forEach(Runnable::run);
    return this;
  }

  public TestIdentities token(String name, Role role, @Nullable Instant until, String... scope) {
    Scope parsed = Scope.parse(List.of(scope));
    tokens.put("tg_" + name, new Principal(Principal.Kind.TOKEN, name, name, role, parsed, until));
    observers.forEach(Runnable::run);
    return this;
  }

  /// Takes a user or a token away.
  public void remove(String name) {
    users.remove(name);
    tokens.remove("tg_" + name);
    observers.forEach(Runnable::run);
  }

  /// From here on passwords take until `open`.
  public void slow(CompletableFuture<Void> open) {
    gate = open;
  }

  /// From here on passwords cannot be looked at.
  public void broken(RuntimeException why) {
    failure = why;
  }

  @Override
  public @Nullable Principal ofToken(String secret) {
    return tokens.get(secret);
  }

  @Override
  public CompletableFuture<Optional<Principal>> ofPassword(
      String user, String password, String remoteHost) {
    RuntimeException broken = failure;
    if (broken != null) {
      return CompletableFuture.failedFuture(broken);
    }
    Optional<Principal> found =
        user.equals(password) ? Optional.ofNullable(users.get(user)) : Optional.empty();
    CompletableFuture<Void> open = gate;
    return open == null ? CompletableFuture.completedFuture(found) : open.thenApply(_ -> found);
  }

  @Override
  public boolean holds(Principal principal) {
    return users.containsValue(principal) || tokens.containsValue(principal);
  }

  @Override
  public boolean hasUsers() {
    return !users.isEmpty();
  }

  @Override
  public void observe(Runnable changed) {
    observers.add(changed);
  }
}
