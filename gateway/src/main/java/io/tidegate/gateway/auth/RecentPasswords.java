package io.tidegate.gateway.auth;

import io.tidegate.media.Nullable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Passwords that were right lately, as hashes under a key that lives as long as this process: a
/// program that sends its password with each request costs a slow hash once. Any thread; bounded.
final class RecentPasswords {
  static final Duration MEMORY = Duration.ofMinutes(10);
  private static final int MAX_KNOWN = 1_000;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key = new SecretKeySpec(SecretText.random(32), ALGORITHM);
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Long> until = new LinkedHashMap<>();

  RecentPasswords(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// @param user as he is now: another id once the password is changed
  /// @param host where it was right: somebody else's guesses elsewhere find nothing here
  void remember(User user, String password, String host) {
    String name = name(user, password, host);
    lock.lock();
    try {
      until.remove(name);
      until.put(name, nanoTime.getAsLong() + MEMORY.toNanos());
      if (until.size() > MAX_KNOWN) {
        until.remove(until.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  boolean knows(User user, String password, String host) {
    String name = name(user, password, host);
    lock.lock();
    try {
      @Nullable Long end = until.get(name);
      return end != null && end - nanoTime.getAsLong() > 0;
    } finally {
      lock.unlock();
    }
  }

  private String name(User user, String password, String host) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((user.id() + "\n" + host + "\n").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, absent);
    }
  }
}
