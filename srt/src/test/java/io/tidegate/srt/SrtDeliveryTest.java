package io.tidegate.srt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import io.tidegate.srt.lib.TestPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Peers on libsrt that read, over loopback.
final class SrtDeliveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Bytes ONE_SECOND = TransportSource.of(MediaTime.ofMillis(1_000));
  private static final int TABLES = 2 * TransportTables.PACKET_BYTES;
  private static final StreamKey KEY = StreamKey.parse("x");

  private static final SrtProfiles REMUXED =
      new SrtProfiles() {
        @Override
        public Decision find(StreamId id, int port, InetSocketAddress remote) {
          return SrtProfiles.all(SrtProfile.DEFAULT).find(id, port, remote);
        }

        @Override
        public TransportForm form(StreamKey key) {
          return TransportForm.REMUXED;
        }
      };

  private static TestPeer publisher(TestEndpoint server) throws Exception {
    TestPeer peer = TestPeer.connected(server.address, "publish:x");
    peer.send(ONE_SECOND);
    await().atMost(PATIENCE).until(() -> server.frames("x") >= 20);
    return peer;
  }

  /// Until they have joined: the tables are sent to them.
  private static void awaitReaders(TestEndpoint server, int count) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            server.sessions.sessions().stream()
                    .filter(view -> view.kind() == SessionView.Kind.VIEWER && view.bytes() > 0)
                    .count()
                == count);
  }

  /// Packets of a second program, of splice marks and of KLV that no demuxer here reads.
  private static Bytes foreign(int packets) {
    Random random = new Random(7);
    byte[] all = new byte[packets * TransportTables.PACKET_BYTES];
    random.nextBytes(all);
    for (int i = 0; i < packets; i++) {
      int at = i * TransportTables.PACKET_BYTES;
      all[at] = 0x47;
      all[at + 1] = 0x05;
      all[at + 2] = (byte) (i % 3);
      all[at + 3] = (byte) (0x10 | (i / 3 & 0x0F));
    }
    return Bytes.wrap(all);
  }

  @Test
  void passesATransportStreamOnAsItCame() throws Exception {
    Bytes payload = Bytes.concat(foreign(700), ONE_SECOND, foreign(70));
    try (TestEndpoint server = TestEndpoint.open();
        TestPeer publisher = publisher(server);
        TestReader reader = new TestReader(server.address, "read:x")) {
      awaitReaders(server, 1);
      publisher.send(payload);
      Bytes read = reader.read(TABLES + payload.length());
      assertEquals(0x4740, read.u16(0));
      assertEquals(payload, read.slice(TABLES));
    }
  }

  @Test
  void servesTwentyReadersAtOnce() throws Exception {
    try (TestEndpoint server = TestEndpoint.open();
        TestPeer publisher = publisher(server)) {
      List<TestReader> readers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        readers.add(new TestReader(server.address, "#!::r=x,m=request"));
      }
      awaitReaders(server, 20);
      publisher.send(ONE_SECOND);
      for (TestReader reader : readers) {
        // the tables of its first moment may be lost: nothing followed that would show the gap
        Bytes read = reader.read(ONE_SECOND.length());
        Bytes rest = read.slice(TABLES);
        boolean isExact = ONE_SECOND.equals(read);
        assertTrue(isExact || ONE_SECOND.slice(0, rest.length()).equals(rest));
      }
      assertEquals(21, server.links.open());
      await()
          .atMost(PATIENCE)
          .until(() ->
              server.sessions.sessions().stream()
                      .filter(view -> view.bytes() > ONE_SECOND.length())
                      .count()
                  >= 20);
      readers.forEach(TestReader::close);
      await().atMost(PATIENCE).until(() -> server.links.open() == 1);
      assertEquals(1, server.sessions.size());
    }
  }

  @Test
  void remuxesFromAKeyFrameOn() throws Exception {
    List<Frame> frames = new ArrayList<>();
    TsDemuxer demuxer =
        new TsDemuxer(
            (StreamEvent event) -> {
              if (event instanceof Frame frame) {
                frames.add(frame);
              }
            },
            TsDemuxerOptions.DEFAULT);
    try (TestEndpoint server = new TestEndpoint(SrtOptions.DEFAULT, REMUXED, AdmissionPolicy.OPEN);
        TestPeer _ = publisher(server);
        TestReader reader = new TestReader(server.address, "read:x")) {
      while (frames.size() < 10) {
        demuxer.accept(reader.message(), 0);
      }
    }
    assertTrue(frames.getFirst().keyFrame());
    assertEquals(0, demuxer.stats().continuityGaps());
  }

  @Test
  void pushesWheneverTheStreamIsLive() throws Exception {
    try (TestEndpoint far = TestEndpoint.open();
        TestEndpoint server = TestEndpoint.open()) {
      SrtCallTarget target =
          new SrtCallTarget(
              KEY, "127.0.0.1", far.address.getPort(), "publish:far", null, SrtProfile.DEFAULT);
      SrtPush push = server.delivery.push(target, TransportForm.UNTOUCHED, server.endpoint);
      assertEquals(SessionState.IDLE, push.view().state());
      try (TestPeer publisher = publisher(server)) {
        await().atMost(PATIENCE).until(() -> push.view().state() == SessionState.STREAMING);
        await().atMost(PATIENCE).until(() -> push.view().bytes() > 0);
        publisher.send(ONE_SECOND);
        await().atMost(PATIENCE).until(() -> far.frames("far") >= 20);
        assertThat(server.delivery.pushes()).hasSize(1);
      }
      push.close();
      await().atMost(PATIENCE).until(() -> far.links.open() == 0);
      assertEquals(SessionState.DISCONNECTED, push.view().state());
      assertThat(server.delivery.pushes()).isEmpty();
    }
  }
}
