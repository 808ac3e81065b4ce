package io.tidegate.gateway.auth;

import io.tidegate.media.Nullable;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Who is who. Any thread; never blocks.
public interface Identities {
  /// Whose API token this is; null when it is none, revoked or expired.
  @Nullable
  Principal ofToken(String secret);

  /// The user with this password. Completes on any thread, with nothing when name or password are
  /// wrong; a password that was right lately is looked at at once.
  ///
  /// Completes exceptionally with [TryLaterException] when there were too many wrong ones, or too
  /// many ask at the same time.
  ///
  /// @param remoteHost the address alone, without a port
  CompletionStage<Optional<Principal>> ofPassword(String user, String password, String remoteHost);

  /// Whether he still has these rights: there, enabled, not revoked, not expired, with this role
  /// and scope.
  boolean holds(Principal principal);

  /// Whether there is any user: before, nobody can show who he is.
  boolean hasUsers();

  /// @param changed is told after each change of users or tokens, on any thread; must not block
  void observe(Runnable changed);
}
