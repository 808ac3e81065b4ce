package io.tidegate.srt;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtRejection;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtStat;
import io.tidegate.srt.lib.TestPeer;
import io.tidegate.srt.relay.PacketRelay;
import io.tidegate.srt.relay.RelayOptions;
import io.tidegate.srt.relay.RelayPort;
import io.tidegate.srt.relay.RelayRoute;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Peers on libsrt against an endpoint, over loopback.
final class SrtEndpointTest {
  private static final Bytes ONE_SECOND = TransportSource.of(MediaTime.ofMillis(1_000));

  private static SrtSettings caller(String streamId, String passphrase) {
    return SrtSettings.builder()
        .set(SrtOption.STREAMID, streamId)
        .set(SrtOption.PASSPHRASE, passphrase)
        .set(SrtOption.PBKEYLEN, 32)
        .build();
  }

  private static SrtRejection refusal(TestEndpoint server, String streamId) throws Exception {
    return TestPeer.refusal(
        server.address, SrtSettings.builder().set(SrtOption.STREAMID, streamId).build());
  }

  @Test
  void publishesWhatACallerSends() throws Exception {
    try (TestEndpoint server = TestEndpoint.open();
        TestPeer peer = TestPeer.connected(server.address, "#!::r=live/x,m=publish")) {
      peer.send(ONE_SECOND);
      await().until(() -> server.frames("live/x") >= 20);
      await().until(() -> !server.links.links().isEmpty());
      SrtLinkView link = server.links.links().getFirst();
      assertTrue(link.publishes());
      assertEquals(StreamKey.parse("live/x"), link.key());
      assertEquals(120, link.agreed().receiveLatencyMs());
      assertEquals("none", link.agreed().cipher());
      assertThat(link.agreed().peerVersion()).startsWith("1.5.");
      assertEquals("as configured", link.latencyReason());
      await()
          .until(() ->
              server.links.links().getFirst().stats().count(SrtStat.UNIQUE_RECEIVED_TOTAL) > 0);
      assertEquals(1, server.sessions.size());
    }
  }

  @Test
  void tellsAGoodbyeFromSilence() throws Exception {
    try (TestEndpoint server = TestEndpoint.open()) {
      try (TestPeer peer = TestPeer.connected(server.address, "publish:x")) {
        peer.send(ONE_SECOND);
        await().until(() -> server.frames("x") > 10);
      }
      await().until(() -> server.links.opened() == 1 && server.links.open() == 0);
      assertEquals(1, server.links.closed().get(CloseReason.ENDED_BY_PEER));
      assertEquals(0, server.sessions.size());
    }
  }

  @Test
  void refusesASecondPublisherWithAConflict() throws Exception {
    try (TestEndpoint server = TestEndpoint.open();
        TestPeer first = TestPeer.connected(server.address, "publish:x")) {
      first.send(ONE_SECOND);
      await().until(() -> server.frames("x") > 0);
      assertEquals(SrtRejection.CONFLICT, refusal(server, "publish:x"));
      assertEquals(1, server.links.refused().get(1409));
    }
  }

  @Test
  void tellsEveryRefusalItsCode() throws Exception {
    try (TestEndpoint server = TestEndpoint.open()) {
      assertEquals(SrtRejection.NOT_FOUND, refusal(server, "read:nobody"));
      assertEquals(SrtRejection.NOT_FOUND, refusal(server, ""));
      assertEquals(SrtRejection.BAD_MODE, refusal(server, "#!::r=x,m=dance"));
      assertEquals(SrtRejection.BAD_MODE, refusal(server, "#!::r=x,m=bidirectional"));
      assertEquals(SrtRejection.BAD_REQUEST, refusal(server, "#!::r=x,t=file"));
      assertEquals(SrtRejection.BAD_REQUEST, refusal(server, "publish:a/b/c"));
    }
  }

  /// Takes over with the right token, refuses without.
  private static final AdmissionPolicy BY_TOKEN =
      new AdmissionPolicy() {
        @Override
        public Admission publish(PublishRequest request) {
          return "right".equals(request.credentials().parameters().get("token"))
              ? Admission.Granted.INSTANCE
              : new Admission.Refused(Refusal.NOT_AUTHORISED, "the token is wrong");
        }

        @Override
        public Admission play(PlayRequest request) {
          return new Admission.Refused(Refusal.NOT_ALLOWED, "nobody reads");
        }

        @Override
        public boolean takeOver(PublishRequest request) {
          return true;
        }

        @Override
        public Duration grace(PublishRequest request) {
          return Duration.ofSeconds(5);
        }
      };

