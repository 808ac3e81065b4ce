package io.tidegate.hls;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// Lets everybody in who does not show a bad token, and knows who asked. `live/alias` is `live/x`.
final class RecordingPolicy implements AdmissionPolicy {
  private final Set<StreamKey> awaited;
  private final List<PlayRequest> plays = new CopyOnWriteArrayList<>();

  /// `live/later` will come.
  RecordingPolicy() {
    this(Set.of(new StreamKey("live", "later")));
  }

  /// @param awaited streams that will come
  RecordingPolicy(Set<StreamKey> awaited) {
    this.awaited = Set.copyOf(awaited);
  }

  /// Who asked, in order; may be cleared.
  List<PlayRequest> plays() {
    return plays;
  }

  @Override
  public Admission publish(PublishRequest request) {
    return Admission.Granted.INSTANCE;
  }

  @Override
  public Admission play(PlayRequest request) {
    plays.add(request);
    return "bad".equals(request.credentials().parameters().get("token"))
        ? new Admission.Refused(Refusal.NOT_AUTHORISED, "wrong token")
        : Admission.Granted.INSTANCE;
  }

  @Override
  public StreamKey resolve(StreamKey asked) {
    return asked.name().equals("alias") ? new StreamKey("live", "x") : asked;
  }

  @Override
  public boolean awaits(StreamKey key) {
    return awaited.contains(key);
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
