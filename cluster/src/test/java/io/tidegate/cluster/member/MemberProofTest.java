package io.tidegate.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemberProofTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private InetAddress own;
  private ServerSocket server;
  private Socket caller;
  private Socket called;

  @BeforeEach
  void setUp() throws IOException {
    own = InetAddress.getByName("127.83.0.2");
    server = new ServerSocket(0, 1, own);
    caller = new Socket(own, server.getLocalPort());
    called = server.accept();
  }

  @AfterEach
  void tearDown() throws IOException {
    caller.close();
    called.close();
    server.close();
    threads.shutdownNow();
  }

  private Future<?> accept(MemberProof proof) {
    return threads.submit(() -> {
      try {
        proof.onAccept(called);
      } finally {
        called.shutdownOutput();
      }
      return null;
    });
  }

  private MemberProof proof(String secret) {
    return new MemberProof(secret, own, LONG);
  }

  @Test
  void bothShowThatTheyKnowTheSecretAndReadNothingBeyond() throws Exception {
    Future<?> accepted =
        threads.submit(() -> {
          proof("secret").onAccept(called);
          return null;
        });

    proof("secret").onConnect(caller);
    caller.getOutputStream().write('x');

    Object _ = accepted.get();
    assertThat(called.getInputStream().read()).isEqualTo('x');
    assertThat(called.getSoTimeout()).isZero();
  }

  @Test
  void whoeverListensAtANodesAddressIsToldNothing() {
    Future<?> accepted = accept(proof("guess"));

    assertThatThrownBy(() -> proof("secret").onConnect(caller))
        .hasMessage("a member of another cluster, or none");
    assertThat(accepted).isNotNull();
  }

  @Test
  void whatOneNodeSaysDoesNotStandForAnother() throws Exception {
    MemberProof other = new MemberProof("secret", InetAddress.getByName("127.83.0.3"), LONG);
    Future<?> _ = accept(other);

    assertThatThrownBy(() -> proof("secret").onConnect(caller))
        .hasMessage("a member of another cluster, or none");
  }

  @Test
  void aCallerWithoutTheSecretIsTurnedAway() throws Exception {
    Future<?> accepted = accept(proof("secret"));
    caller.getOutputStream().write(new byte[] {'T', 'G', 'M', 1});
    caller.getOutputStream().write(new byte[16]);
    caller.getOutputStream().write(new byte[32]);

    assertThatThrownBy(accepted::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("a member of another cluster, or none");
  }

  @Test
  void aCallerOfAnotherKindIsTurnedAwayUnanswered() throws Exception {
    Future<?> accepted = accept(proof("secret"));
    caller.getOutputStream().write(new byte[] {'H', 'Z', 'C', 0});

    assertThatThrownBy(accepted::get).hasRootCauseMessage("not a member");
    assertThat(caller.getInputStream().read()).isNegative();
  }

  @Test
  void aCallerThatSaysNothingIsNotWaitedForLong() {
    MemberProof proof = new MemberProof("secret", own, Duration.ofMillis(1));

    assertThatThrownBy(() -> proof.onAccept(called)).isInstanceOf(IOException.class);
  }
}
