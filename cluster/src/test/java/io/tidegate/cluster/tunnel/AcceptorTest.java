package io.tidegate.cluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Ports;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcceptorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TIMES = 500;

  private final InetSocketAddress address;
  private final Queue<Socket> calls = new ConcurrentLinkedQueue<>();
  private final Queue<IOException> problems = new ConcurrentLinkedQueue<>();

  AcceptorTest() throws IOException {
    address = new InetSocketAddress(InetAddress.ofLiteral("127.85.3.1"), Ports.free());
  }

  @AfterEach
  void tearDown() throws IOException {
    for (Socket one : calls) {
      one.close();
    }
  }

  private Acceptor open() throws IOException {
    return new Acceptor("acceptor-test", address, 16, calls::add, problems::add);
  }

  private void call() throws IOException {
    new Socket(address.getAddress(), address.getPort()).close();
  }

  @Test
  void onceClosedSomebodyElseMayListenThereAtOnce() throws IOException {
    for (int i = 0; i < TIMES; i++) {
      try (Acceptor one = open()) {
        one.start();
      }
    }
    assertThat(Ports.isFree(address.getAddress(), address.getPort())).isTrue();
    assertThat(problems).isEmpty();
  }

  @Test
  void callersWaitForTheStart() throws IOException {
    try (Acceptor one = open()) {
      assertThat(one.address()).isEqualTo(address);
      call();
      assertThat(calls).isEmpty();

      one.start();
      await().atMost(PATIENCE).until(() -> calls.size() == 1);
      call();
      await().atMost(PATIENCE).until(() -> calls.size() == 2);
    }
  }

  @Test
  void whatIsTakenIsRefusedAndOneThatNeverStartedCloses() throws IOException {
    try (Acceptor one = open()) {
      assertThatThrownBy(this::open).isInstanceOf(BindException.class);
      assertThat(one.isClosed()).isFalse();
    }
    try (Acceptor again = open()) {
      assertThat(again.isClosed()).isFalse();
    }
  }

  @Test
  void anInterruptedThreadClosesItWholeAndStaysInterrupted() throws IOException {
    Acceptor one = open();
    one.start();

    Thread.currentThread().interrupt();
    one.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Ports.isFree(address.getAddress(), address.getPort())).isTrue();
  }
}
