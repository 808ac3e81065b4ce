package io.tidegate.srt;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.MediaTime;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtRejection;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.TestPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Ports of an endpoint, with peers on libsrt over loopback.
final class SrtListenTest {
  private static final Bytes ONE_SECOND = TransportSource.of(MediaTime.ofMillis(1_000));

  @Test
  void takesCallersOverIpv6() throws Exception {
    InetAddress ipv6 = InetAddress.ofLiteral("::1");
    assumeTrue(NetworkInterface.getByInetAddress(ipv6) != null);
    SrtPort port = SrtPort.shared(new InetSocketAddress(ipv6, 0));
    SrtProfiles profiles = SrtProfiles.all(SrtProfile.DEFAULT);
    try (TestEndpoint server =
            new TestEndpoint(SrtOptions.DEFAULT, profiles, AdmissionPolicy.OPEN, port);
        TestPeer peer = TestPeer.connected(server.address, "publish:x")) {
      peer.send(ONE_SECOND);
      await().until(() -> server.frames("x") > 0 && !server.links.links().isEmpty());
      assertThat(server.links.links().getFirst().remote()).startsWith("[0:0:0:0:0:0:0:1]:");
    }
  }

  /// Its callers need not ask for it: libsrt takes the listener's.
  @Test
  void offersThePacketFilterOfItsRoute() throws Exception {
    SrtProfile profile =
        new SrtProfile(
            300,
            300,
            0,
            null,
            0,
            "fec,cols:5,rows:5,layout:staircase,arq:always",
            7,
            DataSize.ofMegabytes(4),
            Duration.ofSeconds(7),
            true,
            "stock");
    try (TestEndpoint server = TestEndpoint.with(profile);
        TestPeer peer = TestPeer.connected(server.address, "publish:x")) {
      peer.send(ONE_SECOND);
      await().until(() -> server.frames("x") >= 20 && !server.links.links().isEmpty());
      SrtLinkView link = server.links.links().getFirst();
      assertThat(link.agreed().packetFilter()).contains("cols:5", "rows:5");
      assertEquals(300, link.agreed().receiveLatencyMs());
      assertEquals(7, link.agreed().reorderTolerance());
      assertEquals(profile, link.configured());
    }
  }

  @Test
  void aStormOfCallersWhoAreRefusedLeavesTheOthersAlone() throws Exception {
    int callers = 80;
    try (TestEndpoint server = TestEndpoint.open();
        TestPeer peer = TestPeer.connected(server.address, "publish:x");
        ExecutorService storm = Executors.newFixedThreadPool(8)) {
      SrtSettings nobody = SrtSettings.builder().set(SrtOption.STREAMID, "read:nobody").build();
      List<Callable<SrtRejection>> calls =
          Collections.nCopies(callers, () -> TestPeer.refusal(server.address, nobody));
      for (Future<SrtRejection> call : storm.invokeAll(calls)) {
        assertEquals(SrtRejection.NOT_FOUND, call.get());
      }
      assertThat(server.links.refused().get(1404)).isGreaterThanOrEqualTo(callers);
      peer.send(ONE_SECOND);
      await().until(() -> server.frames("x") >= 20);
      assertEquals(1, server.links.open());
    }
  }

  @Test
  void endsTheSessionsOfOnePort() throws Exception {
    try (TestEndpoint server = TestEndpoint.open()) {
      int other = server.endpoint.listen(SrtPort.shared(TestEndpoint.ANY_PORT));
      try (TestPeer here = TestPeer.connected(server.address, "publish:here");
          TestPeer there = TestPeer.connected(FreePorts.loopback(other), "publish:there")) {
        here.send(ONE_SECOND);
        there.send(ONE_SECOND);
        await().until(() -> server.links.links().size() == 2);
        server.endpoint.endSessions(other, CloseReason.PORT_MOVED);
        await().until(() -> server.links.links().size() == 1);
        assertEquals(server.address.getPort(), server.links.links().getFirst().port());
        assertEquals(1, server.links.closed().get(CloseReason.PORT_MOVED));
      }
    }
  }
}
