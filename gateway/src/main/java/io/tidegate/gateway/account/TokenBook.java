package io.tidegate.gateway.account;

import io.tidegate.gateway.auth.ApiToken;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.SecretText;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.store.AccountStore.Outcome;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Changes of API tokens. Any thread; complete when they are on the disk. What is refused is a
/// [StoreException].
///
/// An administrator with a scope sees and makes tokens whose scope lies within his own.
public final class TokenBook {
  /// All are in memory.
  static final int MAX_TOKENS = 10_000;

  private final Accounts accounts;
  private final Journal journal;

  public TokenBook(Accounts accounts, Journal journal) {
    this.accounts = accounts;
    this.journal = journal;
  }

  /// A token as it is to be.
  ///
  /// @param expires null for never
  public record Draft(String name, Role role, Scope scope, @Nullable Instant expires) {}

  /// A token with its secret, which nobody can have again.
  public record Made(ApiToken token, String secret) {
    @Override
    public String toString() {
      return token.toString();
    }
  }

  public CompletableFuture<Made> create(Principal by, Draft draft) {
    String secret = ApiToken.secret();
    ApiToken token =
        new ApiToken(
            SecretText.id(),
            draft.name(),
            SecretText.hash(secret),
            ApiToken.prefixOf(secret),
            draft.role(),
            draft.scope(),
            accounts.clock().instant().truncatedTo(ChronoUnit.MILLIS),
            by.toString(),
            draft.expires(),
            null);
    return accounts
        .store()
        .change(
            by.toString(),
            all -> {
              if (all.tokens().size() >= MAX_TOKENS) {
                throw StoreException.conflict("at most " + MAX_TOKENS + " tokens");
              }
              if (!draft.scope().isWithin(by.scope())) {
                throw StoreException.conflict("only tokens within " + by.scope());
              }
              return new Outcome<>(all.with(token), new Made(token, secret));
            })
        .thenApply(made -> {
          note(by, token, new Move("", "stored", by.toString(), "created"));
          return made;
        });
  }

  /// Revokes one: whatever it has begun ends.
  public CompletableFuture<ApiToken> remove(Principal by, String id) {
    return accounts
        .store()
        .change(
            by.toString(),
            all -> {
              ApiToken token = all.tokens().get(id);
              if (token == null || !token.scope().isWithin(by.scope())) {
                throw StoreException.absent("no token " + id);
              }
              return new Outcome<>(all.withoutToken(id), token);
            })
        .thenApply(token -> {
          note(by, token, new Move("stored", "", by.toString(), "revoked"));
          return token;
        });
  }

  private void note(Principal by, ApiToken token, Move move) {
    String detail =
        move.detail() + " " + token.prefix() + ", " + token.role().label() + " of " + token.scope();
    journal.note(
        new Subject("token", "", token.name()),
        new Move(move.from(), move.to(), by.toString(), detail));
  }

  /// Those that `by` may see.
  public List<ApiToken> list(Principal by) {
    return accounts.directory().tokens().values().stream()
        .filter(token -> token.scope().isWithin(by.scope()))
        .sorted(Comparator.comparing(ApiToken::created).thenComparing(ApiToken::id))
        .toList();
  }

  /// Null for one that `by` may not see.
  public @Nullable ApiToken find(Principal by, String id) {
    ApiToken token = accounts.directory().tokens().get(id);
    return token != null && token.scope().isWithin(by.scope()) ? token : null;
  }
}
