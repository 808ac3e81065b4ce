package io.tidegate.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.auth.Totp;
import io.tidegate.gateway.auth.TryLaterException;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Users, tokens and log-ins on a disk, under a clock that the test moves.
class AccountsTest {
  private static final String PASSWORD = "correct horse";
  private static final String HOST = "192.0.2.7";
  private static final Principal LOCAL =
      new Principal(Principal.Kind.LOCAL, "local", "local", Role.ADMINISTRATOR, Scope.ALL, null);

  @TempDir Path folder;
  private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private final Queue<String> journal = new ConcurrentLinkedQueue<>();
  private Accounts accounts;
  private UserBook users;
  private TokenBook tokens;
  private Logins logins;

  @BeforeEach
  void open() throws Exception {
    InstantSource source = () -> now;
    Clock clock = Clock.tick(source.withZone(ZoneOffset.UTC), Duration.ofMillis(1));
    accounts =
        new Accounts(
            AccountStore.open(folder.resolve("tidegate.db")),
            clock,
            () -> now.toEpochMilli() * 1_000_000);
    Journal notes = (subject, move) -> journal.add(subject + " " + move);
    users = new UserBook(accounts, notes);
    tokens = new TokenBook(accounts, notes);
    logins = new Logins(accounts, notes);
  }

  @AfterEach
  void close() {
    accounts.close();
  }

  @Test
  void knowsTokensUntilTheyExpireOrAreRevoked() throws Exception {
    Instant end = now.plusSeconds(60);
    TokenBook.Made made =
        get(tokens.create(LOCAL, new TokenBook.Draft("ci", Role.VIEWER, scope("acme/*"), end)));
    Principal token = Objects.requireNonNull(accounts.ofToken(made.secret()));
    assertThat(token).hasToString("token ci");
    assertThat(token.until()).isEqualTo(end);
    assertThat(accounts.holds(token)).isTrue();
    assertThat(made.secret()).startsWith(made.token().prefix()).hasSize(46);
    for (String wrong : List.of("", "tg_", made.secret() + "x", made.token().hash())) {
      assertThat(accounts.ofToken(wrong)).isNull();
    }
    now = end;
    assertThat(accounts.ofToken(made.secret())).isNull();
    assertThat(accounts.holds(token)).isFalse();
    now = end.minusSeconds(1);
    get(tokens.remove(LOCAL, made.token().id()));
    assertThat(accounts.ofToken(made.secret())).isNull();
    assertThat(accounts.holds(token)).isFalse();
  }

  @Test
  void knowsUsersByTheirPasswordAlone() throws Exception {
    administrator("eva");
    assertThat(get(accounts.ofPassword("Eva", PASSWORD, HOST))).isPresent();
    assertThat(get(accounts.ofPassword("eva", PASSWORD, HOST))).isPresent();
    assertThat(get(accounts.ofPassword("eva", "wrong", HOST))).isEmpty();
    assertThat(get(accounts.ofPassword("nobody", PASSWORD, HOST))).isEmpty();
    assertThat(get(accounts.ofPassword("e\nva\r\n", PASSWORD, HOST))).isEmpty();
    assertThat(get(accounts.ofPassword("eva", "x".repeat(100_000), HOST))).isEmpty();
  }

  @Test
  void locksOutWhoGuessesWithoutSayingWhetherThereIsSuchAUser() throws Exception {
    administrator("eva");
    assertThat(get(accounts.ofPassword("eva", PASSWORD, "192.0.2.1"))).isPresent();
    for (String name : List.of("eva", "nobody")) {
      for (int i = 0; i < 10; i++) {
        assertThat(get(accounts.ofPassword(name, "guess", "198.51.100." + i))).isEmpty();
      }
      assertThatThrownBy(() -> get(accounts.ofPassword(name, PASSWORD, "203.0.113.9")))
          .cause()
          .isInstanceOf(TryLaterException.class)
          .hasMessage("too many wrong passwords, try again later");
    }
    assertThat(get(accounts.ofPassword("eva", PASSWORD, "192.0.2.1")))
        .as("who was right there lately goes on")
        .isPresent();
    now = now.plus(Duration.ofMinutes(16));
    assertThat(get(accounts.ofPassword("eva", PASSWORD, "203.0.113.9"))).isPresent();
  }

  @Test
  void locksOutAnAddressThatTriesManyNames() throws Exception {
    administrator("eva");
    for (int i = 0; i < 20; i++) {
      assertThat(get(accounts.ofPassword("user" + i, "guess", "2001:db8::" + i))).isEmpty();
    }
    assertThatThrownBy(() -> get(accounts.ofPassword("eva", PASSWORD, "2001:db8::ffff")))
        .cause()
        .isInstanceOf(TryLaterException.class);
    assertThat(get(accounts.ofPassword("eva", PASSWORD, "2001:db8:1::1"))).isPresent();
  }

