package io.tidegate.gateway.probe;

import io.tidegate.gateway.probe.ProbeReport.Name;
import io.tidegate.gateway.probe.ProbeReport.Outcome;
import io.tidegate.gateway.probe.ProbeReport.Step;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One look at a source: the client of its protocol publishes into a registry that nobody else
/// knows. [#run] waits, on a thread of its own; an interrupt ends it.
final class Probe {
  private static final Logger log = LoggerFactory.getLogger(Probe.class);

  /// For the connection, as pulls have it.
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /// From the first call to the first key frame: the longest GOP that cameras are set to.
  private static final Duration KEY_FRAME = Duration.ofSeconds(20);

  /// Who was refused is called again at once, or asked another way; who waits longer was told no.
  private static final Duration SECOND_TRY = Duration.ofMillis(2_500);

  private static final Duration LOOK = Duration.ofMillis(50);

  private final ProbeOrder order;
  private final ProbeClients clients;
  private final ProbePlace place;
  private final Map<Name, Step> steps = new EnumMap<>(Name.class);
  private @Nullable Double roundTripMs;
  private String device = "";
  private String cause = "";
  private long stepNanos = System.nanoTime();

  Probe(ProbeOrder order, ProbeClients clients) {
    this.order = order;
    this.clients = clients;
    this.place = ProbePlace.of(order.source());
  }

  ProbeReport run() throws InterruptedException {
    StreamGauge gauge = new StreamGauge();
    if (resolve() && connect()) {
      call(gauge);
    }
    for (Name name : Name.values()) {
      steps.putIfAbsent(name, new Step(name, Outcome.SKIPPED, 0, ""));
    }
    StreamGauge.Seen seen = gauge.seen();
    ProbeAdvice.Advice advice =
        cause.isEmpty()
            ? new ProbeAdvice.Advice("", "")
            : ProbeAdvice.of(order.source(), failedAt(), cause);
    return new ProbeReport(
        cause.isEmpty(),
        place.target(),
        order.source().type(),
        device,
        roundTripMs,
        List.copyOf(steps.values()),
        seen.tracks(),
        seen.measured(),
        advice.code(),
        cause,
        advice.next());
  }

  private Name failedAt() {
    return steps.values().stream()
        .filter(step -> step.outcome() == Outcome.FAILED)
        .map(Step::name)
        .findFirst()
        .orElse(Name.OPEN);
  }

  private boolean resolve() {
    if (place.host().isEmpty()) {
      return done(Name.RESOLVE, Outcome.SKIPPED, "any address of this machine");
    }
    try {
      InetAddress found = InetAddress.getByName(place.host());
      return done(Name.RESOLVE, Outcome.OK, found.getHostAddress());
    } catch (UnknownHostException unknown) {
      return failed(Name.RESOLVE, "no address for the name " + place.host());
    }
  }

  /// What the client does again: by itself it tells who does not answer from who says no.
  private boolean connect() {
    if (!place.tcp()) {
      return done(Name.CONNECT, Outcome.SKIPPED, "over UDP");
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(place.host(), place.port()), (int) CONNECT.toMillis());
      roundTripMs = (System.nanoTime() - stepNanos) / 1e6;
      return done(Name.CONNECT, Outcome.OK, "port " + place.port() + " answers");
    } catch (IOException failure) {
      return failed(
          Name.CONNECT, "no connection to port " + place.port() + ": " + failure.getMessage());
    }
  }

  private void call(StreamGauge gauge) throws InterruptedException {
    StreamRegistry streams =
        new StreamRegistry(
            clients.loops(),
            AdmissionPolicy.OPEN,
            HubOptions.defaults(bug -> log.error("a bug in a probe", bug)));
    streams.observe(gauge);
    try (ProbeClient client = clients.of(order.route(), streams, new SessionRegistry())) {
      client.start();
      if (open(client, gauge) && keyFrame(client, gauge)) {
        measure(client, gauge);
      }
    } catch (ProbeClient.ProbeException cannot) {
      failed(Name.OPEN, String.valueOf(cannot.getMessage()));
    } finally {
      streams.shutDown();
    }
  }

  private boolean open(ProbeClient client, StreamGauge gauge) throws InterruptedException {
    String failure = await(client, () -> client.standing().open() || hasTracks(gauge), KEY_FRAME);
    device = client.standing().device();
    return failure.isEmpty() ? done(Name.OPEN, Outcome.OK, device) : failed(Name.OPEN, failure);
  }

  private boolean keyFrame(ProbeClient client, StreamGauge gauge) throws InterruptedException {
    String failure = await(client, () -> gauge.seen().keyNanos() != null, KEY_FRAME);
    device = client.standing().device();
    return failure.isEmpty()
        ? done(Name.KEY_FRAME, Outcome.OK, "")
        : failed(Name.KEY_FRAME, failure);
  }

  private void measure(ProbeClient client, StreamGauge gauge) throws InterruptedException {
    Thread.sleep(order.measured());
    Double measured = client.standing().roundTripMs();
    roundTripMs = measured == null ? roundTripMs : measured;
    ProbeReport.Measured found = gauge.seen().measured();
    String detail = found == null ? "" : "%.1f s of media".formatted(found.seconds());
    done(Name.MEASURE, Outcome.OK, detail);
  }

  private static boolean hasTracks(StreamGauge gauge) {
    return !gauge.seen().tracks().isEmpty();
  }

  private interface Condition {
    boolean holds();
  }

  /// Empty when it holds; what is wrong when it cannot.
  private String await(ProbeClient client, Condition condition, Duration patience)
      throws InterruptedException {
    long start = System.nanoTime();
    long downSince = start;
    boolean wasDown = false;
    while (!condition.holds()) {
      long now = System.nanoTime();
      ProbeClient.Standing standing = client.standing();
      boolean down = standing.down() && !standing.failure().isEmpty();
      downSince = wasDown ? downSince : now;
      wasDown = down;
      boolean isSure = standing.attempts() > 1 || now - downSince > SECOND_TRY.toNanos();
      if (down && isSure) {
        return standing.failure();
      }
      if (now - start > patience.toNanos()) {
        return standing.failure().isEmpty()
            ? "no key frame in " + patience.toSeconds() + " s"
            : standing.failure();
      }
      Thread.sleep(LOOK);
    }
    return "";
  }

  private boolean failed(Name step, String why) {
    cause = why;
    return done(step, Outcome.FAILED, why);
  }

  /// @return whether it goes on
  private boolean done(Name step, Outcome outcome, String detail) {
    long now = System.nanoTime();
    steps.put(step, new Step(step, outcome, (now - stepNanos) / 1_000_000, detail));
    stepNanos = now;
    return outcome != Outcome.FAILED;
  }
}
