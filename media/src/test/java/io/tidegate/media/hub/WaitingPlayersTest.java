package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import io.tidegate.media.testing.ManualLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitingPlayersTest {
  private static final StreamKey CAM = new StreamKey("live", "cam");
  private static final StreamKey DOOR = new StreamKey("live", "door");
  private static final StreamKey UNKNOWN = new StreamKey("live", "unknown");

  private final ManualLoops loops = new ManualLoops();
  private final Set<StreamKey> known = new HashSet<>(Set.of(CAM));
  private final List<String> wanted = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final List<Runnable> leaves = new ArrayList<>();
  private boolean admits = true;
  private Admission started = Admission.Granted.INSTANCE;

  private final AdmissionPolicy policy =
      new AdmissionPolicy() {
        @Override
        public Admission publish(PublishRequest request) {
          return Admission.Granted.INSTANCE;
        }

        @Override
        public Admission play(PlayRequest request) {
          return admits
              ? Admission.Granted.INSTANCE
              : new Admission.Refused(Refusal.NOT_ALLOWED, "off");
        }

        @Override
        public StreamKey resolve(StreamKey asked) {
          return asked.equals(DOOR) ? CAM : asked;
        }

        @Override
        public boolean awaits(StreamKey key) {
          return known.contains(key);
        }

        @Override
        public boolean takeOver(PublishRequest request) {
          return false;
        }

        @Override
        public Duration grace(PublishRequest request) {
          return Duration.ZERO;
        }
      };

  private StreamRegistry streams = registry(Duration.ofSeconds(10), 2);

  @Test
  void whatIsLiveIsFoundAtOnce() {
    publish(CAM);
    seek(CAM);
    assertThat(heard).containsExactly("found live/cam");
  }

  @Test
  void aPlayerThatComesFirstFindsTheStreamWhenItComes() {
    seek(CAM);
    assertThat(heard).containsExactly("waits");
    assertThat(streams.players().isAwaited(CAM)).isTrue();
    publish(CAM);
    loops.runAll();
    assertThat(heard).containsExactly("waits", "found live/cam");
    loops.advance(Duration.ofMinutes(1));
    assertThat(heard).hasSize(2);
    // a timer is left: the frames of the publisher are watched
    assertThat(streams.players().count()).isZero();
    assertThat(streams.players().awaited()).isEmpty();
  }

  @Test
  void anAliasLeadsToItsStream() {
    seek(DOOR);
    publish(CAM);
    loops.runAll();
    assertThat(heard).containsExactly("waits", "found live/cam");
  }

  @Test
  void patienceEnds() {
    seek(CAM);
    loops.advance(Duration.ofMillis(9_999));
    assertThat(heard).containsExactly("waits");
    loops.advance(Duration.ofMillis(1));
    assertThat(heard).containsExactly("waits", "NOT_FOUND nothing came within 10000 ms");
    assertNobodyWaits();
  }

  @Test
  void anUnknownKeyIsRefusedAtOnceAndStartsNothing() {
    seek(UNKNOWN);
    assertThat(heard).hasSize(1).first().asString().startsWith("NOT_FOUND no such stream");
    assertThat(wanted).isEmpty();
  }

  @Test
  void whatThePolicyRefusesIsRefusedAtOnce() {
    admits = false;
    seek(CAM);
    assertThat(heard).containsExactly("NOT_ALLOWED off");
    assertThat(wanted).isEmpty();
  }

  @Test
  void whatIsSwitchedOffMeanwhileIsRefusedThen() {
    seek(CAM);
    admits = false;
    streams.players().look(CAM);
    loops.runAll();
    assertThat(heard).containsExactly("waits", "NOT_ALLOWED off");
    assertNobodyWaits();
  }

  @Test
  void whatIsForgottenMeanwhileIsRefusedThen() {
    seek(CAM);
    known.clear();
    streams.players().look(CAM);
    loops.runAll();
    assertThat(heard.getLast()).startsWith("NOT_FOUND");
    assertNobodyWaits();
  }

  @Test
  void whoLeavesHearsNothing() {
    seek(CAM);
    leaves.forEach(Runnable::run);
    leaves.forEach(Runnable::run);
    assertNobodyWaits();
    publish(CAM);
    loops.advance(Duration.ofMinutes(1));
    assertThat(heard).containsExactly("waits");
  }

  @Test
  void onlySoManyWait() {
    seek(CAM);
    seek(CAM);
    seek(CAM);
    assertThat(heard)
        .containsExactly("waits", "waits", "LIMIT_REACHED too many players wait, try again later");
    leaves.getFirst().run();
    seek(CAM);
    assertThat(heard.getLast()).isEqualTo("waits");
  }

  @Test
  void withoutPatienceItIsRefusedAtOnceAndStartedForTheNext() {
    streams = registry(Duration.ZERO, 2);
    seek(CAM);
    assertThat(heard).containsExactly("NOT_FOUND the stream does not run yet");
    assertThat(wanted).containsExactly("live/cam");
  }

  @Test
  void whatCannotBeStartedIsRefusedWithItsReason() {
    started = new Admission.Refused(Refusal.LIMIT_REACHED, "live/* has its 3");
    seek(CAM);
    assertThat(heard).containsExactly("LIMIT_REACHED live/* has its 3");
    publish(CAM);
    seek(CAM);
    assertThat(heard.getLast()).isEqualTo("found live/cam");
  }

  @Test
  void aPatternIsNoStream() {
    seek(new StreamKey("live", "*"));
    assertThat(heard).containsExactly("BAD_KEY a pattern is no stream");
    PublishRequest request =
        new PublishRequest("p", new StreamKey("live", "*"), Protocol.RTMP, "test", Map.of());
    assertThat(streams.publish(request, _ -> {})).isInstanceOf(PublishResult.Refused.class);
  }

  @Test
  void theEndSendsAllAway() {
    seek(CAM);
    streams.shutDown();
    loops.runAll();
    assertThat(heard).containsExactly("waits", "SHUTTING_DOWN the server is stopping");
    seek(CAM);
    assertThat(heard.getLast()).startsWith("SHUTTING_DOWN");
    assertNobodyWaits();
  }

  private void assertNobodyWaits() {
    assertThat(streams.players().count()).isZero();
    assertThat(streams.players().awaited()).isEmpty();
    assertThat(loops.timersLeft()).isZero();
  }

  private StreamRegistry registry(Duration patience, int most) {
    HubOptions options = HubOptions.defaults(bug -> heard.add("bug " + bug));
    StreamRegistry made =
        new StreamRegistry(loops, policy, options, new WaitingPlayers.Limits(patience, most));
    made.players()
        .serve(key -> {
          wanted.add(key.toString());
          return started;
        });
    return made;
  }

  private void publish(StreamKey key) {
    PublishRequest request = new PublishRequest("p", key, Protocol.RTMP, "test", Map.of());
    assertThat(streams.publish(request, _ -> {})).isInstanceOf(PublishResult.Accepted.class);
  }

  private void seek(StreamKey key) {
    streams
        .players()
        .seek(
            new PlayRequest(key, Protocol.HTTP_FLV, "test", Map.of()),
            new WaitingPlayers.Answer() {
              @Override
              public void found(StreamHub hub, Admission.Granted by) {
                heard.add("found " + hub.key());
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
            });
  }
}