  @Test
  void aChangedPasswordEndsWhatTheOldOneBegan() throws Exception {
    administrator("eva");
    Principal eva = get(accounts.ofPassword("eva", PASSWORD, HOST)).orElseThrow();
    Logins.Result.In one = in(logIn("eva", null));
    Logins.Result.In other = in(logIn("eva", null));
    get(users.ownPassword(eva, "another horse", one.who().login().id()));
    assertThat(accounts.holds(eva)).isFalse();
    assertThat(get(accounts.ofPassword("eva", PASSWORD, HOST))).isEmpty();
    assertThat(get(accounts.ofPassword("eva", "another horse", HOST))).isPresent();
    assertThat(accounts.ofCookie(one.secret())).isNotNull();
    assertThat(accounts.ofCookie(other.secret())).isNull();
  }

  @Test
  void logInsEndByTimeByHandAndWithTheirUser() throws Exception {
    administrator("eva");
    administrator("adam");
    Logins.Result.In login = in(logIn("eva", null));
    Accounts.LoggedIn who = Objects.requireNonNull(accounts.ofCookie(login.secret()));
    assertThat(who.csrf()).isEqualTo(login.who().csrf()).doesNotContain(login.secret());
    now = now.plus(Duration.ofHours(11));
    assertThat(accounts.ofCookie(login.secret())).as("it was not idle").isNotNull();
    now = now.plus(Duration.ofHours(11));
    assertThat(accounts.ofCookie(login.secret())).isNotNull();
    now = now.plus(Duration.ofHours(12));
    assertThat(accounts.ofCookie(login.secret())).isNull();
    assertThat(logins.list("eva")).isEmpty();
    Logins.Result.In second = in(logIn("eva", null));
    get(logins.end(second.who().login().id(), "eva"));
    assertThat(accounts.ofCookie(second.secret())).isNull();
    Logins.Result.In third = in(logIn("eva", null));
    get(
        users.replace(
            LOCAL, new UserBook.Draft("eva", null, Role.VIEWER, Scope.ALL, false), _ -> true));
    assertThat(accounts.ofCookie(third.secret())).isNull();
    assertThat(logIn("eva", null)).isInstanceOf(Logins.Result.Wrong.class);
  }

  @Test
  void aRestartSignsNobodyOut() throws Exception {
    administrator("eva");
    Logins.Result.In login = in(logIn("eva", null));
    accounts.close();
    open();
    assertThat(Objects.requireNonNull(accounts.ofCookie(login.secret())).principal().name())
        .isEqualTo("eva");
    byte[] file = Files.readAllBytes(folder.resolve("tidegate.db"));
    assertThat(new String(file, StandardCharsets.ISO_8859_1))
        .contains("$argon2id$")
        .doesNotContain(login.secret(), PASSWORD);
  }

  @Test
  void askForACodeOfWhoHasATelephoneAndTakeItOnce() throws Exception {
    administrator("eva");
    Principal eva = get(accounts.ofPassword("eva", PASSWORD, HOST)).orElseThrow();
    String secret = Totp.secret();
    assertThat(get(users.secondFactor(eva, secret, "000000", List.of()))).isFalse();
    String code = Totp.code(secret, now.getEpochSecond());
    assertThat(get(users.secondFactor(eva, secret, code, List.of("AAAABBBBCCCCDDDD")))).isTrue();
    assertThat(logIn("eva", null)).isInstanceOf(Logins.Result.NeedsCode.class);
    assertThat(logIn("eva", code)).as("a replay").isInstanceOf(Logins.Result.Wrong.class);
    assertThat(get(accounts.ofPassword("eva", PASSWORD, HOST)))
        .as("a password alone is not enough")
        .isEmpty();
    now = now.plusSeconds(30);
    in(logIn("eva", Totp.code(secret, now.getEpochSecond())));
    in(logIn("eva", "aaaa-bbbb-cccc-dddd"));
    assertThat(logIn("eva", "AAAABBBBCCCCDDDD")).isInstanceOf(Logins.Result.Wrong.class);
  }

  @Test
  void keepsAnAdministrator() throws Exception {
    assertThatThrownBy(() -> get(users.create(LOCAL, draft("bob", Role.VIEWER, Scope.ALL))))
        .cause()
        .isInstanceOf(StoreException.class);
    administrator("eva");
    administrator("adam");
    get(users.remove(LOCAL, "adam"));
    for (UserBook.Draft draft :
        List.of(
            draft("eva", Role.OPERATOR, Scope.ALL),
            draft("eva", Role.ADMINISTRATOR, scope("acme/*")),
            new UserBook.Draft("eva", null, Role.ADMINISTRATOR, Scope.ALL, false))) {
      assertThatThrownBy(() -> get(users.replace(LOCAL, draft, _ -> true)))
          .cause()
          .hasMessageContaining("at least one administrator");
    }
    assertThatThrownBy(() -> get(users.remove(LOCAL, "eva"))).cause().isNotNull();
    assertThat(accounts.directory().hasAdministrator()).isTrue();
  }

