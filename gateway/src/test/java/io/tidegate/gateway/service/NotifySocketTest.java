package io.tidegate.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifySocketTest {
  @TempDir Path folder;

  @Test
  void sendsDatagramsToAPath() throws Exception {
    try (NotifyReceiver receiver = NotifyReceiver.at(folder.resolve("notify").toString());
        NotifySocket socket = NotifySocket.open(receiver.place())) {
      socket.send("READY=1\nSTATUS=ready – 準備");
      assertThat(receiver.next()).isEqualTo("READY=1\nSTATUS=ready – 準備");
      socket.send("WATCHDOG=1");
      assertThat(receiver.next()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void sendsDatagramsToAnAbstractName() throws Exception {
    String name = "@tidegate-test-" + folder;
    try (NotifyReceiver receiver = NotifyReceiver.at(name);
        NotifySocket socket = NotifySocket.open(receiver.place())) {
      socket.send("READY=1");
      assertThat(receiver.next()).isEqualTo("READY=1");
    }
  }

  @Test
  void saysWhenNobodyReceives() throws Exception {
    try (NotifySocket socket = NotifySocket.open(folder.resolve("nobody").toString())) {
      assertThatThrownBy(() -> socket.send("READY=1"))
          .isInstanceOf(IOException.class)
          .hasMessage("sendto: error 2");
    }
  }

  @Test
  void sendsNothingOnceClosed() throws Exception {
    NotifySocket closed;
    try (NotifySocket socket = NotifySocket.open(folder.resolve("nobody").toString())) {
      closed = socket;
    }
    assertThatThrownBy(() -> closed.send("READY=1")).hasMessage("closed");
  }

  @Test
  void writesPathsWithTheirZeroAndNamesAfterOne() throws Exception {
    assertThat(NotifySocket.address("/a")).isEqualTo(new byte[] {1, 0, '/', 'a', 0});
    assertThat(NotifySocket.address("@a")).isEqualTo(new byte[] {1, 0, 0, 'a'});
  }

  @Test
  void takesPlacesUpToTheirBound() throws Exception {
    int most = NotifySocket.MOST_PATH_BYTES;
    assertThat(NotifySocket.address("/" + "a".repeat(most - 2))).hasSize(2 + most);
    assertThat(NotifySocket.address("@" + "a".repeat(most - 1))).hasSize(2 + most);
    assertThatThrownBy(() -> NotifySocket.address("/" + "a".repeat(most - 1)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> NotifySocket.address("@" + "a".repeat(most)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> NotifySocket.address("@")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> NotifySocket.address("")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> NotifySocket.address("relative")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> NotifySocket.address("vsock:2:1")).isInstanceOf(IOException.class);
  }

  @Test
  void watchesWhereItIsMeant() {
    String self = Long.toString(ProcessHandle.current().pid());
    assertThat(ServiceManager.interval(Map.of())).isNull();
    assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "30000000")))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "1", "WATCHDOG_PID", self)))
        .isEqualTo(Duration.ofNanos(1000));
    assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "1", "WATCHDOG_PID", "1"))).isNull();
    assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "0"))).isNull();
    assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "-1"))).isNull();
    assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "soon"))).isNull();
    assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "9223372036854775807"))).isNull();
  }

  @Test
  void goesOnWithoutAServiceManager() throws Exception {
    for (Map<String, String> nobody :
        List.of(
            Map.<String, String>of(),
            Map.of("NOTIFY_SOCKET", "relative"),
            Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString()))) {
      ServiceManager manager = ServiceManager.of(nobody);
      manager.ready("ready");
      manager.watch(List.of(), () -> "");
      manager.stopping("stopping");
      manager.status("late");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void saysNothingOnASecondLine() throws Exception {
    try (NotifyReceiver receiver = NotifyReceiver.at(folder.resolve("notify").toString())) {
      ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", receiver.place()));
      manager.ready("a\nMAINPID=1");
      manager.status("b\r\nWATCHDOG=trigger");
      manager.stopping("c");
      manager.status("d");
      assertThat(receiver.next()).isEqualTo("READY=1\nSTATUS=a MAINPID=1");
      assertThat(receiver.next()).isEqualTo("STATUS=b WATCHDOG=trigger");
      assertThat(receiver.next()).isEqualTo("STOPPING=1\nSTATUS=c");
    }
  }
}
