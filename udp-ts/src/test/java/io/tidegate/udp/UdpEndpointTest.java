package io.tidegate.udp;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.ts.TsMuxer;
import io.tidegate.media.ts.TsMuxerOptions;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sources and pushes over sockets of loopback. One end pushes what the other one receives.
///
/// Loopback loses datagrams when a receiver is late: what is awaited is that frames come, not how
/// many.
class UdpEndpointTest {
  private static final SyntheticStreams.Spec SPEC =
      SyntheticStreams.Spec.of(SyntheticStreams.tracks());

  private TestNode here;
  private TestNode there;

  @BeforeEach
  void start() {
    here = new TestNode();
    there = new TestNode();
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, '', false",
    "127.0.0.1, '', true",
    "127.0.0.1, lo, true",
    "239.255.7.7, lo, false",
    "239.255.7.8, 127.0.0.1, true",
    "127.0.0.1@232.255.7.9, lo, true"
  })
  void whatOneEndPushesTheOtherReceives(String host, String by, boolean rtp) throws Exception {
    String url = "udp://" + host + ":" + freePort();
    there.listen(TestNode.listening("live/in", url, by));
    await("the socket").until(() -> there.source().listening());
    assertEquals(SessionState.CONNECTING, there.source().state());
    here.push("live/x", url, rtp, by);
    assertEquals(SessionState.IDLE, here.push().state());
    Publication publication = here.publish("live/x");
    Sender sender = new Sender(publication);
    await("frames at the other end")
        .until(() -> {
          sender.second();
          return there.frames("live/in") > 60;
        });
    UdpSourceView source = there.source();
    assertEquals(SessionState.STREAMING, source.state());
    assertEquals(rtp, source.rtp());
    assertEquals("", source.lastFailure());
    assertTrue(source.bytes() > 0 && source.datagrams() > 0, source::toString);
    assertEquals(SessionState.STREAMING, here.push().state());
    await().until(() -> here.push().bytes() > 0);
    assertEquals(1, here.sessions.size());
    assertEquals("udp-ts", here.sessions.sessions().get(0).protocol().label());
    publication.close(CloseReason.ENDED_BY_PEER);
  }

  @Test
  void aPushEndsWithItsStreamAndComesBackWithTheNext() throws Exception {
    String url = "udp://127.0.0.1:" + freePort();
    there.listen(TestNode.listening("live/in", url, ""));
    await().until(() -> there.source().listening());
    here.push("live/x", url, false, "");
    for (int time = 1; time <= 2; time++) {
      Sender sender = new Sender(here.publish("live/x"));
      long before = there.frames("live/in");
      await()
          .until(() -> {
            sender.second();
            return there.frames("live/in") > before + 20;
          });
      here.streams.end(here.push().key(), CloseReason.KICKED);
      await().until(() -> here.push().state() == SessionState.DISCONNECTED);
      assertEquals(time, here.push().attempts());
      await().until(() -> here.sessions.size() == 0);
    }
    here.endpoint.end(TestNode.pushing("live/x", url, false, ""));
    assertEquals(List.of(), here.endpoint.pushes());
  }

  @Test
  void aPushToNobodySaysSoAndGoesOn() throws Exception {
    here.push("live/x", "udp://127.0.0.1:" + freePort(), false, "");
    Sender sender = new Sender(here.publish("live/x"));
    await()
        .until(() -> {
          sender.second();
          return here.push().lastFailure().startsWith("nobody listens at udp://127.0.0.1:");
        });
    assertEquals(SessionState.STREAMING, here.push().state());
    assertEquals(1, here.push().attempts());
  }

  @Test
  void whatIsWrongWithASocketIsSaidInWords() throws Exception {
    here.push("live/x", "udp://239.255.7.7:5000", false, "absent0");
    here.publish("live/x");
    await().until(() -> here.push().attempts() >= 2);
    assertEquals("there is no interface absent0", here.push().lastFailure());
    there.listen(TestNode.listening("live/a", "udp://239.255.7.7:5000", "absent0"));
    await().until(() -> there.source().lastFailure().equals("there is no interface absent0"));
    assertFalse(there.source().listening());
    there.endpoint.end(TestNode.listening("live/a", "udp://239.255.7.7:5000", "absent0"));
    there.listen(TestNode.listening("live/b", "udp://192.0.2.77:" + freePort(), ""));
    await()
        .until(() ->
            there.source().lastFailure().startsWith("192.0.2.77 is no address of this machine"));
  }

  @Test
  void aPortThatIsTakenIsTriedAgainUntilItIsFree() throws Exception {
    String url;
    try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      url = "udp://127.0.0.1:" + other.getLocalPort();
      there.listen(TestNode.listening("live/in", url, ""));
      await().until(() -> there.source().attempts() >= 3);
      UdpSourceView view = there.source();
      assertEquals(
          "port " + other.getLocalPort() + " is taken: somebody else listens there",
          view.lastFailure());
      assertFalse(view.listening());
    }
    await().until(() -> there.source().listening());
    // and it is free again at once for the next one
    there.endpoint.end(TestNode.listening("live/in", url, ""));
    there.listen(TestNode.listening("live/other", url, ""));
    await().until(() -> there.source().listening());
    assertEquals(1, there.source().attempts());
  }

  @Test
  void scrambledIsNamedAndTakesNoKey() throws Exception {
    int port = freePort();
    Duration soon = Duration.ofMillis(300);
    there.listen(TestNode.listening("live/in", "udp://127.0.0.1:" + port, "", soon));
    await().until(() -> there.source().listening());
    Bytes clear = transportStream();
    Bytes scrambled = scrambled(clear);
    try (DatagramSocket socket = new DatagramSocket()) {
      await()
          .until(() -> {
            send(socket, port, scrambled);
            return there.source().lastFailure().contains("scrambled");
          });
      assertEquals(SessionState.CONNECTING, there.source().state());
      assertEquals(0, there.frames("live/in"));
      await()
          .until(() -> {
            send(socket, port, clear);
            return there.frames("live/in") > 0;
          });
    }
  }

  @Test
  void aSourceThatFallsSilentGivesTheKeyBackAndListensOn() throws Exception {
    int port = freePort();
    Duration soon = Duration.ofMillis(400);
    there.listen(TestNode.listening("live/in", "udp://127.0.0.1:" + port, "", soon));
    await().until(() -> there.source().listening());
    Bytes clear = transportStream();
    for (int time = 1; time <= 2; time++) {
      long before = there.frames("live/in");
      try (DatagramSocket socket = new DatagramSocket()) {
        await()
            .until(() -> {
              send(socket, port, clear);
              return there.frames("live/in") > before;
            });
      }
      await().until(() -> there.source().lastFailure().startsWith("no frame for 400 ms"));
      await().until(() -> there.sessions.size() == 0 && there.source().listening());
    }
  }

  @Test
  void ofTwoSendersTheFirstIsHeard() throws Exception {
    int port = freePort();
    there.listen(TestNode.listening("live/in", "udp://127.0.0.1:" + port, ""));
    await().until(() -> there.source().listening());
    Bytes clear = transportStream();
    try (DatagramSocket first = new DatagramSocket();
        DatagramSocket second = new DatagramSocket()) {
      await()
          .until(() -> {
            send(first, port, clear);
            send(second, port, clear);
            return there.source().strangers() > 0;
          });
    }
  }

  @Test
  void anOperatorEndsASessionAndItListensAgain() throws Exception {
    int port = freePort();
    there.listen(TestNode.listening("live/in", "udp://127.0.0.1:" + port, ""));
    await().until(() -> there.source().listening());
    Bytes clear = transportStream();
    try (DatagramSocket socket = new DatagramSocket()) {
      await()
          .until(() -> {
            send(socket, port, clear);
            return there.sessions.size() == 1;
          });
      String session = there.sessions.sessions().get(0).id();
      assertTrue(there.sessions.close(session, CloseReason.KICKED));
      await().until(() -> there.source().lastFailure().equals("closed: kicked"));
      await()
          .until(() -> {
            send(socket, port, clear);
            return there.sessions.size() == 1
                && !there.sessions.sessions().get(0).id().equals(session);
          });
    }
  }

  /// Publishes a second more at each call.
  private final class Sender {
    private final Publication publication;
    private int seconds;

    Sender(Publication publication) {
      this.publication = publication;
    }

    void second() throws Exception {
      List<StreamEvent> events = new ArrayList<>();
      if (seconds == 0) {
        events.add(new StreamEvent.TracksChanged(SPEC.tracks()));
      }
      MediaTime from = MediaTime.ofSeconds(seconds++);
      events.addAll(SyntheticStreams.frames(SPEC, from, MediaTime.ofSeconds(1)));
      here.emit(publication, events);
    }
  }

  /// Two seconds.
  private static Bytes transportStream() {
    TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    muxer.tracks(SPEC.tracks());
    ByteWriter out = new ByteWriter();
    for (Frame frame : SyntheticStreams.frames(SPEC, MediaTime.ZERO, MediaTime.ofSeconds(2))) {
      if (frame.keyFrame() && frame.trackId() == SyntheticStreams.VIDEO) {
        muxer.psi(out);
      }
      muxer.frame(frame, out);
    }
    return out.toBytes();
  }

  /// The same with the scrambling control of all packets but tables set. ISO/IEC 13818-1 §2.4.3.2
  private static Bytes scrambled(Bytes clear) {
    byte[] bytes = clear.toByteArray();
    for (int at = 0; at < bytes.length; at += 188) {
      boolean isElementary = (bytes[at + 1] & 0x1F) == 1; // PIDs 0x100 and up; tables are elsewhere
      if (isElementary) {
        bytes[at + 3] |= (byte) 0x80;
      }
    }
    return Bytes.wrap(bytes);
  }

  private static void send(DatagramSocket socket, int port, Bytes stream) throws Exception {
    InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int at = 0; at < stream.length(); at += 1_316) {
      byte[] part = stream.slice(at, Math.min(1_316, stream.length() - at)).toByteArray();
      socket.send(new DatagramPacket(part, part.length, to));
    }
  }

  private static int freePort() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
