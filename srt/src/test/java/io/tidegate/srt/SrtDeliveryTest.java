package io.tidegate.srt;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import io.tidegate.srt.lib.InstalledLibrary;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtSocket;
import io.tidegate.srt.lib.TestPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Peers on libsrt that read, over loopback.
final class SrtDeliveryTest {
  private static final Bytes ONE_SECOND = TransportSource.of(MediaTime.ofMillis(1_000));
  private static final int TABLES = 2 * TransportTables.PACKET_BYTES;
  private static final StreamKey KEY = StreamKey.parse("x");

  /// Lost packets come again long before they would be missed, however busy the machine is.
  private static final SrtProfile PATIENT = SrtProfile.DEFAULT.withLatency(2_000, 2_000);

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
    await().until(() -> server.frames("x") >= 20);
    return peer;
  }

  /// Until they have joined: what is sent from then on comes to them.
  private static void awaitReaders(TestEndpoint server, int count) {
    await()
        .until(() ->
            server.sessions.sessions().stream()
                    .filter(view -> view.kind() != SessionView.Kind.PUBLISHER)
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
    try (TestEndpoint server = TestEndpoint.with(PATIENT);
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
    try (TestEndpoint server = TestEndpoint.with(PATIENT);
        TestPeer publisher = publisher(server)) {
      List<TestReader> readers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        readers.add(new TestReader(server.address, "#!::r=x,m=request"));
      }
      awaitReaders(server, 20);
      publisher.send(ONE_SECOND);
      for (TestReader reader : readers) {
        Bytes read = reader.read(TABLES + ONE_SECOND.length());
        assertEquals(0x4740, read.u16(0));
        assertEquals(ONE_SECOND, read.slice(TABLES));
      }
      assertEquals(21, server.links.open());
      await()
          .until(() ->
              server.sessions.sessions().stream()
                      .filter(view -> view.bytes() > ONE_SECOND.length())
                      .count()
                  >= 20);
      readers.forEach(TestReader::close);
      await().until(() -> server.links.open() == 1);
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
    try (TestEndpoint far = TestEndpoint.with(PATIENT);
        TestEndpoint server = TestEndpoint.with(PATIENT)) {
      SrtCallTarget target =
          new SrtCallTarget(
              KEY,
              "127.0.0.1",
              far.address.getPort(),
              "publish:far",
              null,
              SrtProfile.DEFAULT,
              DialOptions.DEFAULT.within(
                  Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)));
      SrtPush push = server.delivery.push(target, TransportForm.UNTOUCHED, server.endpoint);
      assertEquals(SessionState.IDLE, push.view().state());
      try (TestPeer publisher = publisher(server)) {
        await().until(() -> push.view().state() == SessionState.STREAMING);
        awaitReaders(server, 1);
        publisher.send(ONE_SECOND);
        await().until(() -> far.frames("far") >= 20);
        assertThat(push.view().bytes()).isGreaterThanOrEqualTo(TABLES + ONE_SECOND.length());
        assertThat(server.delivery.pushes()).hasSize(1);
      }
      push.close();
      await().until(() -> far.links.open() == 0);
      assertEquals(SessionState.DISCONNECTED, push.view().state());
      assertThat(server.delivery.pushes()).isEmpty();
    }
  }

  /// libsrt takes what it is given and drops it: only its statistics tell.
  @Test
  void closesAReaderThatDoesNotRead() throws Exception {
    SrtDeliveryOptions impatient =
        new SrtDeliveryOptions(
            1,
            new Outbox.Limits(
                DataSize.ofMegabytes(4), Duration.ofSeconds(10), Duration.ofSeconds(2)));
    SrtSettings small =
        SrtSettings.builder()
            .set(SrtOption.STREAMID, "read:x")
            .set(SrtOption.FC, 64)
            .set(SrtOption.RCVBUF, 64 * 1_456)
            .build();
    SrtProfiles all = SrtProfiles.all(SrtProfile.DEFAULT);
    try (TestEndpoint server = new TestEndpoint(all, impatient);
        TestPeer publisher = publisher(server);
        TestPeer _ = TestPeer.connected(server.address, small);
        TestReader reader = new TestReader(server.address, "read:x")) {
      awaitReaders(server, 2);
      await()
          .pollInterval(Duration.ofMillis(100))
          .until(() -> {
            publisher.send(ONE_SECOND);
            return server.links.closed().containsKey(CloseReason.SLOW_VIEWER);
          });
      assertEquals(Map.of(CloseReason.SLOW_VIEWER, 1L), server.links.closed());
      assertEquals(0x4740, reader.read(TABLES).u16(0));
    }
  }

  @Test
  void aPushThatIsClosedWhileItCallsLeavesNothing() throws Exception {
    try (SrtSocket silent = InstalledLibrary.get().open();
        TestEndpoint server = TestEndpoint.open();
        TestPeer _ = publisher(server)) {
      silent.bind(TestEndpoint.ANY_PORT); // and does not listen: nobody answers
      SrtCallTarget target =
          new SrtCallTarget(
              KEY, "127.0.0.1", silent.localAddress().getPort(), "", null, SrtProfile.DEFAULT);
      SrtPush push = server.delivery.push(target, TransportForm.UNTOUCHED, server.endpoint);
      await().until(() -> push.view().attempts() > 0);
      push.close();
      await().until(() -> push.view().state() == SessionState.DISCONNECTED);
      assertEquals("", push.view().lastFailure());
      assertEquals(1, server.links.open());
    }
  }
}
