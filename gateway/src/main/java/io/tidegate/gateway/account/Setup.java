package io.tidegate.gateway.account;

import io.tidegate.gateway.auth.Gatekeeper;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.SecretText;
import io.tidegate.gateway.auth.TryLaterException;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The first administrator, made with a code that whoever started the gateway can read: there is no
/// default password. Any thread after [#open], which reads and writes the file.
public final class Setup {
  private static final Logger log = LoggerFactory.getLogger(Setup.class);

  /// 60 bits, typed off a console.
  static final int SIGNS = 12;

  /// In the folder of the gateway's own files.
  public static final String FILE = "setup-code";

  /// Counts wrong codes of all, beside those of an address.
  private static final String WHO = "setup";

  private final Accounts accounts;
  private final UserBook users;
  private final Path file;
  private volatile @Nullable String code;

  private Setup(Accounts accounts, UserBook users, Path file, @Nullable String code) {
    this.accounts = accounts;
    this.users = users;
    this.file = file;
    this.code = code;
  }

  /// @param preset the code, empty to make one
  public static Setup open(Accounts accounts, UserBook users, Path folder, String preset)
      throws IOException {
    Path file = folder.resolve(FILE);
    if (accounts.hasUsers()) {
      Files.deleteIfExists(file);
      return new Setup(accounts, users, file, null);
    }
    if (!preset.isEmpty()) {
      Files.deleteIfExists(file);
      return new Setup(accounts, users, file, plain(preset));
    }
    if (Files.exists(file)) {
      String kept = plain(Files.readString(file));
      if (kept.length() >= SIGNS) {
        return new Setup(accounts, users, file, kept);
      }
      // a power cut has come between
      Files.delete(file);
    }
    String made = SecretText.typed(SIGNS);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, made + "\n", StandardOpenOption.SYNC, StandardOpenOption.WRITE);
    Files.setPosixFilePermissions(file, EnumSet.of(PosixFilePermission.OWNER_READ));
    return new Setup(accounts, users, file, made);
  }

  /// The code while there are no users, in groups as it is read; null afterwards.
  public @Nullable String code() {
    String open = code;
    return open == null || accounts.hasUsers() ? null : open.replaceAll("(.{4})(?=.)", "$1-");
  }

  /// Where the code stands.
  public Path file() {
    return file;
  }

  /// Makes the first administrator.
  ///
  /// Completes with nothing when the code is wrong; exceptionally with a [StoreException] when
  /// there are users, and with [TryLaterException] after too many wrong codes.
  public CompletableFuture<Optional<User>> make(String given, UserBook.Draft draft, String host) {
    if (accounts.hasUsers()) {
      return CompletableFuture.failedFuture(over());
    }
    Gatekeeper gatekeeper = accounts.gatekeeper();
    TryLaterException locked = gatekeeper.locked(WHO, host);
    if (locked != null) {
      return CompletableFuture.failedFuture(locked);
    }
    String open = code;
    if (open == null || !SecretText.same(open, plain(given))) {
      gatekeeper.wrong(WHO, host);
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Principal nobody =
        new Principal(Principal.Kind.LOCAL, "setup", "setup", Role.ADMINISTRATOR, Scope.ALL, null);
    return users
        .create(
            nobody,
            draft,
            all -> {
              if (!all.users().isEmpty()) {
                throw over();
              }
            })
        .thenApply(user -> {
          gatekeeper.forgive(WHO, host);
          done(user);
          return Optional.of(user);
        });
  }

  private static StoreException over() {
    return StoreException.conflict("it is set up already: log in");
  }

  /// Read-only files can be deleted where the folder can be written.
  private void done(User user) {
    code = null;
    log.info("{} is the first administrator", user.name());
    Thread.ofVirtual()
        .name("setup-code")
        .start(() -> {
          try {
            Files.deleteIfExists(file);
          } catch (IOException kept) {
            log.warn("{} is of no use any more and cannot be deleted: {}", file, kept.toString());
          }
        });
  }

  /// Without what stands between the signs for those who read.
  private static String plain(String code) {
    return code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
  }
}
