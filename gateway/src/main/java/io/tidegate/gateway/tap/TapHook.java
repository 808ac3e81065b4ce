package io.tidegate.gateway.tap;

import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.gateway.snapshot.CaptureTime;
import io.tidegate.gateway.webhook.Signature;
import io.tidegate.media.Nullable;
import io.tidegate.media.SecretParameters;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Sends pictures to a webhook, one after the other: while one is on its way, or the receiver is
/// down, the newest waits. Calls: any thread; lives on its loop.
final class TapHook implements TapReceiver {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /// What is kept of a reason.
  private static final int MAX_PROBLEM = 200;

  /// Where it runs.
  ///
  /// @param patience from the look-up of the name to the last byte of an answer
  record On(
      HttpClient client,
      TapTargets targets,
      Loop loop,
      Loops loops,
      InstantSource clock,
      Duration patience) {}

  private final FrameTapSpec spec;
  private final On on;
  private final TapAnswer answer;
  private final String place;
  private final Newest<Shot> next = new Newest<>();
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault(), FIRST_PAUSE);
  private boolean busy;
  private boolean closed;
  private long sent;
  private long lost;
  private @Nullable String lastError;

  /// Why marks were not taken from the last answer, empty where they were.
  private String unread = "";

  private Loops.@Nullable Timer timer;
  private Loops.@Nullable Timer deadline;
  private volatile TapReceiverView view;

  TapHook(FrameTapSpec spec, On on, TapAnswer answer) {
    this.spec = spec;
    this.answer = answer;
    this.on = on;
    this.place = SecretParameters.URL.mask(spec.webhook());
    this.view = look();
  }

  @Override
  public void offer(Shot shot) {
    on.loop()
        .run(() -> {
          next.put(shot);
          sendNext();
          view = look();
        });
  }

  @Override
  public TapReceiverView view() {
    return view;
  }

  @Override
  public void close() {
    on.loop()
        .run(() -> {
          closed = true;
          next.take();
          if (timer != null) {
            timer.cancel();
          }
        });
  }

  private void sendNext() {
    Shot shot = busy || closed ? null : next.take();
    if (shot == null) {
      return;
    }
    busy = true;
    Buffer body = Buffer.buffer(shot.jpeg().toByteArray());
    TapPost post = new TapPost(on.client(), options(shot, body), body);
    Duration patience = on.patience();
    deadline =
        on.loops()
            .schedule(
                on.loop(),
                patience.toMillis(),
                () -> post.giveUp("no whole answer within " + patience.toMillis() + " ms"));
    var _ =
        post.send(on.targets().of(shot.key(), spec.webhook()), patience)
            .onComplete(answered -> on.loop().execute(() -> over(shot, answered)));
  }

  private void over(Shot shot, AsyncResult<TapPost.Answer> answered) {
    if (deadline != null) {
      deadline.cancel();
    }
    answered(answered.succeeded() ? judged(shot, answered.result()) : words(answered));
  }

  private RequestOptions options(Shot shot, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(spec.webhook())
            .setFollowRedirects(false)
            .putHeader("Content-Type", "image/jpeg")
            .putHeader("User-Agent", "Tidegate")
            .putHeader("Idempotency-Key", shot.key() + "/" + shot.tap() + "/" + shot.number())
            .putHeader("X-Tidegate-Event", "frame")
            .putHeader("X-Tidegate-Key", shot.key().toString())
            .putHeader("X-Tidegate-Tap", shot.tap())
            .putHeader("X-Frame-Number", Long.toString(shot.number()))
            .putHeader("X-Frame-Pts-Ms", Long.toString(shot.pts().toMillis()))
            .putHeader("X-Frames-Dropped", Long.toString(dropped()))
            .putHeader("X-Capture-Time", CaptureTime.text(shot.captured()));
    if (!spec.secret().isEmpty()) {
      long seconds = on.clock().instant().getEpochSecond();
      String signature = Signature.of(spec.secret().text(), seconds, body.getBytes());
      options.putHeader(Signature.HEADER, signature);
    }
    return options;
  }

  /// Empty for one that was taken.
  private String judged(Shot shot, TapPost.Answer said) {
    int status = said.status();
    if (status < 200 || status >= 300) {
      return "status " + status;
    }
    unread = answer.take(said.body(), _ -> shot);
    return "";
  }

  private static String words(AsyncResult<?> failed) {
    Throwable cause = failed.cause();
    String words =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String line = words.replaceAll("\\p{Cntrl}+", " ");
    return line.isEmpty() ? "no answer" : line.substring(0, Math.min(line.length(), MAX_PROBLEM));
  }

  private void answered(String problem) {
    if (problem.isEmpty()) {
      sent++;
      lastError = unread.isEmpty() ? null : unread;
      backoff.reset();
      goOn();
    } else {
      lost++;
      lastError = problem;
      timer = on.loops().schedule(on.loop(), backoff.next(LONGEST_PAUSE).toMillis(), this::goOn);
    }
    view = look();
  }

  private void goOn() {
    busy = false;
    sendNext();
    view = look();
  }

  private long dropped() {
    return next.dropped() + lost;
  }

  private TapReceiverView look() {
    return new TapReceiverView("webhook", place, sent, dropped(), lastError);
  }
}
