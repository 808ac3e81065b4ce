package io.tidegate.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.store.AccountStore;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Lost passwords of a gateway that runs, asked for over the socket.
@Timeout(120)
class RescueSocketTest {
  private static final String PASSWORD = "correct horse";
  private static final String HOST = "192.0.2.7";
  private static final Principal LOCAL =
      new Principal(Principal.Kind.LOCAL, "local", "local", Role.ADMINISTRATOR, Scope.ALL, null);

  @TempDir Path folder;
  private Accounts accounts;
  private UserBook users;
  private RescueSocket socket;

  @BeforeEach
  void open() throws Exception {
    accounts =
        new Accounts(
            AccountStore.open(folder.resolve("tidegate.db")), Clock.systemUTC(), System::nanoTime);
    users = new UserBook(accounts, (subject, move) -> {});
    for (String name : new String[] {"ann", "zoe"}) {
      get(
          users.create(
              LOCAL, new UserBook.Draft(name, PASSWORD, Role.ADMINISTRATOR, Scope.ALL, true)));
    }
    socket = Objects.requireNonNull(RescueSocket.open(folder, users::rescue));
  }

  @AfterEach
  void close() {
    socket.close();
    accounts.close();
  }

  private boolean comesIn(String name, String password) throws Exception {
    return get(accounts.ofPassword(name, password, HOST)).isPresent();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  @Test
  void givesANewPasswordAlsoToWhoeverHasGuessedTooOften() throws Exception {
    assertThat(comesIn("ann", PASSWORD)).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(comesIn("ann", "guess " + i)).isFalse();
    }
    assertThatThrownBy(() -> comesIn("ann", "once more")).hasMessageContaining("later");
    String fresh = RescueSocket.ask(folder, "Ann");
    assertThat(fresh).matches("[A-Z2-7]{20}");
    assertThat(comesIn("ann", fresh)).isTrue();
    assertThat(comesIn("ann", PASSWORD)).isFalse();
    assertThat(comesIn("zoe", PASSWORD)).isTrue();
  }

  @Test
  void whoeverHasForgottenHisNameIsTold() {
    assertThatThrownBy(() -> RescueSocket.ask(folder, "eva\nann"))
        .isInstanceOf(RescueSocket.RefusedException.class)
        .hasMessage("no user eva ann; administrators are ann, zoe");
    assertThatThrownBy(() -> RescueSocket.ask(folder, ""))
        .isInstanceOf(RescueSocket.RefusedException.class);
    assertThatThrownBy(() -> RescueSocket.ask(folder, "a".repeat(4_000)))
        .isInstanceOfAny(RescueSocket.RefusedException.class, IOException.class);
  }

  @Test
  void thoseWhoSayNothingKeepNobodyWaiting() throws Exception {
    UnixDomainSocketAddress place = UnixDomainSocketAddress.of(folder.resolve("run/rescue/socket"));
    try (SocketChannel silent = SocketChannel.open(place);
        SocketChannel another = SocketChannel.open(place)) {
      assertThat(silent.isConnected() && another.isConnected()).isTrue();
      assertThat(comesIn("zoe", RescueSocket.ask(folder, "zoe"))).isTrue();
    }
  }

  @Test
  void halfANameIsNobodys() throws Exception {
    UnixDomainSocketAddress place = UnixDomainSocketAddress.of(folder.resolve("run/rescue/socket"));
    for (String half : new String[] {"", "ann", "a".repeat(512)}) {
      try (SocketChannel channel = SocketChannel.open(place)) {
        channel.write(StandardCharsets.UTF_8.encode(half));
        channel.shutdownOutput();
        assertThat(channel.read(ByteBuffer.allocate(16))).isEqualTo(-1);
      }
    }
    assertThat(comesIn("ann", PASSWORD)).isTrue();
  }

  @Test
  void whatGoesWrongInsideIsSaidAndTheNextIsAnswered() throws Exception {
    socket.close();
    socket =
        Objects.requireNonNull(
            RescueSocket.open(
                folder,
                (name, password) -> {
                  if (name.equals("ann")) {
                    throw new IllegalStateException("no disk");
                  }
                  return CompletableFuture.completedFuture(name);
                }));
    assertThatThrownBy(() -> RescueSocket.ask(folder, "ann"))
        .isInstanceOf(RescueSocket.RefusedException.class)
        .hasMessageContaining("no disk");
    assertThat(RescueSocket.ask(folder, "zoe")).hasSize(RescueSocket.SIGNS);
  }

  @Test
  void isInAFolderThatOthersDoNotEnterAndGoesWithTheGateway() throws Exception {
    Path own = folder.resolve("run/rescue");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
    socket.close();
    socket.close();
    assertThat(own).isEmptyDirectory();
    assertThatThrownBy(() -> RescueSocket.ask(folder, "ann"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wait until it is ready, or stop it");
  }

  @Test
  void aGatewayWhoseFolderHasTooLongANameRunsWithoutIt() {
    assertThat(RescueSocket.open(folder.resolve("a".repeat(100)), users::rescue)).isNull();
  }
}
