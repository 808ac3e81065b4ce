package io.tidegate.srt.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;

class UdpSocketTest {
  private static final int PATIENCE_MS = 30_000;
  private static final InetSocketAddress ANY_V4 =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  @Test
  void carriesABatchBothWays() throws IOException {
    try (UdpSocket server = UdpSocket.bind(ANY_V4);
        UdpSocket client = UdpSocket.connect(server.localAddress());
        SocketPoller poller = new SocketPoller()) {
      poller.add(server, 7);
      PacketArena arena = new PacketArena(128, 2048);
      sendNumbered(client, 100);

      assertThat(poller.await(PATIENCE_MS)).isEqualTo(1);
      assertThat(poller.id(0)).isEqualTo(7);
      receive(server, arena, 100);
      assertThat(arena.receive(server)).isZero();

      assertThat(arena.isFull()).isTrue();
      assertThat(arena.length(99)).isEqualTo(100);
      assertThat(arena.buffer().getInt(arena.at(99))).isEqualTo(99);
      assertThat(SocketAddresses.read(arena.names(), arena.nameAt(99)).getPort())
          .isEqualTo(client.localAddress().getPort());

      answer(server, arena, 99);
      PacketArena answers = new PacketArena(64, 2048);
      receive(client, answers, 1);
      assertThat(answers.buffer().getInt(answers.at(0))).isEqualTo(99);
    }
  }

  @Test
  void packetsThatTravelTogetherArriveApart() throws IOException {
    int[] lengths = {1332, 1332, 1332, 44, 20, 20, 1332, 1472, 1472, 1, 2048, 2048};
    try (UdpSocket server = UdpSocket.bind(ANY_V4);
        UdpSocket client = UdpSocket.connect(server.localAddress())) {
      SendBatch batch = new SendBatch(lengths.length);
      NativeBlock block = new NativeBlock(lengths.length * 2048);
      for (int i = 0; i < lengths.length; i++) {
        block.buffer().put(i * 2048, (byte) i);
        batch.add(block.address() + i * 2048L, lengths[i]);
      }
      assertThat(batch.send(client)).isZero();

      PacketArena arena = new PacketArena(64, 2048);
      receive(server, arena, lengths.length);
      for (int i = 0; i < lengths.length; i++) {
        assertThat(arena.length(i)).isEqualTo(lengths[i]);
        assertThat(arena.buffer().get(arena.at(i))).isEqualTo((byte) i);
      }
      assertThat(client.joinsPackets()).as("this kernel knows how").isTrue();
    }
  }

  @Test
  void tellsPacketsThatAreTooLong() throws IOException {
    try (UdpSocket server = UdpSocket.bind(ANY_V4);
        UdpSocket client = UdpSocket.connect(server.localAddress())) {
      sendNumbered(client, 2);
      PacketArena small = new PacketArena(64, 1);
      receive(server, small, 2);

      assertThat(small.length(0)).isEqualTo(1);
      assertThat(small.length(1)).isEqualTo(-1);
    }
  }

  @Test
  void servesBothFamiliesOnOneSocket() throws IOException {
    assumeTrue(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null);
    try (UdpSocket server = UdpSocket.bind(new InetSocketAddress(InetAddress.ofLiteral("::"), 0))) {
      int port = server.localAddress().getPort();
      for (String host : new String[] {"127.0.0.1", "::1"}) {
        try (UdpSocket client =
            UdpSocket.connect(new InetSocketAddress(InetAddress.ofLiteral(host), port))) {
          sendNumbered(client, 1);
          PacketArena arena = new PacketArena(64, 2048);
          receive(server, arena, 1);
          InetSocketAddress from = SocketAddresses.read(arena.names(), arena.nameAt(0));
          assertThat(from)
              .isEqualTo(
                  new InetSocketAddress(
                      InetAddress.ofLiteral(host), client.localAddress().getPort()));
          answer(server, arena, 0);
          receive(client, new PacketArena(64, 2048), 1);
        }
      }
    }
  }

  @Test
  void goesOnAfterAPortThatNobodyHolds() throws IOException {
    InetSocketAddress gone;
    try (UdpSocket closed = UdpSocket.bind(ANY_V4)) {
      gone = closed.localAddress();
    }
    try (UdpSocket client = UdpSocket.connect(gone)) {
      sendNumbered(client, 1);
      try (UdpSocket server = UdpSocket.bind(gone)) {
        sendNumbered(client, 3);
        receive(server, new PacketArena(64, 2048), 3);
      }
    }
  }

  @Test
  void asksForALargeReceiveBuffer() throws IOException {
    try (UdpSocket socket = UdpSocket.bind(ANY_V4)) {
      assertThat(socket.receiveBufferBytes()).isGreaterThan(200_000);
    }
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    try (UdpSocket first = UdpSocket.bind(ANY_V4)) {
      assertThatIOException().isThrownBy(() -> UdpSocket.bind(first.localAddress()));
    }
  }

  @Test
  void wakesTheWaitingThread() throws IOException {
    try (SocketPoller poller = new SocketPoller()) {
      poller.wake();
      assertThat(poller.await(PATIENCE_MS)).isEqualTo(1);
      assertThat(poller.id(0)).isNegative();
      poller.clearWake();
      assertThat(poller.await(0)).isZero();
    }
  }

  /// Waits for exactly so many packets: a busy kernel delivers them after the sender has gone on.
  private static void receive(UdpSocket socket, PacketArena arena, int packets) throws IOException {
    try (SocketPoller poller = new SocketPoller()) {
      poller.add(socket, 1);
      while (arena.count() < packets) {
        assertThat(poller.await(PATIENCE_MS)).as("after %d packets", arena.count()).isEqualTo(1);
        assertThat(arena.receive(socket)).isBetween(0, PacketArena.MAX_BATCH);
      }
    }
    assertThat(arena.count()).isEqualTo(packets);
  }

  /// Packet `i` is one byte longer than the one before and starts with its number.
  private static void sendNumbered(UdpSocket client, int packets) {
    SendBatch batch = new SendBatch(packets);
    NativeBlock block = new NativeBlock(packets * 256);
    for (int i = 0; i < packets; i++) {
      block.buffer().putInt(i * 256, i);
      batch.add(block.address() + i * 256L, i + 1);
    }
    assertThat(batch.isFull()).isTrue();
    assertThat(batch.send(client)).isZero();
    assertThat(batch.count()).isZero();
  }

  private static void answer(UdpSocket server, PacketArena arena, int slot) {
    SendBatch batch = new SendBatch(1);
    batch.add(
        arena.address(slot),
        arena.length(slot),
        SendBatch.Destination.copyOf(arena.names(), arena.nameAt(slot)));
    assertThat(batch.send(server)).isZero();
  }
}