  @Test
  void handsTheKeyOverWherePolicySaysSo() throws Exception {
    try (TestEndpoint server =
            new TestEndpoint(SrtOptions.DEFAULT, SrtProfiles.all(SrtProfile.DEFAULT), BY_TOKEN);
        TestPeer first = TestPeer.connected(server.address, "publish:x:me:right")) {
      first.send(ONE_SECOND);
      await().until(() -> server.frames("x") > 0);
      assertEquals(SrtRejection.UNAUTHORIZED, refusal(server, "publish:x:me:wrong"));
      assertEquals(SrtRejection.FORBIDDEN, refusal(server, "read:x"));
      try (TestPeer second = TestPeer.connected(server.address, "x,mode:publish,token:right")) {
        second.send(ONE_SECOND);
        await().until(() -> server.links.closed().containsKey(CloseReason.TAKEN_OVER));
        assertEquals(1, server.links.open());
      }
    }
  }

  @Test
  void refusesMoreThanTheMostSessions() throws Exception {
    try (TestEndpoint server =
            new TestEndpoint(
                SrtOptions.DEFAULT.withMaxSessions(1),
                SrtProfiles.all(SrtProfile.DEFAULT),
                AdmissionPolicy.OPEN);
        TestPeer _ = TestPeer.connected(server.address, "publish:x")) {
      assertEquals(SrtRejection.OVERLOAD, refusal(server, "publish:y"));
    }
  }

  @Test
  void encryptsAndRefusesAWrongPassphrase() throws Exception {
    SrtProfile profile = SrtProfile.DEFAULT.withPassphrase("correcthorse1", 0);
    try (TestEndpoint server = TestEndpoint.with(profile)) {
      // the reason proves that the caller was told: one that nobody answers has another
      assertEquals(
          SrtRejection.BAD_SECRET,
          TestPeer.refusal(server.address, caller("publish:x", "somethingelse")));
      assertNull(server.streams.find(StreamKey.parse("x")));
      try (TestPeer peer =
          TestPeer.connected(server.address, caller("publish:x", "correcthorse1"))) {
        peer.send(ONE_SECOND);
        await().until(() -> server.frames("x") > 0);
        SrtLink link = server.links.links().getFirst().agreed();
        assertEquals("AES-256", link.cipher());
        assertEquals(SrtLink.KeyState.SECURED, link.keyState());
      }
      await().until(() -> server.links.unfinished() == 1);
    }
  }

  @Test
  void takesEncodersWithoutStreamIdOnAPortOfTheirOwn() throws Exception {
    SrtPort port = SrtPort.of(TestEndpoint.ANY_PORT, StreamKey.parse("live/fixed"));
    try (TestEndpoint server =
            new TestEndpoint(
                SrtOptions.DEFAULT,
                SrtProfiles.all(SrtProfile.DEFAULT),
                AdmissionPolicy.OPEN,
                port);
        TestPeer peer = TestPeer.connected(server.address, SrtSettings.NONE)) {
      peer.send(ONE_SECOND);
      await().until(() -> server.frames("live/fixed") > 0);
    }
  }

