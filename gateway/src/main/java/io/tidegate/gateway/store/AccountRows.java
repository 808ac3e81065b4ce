package io.tidegate.gateway.store;

import io.tidegate.gateway.auth.ApiToken;
import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.auth.Login;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.SecondFactor;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.media.Nullable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Users, tokens and log-ins as rows. Confined to the store's thread.
final class AccountRows {
  private static final String SEPARATOR = " ";

  private final Database database;
  private final SecretBox box;

  AccountRows(Database database, SecretBox box) {
    this.database = database;
    this.box = box;
  }

  /// What the secret of a user's one-time passwords is sealed as.
  static String record(String user) {
    return "otp " + user;
  }

  Directory read() throws SQLException {
    Map<String, User> users = new HashMap<>();
    rows(
        "SELECT * FROM user",
        row -> {
          User user = user(row);
          users.put(user.name(), user);
        });
    Map<String, ApiToken> tokens = new HashMap<>();
    rows(
        "SELECT * FROM api_token",
        row -> {
          ApiToken token = token(row);
          tokens.put(token.id(), token);
        });
    Map<String, Login> logins = new HashMap<>();
    rows(
        "SELECT * FROM login",
        row -> {
          Login login = login(row);
          logins.put(login.id(), login);
        });
    return new Directory(users, tokens, logins);
  }

  /// Rows that differ. Inside the caller's transaction.
  void write(Directory before, Directory after) throws SQLException {
    for (String name : gone(before.users(), after.users())) {
      database.update("DELETE FROM user WHERE name = ?", name);
    }
    for (String id : gone(before.tokens(), after.tokens())) {
      database.update("DELETE FROM api_token WHERE id = ?", id);
    }
    for (String id : gone(before.logins(), after.logins())) {
      database.update("DELETE FROM login WHERE id = ?", id);
    }
    for (User user : after.users().values()) {
      if (!user.equals(before.users().get(user.name()))) {
        write(user);
      }
    }
    for (ApiToken token : after.tokens().values()) {
      if (!token.equals(before.tokens().get(token.id()))) {
        write(token);
      }
    }
    for (Login login : after.logins().values()) {
      if (!login.equals(before.logins().get(login.id()))) {
        write(login);
      }
    }
  }

  private static Set<String> gone(Map<String, ?> before, Map<String, ?> after) {
    Set<String> gone = new HashSet<>(before.keySet());
    gone.removeAll(after.keySet());
    return gone;
  }

  private void write(User user) throws SQLException {
    SecondFactor otp = user.otp();
    database.update(
        "INSERT OR REPLACE INTO user (name, id, password, role, scope, enabled, created,"
            + " last_login, otp_secret, otp_step, otp_recovery)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        user.name(),
        user.id(),
        user.password(),
        user.role().label(),
        text(user.scope()),
        user.enabled() ? 1 : 0,
        user.created().toString(),
        text(user.lastLogin()),
        otp == null ? null : box.seal(record(user.name()), otp.secret()),
        otp == null ? 0 : otp.lastStep(),
        otp == null ? "" : String.join(SEPARATOR, otp.recovery()));
  }

  private void write(ApiToken token) throws SQLException {
    database.update(
        "INSERT OR REPLACE INTO api_token (id, name, hash, prefix, role, scope, created,"
            + " created_by, expires, last_used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        token.id(),
        token.name(),
        token.hash(),
        token.prefix(),
        token.role().label(),
        text(token.scope()),
        token.created().toString(),
        token.by(),
        text(token.expires()),
        text(token.lastUsed()));
  }

  private void write(Login login) throws SQLException {
    database.update(
        "INSERT OR REPLACE INTO login (id, hash, user, created, last_seen, remote, agent)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        login.id(),
        login.hash(),
        login.user(),
        login.created().toString(),
        login.lastSeen().toString(),
        login.remote(),
        login.agent());
  }

  private User user(ResultSet row) throws SQLException {
    String secret = row.getString("otp_secret");
    SecondFactor otp =
        secret == null
            ? null
            : new SecondFactor(
                box.open(record(row.getString("name")), secret),
                row.getLong("otp_step"),
                words(row.getString("otp_recovery")));
    return new User(
        row.getString("name"),
        row.getString("id"),
        row.getString("password"),
        role(row),
        scope(row),
        row.getInt("enabled") != 0,
        Instant.parse(row.getString("created")),
        instant(row.getString("last_login")),
        otp);
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    return new ApiToken(
        row.getString("id"),
        row.getString("name"),
        row.getString("hash"),
        row.getString("prefix"),
        role(row),
        scope(row),
        Instant.parse(row.getString("created")),
        row.getString("created_by"),
        instant(row.getString("expires")),
        instant(row.getString("last_used")));
  }

  private static Login login(ResultSet row) throws SQLException {
    return new Login(
        row.getString("id"),
        row.getString("hash"),
        row.getString("user"),
        Instant.parse(row.getString("created")),
        Instant.parse(row.getString("last_seen")),
        row.getString("remote"),
        row.getString("agent"));
  }

  /// @throws SQLException of a role that a later release has made
  private static Role role(ResultSet row) throws SQLException {
    String label = row.getString("role");
    return Role.of(label).orElseThrow(() -> new SQLException("unknown role " + label));
  }

  private static Scope scope(ResultSet row) throws SQLException {
    return Scope.parse(words(row.getString("scope")));
  }

  private static String text(Scope scope) {
    return String.join(SEPARATOR, scope.texts());
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(SEPARATOR, -1));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }

  /// Takes one row.
  @FunctionalInterface
  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private void rows(String sql, Row each) throws SQLException {
    try (PreparedStatement statement = database.statement(sql);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        each.take(found);
      }
    }
  }
}
