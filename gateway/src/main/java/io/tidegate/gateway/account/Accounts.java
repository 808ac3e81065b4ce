package io.tidegate.gateway.account;

import io.tidegate.gateway.auth.ApiToken;
import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.auth.Gatekeeper;
import io.tidegate.gateway.auth.Identities;
import io.tidegate.gateway.auth.Login;
import io.tidegate.gateway.auth.Passwords;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.SecretText;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.media.Nullable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Users, tokens and log-ins: who is who. Any thread; never blocks.
///
/// 1. Made of an open store.
/// 2. Asked; changed by [UserBook], [TokenBook], [Logins] and [Setup].
/// 3. [#close] closes the store, too.
public final class Accounts implements Identities, AutoCloseable {
  /// When something was last used is written no more often.
  private static final Duration TOUCH = Duration.ofMinutes(10);

  private final AccountStore store;
  private final Passwords passwords = new Passwords();
  private final Gatekeeper gatekeeper;
  private final Clock clock;

  /// Tokens and log-ins that were used, by id.
  private final Map<String, Use> uses = new ConcurrentHashMap<>();

  private volatile Index index;

  /// @param last when it was used last, which is later than what is stored
  /// @param told when the store was told
  private record Use(Instant last, Instant told) {}

  /// One directory with what is looked up by hashes.
  private record Index(Directory all, Map<String, ApiToken> tokens, Map<String, Login> logins) {
    static Index of(Directory all) {
      return new Index(all, all.tokensByHash(), all.loginsByHash());
    }
  }

  public Accounts(AccountStore store, Clock clock, LongSupplier nanoTime) {
    this.store = store;
    this.clock = clock;
    this.gatekeeper = new Gatekeeper(passwords, nanoTime);
    this.index = Index.of(store.directory());
    store.observe(this::changed);
  }

  private void changed() {
    Directory all = store.directory();
    index = Index.of(all);
    uses.keySet().removeIf(id -> !all.tokens().containsKey(id) && !all.logins().containsKey(id));
  }

  /// A browser that is logged in.
  ///
  /// @param csrf what it has to send with each change
  public record LoggedIn(Login login, Principal principal, String csrf) {
    @Override
    public String toString() {
      return login.toString();
    }
  }

  @Override
  public @Nullable Principal ofToken(String secret) {
    ApiToken token = index.tokens().get(SecretText.hash(secret));
    Instant now = clock.instant();
    if (token == null || token.isExpired(now)) {
      return null;
    }
    touch(token.id(), token.lastUsed(), now);
    return token.principal();
  }

  @Override
  public CompletableFuture<Optional<Principal>> ofPassword(
      String user, String password, String remoteHost) {
    String name = User.canonical(user);
    User known = directory().users().get(name);
    if (known != null && mayEnter(known) && gatekeeper.knows(known, password, remoteHost)) {
      return CompletableFuture.completedFuture(Optional.of(known.principal()));
    }
    return gatekeeper
        .matches(name, known, password, remoteHost)
        .thenApply(right -> {
          User now = directory().users().get(name);
          if (!right || known == null || now == null || !now.id().equals(known.id())) {
            return Optional.empty();
          }
          if (!mayEnter(now)) {
            gatekeeper.wrong(name, remoteHost);
            return Optional.empty();
          }
          gatekeeper.right(now, password, remoteHost);
          return Optional.of(now.principal());
        });
  }

  /// A password alone does not let in whoever has a second factor: programs of his take a token.
  private static boolean mayEnter(User user) {
    return user.enabled() && user.otp() == null;
  }

  /// Who has this cookie; null for nobody, or no longer.
  public @Nullable LoggedIn ofCookie(String secret) {
    Login login = index.logins().get(SecretText.hash(secret));
    User user = login == null ? null : directory().users().get(login.user());
    if (login == null || user == null || !user.enabled() || isOver(login)) {
      return null;
    }
    touch(login.id(), login.lastSeen(), clock.instant());
    return new LoggedIn(login, user.principal(), csrf(secret));
  }

  /// Of a cookie's secret: whoever has this does not have that.
  static String csrf(String secret) {
    return SecretText.hash("csrf " + secret).substring(0, 32);
  }

  @Override
  public boolean holds(Principal principal) {
    Directory all = directory();
    return switch (principal.kind()) {
      case LOCAL -> all.users().isEmpty();
      case USER -> {
        User user = all.users().get(principal.name());
        yield user != null && user.enabled() && user.principal().equals(principal);
      }
      case TOKEN -> {
        ApiToken token = all.tokens().get(principal.id());
        yield token != null
            && token.principal().equals(principal)
            && !token.isExpired(clock.instant());
      }
    };
  }

  /// Whether this log-in still is one.
  public boolean holds(String loginId) {
    Login login = directory().logins().get(loginId);
    return login != null && !isOver(login);
  }

  /// That one is still there, watching.
  public void touchLogin(String loginId) {
    Login login = directory().logins().get(loginId);
    if (login != null) {
      touch(loginId, login.lastSeen(), clock.instant());
    }
  }

  private boolean isOver(Login login) {
    return login.isOver(clock.instant(), lastSeen(login));
  }

  /// By what is in memory.
  public Instant lastSeen(Login login) {
    Use use = uses.get(login.id());
    return use == null ? login.lastSeen() : use.last();
  }

  /// By what is in memory; null for never.
  public @Nullable Instant lastUsed(ApiToken token) {
    Use use = uses.get(token.id());
    return use == null ? token.lastUsed() : use.last();
  }

  private void touch(String id, @Nullable Instant stored, Instant now) {
    Instant first = stored == null ? Instant.EPOCH : stored;
    Use use =
        uses.merge(
            id,
            new Use(now, isOld(first, now) ? now : first),
            (before, _) -> new Use(now, isOld(before.told(), now) ? now : before.told()));
    if (use.told().equals(now)) {
      var _ = store.change(all -> new AccountStore.Outcome<>(touched(all, id, now), true));
    }
  }

  /// Without a change when another one has done it.
  private static Directory touched(Directory all, String id, Instant now) {
    ApiToken token = all.tokens().get(id);
    Login login = all.logins().get(id);
    if (token != null && isOld(token.lastUsed(), now)) {
      return all.with(token.withLastUsed(now));
    }
    return login != null && isOld(login.lastSeen(), now) ? all.with(login.withLastSeen(now)) : all;
  }

  private static boolean isOld(@Nullable Instant stored, Instant now) {
    return stored == null || stored.plus(TOUCH).isBefore(now);
  }

  @Override
  public boolean hasUsers() {
    return !directory().users().isEmpty();
  }

  @Override
  public void observe(Runnable changed) {
    store.observe(changed);
  }

  public Directory directory() {
    return index.all();
  }

  /// Why changes are not stored; null while they are.
  public @Nullable String problem() {
    return store.problem();
  }

  /// Where they are kept.
  public AccountStore store() {
    return store;
  }

  Passwords passwords() {
    return passwords;
  }

  Gatekeeper gatekeeper() {
    return gatekeeper;
  }

  Clock clock() {
    return clock;
  }

  @Override
  public void close() {
    passwords.close();
    store.close();
  }
}