  @Test
  void showsTheRealAddressBehindARelayAndTellsTheRelay() throws Exception {
    InetSocketAddress real = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 4711);
    List<String> told = new CopyOnWriteArrayList<>();
    SrtPort port =
        new SrtPort(
            TestEndpoint.ANY_PORT,
            8890,
            null,
            _ -> real,
            (seen, key, id, profile) ->
                told.add(
                    seen.getAddress().isLoopbackAddress() + " " + key + " " + profile.policy()));
    try (TestEndpoint server =
            new TestEndpoint(
                SrtOptions.DEFAULT,
                SrtProfiles.all(SrtProfile.DEFAULT.withPolicy("deadline")),
                AdmissionPolicy.OPEN,
                port);
        TestPeer _ = TestPeer.connected(server.address, "publish:x")) {
      await().until(() -> server.sessions.size() == 1);
      assertEquals("192.0.2.7:4711", server.sessions.sessions().getFirst().remote());
      assertEquals(List.of("true live/x deadline"), told);
    }
  }

  @Test
  void closesAPublisherThatSendsNoMedia() throws Exception {
    try (TestEndpoint server =
            new TestEndpoint(
                SrtOptions.DEFAULT.withMediaTimeout(Duration.ofSeconds(2)),
                SrtProfiles.all(SrtProfile.DEFAULT),
                AdmissionPolicy.OPEN);
        TestPeer _ = TestPeer.connected(server.address, "publish:x")) {
      await().until(() -> server.links.closed().containsKey(CloseReason.IDLE_TIMEOUT));
      assertEquals(0, server.sessions.size());
    }
  }

  @Test
  void bearsFiftyPublishersThatComeAndGo() throws Exception {
    try (TestEndpoint server = TestEndpoint.open()) {
      List<TestPeer> peers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        peers.add(TestPeer.connected(server.address, "publish:p" + i));
      }
      for (TestPeer peer : peers) {
        peer.send(ONE_SECOND);
      }
      for (int i = 0; i < 50; i++) {
        String key = "p" + i;
        await().until(() -> server.frames(key) >= 20);
      }
      assertEquals(50, server.links.open());
      peers.forEach(TestPeer::close);
      await().until(() -> server.links.open() == 0);
      assertEquals(0, server.sessions.size());
    }
  }

  @Test
  void callsAListenerAgainAfterItsEnd() throws Exception {
    try (TestEndpoint server = TestEndpoint.open();
        RemoteSource source = new RemoteSource()) {
      SrtCallTarget target =
          new SrtCallTarget(
              StreamKey.parse("live/pulled"),
              "127.0.0.1",
              source.port(),
              "request-me",
              null,
              SrtProfile.DEFAULT);
      SrtCaller caller = server.endpoint.call(target);
      source.serve(ONE_SECOND);
      await().until(() -> server.frames("live/pulled") >= 20);
      assertEquals("request-me", source.streamId());
      source.hangUp();
      source.serve(ONE_SECOND);
      await().until(() -> server.links.opened() == 2);
      caller.close();
      await().until(() -> server.links.open() == 0);
    }
  }

  /// Every address of 127.0.0.0/8 is this machine's.
  @Test
  void callsFromTheAddressItIsTold() throws Exception {
    try (TestEndpoint server = TestEndpoint.open();
        RemoteSource source = new RemoteSource()) {
      SrtCaller caller =
          server.endpoint.call(
              new SrtCallTarget(
                  StreamKey.parse("live/pulled"),
                  "127.0.0.1",
                  source.port(),
                  "request-me",
                  null,
                  SrtProfile.DEFAULT,
                  DialOptions.DEFAULT.by("127.0.0.2", 46)));
      source.serve(ONE_SECOND);
      await().until(() -> server.frames("live/pulled") >= 20);
      caller.close();
      await().until(() -> server.links.open() == 0);
    }
  }

  @Test
  void namesTheInterfaceThatIsNotThere() throws Exception {
    try (TestEndpoint server = TestEndpoint.open()) {
      SrtCaller caller =
          server.endpoint.call(
              new SrtCallTarget(
                  StreamKey.parse("x"),
                  "127.0.0.1",
                  1,
                  "",
                  null,
                  SrtProfile.DEFAULT,
                  DialOptions.DEFAULT.by("nosuch0", 0)));
      await().until(() -> caller.lastFailure().equals("no network interface nosuch0"));
      caller.close();
    }
  }

  @Test
  void givesUpACallThatIsUnderWayWhenClosed() throws Exception {
    int nobody = FreePorts.udp();
    try (TestEndpoint server = TestEndpoint.open()) {
      // the listener of the rehearsal may not be gone yet
      int before = server.endpoint.poller().load();
      SrtCaller caller =
          server.endpoint.call(
              new SrtCallTarget(
                  StreamKey.parse("x"), "127.0.0.1", nobody, "", null, SrtProfile.DEFAULT));
      await().until(() -> caller.attempts() == 1);
      caller.close();
      await().until(() -> server.endpoint.poller().load() <= before);
      assertEquals(0, server.links.opened());
    }
  }

  @Test
  void worksBehindTheRelay() throws Exception {
    SrtProfile profile =
        SrtProfile.DEFAULT.withPolicy("deadline").withPassphrase("correcthorse1", 0);
    int hidden = FreePorts.udp();
    try (PacketRelay relay = PacketRelay.start(RelayOptions.DEFAULTS)) {
      RelayPort open =
          relay.open(RelayRoute.inwards(TestEndpoint.ANY_PORT, FreePorts.loopback(hidden)));
      int publicPort = open.address().getPort();
      SrtPort port = SrtPort.behind(relay, FreePorts.loopback(hidden), publicPort, null);
      try (TestEndpoint server =
              new TestEndpoint(
                  SrtOptions.DEFAULT, SrtProfiles.all(profile), AdmissionPolicy.OPEN, port);
          TestPeer peer =
              TestPeer.connected(
                  FreePorts.loopback(publicPort), caller("publish:x", "correcthorse1"))) {
        peer.send(ONE_SECOND);
        await().until(() -> server.frames("x") > 0);
        assertEquals(
            "127.0.0.1:" + peer.socket().localAddress().getPort(),
            server.sessions.sessions().getFirst().remote());
        assertEquals("AES-256", server.links.links().getFirst().agreed().cipher());
        assertThat(open.peers()).hasSize(1);
      }
    }
  }
}
