package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.StreamKey;
import io.tidegate.media.testing.ManualLoops;
import io.tidegate.media.testing.SlowPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final StreamKey KEY = StreamKey.parse("live/x");
  private static final Map<String, String> RIGHT = Map.of("token", "right");

  private final ManualLoops loops = new ManualLoops();
  private final SlowPolicy policy = new SlowPolicy();
  private final List<String> heard = new ArrayList<>();
  private final List<Runnable> leaves = new ArrayList<>();
  private final StreamRegistry streams =
      new StreamRegistry(
          loops,
          policy,
          HubOptions.defaults(bug -> heard.add("bug " + bug)),
          new WaitingPlayers.Limits(Duration.ofMinutes(1), 10),
          new Decisions.Limits(2, Duration.ofSeconds(10)));

  @Test
  void whatIsKnownAtOnceIsToldAtOnce() {
    ask(Protocol.RTMP, Map.of());
    assertThat(heard).containsExactly("granted to anybody");
    assertThat(loops.timersLeft()).isZero();
  }

  @Test
  void anAnswerThatComesLaterIsToldOnTheAskersLoop() {
    ask(Protocol.RTMP, RIGHT);
    assertThat(heard).containsExactly("waits");
    policy.open();
    assertThat(heard).as("another thread told it").containsExactly("waits");
    loops.runAll();
    assertThat(heard).containsExactly("waits", "granted to ann");
    assertNobodyWaits();
  }

  @Test
  void whoeverLeavesHearsNothingAndLeavesNothingBehind() {
    ask(Protocol.RTMP, RIGHT);
    leaves.getFirst().run();
    leaves.getFirst().run();
    assertNobodyWaits();
    policy.open();
    loops.advance(Duration.ofMinutes(1));
    assertThat(heard).containsExactly("waits");
  }

  @Test
  void anAnswerThatNeverComesIsANo() {
    ask(Protocol.RTMP, RIGHT);
    loops.advance(Duration.ofMillis(9_999));
    assertThat(heard).containsExactly("waits");
    loops.advance(Duration.ofMillis(1));
    assertThat(heard).hasSize(2).last().asString().startsWith("LIMIT_REACHED");
    policy.open();
    loops.runAll();
    assertThat(heard).hasSize(2);
    assertNobodyWaits();
  }

  @Test
  void noMoreWaitThanMayAndEachProtocolHasItsRoom() {
    ask(Protocol.RTMP, RIGHT);
    ask(Protocol.RTMP, RIGHT);
    ask(Protocol.RTMP, RIGHT);
    assertThat(heard).hasSize(3).last().asString().startsWith("LIMIT_REACHED too many");
    ask(Protocol.HLS, RIGHT);
    assertThat(heard).last().isEqualTo("waits");
    assertThat(streams.decisions().pending()).isEqualTo(3);
    policy.open();
    loops.runAll();
    assertNobodyWaits();
  }

  @Test
  void aQuestionThatFailsLeavesNothingBehind() {
    Consumer<Admission.Question> settle =
        question ->
            streams.decisions().settle(new Admission.Pending(question), Protocol.SRT, asker());
    assertThatThrownBy(() ->
            settle.accept(_ -> {
              throw new IllegalStateException("broken");
            }))
        .hasMessage("broken");
    assertNobodyWaits();
  }

  @Test
  void aPublisherIsLetInFirstAndPublishesThen() {
    PublishRequest request = request(RIGHT);
    assertThat(streams.publish(request, _ -> {})).isInstanceOf(PublishResult.Refused.class);
    assertThat(streams.wouldAdmit(request)).isInstanceOf(Admission.Pending.class);
    assertThat(policy.asked()).as("nobody wanted to know yet").isZero();
    Admission.Granted by = new Admission.Granted("ann", null, null);
    PublishResult result = streams.publish(request.admitted(by), _ -> {});
    Publication publication = ((PublishResult.Accepted) result).publication();
    assertThat(publication.request().admitted()).isEqualTo(by);
    assertThat(streams.wouldAdmit(request.admitted(by))).isInstanceOf(Admission.Refused.class);
    assertThat(streams.wouldAdmit(request)).as("not yet").isInstanceOf(Admission.Pending.class);
  }

  @Test
  void aPlayerWaitsToBeLetInAndThenForItsStream() {
    PlayRequest request = new PlayRequest(KEY, Protocol.RTMP, "test", RIGHT);
    assertThat(streams.players().wouldFind(request)).isInstanceOf(Admission.Pending.class);
    streams.players().seek(request, answer());
    policy.open();
    loops.runAll();
    assertThat(heard).containsExactly("waits", "waits");
    assertThat(streams.players().count()).isOne();
    var _ = streams.publish(request(Map.of()), _ -> {});
    loops.runAll();
    assertThat(heard).last().isEqualTo("found granted to ann");
    assertThat(streams.decisions().pending() + streams.players().count()).isZero();
  }

  @Test
  void aPlayerWhoseRightEndsWhileItWaitsIsRefused() {
    policy.open();
    streams.players().seek(new PlayRequest(KEY, Protocol.RTMP, "test", RIGHT), answer());
    loops.runAll();
    assertThat(streams.players().count()).isOne();
    policy.revoke();
    streams.players().look(KEY);
    loops.runAll();
    assertThat(heard).last().asString().startsWith("NOT_AUTHORISED");
    assertNobodyWaits();
  }

  @Test
  void aRightEndsOnTheDot() {
    Instant end = Instant.parse("2026-01-01T00:00:00Z");
    Admission.Granted granted = new Admission.Granted("ann", end, null);
    assertThat(granted.mayEnd()).isTrue();
    assertThat(granted.over(end.minusNanos(1))).isNull();
    assertThat(granted.over(end)).isEqualTo(CloseReason.EXPIRED);
    assertThat(new Admission.Granted("ann", null, () -> false).over(end))
        .isEqualTo(CloseReason.REVOKED);
    assertThat(Admission.Granted.INSTANCE.mayEnd()).isFalse();
    assertThat(Admission.Granted.INSTANCE.over(Instant.MAX)).isNull();
  }

  private void assertNobodyWaits() {
    assertThat(streams.decisions().pending()).isZero();
    assertThat(loops.timersLeft()).isZero();
  }

  private void ask(Protocol protocol, Map<String, String> parameters) {
    streams.admit(new PublishRequest("p", KEY, protocol, "test", parameters), asker());
  }

  private static PublishRequest request(Map<String, String> parameters) {
    return new PublishRequest("p", KEY, Protocol.RTMP, "test", parameters);
  }

  private Decisions.Asker asker() {
    return new Decisions.Asker() {
      @Override
      public void decided(Admission.Settled answer) {
        heard.add(
            switch (answer) {
              case Admission.Granted granted -> granted.toString();
              case Admission.Refused no -> no.refusal() + " " + no.message();
            });
      }

      @Override
      public void waits(Runnable leave) {
        heard.add("waits");
        leaves.add(leave);
      }
    };
  }

  private WaitingPlayers.Answer answer() {
    return new WaitingPlayers.Answer() {
      @Override
      public void found(StreamHub hub, Admission.Granted by) {
        heard.add("found " + by);
      }

      @Override
      public void refused(Refusal refusal, String message) {
        heard.add(refusal + " " + message);
      }

      @Override
      public void waits(Runnable leave) {
        heard.add("waits");
        leaves.add(leave);
      }
    };
  }
}
