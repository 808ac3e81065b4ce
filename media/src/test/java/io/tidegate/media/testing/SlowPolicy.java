package io.tidegate.media.testing;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets `ann` in with the secret `right`, but takes its time: nobody is told before [#open].
/// Whoever brings nothing may publish and not play. Any thread.
public final class SlowPolicy implements AdmissionPolicy {
  private final CompletableFuture<Void> gate = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean revoked = new AtomicBoolean();

  /// From here on everybody is told at once.
  public void open() {
    gate.complete(null);
  }

  /// What `ann` was granted is over.
  public void revoke() {
    revoked.set(true);
  }

  /// Questions asked so far, answered or not.
  public int asked() {
    return asked.get();
  }

  @Override
  public Admission publish(PublishRequest request) {
    Admission.Granted before = request.admitted();
    if (before != null) {
      return again(before);
    }
    return request.credentials().isEmpty()
        ? Admission.Granted.INSTANCE
        : pending(request.credentials());
  }

  @Override
  public Admission play(PlayRequest request) {
    Admission.Granted before = request.admitted();
    if (before != null) {
      return again(before);
    }
    return request.credentials().isEmpty() ? refused() : pending(request.credentials());
  }

  private static Admission again(Admission.Granted before) {
    CloseReason over = before.over(Instant.now());
    return over == null ? before : refused();
  }

  private Admission pending(Credentials shown) {
    Admission.Settled answer =
        shown.secrets().contains("right")
            ? new Admission.Granted("ann", null, () -> !revoked.get())
            : refused();
    return new Admission.Pending(told -> {
      asked.incrementAndGet();
      var _ = gate.thenRun(() -> told.accept(answer));
    });
  }

  private static Admission.Refused refused() {
    return new Admission.Refused(Refusal.NOT_AUTHORISED, "who are you?");
  }

  @Override
  public boolean awaits(StreamKey key) {
    return !key.name().equals("unknown");
  }

  @Override
  public boolean takeOver(PublishRequest request) {
    return false;
  }

  @Override
  public Duration grace(PublishRequest request) {
    return Duration.ofSeconds(15);
  }
}
