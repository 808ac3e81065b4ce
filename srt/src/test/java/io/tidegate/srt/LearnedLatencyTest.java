package io.tidegate.srt;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import io.tidegate.srt.arq.HandshakePlan;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class LearnedLatencyTest {
  private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.7");
  private static final StreamKey KEY = StreamKey.parse("live/x");
  private static final SrtProfile LEARNING =
      SrtProfile.DEFAULT.withPolicy("deadline").withLatency(120, 800);

  private final LearnedLatency learned = new LearnedLatency();

  private HandshakePlan plan() {
    return learned.plan(PEER, KEY, LEARNING);
  }

  private void learn(double rttMs, double loss) {
    learned.learn(PEER, KEY, new LearnedLatency.Session(rttMs, loss, 0));
  }

  @Test
  void aStrangerAndAProfileThatDoesNotLearnGetWhatIsConfigured() {
    assertThat(plan().latencyMs()).isEqualTo(120);
    assertThat(plan().why()).isEqualTo("no earlier session is known");
    learn(150, 0.01);
    HandshakePlan fixed = learned.plan(PEER, KEY, SrtProfile.DEFAULT);
    assertThat(fixed.latencyMs()).isEqualTo(SrtProfile.DEFAULT.latencyMs());
    assertThat(fixed.why()).isEqualTo("as configured");
  }

  @Test
  void theLongestRoundTripOfTheLastFourSessionsChoosesWithinTheBounds() {
    learn(150, 0.01);
    assertThat(plan().latencyMs()).isEqualTo(600);
    assertThat(plan().why()).contains("4 x RTT of 150 ms is 600 ms", "120 to 800 ms", "1.0 %");
    learn(20, 0.01);
    assertThat(plan().latencyMs()).isEqualTo(600);
    for (int i = 0; i < 3; i++) {
      learn(20, 0.01);
    }
    assertThat(plan().latencyMs()).as("the first is forgotten").isEqualTo(120);
    learn(900, 0.01);
    assertThat(plan().latencyMs()).as("the upper bound").isEqualTo(800);
  }

  @Test
  void othersAreNotJudgedByIt() {
    learn(150, 0.01);
    assertThat(learned.plan(PEER, StreamKey.parse("live/y"), LEARNING).latencyMs()).isEqualTo(120);
    InetAddress other = InetAddress.ofLiteral("2001:db8::7");
    assertThat(learned.plan(other, KEY, LEARNING).latencyMs()).isEqualTo(120);
  }

  @Test
  void whoRefusedAFilterIsNotOfferedOneAgain() {
    learn(900, 0.2);
    assertThat(plan().packetFilter()).startsWith("fec,");
    learned.refusedFilter(PEER, KEY);
    assertThat(plan().packetFilter()).isEmpty();
    assertThat(plan().why()).contains("it refused FEC");
    learn(900, 0.2);
    assertThat(plan().packetFilter()).isEmpty();
  }

  @Test
  void whoWasAwayLongestIsForgottenFirst() {
    for (int i = 0; i <= LearnedLatency.MAX_PEERS; i++) {
      InetAddress address = InetAddress.ofLiteral("10.0." + i / 256 + "." + i % 256);
      learned.learn(address, KEY, new LearnedLatency.Session(150, 0.01, 0));
    }
    assertThat(learned.size()).isEqualTo(LearnedLatency.MAX_PEERS);
    InetAddress first = InetAddress.ofLiteral("10.0.0.0");
    assertThat(learned.plan(first, KEY, LEARNING).latencyMs()).isEqualTo(120);
    InetAddress second = InetAddress.ofLiteral("10.0.0.1");
    assertThat(learned.plan(second, KEY, LEARNING).latencyMs()).isEqualTo(600);
  }
}
