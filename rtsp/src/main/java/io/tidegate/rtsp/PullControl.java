package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Method;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.SessionHeader;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/// The requests for a session as a whole, at the URLs that the camera takes them at, and the
/// keep-alives among them. RFC 2326 §10.5, §10.7, §10.8, §C.1.1. Loop-confined.
///
/// 1. [#play] when all is set up;
/// 2. [#keepAlive] twice a second or so;
/// 3. [#tearDown] at last.
final class PullControl {
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int SESSION_NOT_FOUND = 454;
  private static final int AGGREGATE_NOT_ALLOWED = 459;

  /// A camera whose last frame came so short a while ago has not ended the session.
  private static final long FLOWS_NANOS = Duration.ofSeconds(2).toNanos();

  private final CameraTalk.Described camera;
  private final SessionHeader session;
  private final RtspQuirks quirks;
  private final KeepAlive keepAlive;
  private final Consumer<RtspQuirks> learned;
  private long lastKeepAliveNanos;
  private boolean underWay;
  private boolean hasRefused;
  private boolean repeatsSoon;

  /// @param learned hears what the answers teach
  PullControl(
      CameraTalk.Described camera,
      SessionHeader session,
      RtspQuirks quirks,
      Consumer<RtspQuirks> learned) {
    this.camera = camera;
    this.session = session;
    this.quirks = quirks;
    this.learned = learned;
    this.keepAlive = new KeepAlive(camera.offered(), quirks.keepAlive());
    this.lastKeepAliveNanos = System.nanoTime();
  }

  /// Fails with a [PullFailure] when it is refused.
  Future<Void> play() {
    return requests(Method.PLAY, Headers.NONE.with("Range", "npt=0.000-")).compose(this::played);
  }

  private Future<Void> played(RtspResponse answer) {
    try {
      CameraTalk.checkStatus(Method.PLAY, answer);
      lastKeepAliveNanos = System.nanoTime();
      return Future.succeededFuture();
    } catch (PullFailure refused) {
      RtspQuirks.Control other = otherControl(answer);
      if (other == null) {
        return Future.failedFuture(refused);
      }
      learned.accept(RtspQuirks.NONE.withControl(other));
      String message = String.valueOf(refused.getMessage());
      return Future.failedFuture(new PullFailure(PullFailure.Kind.LEARNED, message));
    }
  }

  /// PTZOptics cameras have nothing at the URL that they name, others know single tracks alone.
  private RtspQuirks.@Nullable Control otherControl(RtspResponse answer) {
    if (quirks.control() != null) {
      return null;
    }
    return switch (answer.status()) {
      case METHOD_NOT_ALLOWED, NOT_FOUND -> RtspQuirks.Control.REQUEST_URL;
      case AGGREGATE_NOT_ALLOWED -> RtspQuirks.Control.TRACKS;
      default -> null;
    };
  }

  /// Nobody waits for the answer.
  void tearDown() {
    requests(Method.TEARDOWN, Headers.NONE);
  }

  /// Keeps the session alive when it is due.
  ///
  /// @param lastFrameNanos when the last frame came
  /// @return fails with a [PullFailure] when the session is over
  Future<Void> keepAlive(long nowNanos, long lastFrameNanos) {
    long interval = KeepAlive.interval(session.timeout()).toNanos();
    boolean due = repeatsSoon || nowNanos - lastKeepAliveNanos > interval;
    if (!due || underWay) {
      return Future.succeededFuture();
    }
    lastKeepAliveNanos = nowNanos;
    underWay = true;
    repeatsSoon = false;
    String method = keepAlive.method();
    return requests(method, Headers.NONE)
        .transform(answer -> {
          underWay = false;
          boolean flows = System.nanoTime() - lastFrameNanos < FLOWS_NANOS;
          return answered(method, answer.succeeded() ? answer.result() : null, flows);
        });
  }

  /// Thingino answers every GET_PARAMETER as if the session were over: while frames come, it is
  /// not, and another method is tried.
  private Future<Void> answered(String method, @Nullable RtspResponse answer, boolean flows) {
    if (answer != null && answer.isSuccess()) {
      if (hasRefused) {
        learned.accept(RtspQuirks.NONE.withKeepAlive(method));
      }
      return Future.succeededFuture();
    }
    boolean othersLeft = keepAlive.hasOthers();
    if (answer != null && answer.status() == SESSION_NOT_FOUND && !(flows && othersLeft)) {
      String message = method + ": " + answer.statusLine();
      return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, message));
    }
    keepAlive.refused(method);
    hasRefused = true;
    repeatsSoon = othersLeft; // this one did not count
    return Future.succeededFuture();
  }

  /// To all URLs, one after the other: the last answer, or the first that is no success.
  private Future<RtspResponse> requests(String method, Headers more) {
    Headers headers = more.with("Session", session.id());
    Future<RtspResponse> last = null;
    for (String uri : camera.plan().controls(quirks.control())) {
      last =
          last == null
              ? camera.client().request(method, uri, headers)
              : last.compose(answer ->
                  answer.isSuccess()
                      ? camera.client().request(method, uri, headers)
                      : Future.succeededFuture(answer));
    }
    return Objects.requireNonNull(last, "a plan without tracks is not set up");
  }
}
