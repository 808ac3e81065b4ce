package io.tidegate.gateway.auth;

import io.tidegate.media.Nullable;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at passwords, and locks out whoever guesses. Names that nobody has are treated as others,
/// in time and in words. Any thread; never blocks.
public final class Gatekeeper {
  private static final Logger log = LoggerFactory.getLogger(Gatekeeper.class);

  /// Of one user: somebody who tries all the passwords that he once had.
  static final int FREE_OF_USER = 10;

  /// Of one address, which may be a whole office.
  static final int FREE_OF_ADDRESS = 20;

  /// Of a /64, which is what one customer has.
  private static final int PREFIX_BYTES = 8;

  private final Attempts ofUsers;
  private final Attempts ofAddresses;
  private final RecentPasswords recent;
  private final Passwords passwords;

  public Gatekeeper(Passwords passwords, LongSupplier nanoTime) {
    this.passwords = passwords;
    this.ofUsers = new Attempts(FREE_OF_USER, nanoTime);
    this.ofAddresses = new Attempts(FREE_OF_ADDRESS, nanoTime);
    this.recent = new RecentPasswords(nanoTime);
  }

  /// Whether this password was right a short while ago, from there.
  public boolean knows(User user, String password, String host) {
    return ofAddresses.locked(network(host)).isZero() && recent.knows(user, password, host);
  }

  /// Whether the password is right. Completes exceptionally with [TryLaterException].
  ///
  /// @param name as it was typed, in its canonical form
  /// @param user who has this name, null for nobody
  public CompletableFuture<Boolean> matches(
      String name, @Nullable User user, String password, String host) {
    TryLaterException locked = locked(name, host);
    if (locked != null) {
      return CompletableFuture.failedFuture(locked);
    }
    if (password.length() > Passwords.MAX_LENGTH) {
      wrong(name, host);
      return CompletableFuture.completedFuture(false);
    }
    CompletableFuture<Boolean> right =
        user == null
            ? passwords.matchesNobody(password)
            : passwords.matches(user.password(), password);
    return right.thenApply(matches -> {
      if (!matches) {
        wrong(name, host);
      }
      return matches;
    });
  }

  /// The user is in, with this password.
  public void right(User user, String password, String host) {
    forgive(user.name(), host);
    recent.remember(user, password, host);
  }

  /// All of it was right.
  public void forgive(String name, String host) {
    ofUsers.right(key(name));
    ofAddresses.right(network(host));
  }

  /// This user has another password now; addresses that have guessed at others stay locked.
  public void forgive(String name) {
    ofUsers.right(key(name));
  }

  /// Something was wrong: the password, a code.
  public void wrong(String name, String host) {
    Duration user = ofUsers.wrong(key(name));
    Duration address = ofAddresses.wrong(network(host));
    if (!user.isZero() || !address.isZero()) {
      // the name is whatever somebody sent
      log.warn(
          "too many wrong passwords for {} from {}: locked for {} s",
          key(name),
          network(host),
          Math.max(user.toSeconds(), address.toSeconds()));
    }
  }

  /// Null while nobody is locked out.
  public @Nullable TryLaterException locked(String name, String host) {
    Duration user = ofUsers.locked(key(name));
    Duration address = ofAddresses.locked(network(host));
    Duration longer = user.compareTo(address) < 0 ? address : user;
    return longer.isZero() ? null : TryLaterException.locked(longer);
  }

  /// Names that nobody can have share one, so that hostile ones take no room and no line.
  private static String key(String name) {
    return name.matches("[a-z0-9_.@+-]{1,64}") ? name : "(not a name)";
  }

  private static String network(String host) {
    try {
      InetAddress address = InetAddress.ofLiteral(host);
      if (!(address instanceof Inet6Address)) {
        return address.getHostAddress();
      }
      byte[] prefix = address.getAddress();
      Arrays.fill(prefix, PREFIX_BYTES, prefix.length, (byte) 0);
      return InetAddress.getByAddress(prefix).getHostAddress() + "/64";
    } catch (IllegalArgumentException | java.net.UnknownHostException notAnAddress) {
      return "(no address)";
    }
  }
}
