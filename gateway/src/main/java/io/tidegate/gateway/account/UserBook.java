package io.tidegate.gateway.account;

import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.auth.Passwords;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.SecondFactor;
import io.tidegate.gateway.auth.SecretText;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.AccountStore.Edit;
import io.tidegate.gateway.store.AccountStore.Outcome;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Changes of users. Any thread; complete when they are on the disk. What is refused is a
/// [StoreException]; too many passwords at once are a [io.tidegate.gateway.auth.TryLaterException].
///
/// An administrator with a scope sees and changes users whose scope lies within his own.
public final class UserBook {
  /// All are in memory, and each look-up of a list sorts them.
  static final int MAX_USERS = 1_000;

  private static final Principal RESCUER =
      new Principal(
          Principal.Kind.LOCAL,
          "reset-password",
          "reset-password",
          Role.ADMINISTRATOR,
          Scope.ALL,
          null);

  private final Accounts accounts;
  private final Journal journal;

  public UserBook(Accounts accounts, Journal journal) {
    this.accounts = accounts;
    this.journal = journal;
  }

  /// A user as he is to be.
  ///
  /// @param password null to keep the one that he has
  public record Draft(
      String name, @Nullable String password, Role role, Scope scope, boolean enabled) {
    @Override
    public String toString() {
      return "draft of " + name;
    }
  }

  /// What is wrong with a password; null when nothing is.
  public static @Nullable String fault(String user, String password) {
    if (password.length() < Passwords.MIN_LENGTH || password.length() > Passwords.MAX_LENGTH) {
      return "expected " + Passwords.MIN_LENGTH + " to " + Passwords.MAX_LENGTH + " characters";
    }
    return User.canonical(password).contains(user) && user.length() > Passwords.MIN_LENGTH / 2
        ? "expected one without the user's name"
        : null;
  }

  /// Those whom `by` may see.
  public List<User> list(Principal by) {
    return accounts.directory().users().values().stream()
        .filter(user -> user.scope().isWithin(by.scope()))
        .sorted(Comparator.comparing(User::name))
        .toList();
  }

  /// Null for one whom `by` may not see.
  public @Nullable User find(Principal by, String name) {
    User user = accounts.directory().users().get(User.canonical(name));
    return user != null && user.scope().isWithin(by.scope()) ? user : null;
  }

  public CompletableFuture<User> create(Principal by, Draft draft) {
    return create(by, draft, _ -> {});
  }

  /// What else has to be so.
  @FunctionalInterface
  interface Rule {
    void check(Directory now) throws StoreException;
  }

  CompletableFuture<User> create(Principal by, Draft draft, Rule rule) {
    String password = draft.password() == null ? "" : draft.password();
    return accounts
        .passwords()
        .hash(password)
        .thenCompose(hash ->
            change(
                by,
                "created",
                all -> {
                  rule.check(all);
                  demand(all.users().size() < MAX_USERS, "at most " + MAX_USERS + " users");
                  demand(
                      !all.users().containsKey(draft.name()),
                      "there is a user " + draft.name() + " already");
                  demand(draft.scope().isWithin(by.scope()), "only users within " + by.scope());
                  User user =
                      new User(
                          draft.name(),
                          SecretText.id(),
                          hash,
                          draft.role(),
                          draft.scope(),
                          draft.enabled(),
                          accounts.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                          null,
                          null);
                  return new Outcome<>(all.with(user), user);
                }));
  }

  /// Whoever is switched off, or gets another password, is logged out.
  ///
  /// @param meant whether the change is meant for him as he is now; it is stale where not
  public CompletableFuture<User> replace(Principal by, Draft draft, Predicate<User> meant) {
    String password = draft.password();
    CompletableFuture<Optional<String>> hash =
        password == null
            ? CompletableFuture.completedFuture(Optional.empty())
            : accounts.passwords().hash(password).thenApply(Optional::of);
    return hash.thenCompose(newHash ->
        change(
            by,
            "changed",
            all -> {
              User before = visible(all, by, draft.name());
              if (!meant.test(before)) {
                throw StoreException.stale("user " + draft.name());
              }
              demand(draft.scope().isWithin(by.scope()), "only users within " + by.scope());
              User after = before.withRights(draft.role(), draft.scope(), draft.enabled());
              Directory left = all;
              if (newHash.isPresent() || !draft.enabled()) {
                after = newHash.isPresent() ? after.withPassword(newHash.get()) : after;
                left = all.withoutLogins(draft.name(), null);
              }
              return new Outcome<>(left.with(after), after);
            }));
  }

  public CompletableFuture<User> remove(Principal by, String name) {
    return change(
        by,
        "removed",
        all -> {
          User user = visible(all, by, name);
          return new Outcome<>(all.withoutUser(user.name()), user);
        });
  }

