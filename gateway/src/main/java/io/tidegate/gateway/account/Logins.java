package io.tidegate.gateway.account;

import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.auth.Login;
import io.tidegate.gateway.auth.SecondFactor;
import io.tidegate.gateway.auth.SecretText;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.store.AccountStore.Outcome;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Log-ins of browsers: begun with a password, ended by hand or by time. They are stored, so that a
/// restart signs nobody out; of their secrets only the hashes. Any thread.
public final class Logins {
  private static final Logger log = LoggerFactory.getLogger(Logins.class);

  /// Browsers of one user; the one that was silent longest goes first.
  static final int MAX_OF_USER = 20;

  private final Accounts accounts;
  private final Journal journal;

  public Logins(Accounts accounts, Journal journal) {
    this.accounts = accounts;
    this.journal = journal;
  }

  /// Whoever wants to log in. Prints nothing of his secrets.
  ///
  /// @param otp a code of his telephone or for recovery, null for none
  /// @param host the address alone
  /// @param agent what his browser calls itself
  public record Attempt(
      String user, String password, @Nullable String otp, String host, String agent) {
    @Override
    public String toString() {
      return "attempt from " + host;
    }
  }

  /// How that went.
  public sealed interface Result {
    /// @param secret for the cookie
    /// @param otp whether a code was asked for
    record In(String secret, Accounts.LoggedIn who, boolean otp) implements Result {
      @Override
      public String toString() {
        return "In[hidden]";
      }
    }

    /// User, password or code is wrong: nobody is told which.
    record Wrong() implements Result {}

    /// The password is right, and a code is asked for.
    record NeedsCode() implements Result {}
  }

  /// Completes exceptionally with [io.tidegate.gateway.auth.TryLaterException], and with
  /// [StoreException] where the log-in cannot be stored.
  public CompletableFuture<Result> logIn(Attempt attempt) {
    String name = User.canonical(attempt.user());
    User known = accounts.directory().users().get(name);
    return accounts
        .gatekeeper()
        .matches(name, known, attempt.password(), attempt.host())
        .thenCompose(right ->
            right && known != null
                ? enter(known, attempt)
                : CompletableFuture.completedFuture(new Result.Wrong()));
  }

  private CompletableFuture<Result> enter(User known, Attempt attempt) {
    String secret = SecretText.strong();
    return accounts
        .store()
        .<Result>change(all -> decide(all, known, attempt, secret))
        .thenApply(result -> {
          tell(known, attempt, result);
          return result;
        });
  }

  /// On the store's thread: a code is taken once, however many send it at the same time.
  private Outcome<Result> decide(Directory all, User known, Attempt attempt, String secret) {
    User user = all.users().get(known.name());
    if (user == null || !user.enabled() || !user.id().equals(known.id())) {
      return new Outcome<>(all, new Result.Wrong());
    }
    Instant now = accounts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    SecondFactor factor = user.otp();
    if (factor != null) {
      String code = attempt.otp();
      if (code == null || code.isBlank()) {
        return new Outcome<>(all, new Result.NeedsCode());
      }
      Optional<SecondFactor> left = factor.take(code, now.getEpochSecond());
      if (left.isEmpty()) {
        return new Outcome<>(all, new Result.Wrong());
      }
      factor = left.get();
    }
    User entered = user.withLogin(now).withOtp(factor);
    Login login =
        new Login(
            SecretText.id(),
            SecretText.hash(secret),
            user.name(),
            now,
            now,
            attempt.host(),
            attempt.agent());
    Directory after = room(withoutOver(all, now), user.name()).with(entered).with(login);
    Accounts.LoggedIn who =
        new Accounts.LoggedIn(login, entered.principal(), Accounts.csrf(secret));
    return new Outcome<>(after, new Result.In(secret, who, factor != null));
  }

  /// Others that are over leave no rows.
  private Directory withoutOver(Directory all, Instant now) {
    Directory left = all;
    for (Login login : all.logins().values()) {
      if (login.isOver(now, accounts.lastSeen(login))) {
        left = left.withoutLogin(login.id());
      }
    }
    return left;
  }

  private Directory room(Directory all, String user) {
    List<Login> own =
        all.logins().values().stream()
            .filter(login -> login.user().equals(user))
            .sorted(Comparator.comparing(accounts::lastSeen).reversed())
            .toList();
    Directory left = all;
    for (Login login : own.subList(Math.min(own.size(), MAX_OF_USER - 1), own.size())) {
      left = left.withoutLogin(login.id());
    }
    return left;
  }

  private void tell(User user, Attempt attempt, Result result) {
    switch (result) {
      case Result.In in -> {
        accounts.gatekeeper().right(user, attempt.password(), attempt.host());
        log.info("{} has logged in from {}", user.name(), attempt.host());
        journal.note(
            new Subject("login", "", in.who().login().id()),
            new Move("", "logged-in", user.name(), "from " + attempt.host()));
      }
      case Result.Wrong _ -> accounts.gatekeeper().wrong(user.name(), attempt.host());
      case Result.NeedsCode _ -> {
        // nothing was wrong
      }
    }
  }

  /// Ends one.
  public CompletableFuture<Boolean> end(String id, String by) {
    return accounts
        .store()
        .change(all -> {
          if (!all.logins().containsKey(id)) {
            throw StoreException.absent("no log-in " + id);
          }
          return new Outcome<>(all.withoutLogin(id), true);
        })
        .thenApply(done -> {
          journal.note(new Subject("login", "", id), new Move("logged-in", "", by, "ended"));
          return done;
        });
  }

  /// Those that are not over, of one user or of all.
  public List<Login> list(@Nullable String user) {
    Instant now = accounts.clock().instant();
    return accounts.directory().logins().values().stream()
        .filter(login -> user == null || login.user().equals(user))
        .filter(login -> !login.isOver(now, accounts.lastSeen(login)))
        .sorted(Comparator.comparing(Login::created).thenComparing(Login::id))
        .toList();
  }
}
