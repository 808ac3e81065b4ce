package io.tidegate.gateway.auth;

import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/// Somebody with a password. Immutable; holds what is kept of secrets, so it prints nothing of
/// them.
///
/// @param name in small letters
/// @param id another one once the password is changed: what was let in before is not any more
/// @param password its hash in PHC form
/// @param lastLogin null for never
/// @param otp the second factor, null for none
public record User(
    String name,
    String id,
    String password,
    Role role,
    Scope scope,
    boolean enabled,
    Instant created,
    @Nullable Instant lastLogin,
    @Nullable SecondFactor otp) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.@+-]{0,63}");

  /// 64 bits.
  private static final int VERSION_SIGNS = 16;

  /// What is said to whoever wants another name.
  public static final String EXPECTED =
      "expected 1 to 64 characters of a-z 0-9 _ . @ + - that begin with a letter or figure";

  public User {
    if (!isName(name)) {
      throw new IllegalArgumentException("name of a user: " + EXPECTED);
    }
  }

  /// Whether somebody can be called so.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /// As names are compared: people write them with capitals.
  public static String canonical(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  public Principal principal() {
    return new Principal(Principal.Kind.USER, id, name, role, scope, null);
  }

  public User withPassword(String hash) {
    return new User(name, SecretText.id(), hash, role, scope, enabled, created, lastLogin, otp);
  }

  public User withRights(Role newRole, Scope newScope, boolean nowEnabled) {
    return new User(name, id, password, newRole, newScope, nowEnabled, created, lastLogin, otp);
  }

  public User withLogin(Instant at) {
    return new User(name, id, password, role, scope, enabled, created, at, otp);
  }

  public User withOtp(@Nullable SecondFactor factor) {
    return new User(name, id, password, role, scope, enabled, created, lastLogin, factor);
  }

  /// Another one whenever something has changed that is set by people: role, scope, whether he is
  /// enabled, password. Says nothing of them.
  public String version() {
    String text = id + ' ' + role.label() + ' ' + enabled + ' ' + String.join(" ", scope.texts());
    return SecretText.hash(text).substring(0, VERSION_SIGNS);
  }

  @Override
  public String toString() {
    return "user " + name;
  }
}
