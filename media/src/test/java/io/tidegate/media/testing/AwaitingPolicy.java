package io.tidegate.media.testing;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.WaitingPlayers;
import java.time.Duration;

/// Everything allowed; every stream but those called `unknown` is worth waiting for, and
/// `live/alias` stands for `live/x`. Immutable.
public final class AwaitingPolicy implements AdmissionPolicy {
  /// Nobody's patience ends in a test.
  public static final WaitingPlayers.Limits PATIENT =
      new WaitingPlayers.Limits(Duration.ofMinutes(5), 100);

  @Override
  public Admission publish(PublishRequest request) {
    return Admission.Granted.INSTANCE;
  }

  @Override
  public Admission play(PlayRequest request) {
    return Admission.Granted.INSTANCE;
  }

  @Override
  public StreamKey resolve(StreamKey asked) {
    return asked.name().equals("alias") ? new StreamKey("live", "x") : asked;
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