  @Test
  void anAdministratorOfASpaceSeesNoOther() throws Exception {
    administrator("eva");
    get(users.create(LOCAL, draft("ann", Role.ADMINISTRATOR, scope("acme/*"))));
    Principal ann = get(accounts.ofPassword("ann", PASSWORD, HOST)).orElseThrow();
    get(users.create(ann, draft("bob", Role.VIEWER, scope("acme/cam*"))));
    assertThat(users.list(ann)).extracting(User::name).containsExactly("ann", "bob");
    assertThat(users.find(ann, "eva")).isNull();
    for (Scope foreign : List.of(Scope.ALL, scope("other/*"), scope("*/x"))) {
      assertThatThrownBy(() -> get(users.create(ann, draft("carl", Role.VIEWER, foreign))))
          .cause()
          .hasMessage("only users within acme/*");
      assertThatThrownBy(
              () -> get(tokens.create(ann, new TokenBook.Draft("x", Role.VIEWER, foreign, null))))
          .cause()
          .hasMessage("only tokens within acme/*");
    }
    assertThatThrownBy(
            () -> get(users.replace(ann, draft("eva", Role.VIEWER, scope("acme/*")), _ -> true)))
        .cause()
        .hasMessage("no user eva");
    assertThatThrownBy(() -> get(users.remove(ann, "eva"))).cause().hasMessage("no user eva");
  }

  @Test
  void theCodeOfTheSetUpWorksOnceAndIsForItsOwnerAlone() throws Exception {
    Setup setup = Setup.open(accounts, users, folder, "");
    String code = Objects.requireNonNull(setup.code());
    assertThat(code).matches("[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(setup.file())))
        .isEqualTo("r--------");
    assertThat(Setup.open(accounts, users, folder, "").code()).as("kept").isEqualTo(code);
    UserBook.Draft eva = draft("eva", Role.ADMINISTRATOR, Scope.ALL);
    assertThat(get(setup.make("AAAA-AAAA-AAAA", eva, HOST))).isEmpty();
    assertThat(get(setup.make(code.toLowerCase(Locale.ROOT), eva, HOST))).isPresent();
    assertThat(setup.code()).isNull();
    assertThatThrownBy(
            () -> get(setup.make(code, draft("bob", Role.ADMINISTRATOR, Scope.ALL), HOST)))
        .cause()
        .isInstanceOf(StoreException.class);
    assertThat(Setup.open(accounts, users, folder, "").code()).isNull();
    assertThat(folder.resolve(Setup.FILE)).doesNotExist();
  }

  @Test
  void guessesOfTheSetUpAreLockedOut() throws Exception {
    Setup setup = Setup.open(accounts, users, folder, "a-preset-code");
    assertThat(folder.resolve(Setup.FILE)).doesNotExist();
    UserBook.Draft eva = draft("eva", Role.ADMINISTRATOR, Scope.ALL);
    for (int i = 0; i < 10; i++) {
      assertThat(get(setup.make("guess", eva, HOST))).isEmpty();
    }
    assertThatThrownBy(() -> get(setup.make("a-preset-code", eva, HOST)))
        .cause()
        .isInstanceOf(TryLaterException.class);
    now = now.plus(Duration.ofMinutes(16));
    assertThat(get(setup.make("a-preset-code", eva, HOST))).isPresent();
  }

  @Test
  void theJournalNamesWhoAndNoSecret() throws Exception {
    administrator("eva");
    TokenBook.Made made =
        get(tokens.create(LOCAL, new TokenBook.Draft("ci", Role.VIEWER, Scope.ALL, null)));
    Logins.Result.In login = in(logIn("eva", null));
    assertThat(journal).hasSize(3);
    assertThat(journal.toString())
        .contains("eva", "ci", HOST)
        .doesNotContain(PASSWORD, made.secret(), login.secret(), "argon2");
  }

  private void administrator(String name) throws Exception {
    get(users.create(LOCAL, draft(name, Role.ADMINISTRATOR, Scope.ALL)));
  }

  private static UserBook.Draft draft(String name, Role role, Scope scope) {
    return new UserBook.Draft(name, PASSWORD, role, scope, true);
  }

  private Logins.Result logIn(String user, @Nullable String code) throws Exception {
    return get(logins.logIn(new Logins.Attempt(user, PASSWORD, code, HOST, "a\r\nbrowser")));
  }

  private static Logins.Result.In in(Logins.Result result) {
    assertThat(result).isInstanceOf(Logins.Result.In.class);
    return (Logins.Result.In) result;
  }

  private static Scope scope(String pattern) {
    return Scope.parse(List.of(pattern));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }
}
