package io.tidegate.gateway.auth;

import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All users, tokens and log-ins at one moment. Immutable.
///
/// @param users by name
/// @param tokens by id
/// @param logins by id
public record Directory(
    Map<String, User> users, Map<String, ApiToken> tokens, Map<String, Login> logins) {
  /// Before anybody is there.
  public static final Directory EMPTY = new Directory(Map.of(), Map.of(), Map.of());

  public Directory {
    users = Map.copyOf(users);
    tokens = Map.copyOf(tokens);
    logins = Map.copyOf(logins);
  }

  /// Tokens by the hash of their secret.
  public Map<String, ApiToken> tokensByHash() {
    return tokens.values().stream().collect(Collectors.toMap(ApiToken::hash, Function.identity()));
  }

  /// Log-ins by the hash of their secret.
  public Map<String, Login> loginsByHash() {
    return logins.values().stream().collect(Collectors.toMap(Login::hash, Function.identity()));
  }

  /// Whether somebody may do everything everywhere.
  public boolean hasAdministrator() {
    return users.values().stream()
        .anyMatch(
            user -> user.enabled() && user.role() == Role.ADMINISTRATOR && user.scope().isAll());
  }

  public Directory with(User user) {
    return new Directory(plus(users, user.name(), user), tokens, logins);
  }

  public Directory with(ApiToken token) {
    return new Directory(users, plus(tokens, token.id(), token), logins);
  }

  public Directory with(Login login) {
    return new Directory(users, tokens, plus(logins, login.id(), login));
  }

  /// And without log-ins of that user.
  public Directory withoutUser(String name) {
    return new Directory(plus(users, name, null), tokens, logins).withoutLogins(name, null);
  }

  public Directory withoutToken(String id) {
    return new Directory(users, plus(tokens, id, null), logins);
  }

  public Directory withoutLogin(String id) {
    return new Directory(users, tokens, plus(logins, id, null));
  }

  /// @param kept the id of the one that stays, null for none
  public Directory withoutLogins(String user, @Nullable String kept) {
    Map<String, Login> left = new TreeMap<>(logins);
    left.values().removeIf(login -> login.user().equals(user) && !login.id().equals(kept));
    return new Directory(users, tokens, left);
  }

  private static <T> Map<String, T> plus(Map<String, T> before, String key, @Nullable T value) {
    Map<String, T> after = new TreeMap<>(before);
    if (value == null) {
      after.remove(key);
    } else {
      after.put(key, value);
    }
    return after;
  }

  @Override
  public String toString() {
    return users.size() + " users, " + tokens.size() + " tokens, " + logins.size() + " log-ins";
  }
}