  /// One's own, after the old one was found right; other log-ins end.
  ///
  /// @param login the id of the log-in that goes on, null for none
  public CompletableFuture<User> ownPassword(
      Principal who, String password, @Nullable String login) {
    return accounts
        .passwords()
        .hash(password)
        .thenCompose(hash ->
            change(
                who,
                "changed",
                all -> {
                  User user = own(all, who).withPassword(hash);
                  return new Outcome<>(all.withoutLogins(user.name(), login).with(user), user);
                }));
  }

  /// Whether `password` is that of `who`.
  public CompletableFuture<Boolean> isPasswordOf(Principal who, String password, String host) {
    User user = accounts.directory().users().get(who.name());
    return accounts.gatekeeper().matches(who.name(), user, password, host);
  }

  /// Turns one-time passwords on, when `code` shows that the telephone has the secret.
  public CompletableFuture<Boolean> secondFactor(
      Principal who, String secret, String code, List<String> recovery) {
    return accounts
        .store()
        .change(
            who.toString(),
            all -> {
              User user = own(all, who);
              demand(user.otp() == null, "one-time passwords are on already");
              List<String> hashes = recovery.stream().map(SecretText::hash).toList();
              Optional<SecondFactor> factor =
                  new SecondFactor(secret, 0, hashes)
                      .take(code, accounts.clock().instant().getEpochSecond());
              return new Outcome<>(
                  factor.isEmpty() ? all : all.with(user.withOtp(factor.get())),
                  factor.isPresent());
            });
  }

  /// Turns one-time passwords of `name` off.
  public CompletableFuture<User> withoutSecondFactor(Principal by, String name) {
    return change(
        by,
        "changed",
        all -> {
          User user = by.name().equals(name) ? own(all, by) : visible(all, by, name);
          User plain = user.withOtp(null);
          return new Outcome<>(all.with(plain), plain);
        });
  }

  /// Lets `name` in again, with a new password alone: he is enabled, and everything that he began
  /// has ended.
  public static CompletableFuture<User> rescue(AccountStore store, String name, String password) {
    try (Passwords passwords = new Passwords()) {
      String hash = passwords.hash(password).join();
      return store.change(all -> rescued(all, name, hash));
    }
  }

  /// The same while the gateway runs: whoever has guessed his own password too often may come in,
  /// too.
  public CompletableFuture<User> rescue(String name, String password) {
    return accounts
        .passwords()
        .hash(password)
        .thenCompose(hash -> change(RESCUER, "changed", all -> rescued(all, name, hash)))
        .thenApply(user -> {
          accounts.gatekeeper().forgive(user.name());
          return user;
        });
  }

  private static Outcome<User> rescued(Directory all, String name, String hash)
      throws StoreException {
    User user = all.users().get(User.canonical(name));
    if (user == null) {
      throw StoreException.absent(
          "no user " + name + "; administrators are " + administrators(all));
    }
    User after = user.withPassword(hash).withRights(user.role(), user.scope(), true).withOtp(null);
    return new Outcome<>(all.withoutLogins(user.name(), null).with(after), after);
  }

  /// For whoever has forgotten his name, too; a few of them.
  private static String administrators(Directory all) {
    return all.users().values().stream()
        .filter(user -> user.role() == Role.ADMINISTRATOR)
        .map(User::name)
        .sorted()
        .limit(5)
        .collect(Collectors.joining(", "));
  }

  private static User visible(Directory all, Principal by, String name) throws StoreException {
    User user = all.users().get(User.canonical(name));
    if (user == null || !user.scope().isWithin(by.scope())) {
      throw StoreException.absent("no user " + name);
    }
    return user;
  }

  private static User own(Directory all, Principal who) throws StoreException {
    User user = all.users().get(who.name());
    if (user == null || !user.id().equals(who.id())) {
      throw StoreException.absent("no user " + who.name());
    }
    return user;
  }

  /// However it comes about: somebody has to be left who may do everything.
  private CompletableFuture<User> change(Principal by, String action, Edit<User> edit) {
    return accounts
        .store()
        .change(
            by.toString(),
            all -> {
              Outcome<User> outcome = edit.decide(all);
              Directory after = outcome.after();
              demand(
                  after.hasAdministrator(),
                  "at least one administrator who is enabled and has every stream is needed");
              return outcome;
            })
        .thenApply(user -> {
          String from = action.equals("created") ? "" : "stored";
          String to = action.equals("removed") ? "" : "stored";
          String detail = action + ", " + user.role().label() + " of " + user.scope();
          journal.note(
              new Subject("user", "", user.name()), new Move(from, to, by.toString(), detail));
          return user;
        });
  }

  private static void demand(boolean holds, String message) throws StoreException {
    if (!holds) {
      throw StoreException.conflict(message);
    }
  }
}
