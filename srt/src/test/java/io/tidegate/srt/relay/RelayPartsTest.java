package io.tidegate.srt.relay;

import static io.tidegate.srt.relay.Packets.PEER_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.srt.packet.Captured;
import io.tidegate.srt.packet.Handshake;
import io.tidegate.srt.packet.SrtPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Small parts of the relay that need no socket.
class RelayPartsTest {
  private static final long SECOND = 1_000_000_000;
  private static final int LAST = Integer.MAX_VALUE;

  @Test
  void theLimiterAdmitsABurstAndThenItsRate() {
    InductionLimiter limiter = new InductionLimiter(0);
    assertThat(admitted(limiter, 0)).isEqualTo(InductionLimiter.BURST);
    assertThat(limiter.admits(SECOND / InductionLimiter.PER_SECOND - 1000)).isFalse();
    assertThat(limiter.admits(SECOND / InductionLimiter.PER_SECOND + 1000)).isTrue();
    assertThat(admitted(limiter, 1000 * SECOND)).isEqualTo(InductionLimiter.BURST);
  }

  @Test
  void theCacheGrowsWhileOldPacketsAreOfUseAndKeepsThemOverTheWrap() {
    PacketCache cache = new PacketCache();
    int first = LAST - 50;
    for (int i = 0; i < 300; i++) {
      put(cache, first + i & LAST, SECOND, i);
    }
    assertThat(cache.slots()).isEqualTo(512);
    ByteBuffer copy = ByteBuffer.allocate(2048);
    for (int i = 0; i < 300; i++) {
      assertThat(cache.copy(first + i & LAST, copy, 0)).isEqualTo(1332);
      assertThat(SrtPacket.sequence(copy, 0)).isEqualTo(first + i & LAST);
      assertThat(SrtPacket.isRetransmitted(copy, 0)).isTrue();
    }
    assertThat(cache.copy(first - 1, copy, 0)).isZero();
  }

  @Test
  void theCacheOverwritesWhatIsOfNoUseAndStaysBounded() {
    PacketCache cache = new PacketCache();
    for (int i = 0; i < 1000; i++) {
      put(cache, i, 10, i * 10L);
    }
    assertThat(cache.slots()).isEqualTo(PacketCache.FIRST_SLOTS);
    for (int i = 0; i < 3 * PacketCache.MAX_SLOTS; i++) {
      put(cache, i, SECOND, 0);
    }
    assertThat(cache.slots()).isEqualTo(PacketCache.MAX_SLOTS);
  }

  @Test
  void aReportStandsOnLibsrtsTimeBaseWhichWraps() {
    ReportWriter writer = new ReportWriter(new ScratchPackets(() -> {}));
    assertThat(writer.timestamp(5 * SECOND)).isZero();
    writer.learn(-2, 5 * SECOND);
    assertThat(writer.timestamp(5 * SECOND + 3_999)).isEqualTo(1);
  }

  @Test
  void aLongReportTakesSeveralPackets() {
    ReportWriter writer = new ReportWriter(new ScratchPackets(() -> {}));
    int[] apart = new int[500];
    for (int i = 0; i < apart.length; i++) {
      apart[i] = 2 * i;
    }
    List<Integer> lengths = new ArrayList<>();
    int packets =
        writer.write(
            apart, 500, PEER_SOCKET, 0, (buffer, at, length, address) -> lengths.add(length));
    assertThat(packets).isEqualTo(2);
    assertThat(lengths).containsExactly(16 + 364 * 4, 16 + 136 * 4);
  }

  @Test
  void aCallersFactsComeFromTheListenersResponse() throws MalformedException {
    PeerFacts facts = new PeerFacts();
    // libsrt of ours calls: its conclusion goes out, the listener's comes in
    facts.fromLibsrt(parse(Captured.CONCLUSION));
    assertThat(facts.agreed()).isFalse();
    Bytes response = Packets.with(Captured.CONCLUSION_RESPONSE, 76, 300 << 16 | 200);
    assertThat(facts.fromNetwork(parse(response))).isFalse();

    assertThat(facts.agreed()).isTrue();
    assertThat(facts.ourSocketId()).isEqualTo(Packets.PEER_SOCKET);
    assertThat(facts.peerSocketId()).isEqualTo(Packets.OUR_SOCKET);
    assertThat(facts.latencyOutMs()).isEqualTo(300);
    assertThat(facts.latencyInMs()).isEqualTo(200);
  }

  @Test
  void aRepeatedConclusionIsNoNewSession() throws MalformedException {
    PeerFacts facts = new PeerFacts();
    facts.fromNetwork(parse(Captured.CONCLUSION));
    facts.fromLibsrt(parse(Captured.CONCLUSION_RESPONSE));

    assertThat(facts.fromNetwork(parse(Captured.CONCLUSION))).isFalse();
    assertThat(facts.agreed()).isTrue();
    assertThat(facts.fromNetwork(parse(Packets.with(Captured.CONCLUSION, 40, 1)))).isTrue();
    assertThat(facts.agreed()).isFalse();
    assertThat(facts.latencyInMs()).isEqualTo(-1);
  }

  @Test
  void rejectionsAreRemembered() throws MalformedException {
    PeerFacts facts = new PeerFacts();
    facts.fromNetwork(parse(Captured.CONCLUSION));
    facts.fromLibsrt(parse(Packets.with(Captured.CONCLUSION_RESPONSE, 36, 1403)));
    assertThat(facts.agreed()).isFalse();
    assertThat(facts.rejection()).isEqualTo(1403);
  }

  @Test
  void theCommandLineIsRead() {
    RelayArguments arguments =
        RelayArguments.parse(
            List.of(
                "--listen",
                "127.0.0.1:1000",
                "--target",
                "[::1]:2000",
                "--side",
                "snd",
                "--policy",
                "article",
                "--latency-ms",
                "200"));
    RelayRoute route = arguments.route();

    assertThat(route.listen().getPort()).isEqualTo(1000);
    assertThat(route.target().getAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
    assertThat(route.network()).isEqualTo(NetworkSide.TARGET);
    assertThat(route.policy()).isEqualTo("article");
    assertThat(route.latencyMs()).isEqualTo(200);
  }

  @Test
  void aWrongCommandLineIsRefused() {
    refused("--listen", "127.0.0.1:1000");
    refused("--listen", "127.0.0.1:70000", "--target", "127.0.0.1:1");
    refused("--listen", "127.0.0.1", "--target", "127.0.0.1:1");
    refused("--listen");
    refused("--side", "both");
    refused("--policy", "none");
    refused("--speed", "1");
    assertThat(RelayCommand.run(List.of("--listen"))).isEqualTo(2);
    assertThat(RelayCommand.run(List.of("--help"))).isZero();
  }

  private static void refused(String... words) {
    assertThatIllegalArgumentException().isThrownBy(() -> RelayArguments.parse(List.of(words)));
  }

  private static int admitted(InductionLimiter limiter, long now) {
    int admitted = 0;
    while (limiter.admits(now)) {
      admitted++;
    }
    return admitted;
  }

  private static void put(PacketCache cache, int sequence, long keepNanos, long now) {
    Bytes packet = Packets.data(sequence, PEER_SOCKET);
    cache.put(Packets.buffer(packet), 0, packet.length(), keepNanos, now);
  }

  private static Handshake parse(Bytes packet) throws MalformedException {
    return Handshake.parse(Packets.buffer(packet), 0, packet.length());
  }
}
